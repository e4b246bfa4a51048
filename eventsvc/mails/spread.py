"""A deed that concerns many is one job in the outbox; the worker spreads it into one letter a guest, in steps."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, select

from eventsvc.core import outbox
from eventsvc.core.db import db, transaction
from eventsvc.registration.models import Registration

JOBS = {
    "event-cancelled": "letter-event-cancelled", "event-changed": "letter-event-changed", "reminder-week": "letter-reminder",
    "reminder-day": "letter-reminder", "reminder-hour": "letter-reminder", "still-coming": "letter-still-coming",
}
REMINDERS = frozenset({"reminder-week", "reminder-day", "reminder-hour", "still-coming"})
BEGUN = ("waiting", "applied")
STEP = 200
"""Letters written in one transaction, so that people who register meanwhile wait for milliseconds."""


def _told(row: Row[Any] | outbox.OutboxRow) -> tuple[ColumnElement[bool], ...]:
    """Who was there (or waited) when the deed was done; reminders go to who was registered when they were due, and wants some."""
    if row.kind not in REMINDERS:
        also = BEGUN if row.kind == "event-cancelled" else ("waiting",)
        return (Registration.state.in_(("confirmed", *also)), Registration.created_at <= row.created_at)
    by = datetime.fromisoformat(row.payload["registered_by"])
    return (Registration.state == "confirmed", Registration.created_at <= by, Registration.reminds.is_(True))


def into_letters(row: Row[Any] | outbox.OutboxRow) -> None:
    """Write a letter for every registration that is to be told. Safe to run again after a crash: each only once."""
    last = 0
    while True:
        some = db.session.execute(
            select(Registration.id, Registration.email, Registration.language)
            .where(
                Registration.event_id == row.event_id, Registration.id > last, Registration.email != "", *_told(row),
            )
            .order_by(Registration.id).limit(STEP),
        ).all()
        db.session.rollback()
        if not some:
            return
        with transaction():
            for one in some:
                outbox.enqueue(
                    JOBS[row.kind], payload=dict(row.payload), organisation_id=row.organisation_id, event_id=row.event_id,
                    registration_id=one.id, recipient=one.email, language=one.language, once=f"{row.message_id}:{one.id}",
                )
        last = some[-1].id
