"""Codes and blocks by direct inserts, for tests."""

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from eventsvc.core import clock
from eventsvc.core.db import transaction
from eventsvc.events.models import Event
from eventsvc.ticket_types import vouchers
from eventsvc.ticket_types.models import Allotment, Pool, TicketType, Voucher
from tests import factories


def make_voucher(event: Event, code: str = "HAFEN", **changes: Any) -> Voucher:
    """A code that does nothing yet."""
    plain = {"event_id": event.id, "code": code, "code_key": vouchers.key(code), "created_at": clock.now()}
    return factories.kept(Voucher(**{**plain, **changes}))


def make_block(event: Event, seats: int = 3, ticket_type: TicketType | None = None, **changes: Any) -> Allotment:
    """Seats of the room that are kept for GABA, counted in the pool's `held`."""
    ticket_type = ticket_type or factories.types_of(event)[0]
    pool = factories.only(Pool, id=ticket_type.pool_id)
    plain = {
        "event_id": event.id, "pool_id": pool.id, "ticket_type_id": ticket_type.id, "partner": "GABA", "email": "block@gaba.example",
        "seats": seats, "left_seats": seats, "release_at": clock.now() + timedelta(days=7), "created_at": clock.now(),
    }
    block = factories.kept(Allotment(**{**plain, **changes}))
    hold(pool, block.left_seats)
    return block


def hold(pool: Pool, seats: int) -> None:
    """Add to what a pool keeps."""
    with transaction() as connection:
        connection.execute(update(Pool).where(Pool.id == pool.id).values(held=Pool.held + seats))
