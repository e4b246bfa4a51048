"""A deed that concerns many is one job in the outbox; the worker spreads it into one letter a guest, in steps."""

from typing import Any

from sqlalchemy import Row, select

from eventsvc.core import outbox
from eventsvc.core.db import db, transaction
from eventsvc.registration.models import Registration

JOBS = {"event-cancelled": "letter-event-cancelled", "event-changed": "letter-event-changed"}
STEP = 200
"""Letters written in one transaction, so that people who register meanwhile wait for milliseconds."""


def into_letters(row: Row[Any] | outbox.OutboxRow) -> None:
    """Write a letter for every registration that was confirmed when the deed was done. Safe to run again after a crash: each only once."""
    last = 0
    while True:
        some = db.session.execute(
            select(Registration.id, Registration.email, Registration.language)
            .where(
                Registration.event_id == row.event_id, Registration.id > last,
                Registration.state == "confirmed", Registration.created_at <= row.created_at,
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
