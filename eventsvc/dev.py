"""The mailbox of the demo: mails that went to a folder, readable in the browser. Registered in demo mode only."""

from pathlib import Path

from flask import Blueprint, Response, current_app, render_template
from flask.typing import ResponseReturnValue

from eventsvc.core import clock, wording
from eventsvc.core.errors import Missing
from eventsvc.mails import folder
from eventsvc.settings import Settings
from eventsvc.web.guard import secret_holder
from eventsvc.web.headers import CSP
from eventsvc.web.languages import current

bp = Blueprint("dev", __name__, url_prefix="/dev")
ZONE = "Europe/Berlin"
SHOWN = frozenset({"text/plain", "image/png"})
FRAMED = f"{CSP}; frame-src 'self'"
LOOSE = "allow-popups allow-popups-to-escape-sandbox"
LETTER = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
    f"sandbox {LOOSE}"
)


@bp.get("/mail")
@secret_holder
def mailbox() -> ResponseReturnValue:
    """All mails, the newest first."""
    mails, many = folder.newest(_folder())
    lang, now = current(), clock.now()
    shown = [(mail, wording.moment(mail.at, ZONE, lang, now=now)) for mail in mails]
    return render_template("dev/mailbox.html", mails=shown, many=many, most=len(mails))


@bp.get("/mail/<name>")
@secret_holder
def mail(name: str) -> ResponseReturnValue:
    """One mail: as it looks, as text, and its parts."""
    found = folder.opened(_folder(), name)
    when = wording.moment(found.at, ZONE, current(), now=clock.now())
    page = render_template("dev/mail.html", mail=found, when=when, loose=LOOSE)
    return Response(page, headers={"Content-Security-Policy": FRAMED}, mimetype="text/html")


@bp.get("/mail/<name>/letter")
@secret_holder
def letter(name: str) -> ResponseReturnValue:
    """The HTML part alone, without scripts, for the frame: it has its own rules, because letters carry their style with them."""
    found = folder.opened(_folder(), name)
    if not found.html:
        raise Missing(name)
    return Response(found.html, headers={"Content-Security-Policy": LETTER}, mimetype="text/html")


@bp.get("/mail/<name>/<int:number>")
@secret_holder
def part(name: str, number: int) -> ResponseReturnValue:
    """One part: text and pictures are shown, all else is a download."""
    parts = folder.opened(_folder(), name).parts
    if number >= len(parts):
        raise Missing(name)
    wanted = parts[number]
    kind = wanted.kind if wanted.kind in SHOWN else "application/octet-stream"
    answer = Response(wanted.content, mimetype=kind)
    answer.headers.set("Content-Disposition", "inline" if kind in SHOWN else "attachment", filename=wanted.filename or f"{number}.txt")
    return answer


def _folder() -> Path:
    settings: Settings = current_app.extensions["settings"]
    return settings.mail_folder
