"""A phone at a door, for tests."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from eventsvc.checkin import phones, queries, service
from eventsvc.checkin.doors import HELPER
from eventsvc.checkin.models import DoorDevice
from eventsvc.checkin.phones import Phone
from eventsvc.checkin.protocol import Result, Take
from eventsvc.core import clock, codes, signing
from eventsvc.core.db import db, transaction
from eventsvc.events.models import Event
from eventsvc.tickets.models import Ticket
from tests import factories

EVENING = "2027-04-19 15:50"


def make_phone(event: Event, name: str = "Tür 1, Kim", *, scopes: tuple[str, ...] = HELPER, **changes: Any) -> Phone:
    """A paired phone of an event."""
    return phone_of(make_device(event, name, scopes=scopes, **changes))


def make_device(event: Event, name: str = "Tür 1, Kim", *, scopes: tuple[str, ...] = HELPER, **changes: Any) -> str:
    """The same, as the secret in its cookie."""
    secret, now = codes.token(), clock.now()
    plain = {
        "event_id": event.id, "name": name, "token_hash": signing.digest(secret), "scopes": list(scopes), "paired_at": now, "seen_at": now,
    }
    factories.kept(DoorDevice(**{**plain, **changes}))
    return secret


def phone_of(secret: str) -> Phone:
    """The phone behind a secret, as the guard sees it."""
    found = phones.phone(secret)
    db.session.rollback()
    assert found is not None
    return found


def usual_list(event: Event) -> int:
    """The event's own list."""
    found = service.usual_list(event.id)
    db.session.rollback()
    return found


def take(event: Event, ticket: Ticket | None = None, at: datetime | None = None, **changes: Any) -> Take:
    """One scan of a ticket, as the phone reports it."""
    plain: dict[str, Any] = {
        "sid": str(uuid.uuid4()), "list_id": usual_list(event), "code_hash": ticket.code_hash if ticket else "",
        "device_at": at or clock.now(),
    }
    return Take(**{**plain, **changes})


def scan(phone: Phone, *takes: Any) -> list[Result]:
    """Send scans."""
    return service.scan(phone, takes, service.Heard())


def verdicts(results: list[Result]) -> list[str]:
    """Only the words."""
    return [result.verdict for result in results]


def tickets_of(event: Event) -> list[Ticket]:
    """All tickets of an event in the order they were issued."""
    found = list(db.session.scalars(select(Ticket).where(Ticket.event_id == event.id).order_by(Ticket.id)))
    db.session.expunge_all()
    db.session.rollback()
    return found


def become(ticket: Ticket, **changes: Any) -> None:
    """Let a ticket be in another state, whatever led there."""
    with transaction() as connection:
        connection.execute(update(Ticket).where(Ticket.id == ticket.id).values(**changes))


def inside(event: Event) -> int:
    """How many persons are in."""
    count = queries.inside(event.id)
    db.session.rollback()
    return count
