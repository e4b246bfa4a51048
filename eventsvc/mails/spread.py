"""A deed that concerns many is one job in the outbox; the worker spreads it into one letter a guest, in steps.

Guests of a group with an address of their own are written to like whoever registered for them, in their own language.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from eventsvc.core import outbox
from eventsvc.core.addresses import email_key
from eventsvc.core.db import db, transaction
from eventsvc.registration.models import Registration
from eventsvc.tickets import guests

JOBS = {
    "event-cancelled": "letter-event-cancelled", "event-changed": "letter-event-changed", "reminder-week": "letter-reminder",
    "reminder-day": "letter-reminder", "reminder-hour": "letter-reminder", "still-coming": "letter-still-coming",
}
REMINDERS = frozenset({"reminder-week", "reminder-day", "reminder-hour", "still-coming"})
ALONE = frozenset({"still-coming"})
"""Asked of whoever registered: the answer is for all."""
BEGUN = ("waiting", "applied")
STEP = 200
"""Letters written in one transaction, so that people who register meanwhile wait for milliseconds."""


def _told(row: Row[Any] | outbox.OutboxRow) -> tuple[ColumnElement[bool], ...]:
    """Who was there (or waited) when the deed was done; reminders go to who was registered when they were due."""
    if row.kind not in REMINDERS:
        also = BEGUN if row.kind == "event-cancelled" else ("waiting",)
        return (Registration.state.in_(("confirmed", *also)), Registration.created_at <= row.created_at)
    by = datetime.fromisoformat(row.payload["registered_by"])
    return (Registration.state == "confirmed", Registration.created_at <= by)


def into_letters(row: Row[Any] | outbox.OutboxRow) -> None:
    """Write a letter for every registration that is to be told. Safe to run again after a crash: each only once."""
    last = 0
    while True:
        some = db.session.execute(
            select(Registration.id, Registration.email, Registration.language, Registration.reminds)
            .where(
                Registration.event_id == row.event_id, Registration.id > last, Registration.email != "", *_told(row),
            )
            .order_by(Registration.id).limit(STEP),
        ).all()
        db.session.rollback()
        if not some:
            return
        with transaction() as connection:
            for one in some:
                if one.reminds or row.kind not in REMINDERS:
                    _write(row, one.id, one.email, one.language)
            if row.kind not in ALONE:
                _guests(connection, row, {one.id: one for one in some})
        last = some[-1].id


def _guests(connection: Connection, row: Row[Any] | outbox.OutboxRow, told: dict[int, Any]) -> None:
    """The guests of these registrations who have an address of their own: each address once. Only who has entered is reminded."""
    written = {(one.id, email_key(one.email)) for one in told.values()}
    for guest in guests.addressed(connection, list(told)):
        whose = (guest.registration_id, email_key(guest.email))
        if whose in written or (row.kind in REMINDERS and guest.filled_at is None):
            continue
        written.add(whose)
        _write(row, guest.registration_id, guest.email, guest.language or told[guest.registration_id].language, guest.ticket_id)


def _write(row: Row[Any] | outbox.OutboxRow, registration_id: int, email: str, language: str, ticket_id: int | None = None) -> None:
    whose = f"{registration_id}" if ticket_id is None else f"{registration_id}:{ticket_id}"
    outbox.enqueue(
        JOBS[row.kind], payload={**row.payload, **({} if ticket_id is None else {"ticket_id": ticket_id})},
        organisation_id=row.organisation_id, event_id=row.event_id, registration_id=registration_id, recipient=email, language=language,
        once=f"{row.message_id}:{whose}",
    )
