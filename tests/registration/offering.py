"""What an organiser changes in what is offered, and people who want it."""

from datetime import UTC, datetime
from typing import Any

from eventsvc.core.db import transaction
from eventsvc.core.errors import Refused
from eventsvc.events.models import Event
from eventsvc.registration import offers, records, service
from eventsvc.registration.models import Registration
from eventsvc.registration.waitlist import entries
from eventsvc.ticket_types.block_service import BlockWish
from eventsvc.ticket_types.models import Pool, TicketType
from eventsvc.ticket_types.type_service import TypeWish
from eventsvc.tickets.models import Ticket
from tests import factories
from tests.public.rows import changed
from tests.registration.cases import wish

SOON = datetime(2027, 4, 17, 16, tzinfo=UTC)


def edited(event: Event, ticket_type: TicketType, **changes: Any) -> None:
    now = factories.fresh(ticket_type)
    plain = {
        "kind": "room", "name_de": now.name_de, "name_en": now.name_en, "price_cents": now.price_cents, "most": now.most,
        "min_each": now.min_each, "max_each": now.max_each, "visibility": now.visibility,
    }
    offers.edit_type(
        event.id, event.organisation_id, ticket_type.id, TypeWish(**{**plain, **changes}), version=factories.fresh(event).version, by=None,
    )


def kept(event: Event, ticket_type: TicketType, **changes: Any) -> int:
    plain = {
        "partner": "GABA", "email": "block@gaba.example", "ticket_type_id": ticket_type.id, "seats": 3, "release_at": SOON, "code": "GABA",
    }
    return offers.keep_block(event.id, event.organisation_id, BlockWish(**{**plain, **changes}), by=None)


def queued(event: Event, ticket_type: TicketType, *names: str) -> list[Registration]:
    """The room is full, and these wait for it."""
    pool = factories.pool_of(event)
    changed(Pool, Pool.id == pool.id, capacity=500)
    for number in range(pool.capacity):
        factories.make_registration(event, f"Guest {number}")
    found = [factories.make_registration(event, name, state="waiting") for name in names]
    changed(Ticket, Ticket.registration_id.in_([one.id for one in found]), state="wanted")
    changed(Pool, Pool.id == pool.id, capacity=pool.capacity, taken=pool.capacity)
    for one in found:
        with transaction() as connection:
            entries.enter(connection, records.locked(connection, one.id), [ticket_type.id], 1)
    return found


def registered(event: Event, ticket_type: TicketType, name: str, code: str = "", **changes: Any) -> str:
    """The state that the registration begins in, or why it was refused."""
    try:
        return service.register(event.id, wish(event, name, ticket_type_id=ticket_type.id, code=code, **changes)).state
    except Refused as refused:
        return refused.reason


def waiting_now(event: Event, ticket_type: TicketType, name: str) -> Registration:
    """Somebody more waits, though the pool is full."""
    pool = factories.pool_of(event)
    changed(Pool, Pool.id == pool.id, capacity=pool.capacity + 1)
    found = factories.make_registration(event, name, state="waiting")
    changed(Ticket, Ticket.registration_id == found.id, state="wanted")
    changed(Pool, Pool.id == pool.id, capacity=pool.capacity, taken=pool.taken)
    with transaction() as connection:
        entries.enter(connection, records.locked(connection, found.id), [ticket_type.id], 1)
    return found
