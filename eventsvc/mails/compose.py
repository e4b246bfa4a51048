"""From a letter to a MIME message: text, HTML, calendar part, pictures (spec: calendar 3.6, security 3, DESIGN_UI 8)."""

from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any


class _Headers(HeaderRegistry):
    """The library makes a new class for each header of each mail, a quarter of the work on it; one for each name will do."""

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[str, type[Any]] = {}

    def __getitem__(self, name: str) -> type[Any]:
        found = self._made.get(name.lower())
        if found is None:
            found = self._made[name.lower()] = super().__getitem__(name)
        return found


POLICY = SMTP.clone(header_factory=_Headers())


@dataclass(frozen=True, kw_only=True)
class Picture:
    """An attached PNG that the HTML names by `cid:`."""

    cid: str
    name: str
    png: bytes


@dataclass(frozen=True, kw_only=True)
class Attached:
    """A file to keep."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Letter:
    """Everything a mail says. One recipient; `calendar` is one iCalendar object with its METHOD."""

    recipient: str
    recipient_name: str = ""
    sender_name: str
    reply_to: str = ""
    subject: str
    text: str
    html: str
    language: str
    pictures: tuple[Picture, ...] = ()
    calendar: bytes = b""
    method: str = ""
    files: tuple[Attached, ...] = ()
    extra: dict[str, str] = field(default_factory=dict)


def message(letter: Letter, *, mail_from: str, message_id: str, at: datetime) -> EmailMessage:
    """The mail. `message_id` is the left part, made once with the outbox row, so that copies carry the same."""
    mail = EmailMessage(policy=POLICY)
    mail["From"] = Address(_one_line(letter.sender_name), addr_spec=mail_from)
    mail["To"] = Address(_one_line(letter.recipient_name), addr_spec=letter.recipient)
    mail["Subject"] = _one_line(letter.subject)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{message_id}@{mail_from.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    if letter.reply_to:
        mail["Reply-To"] = letter.reply_to
    for name, value in letter.extra.items():
        mail[name] = _one_line(value)
    mail.set_content(letter.text, cte="quoted-printable")
    mail.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    if letter.pictures:
        html = mail.get_payload()[1]  # type: ignore[index]
        for picture in letter.pictures:
            html.add_related(picture.png, "image", "png", cid=f"<{picture.cid}>", filename=picture.name, disposition="inline")  # type: ignore[union-attr]
    if letter.calendar:
        _calendar(mail, letter)
    for one in letter.files:
        mail.add_attachment(one.content, *one.type.split("/"), filename=one.name, cte="base64")
    mail["Content-Language"] = letter.language
    return mail


def _calendar(mail: EmailMessage, letter: Letter) -> None:
    """The calendar part twice, the same bytes: as an alternative (accept bar) and as a file (everybody else).

    Several events are no invitation (one has one UID): without a method it is a file only.
    """
    if letter.method:
        part = EmailMessage(policy=POLICY)
        part.set_content(letter.calendar, "text", "calendar", cte="base64", params={"charset": "utf-8", "method": letter.method})
        del part["MIME-Version"]
        mail.attach(part)
    name = "termin.ics" if letter.language == "de" else "event.ics"
    mail.add_attachment(letter.calendar, "application", "ics", filename=name, cte="base64")


def _one_line(text: str) -> str:
    """No control characters in a header, so that nobody's name can add a line to it."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
