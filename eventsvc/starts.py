"""What stands before serving: tables, sample data, the links that the console prints.

It runs in a child that ends before the supervisor starts, so that the supervisor stays small (spec: joints 11).
"""

import sys

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from eventsvc import schema
from eventsvc.accounts import service as accounts
from eventsvc.app import create_app
from eventsvc.core import logs
from eventsvc.core.db import db
from eventsvc.demo import build as sample
from eventsvc.serve import heard
from eventsvc.settings import Mistake, Settings

SIGN_IN = "/desk/sign-in/"


def tables(settings: Settings) -> None:
    """An empty database gets its tables; one of another version is refused with a sentence (trap T55)."""
    if schema.is_empty(settings.database_url):
        schema.upgrade(settings.database_url)
    schema.check_schema(settings.database_url)


def link(settings: Settings, token: str) -> str:
    """The address of a sign-in link."""
    return f"{settings.base_url}{SIGN_IN}{token}"


def real(settings: Settings) -> None:
    """Before `serve`: tables, and on the first start the link that makes the owner."""
    tables(settings)
    app = create_app(settings)
    with app.app_context():
        token = accounts.first_owner_link()
        db.session.remove()
        db.engine.dispose()
    say(f"eventsvc at {settings.base_url}")
    if token is not None:
        say("Nobody is responsible yet. Open this link once, within a week, to become the owner:", f"  {link(settings, token)}")
    if not settings.smtp_url:
        say(f"Mails are written to {settings.mail_folder}; set SMTP_URL and MAIL_FROM to send them.")


def demo(settings: Settings) -> None:
    """Before `demo`: tables, sample data once, the organiser's link."""
    with Progress(TextColumn("{task.description:<28}"), BarColumn(), TaskProgressColumn(), console=Console(file=sys.stdout)) as bar:
        task = bar.add_task("Tables", total=100)
        tables(settings)
        bar.update(task, completed=10)
        app = create_app(settings)
        with app.app_context():
            if not sample.is_there():
                def step(words: str, done: int, of: int) -> None:
                    bar.update(task, description=words[:28], completed=10 + 90 * done / of)

                sample.fill(calendar_domain=settings.calendar_domain, told=step)
            token = accounts.console_link(sample.OWNER)
            db.session.remove()
            db.engine.dispose()
        bar.update(task, description="Sample data", completed=100)
    say(
        "", f"  Site       {settings.base_url}/", f"  Organiser  {link(settings, token)}", f"  Mails      {settings.base_url}/dev/mail",
        f"  Payments   {settings.stripe_api_base}/  (practice: no money moves)",
        f"  Kept in    {settings.instance}  (start again: your changes stay; --fresh: begin anew)", "", "  Stop with Ctrl+C.", "",
    )


def say(*lines: str) -> None:
    """To the person at the console."""
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """`real` or `demo`, in a child of its own; settings come on the standard input. A Mistake is one sentence and status 1."""
    settings = heard(sys.stdin.buffer.read())
    logs.use(form=settings.log_format, level="warning")
    try:
        {"real": real, "demo": demo}[sys.argv[1]](settings)
    except Mistake as no:
        sys.stderr.write(f"eventsvc: {no}\n")
        sys.exit(1)
