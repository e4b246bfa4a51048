"""The self-test of `eventsvc check`: what this instance needs, one sentence each, with the remedy."""

import smtplib
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import Flask
from sqlalchemy import exists, func, select, text

from eventsvc import schema
from eventsvc.accounts.models import Organisation
from eventsvc.core import clock, faults
from eventsvc.core.db import db, reading
from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.mails import transport
from eventsvc.questions.models import Answer, Upload
from eventsvc.settings import Mistake, Settings
from eventsvc.web.proxy import is_loopback

GOOD, NOTE, BAD = "good", "note", "bad"
STUCK = timedelta(minutes=5)
VENDOR = (
    "zxing/reader/index.js", "zxing/share.js", "zxing/zxing_reader.wasm", "instrument-sans-latin.woff2",
    "print/instrument-sans-latin-400.woff2",
)
NEED_TABLES = frozenset({"pictures", "uploads", "time zones", "worker"})
HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Finding:
    """One sentence, and how bad it is."""

    how: str
    part: str
    words: str


def everything(app: Flask, settings: Settings, *, mail_to: str = "", send: bool = False) -> Iterator[Finding]:
    """All checks, one after the other; a fault in one does not hide the others."""
    parts: tuple[tuple[str, Callable[[], Iterator[tuple[str, str]]]], ...] = (
        ("address", lambda: address(settings)), ("instance", lambda: instance(settings)), ("keys", lambda: keys(settings)),
        ("database", database), ("pictures", lambda: pictures(settings)), ("uploads", lambda: uploads(settings)),
        ("time zones", zones), ("browser", browser), ("languages", languages),
        ("mail", lambda: mail(settings, mail_to, send=send)), ("worker", worker),
    )
    unusable: set[str] = set()
    for part, check in parts:
        if part in unusable:
            continue
        try:
            with app.app_context():
                for how, words in check():
                    yield Finding(how, part, words)
        except Mistake as no:
            yield Finding(BAD, part, str(no))
            unusable |= NEED_TABLES if part == "database" else set()
        except Exception as error:
            if not faults.means_busy(error):
                raise
            yield Finding(BAD, part, f"The database does not answer ({type(error).__name__}): start it, or check DATABASE_URL.")
            unusable |= NEED_TABLES


def address(settings: Settings) -> Iterator[tuple[str, str]]:
    """What people type, and what follows from it."""
    host = urlsplit(settings.base_url).hostname or ""
    yield GOOD, f"People use {settings.base_url}."
    if settings.https:
        return
    if is_loopback(host):
        yield NOTE, "Without https the sign-in cookie has no __Host- prefix and is not Secure; on this machine alone that is fine."
    else:
        yield BAD, ("Without https the sign-in cookie has no __Host- prefix and is not Secure, and no phone opens its camera at the door: "
                    "put a TLS proxy before it and set BASE_URL to https://….")


def instance(settings: Settings) -> Iterator[tuple[str, str]]:
    """The folder for everything that is not code."""
    probe = settings.instance / ".check"
    try:
        settings.instance.mkdir(parents=True, exist_ok=True)
        probe.write_text("x")
        probe.unlink()
    except OSError as no:
        raise Mistake(f"{settings.instance} cannot be written ({no.strerror}): make it writable or set EVENTSVC_INSTANCE.") from no
    yield GOOD, f"{settings.instance} can be written."


def keys(settings: Settings) -> Iterator[tuple[str, str]]:
    """Whoever reads the keys can make tickets."""
    for name in ("secret_key", "ticket_key"):
        file = settings.instance / name
        if file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077:
            yield BAD, f"Others on this machine can read {file}: run chmod 600 on it."
    if settings.secret_key == settings.ticket_key:
        yield BAD, "SECRET_KEY and TICKET_KEY are the same: give each its own."
    yield GOOD, "Both keys are there. Keep them with the backups: without them old tickets and links are dead."


def database() -> Iterator[tuple[str, str]]:
    """It answers, fits, and is whole."""
    connection = reading()
    name = "PostgreSQL" if connection.dialect.name == "postgresql" else "SQLite"
    began = time.perf_counter()
    connection.execute(text("select 1"))
    yield GOOD, f"{name} answers within {(time.perf_counter() - began) * 1000:.0f} ms."
    schema.check(connection)
    yield GOOD, f"The tables are those of this version ({schema.head()})."
    if connection.dialect.name == "sqlite":
        words = connection.execute(text("PRAGMA quick_check")).scalar()
        if words != "ok":
            raise Mistake(f"The database file is damaged ({words}): restore a backup.")
        yield GOOD, "The file is whole."
    elif connection.execute(text("show synchronous_commit")).scalar() == "off":
        yield BAD, "synchronous_commit is off: a power cut loses tickets that were promised. Switch it on."
    db.session.rollback()


def pictures(settings: Settings) -> Iterator[tuple[str, str]]:
    """Each picture that a row names is there."""
    names = [name for name in db.session.scalars(select(Organisation.logo).where(Organisation.logo.is_not(None))) if name]
    lost = [name for name in names if not (settings.files / name).is_file()]
    if lost:
        raise Mistake(f"{len(lost)} of {len(names)} logos are missing in {settings.files}: restore a backup or upload them again.")
    yield GOOD, f"{len(names)} logos, all there."


def uploads(settings: Settings) -> Iterator[tuple[str, str]]:
    """Each file that an answer names is there, and nobody else on this machine reads it."""
    keys = list(db.session.scalars(select(Upload.key).where(exists().where(Answer.upload_id == Upload.id))))
    lost = [key for key in keys if not (settings.uploads / key).is_file()]
    if lost:
        raise Mistake(f"Of {len(keys)} files of guests {len(lost)} are missing in {settings.uploads}: restore a backup.")
    if settings.uploads.is_dir() and stat.S_IMODE(settings.uploads.stat().st_mode) & 0o077:
        yield BAD, f"Others on this machine can look into {settings.uploads}: run chmod 700 on it."
    yield GOOD, f"Files of guests: {len(keys)}, all there."


def zones() -> Iterator[tuple[str, str]]:
    """Clocks change by law; old data gives wrong times."""
    used = set(db.session.scalars(select(Event.zone).distinct())) | {"Europe/Berlin", "America/Los_Angeles"}
    unknown = []
    for zone in sorted(used):
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            unknown.append(zone)
    if unknown:
        raise Mistake(f"Time-zone data lacks {', '.join(unknown)}: pip install --upgrade tzdata.")
    try:
        yield GOOD, f"Time-zone data {version('tzdata')} knows all {len(used)} zones in use."
    except PackageNotFoundError:
        yield NOTE, "Time-zone data comes from the system alone: keep it up to date."


def browser() -> Iterator[tuple[str, str]]:
    """What the scanner and the pages load."""
    lost = [name for name in VENDOR if not (HERE / "static" / "vendor" / name).is_file()]
    if lost:
        raise Mistake(f"Browser libraries are missing ({lost[0]}): install eventsvc again, or run eventsvc/assets/build.py in a checkout.")
    yield GOOD, "The browser libraries are there."


def languages() -> Iterator[tuple[str, str]]:
    """German comes from a compiled file."""
    if not (HERE / "translations" / "de" / "LC_MESSAGES" / "messages.mo").is_file():
        raise Mistake("The German texts are not compiled: install eventsvc again, or run eventsvc/assets/build.py in a checkout.")
    yield GOOD, "German and English are there."


def mail(settings: Settings, mail_to: str, *, send: bool) -> Iterator[tuple[str, str]]:
    """Whether the server takes a mail from us: asked, or really sent."""
    if not settings.smtp_url:
        yield NOTE, f"Mails are written to {settings.mail_folder}: set SMTP_URL and MAIL_FROM to send them."
        return
    to = mail_to or settings.mail_from
    try:
        with transport.connected(settings.smtp_url) as server:
            if send:
                server.send_message(_letter(settings.mail_from, to))
            else:
                _asked(server, settings.mail_from, to)
    except smtplib.SMTPRecipientsRefused as no:
        code, words = next(iter(no.recipients.values()))
        raise Mistake(f"The mail server does not take mail to {to} ({code} {_text(words)}).") from no
    except smtplib.SMTPResponseException as no:
        raise Mistake(f"The mail server says no ({no.smtp_code} {_text(no.smtp_error)}): check SMTP_URL and MAIL_FROM.") from no
    except (smtplib.SMTPException, OSError) as no:
        raise Mistake(f"The mail server cannot be reached ({no}): check SMTP_URL.") from no
    yield GOOD, f"The mail server {'has taken a mail' if send else 'takes mail'} from {settings.mail_from} to {to}."


def _asked(server: smtplib.SMTP, sender: str, to: str) -> None:
    server.ehlo_or_helo_if_needed()
    for code, words in (server.mail(sender), server.rcpt(to)):
        if code not in {250, 251}:
            raise smtplib.SMTPResponseException(code, words)
    server.rset()


def _letter(sender: str, to: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, to, "eventsvc check"
    letter["Date"], letter["Message-ID"] = formatdate(), make_msgid(domain=sender.rpartition("@")[2])
    letter.set_content("This mail was sent by `eventsvc check`. Tickets will arrive like this one.\n")
    return letter


def _text(words: bytes | str) -> str:
    return " ".join((words.decode("utf-8", "replace") if isinstance(words, bytes) else words).split())[:200]


def worker() -> Iterator[tuple[str, str]]:
    """Whether letters lie about."""
    oldest = db.session.scalar(select(func.min(OutboxRow.created_at)).where(OutboxRow.state == "waiting", OutboxRow.attempts == 0))
    failed = db.session.scalar(select(func.count()).where(OutboxRow.state == "failed")) or 0
    if oldest is not None and clock.now() - oldest > STUCK:
        yield BAD, "Letters have been waiting for more than five minutes: start `eventsvc serve` or `eventsvc worker`."
    else:
        yield GOOD, "No letter is waiting for a worker."
    if failed:
        yield NOTE, f"{failed} letters have failed: the desk shows why, and sends them again."
