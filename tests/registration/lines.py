"""People in a line: what the tests of the waitlist begin with."""

import uuid
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import update

from eventsvc.core.db import transaction
from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.registration import records, service, waiting
from eventsvc.registration.models import Registration, WaitlistEntry
from eventsvc.registration.waitlist import entries
from eventsvc.registration.waitlist import service as waitlist
from eventsvc.ticket_types.models import Pool
from eventsvc.tickets.models import Ticket
from tests import factories
from tests.registration.cases import wish

MORNING = datetime(2027, 4, 1, 7, tzinfo=UTC)  # nine o'clock in Hamburg: twelve hours later it is not yet night


def join_wish(event: Event, name: str = "Dora", **changes: Any) -> waiting.JoinWish:
    """One seat of the first type, by a form that nobody else has."""
    token = uuid.uuid4().hex
    plain = {
        "type_ids": (factories.types_of(event)[0].id,), "seats": 1, "name": name, "email": f"{token[:8]}@guests.example",
        "language": "de", "once": token,
    }
    return waiting.JoinWish(**{**plain, **changes})


def joined(event: Event, name: str = "Dora", **changes: Any) -> int:
    """Somebody on the list; answers the registration."""
    return waiting.join(event.id, join_wish(event, name, **changes)).registration_id


def full(event: Event, many: int) -> list[int]:
    """So many people are registered, one ticket each."""
    return [service.register(event.id, wish(event, f"Guest {number}")).registration_id for number in range(many)]


def full_event(seats: int = 1, mode: str = "confirm", **changes: Any) -> tuple[Event, list[int]]:
    """An event whose room is full, and who is in it."""
    event = factories.make_event(room=seats, waitlist_mode=mode, **changes)
    return event, full(event, seats)


def state(registration_id: int) -> str:
    return factories.only(Registration, id=registration_id).state


def entry(registration_id: int) -> WaitlistEntry:
    """The latest entry of a registration."""
    return factories.all_of(WaitlistEntry, registration_id=registration_id)[-1]


def ticket_states(registration_id: int) -> list[str]:
    return [one.state for one in factories.all_of(Ticket, registration_id=registration_id)]


def letters(registration_id: int) -> list[str]:
    """The letters to a registration, the first one first."""
    return [one.kind for one in factories.all_of(OutboxRow, registration_id=registration_id)]


def changed(row: Any, **values: Any) -> None:
    """Other values in a row, whatever they were."""
    if not values:
        return
    with transaction() as connection:
        connection.execute(update(type(row)).where(type(row).id == row.id).values(**values))


def capacity(event: Event, seats: int) -> None:
    """As the editor does it: the capacity changes, and who waits moves up in the same transaction."""
    with transaction() as connection:
        records.seized(connection, event.id)
        connection.execute(update(Pool).where(Pool.event_id == event.id, Pool.kind == "room").values(capacity=seats))
        waitlist.fill(connection, event.id)


def order(event: Event) -> list[int]:
    """Who waits, the first one first."""
    with transaction() as connection:
        return [one.registration_id for one in entries.queue(connection, event.id)]
