"""The postman: everything that is due goes out, and is read in the folder."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from flask import current_app

from eventsvc.core import outbox
from eventsvc.mails import delivery
from eventsvc.mails.transport import Needless


def delivered() -> list[EmailMessage]:
    """All letters that are due, in the order of the outbox; what is no longer needed is dropped, jobs are spread."""
    settings: Any = current_app.extensions["settings"]
    found = []
    while (row := outbox.claim("worker")) is not None:
        try:
            delivery.deliver(row)
        except Needless as no:
            outbox.drop(row, str(no))
            continue
        outbox.done(row)
        files = [file for file in settings.mail_folder.glob("*.eml") if row.message_id in file.name]
        found += [message_from_bytes(file.read_bytes(), policy=default) for file in files]
    return found  # type: ignore[return-value]


def words(mail: EmailMessage) -> str:
    """The text of a letter, with single blanks."""
    return " ".join(str(next(one for one in mail.walk() if one.get_content_type() == "text/plain").get_content()).split())


def to(mails: list[EmailMessage], address: str) -> list[EmailMessage]:
    """Those to one address."""
    return [mail for mail in mails if address in str(mail["To"])]
