"""The ways a mail leaves: an SMTP server, or a folder of .eml files where none is set."""

import os
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from eventsvc.settings import Settings, smtp_parts

NO_ANSWER = "mail server: no answer in time"
PATIENCE = 6
"""Seconds that a mail server may take for one answer: the seven answers of a mail end before the lease on its row (60 s)."""


class Temporary(Exception):  # noqa: N818  an answer, not a fault
    """Not now: try again later. The text is shown at the desk."""


class Permanent(Exception):  # noqa: N818
    """Never: the address or the mail is refused for good. The text is shown at the desk."""


class Needless(Exception):  # noqa: N818
    """Nothing is to be sent any more (ticket cancelled, address corrected): the row is dropped. The text is shown at the desk."""


def way(settings: Settings) -> Callable[[EmailMessage], None]:
    """How this deployment sends."""
    if settings.smtp_url:
        return lambda message: by_smtp(settings.smtp_url, message)
    return lambda message: to_folder(settings.mail_folder, message)


def by_smtp(url: str, message: EmailMessage) -> None:
    """Hand one mail to the server; returns after its yes. Raises Temporary or Permanent with the server's words."""
    try:
        with connected(url) as server:
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as no:
        code, words = next(iter(no.recipients.values()))
        raise _refusal(code, words) from no
    except smtplib.SMTPResponseException as no:
        raise _refusal(no.smtp_code, no.smtp_error) from no
    except (smtplib.SMTPException, OSError, EOFError) as no:
        raise Temporary(_network(no)) from no


def connected(url: str) -> smtplib.SMTP:
    """A greeted, encrypted where asked, signed-in connection."""
    scheme, host, port, user, password = smtp_parts(url)
    secure = ssl.create_default_context()
    if scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=secure)
    else:
        server = smtplib.SMTP(host, port, timeout=PATIENCE)
    try:
        if scheme == "smtp+starttls":
            server.starttls(context=secure)
        if user:
            server.login(user, password)
    except BaseException:
        server.close()
        raise
    return server


def to_folder(folder: Path, message: EmailMessage) -> None:
    """Write the mail as a file, whole or not at all; the same Message-ID overwrites itself, as a mailbox would show it once."""
    name = "".join(letter for letter in str(message["Message-ID"]) if letter.isalnum() or letter in ".-_")[:120]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f".{name}.{os.getpid()}"
        with draft.open("wb") as out:
            out.write(message.as_bytes(policy=SMTP))
            out.flush()
            os.fsync(out.fileno())
        draft.replace(folder / f"{name}.eml")
    except OSError as no:
        raise Temporary(f"mail folder: {no.strerror}") from no


def _refusal(code: int, words: bytes | str) -> Temporary | Permanent:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    sentence = f"{code} {' '.join(said.split())}"[:300]
    return Permanent(sentence) if 500 <= code < 600 and code not in {530, 534, 535} else Temporary(sentence)


def _network(no: BaseException) -> str:
    if isinstance(no, TimeoutError | smtplib.SMTPServerDisconnected):
        return NO_ANSWER
    if isinstance(no, OSError) and no.strerror:
        return f"mail server: {no.strerror}"
    return f"mail server: {type(no).__name__}"
