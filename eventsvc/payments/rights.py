"""What somebody gets back for tickets, read from the rows: the order, its money, the event's terms."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Row, Table, bindparam, select

from eventsvc.core import zones
from eventsvc.core.db import reading
from eventsvc.events.models import Event
from eventsvc.payments import policy
from eventsvc.payments.models import Bill
from eventsvc.payments.policy import Policy
from eventsvc.registration.models import Registration

_B = cast(Table, Bill.__table__)
_FACTS = (
    select(
        _B.c.total_cents, _B.c.tickets, _B.c.currency, _B.c.received_cents, _B.c.returned_cents, _B.c.settled_at, _B.c.ordered_at,
        _B.c.method, Event.state, Event.zone, Event.starts_at, Event.cancel_until, Event.refund_until, Event.refund_percent,
        Event.moved_at, Registration.coming_at,
    )
    .join(Event, Event.id == _B.c.event_id).join(Registration, Registration.id == _B.c.registration_id)
    .where(_B.c.registration_id == bindparam("of"))
)


@dataclass(frozen=True, kw_only=True)
class Right:
    """What was paid for a registration, and on which terms it goes back."""

    unit_cents: int
    left_cents: int
    currency: str
    method: str
    policy: Policy
    moved_at: datetime | None

    def due(self, tickets: int, live: int, now: datetime) -> int:
        """What goes back now for so many of the tickets that are valid."""
        return policy.capped(policy.due(self.unit_cents, tickets, now, self.policy), self.left_cents, tickets, live)

    def freely(self, now: datetime) -> bool:
        """Whether everything goes back because the event was moved."""
        return self.policy.freely(now)


def of(registration_id: int, connection: Connection | None = None) -> Right | None:
    """The right of one registration; None if nothing came for it, or nothing of it is left."""
    row = (reading() if connection is None else connection).execute(_FACTS, {"of": registration_id}).first()
    if row is None or row.settled_at is None or row.received_cents == row.returned_cents:
        return None
    moved = _moved(row)
    return Right(
        unit_cents=row.total_cents // max(row.tickets, 1), left_cents=row.received_cents - row.returned_cents, currency=row.currency,
        method=row.method, moved_at=row.moved_at if moved else None,
        policy=Policy(percent=row.refund_percent, until=_until(row), whole_until=row.starts_at if moved else None),
    )


def known(connection: Connection, registration_id: int) -> bool:
    """Whether anything was ever booked for it."""
    row = connection.execute(_FACTS, {"of": registration_id}).first()
    return row is not None and row.received_cents > 0


def _until(row: Row[Any]) -> datetime:
    """The organiser's own hour, else the one until which guests cancel; never after the beginning."""
    wall = row.refund_until or row.cancel_until
    return min(zones.instant(wall, row.zone), row.starts_at) if wall is not None else cast(datetime, row.starts_at)


def _moved(row: Row[Any]) -> bool:
    """Ordered for another date than the present one, and not said yes to it since. Without a date nobody has to wait for one."""
    if row.state in {"postponed", "cancelled"}:
        return True
    if row.moved_at is None or row.ordered_at >= row.moved_at:
        return False
    return row.coming_at is None or row.coming_at < row.moved_at
