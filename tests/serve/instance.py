"""An instance seen from the test: its rows while it runs, and what must hold when it has been through something."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import text, update

from eventsvc.app import create_app
from eventsvc.core import clock
from eventsvc.core.db import db, reading, transaction
from eventsvc.core.errors import Missing
from eventsvc.core.outbox import OutboxRow
from eventsvc.registration import queries as registrations
from eventsvc.web import once
from tests import whole
from tests.serve.rush import MailServer, Rush
from tests.tools.urls import plain_settings

KEYS = {"SECRET_KEY": "k" * 40, "TICKET_KEY": "t" * 40}


def told(url: str, mails: MailServer) -> dict[str, str]:
    """The environment of an instance with this database and mail server."""
    return {**KEYS, "DATABASE_URL": url, "SMTP_URL": mails.url, "MAIL_FROM": "tickets@example.org"}


@contextmanager
def looking_at(folder: Path, url: str) -> Iterator[Flask]:
    """The same instance, seen from the test."""
    app = create_app(plain_settings(instance=str(folder / "instance"), database_url=url, base_url="http://localhost:8000"))
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def tokens(app: Flask, event_id: int, many: int) -> list[str]:
    """What so many people got with the form, a while ago."""
    clock.set_source(lambda: clock._system() - timedelta(minutes=1))
    try:
        with app.app_context():
            return [once.make(event_id) for _ in range(many)]
    finally:
        clock.set_source(None)


def unfinished() -> int:
    """How many letters are still to go."""
    db.session.rollback()
    return int(reading().execute(text("select count(*) from outbox where state in ('waiting', 'sending')")).scalar_one())


def leases_end() -> None:
    """As if a minute had passed since everything died: what a dead worker had in hand is due again."""
    with transaction() as connection:
        connection.execute(update(OutboxRow).where(OutboxRow.state == "sending").values(lease_until=clock.now()))


def broken_promises(rush: Rush, mails: MailServer, *, deaths: int) -> list[str]:
    """What does not hold of reliability's first section, after a rush with so many deaths; ask when all mails are out."""
    found = [*rush.wrong, *whole.faults()]
    found += [f"{address} was promised a ticket" for secret, address in rush.promised.items() if not _is_there(secret)]
    kept = set(reading().execute(text("select email from registration where state = 'confirmed'")).scalars())
    by_person: Counter[str] = Counter()
    for (recipient, _message_id), times in mails.taken.items():
        by_person[recipient] += times
    found += [f"{address} got no mail" for address in kept - set(by_person)]
    found += [f"{address} got a mail about nothing" for address in set(by_person) - kept]
    if len(mails.taken) != len(by_person):
        found.append("copies of a mail carry different Message-IDs")
    if sum(by_person.values()) - len(kept) > deaths:
        found.append(f"{sum(by_person.values()) - len(kept)} mails came twice, after {deaths} deaths")
    return found


def _is_there(secret: str) -> bool:
    try:
        return registrations.by_secret(secret) is not None
    except Missing:
        return False
