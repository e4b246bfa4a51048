"""The command line. Each command imports what it needs when it runs (the one place for that), so that --help answers at once."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from eventsvc import settings as told
from eventsvc.settings import Mistake, Settings

PRACTICE = {"practice": "from eventsvc.practice.process import main; main()"}  # payments, in the demo only
MARKS = {"good": "ok  ", "note": "note", "bad": "BAD "}


class Commands(click.Group):
    """A Mistake, wherever it comes from, is one sentence on the error stream and status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        os.umask(0o077)  # what we write (guests, keys, mails) is for us alone
        try:
            return super().invoke(ctx)
        except Mistake as no:
            click.echo(f"eventsvc: {no}", err=True)
            ctx.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="eventsvc", message="eventsvc %(version)s")
def main() -> None:
    """The event and ticketing service that a community runs by itself.

    Settings come from the environment or a .env file; the README has the table. Statuses: 0 done, 1 it could not be done (one sentence
    says why), 2 the command was not understood.
    """


def _where(command: Callable[..., None]) -> Callable[..., None]:
    command = click.option("--port", type=click.IntRange(1, 65535), help="Listen here instead of PORT.")(command)
    return click.option("--host", help="Listen on this address instead of HOST.")(command)


def _given(**values: object) -> dict[str, str]:
    return {name: str(value) for name, value in values.items() if value is not None}


@main.command()
@_where
@click.option("--fresh", is_flag=True, help="Throw the demo's data away and begin anew.")
def demo(port: int | None, host: str | None, fresh: bool) -> None:
    """Try it out: sample data on SQLite, mails into a mailbox in the browser, payments without money.

    What you change stays until you say --fresh. It lies in the folder "demo" of the instance folder and touches nothing else.
    """
    from eventsvc import serve
    from eventsvc.core import process

    settings = told.load_demo(**_given(port=port, host=host))
    if fresh:
        with process.alone(settings.instance) as free:
            if not free:
                raise Mistake("The demo is running: stop it first, then begin anew.")
            serve.forget(settings)
        settings = told.load_demo(**_given(port=port, host=host))
    with _up(settings):
        serve.must_be_free("127.0.0.1", int(settings.stripe_api_base.rpartition(":")[2]))
        _run(settings, "demo", PRACTICE)


@main.command()
@_where
def serve(port: int | None, host: str | None) -> None:
    """Serve: web server and worker together; what dies is started again.

    The first start makes the tables and prints a link that makes the owner. SIGTERM or Ctrl+C ends all in order within 15 seconds.
    """
    settings = told.load(**_given(port=port, host=host))
    with _up(settings):
        _run(settings, "real")


@contextmanager
def _up(settings: Settings) -> Iterator[None]:
    from eventsvc import serve
    from eventsvc.core import logs, process

    logs.use(form=settings.log_format, level=settings.log_level)
    process.die_with_parent()
    serve.must_be_free(settings.host, settings.port)
    with process.serving(settings.instance) as free:
        if not free:
            raise Mistake("A backup is being restored into this instance: start again when that is done.")
        yield


def _run(settings: Settings, what: str, more: dict[str, str] | None = None) -> None:
    from eventsvc import serve

    if not serve.prepare(settings, what):
        sys.exit(1)
    serve.run(settings, more)


@main.command()
def worker() -> None:
    """Run the worker alone, beside a web server of your choice (wsgi:app) or on a second machine."""
    from eventsvc import schema
    from eventsvc.app import create_app
    from eventsvc.core import logs, process
    from eventsvc.worker import Worker

    settings = told.load()
    logs.use(form=settings.log_format, level=settings.log_level)
    schema.check_schema(settings.database_url)
    with process.serving(settings.instance):
        Worker(create_app(settings), process.told_to_end()).run()


@main.command()
@click.option("--new", "words", metavar="WORDS", help="For developers: write the next migration from what differs, named by these words.")
def migrate(words: str | None) -> None:
    """Bring the database to this version. Make a backup first."""
    from eventsvc import schema

    settings = told.load()
    if words:
        click.echo(f"Written: {schema.new(settings.database_url, words)}")
        return
    schema.upgrade(settings.database_url)
    schema.check_schema(settings.database_url)
    click.echo(f"The database is at {schema.head()}.")


@main.command()
@click.option("--mail-to", metavar="ADDRESS", default="", help="Ask the mail server about this address instead of MAIL_FROM.")
@click.option("--send", is_flag=True, help="Really send a mail there.")
def check(mail_to: str, send: bool) -> None:
    """Test this instance: database, mail, keys, time zones, browser libraries. Status 1 if something is wrong."""
    from eventsvc import checks
    from eventsvc.app import create_app

    settings = told.load()
    wrong = 0
    for found in checks.everything(create_app(settings), settings, mail_to=mail_to, send=send):
        wrong += found.how == checks.BAD
        click.echo(f"{MARKS[found.how]}  {found.part:<10}  {found.words}")
    if wrong:
        raise Mistake(f"{wrong} of these must be put right.")


@main.group()
def invoices() -> None:
    """Receipts and invoices."""


@invoices.command()
def verify() -> None:
    """Recompute the chain of all documents. Status 1 names the first one that is missing or not as it was issued."""
    from eventsvc import schema
    from eventsvc.app import create_app
    from eventsvc.invoices import chain

    settings = told.load()
    schema.check_schema(settings.database_url)
    with create_app(settings).app_context():
        found = chain.verify()
    if found:
        raise Mistake(f"{found[0].sentence} {len(found)} faults in all.")
    click.echo("All documents are as they were issued.")


@main.group()
def payments() -> None:
    """Money by Stripe. The worker does all this by itself; these are for whoever does not want to wait, or has restored a backup."""


def _instant(_context: click.Context, _option: click.Parameter, value: str | None) -> datetime | None:
    """A time as it stands in ISO 8601, in UTC if it names no zone."""
    if value is None:
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError as no:
        raise click.BadParameter("write it like 2027-04-19T18:00+02:00.") from no
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _as_of(command: Callable[..., None]) -> Callable[..., None]:
    return click.option("--as-of", "at", metavar="TIME", callback=_instant, help="Do it as if it were this time (ISO 8601).")(command)


@contextmanager
def _money(at: datetime | None) -> Iterator[None]:
    """This instance, at this time."""
    from eventsvc import schema
    from eventsvc.app import create_app
    from eventsvc.core import clock

    settings = told.load()
    schema.check_schema(settings.database_url)
    with create_app(settings).app_context():
        clock.set_source(None if at is None else lambda: at)
        try:
            yield
        finally:
            clock.set_source(None)


@payments.command()
@_as_of
def sweep(at: datetime | None) -> None:
    """Finish what was begun: payment pages and holds whose time is over, answers that were lost, refunds that are due."""
    from eventsvc.payments import sweeping
    from eventsvc.registration import holds

    with _money(at):
        click.echo(f"Looked at {sweeping.sweep() + holds.sweep()}.")


@payments.command()
@_as_of
@click.option("--days", type=click.IntRange(1, 30), help="After a backup was restored: look at each payment page of so many days.")
def reconcile(at: datetime | None, days: int | None) -> None:
    """Ask Stripe about all payments that are under way, all pages of the last 26 hours, and all notices that were lost."""
    from eventsvc.core import clock
    from eventsvc.payments import reconciling

    with _money(at):
        looked = reconciling.under_way()
        differed = reconciling.everything(clock.now() - timedelta(days=days) if days else None)
        click.echo(f"Looked at {looked} that are under way and at {differed} more.")


@payments.command()
@_as_of
def ledger(at: datetime | None) -> None:
    """Compare Stripe's ledger of the last two days with ours, to the cent. Status 1 names each payment that differs."""
    from eventsvc.payments import ledger as ledgers

    with _money(at):
        found = ledgers.compare()
    for one in found:
        click.echo(f"{one.intent_id}: at Stripe {one.came_there} came and {one.went_there} went, here {one.came_here} and {one.went_here}.")
    if found:
        raise Mistake(f"{len(found)} payments differ (in cents).")
    click.echo("Both ledgers agree.")


@main.command("create-owner")
@click.argument("email")
@click.option("--name", default="", help="The person's name.")
@click.option("--organisation", default="", help="Name of the organisation, where there is none yet.")
@click.option("--language", type=click.Choice(["de", "en"]), default="de", show_default=True)
def create_owner(email: str, name: str, organisation: str, language: str) -> None:
    """Make EMAIL an owner and print a link to sign in (once, within a day). For the first one, and when the last one has left."""
    from eventsvc import schema, starts
    from eventsvc.accounts.organisations import service as organisations
    from eventsvc.app import create_app

    settings = told.load()
    schema.check_schema(settings.database_url)
    app = create_app(settings)
    with app.app_context():
        try:
            token = organisations.create_owner(email, name=name, organisation=organisation, language=language)
        except ValueError as no:
            raise Mistake(f"{email!r} is no e-mail address.") from no
    click.echo(starts.link(settings, token))


@main.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Write database, keys, pictures and guests' files into FILE (.tar.gz) while it runs, and check the copy. Keep it secret."""
    from eventsvc import backups

    kept = backups.backup(told.load(), file)
    click.echo(f"Kept in {kept.file}: {kept.size / 1e6:.1f} MB, {kept.registrations} registrations, {kept.pictures} pictures, "
               f"{kept.uploads} files of guests. Checked.")


@main.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Also if there is a database already; it is kept beside the new one.")
def restore(file: Path, force: bool) -> None:
    """Put the backup FILE in the place of this instance. Stop the server first."""
    from eventsvc import backups

    kept = backups.restore(told.load(), file, force=force)
    click.echo(f"Restored: {kept.registrations} registrations, {kept.pictures} pictures, {kept.uploads} files of guests. "
               "`eventsvc check` tells whether all is well.")
