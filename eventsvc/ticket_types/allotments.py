"""Partners' blocks: seats of a pool that are kept (in its `held`) until a day, and what becomes of them.

Whoever calls these has the event's roster row: within one event nothing else moves seats.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Integer, bindparam, select, update

from eventsvc.core import clock
from eventsvc.core.db import reading
from eventsvc.events.models import Event
from eventsvc.ticket_types import pools
from eventsvc.ticket_types.models import Allotment

_KEPT = (Allotment.id == bindparam("allotment"), Allotment.released_at.is_(None))
_SEATS = bindparam("many", type_=Integer)
_TAKE = (
    update(Allotment).where(*_KEPT, Allotment.left_seats >= _SEATS)
    .values(left_seats=Allotment.left_seats - _SEATS).returning(Allotment.pool_id)
)
_GIVE_BACK = (
    update(Allotment).where(*_KEPT, Allotment.left_seats + _SEATS <= Allotment.seats)
    .values(left_seats=Allotment.left_seats + _SEATS).returning(Allotment.pool_id)
)
_RESIZE = (
    update(Allotment).where(*_KEPT, Allotment.left_seats + _SEATS >= 0)
    .values(seats=Allotment.seats + _SEATS, left_seats=Allotment.left_seats + _SEATS).returning(Allotment.pool_id)
)
_LEFT = select(Allotment.pool_id, Allotment.left_seats).where(*_KEPT).with_for_update()
_RELEASED = select(Allotment.released_at).where(Allotment.id == bindparam("allotment"))
_RELEASE = update(Allotment).where(*_KEPT).values(left_seats=0, released_at=bindparam("now"))
_DUE = (
    select(Allotment.id, Allotment.event_id, Event.organisation_id)
    .join(Event, Event.id == Allotment.event_id)
    .where(Allotment.released_at.is_(None), Allotment.release_at <= bindparam("now"))
    .order_by(Allotment.release_at, Allotment.id).limit(50)
)


@dataclass(frozen=True)
class Due:
    """A block whose day has come."""

    id: int
    event_id: int
    organisation_id: int


def take(connection: Connection, allotment_id: int, seats: int) -> bool:
    """Let seats out of the block: they are free in the pool then, and the caller claims them in the same transaction.

    False: the block has not that many left, or is released.
    """
    pool_id = connection.execute(_TAKE, {"allotment": allotment_id, "many": seats}).scalar()
    return pool_id is not None and pools.shift(connection, pool_id, held=-seats)


def is_released(connection: Connection, allotment_id: int) -> bool:
    """Whether the block has ended: its guests are like all others then, and what was left of it is everybody's."""
    return connection.execute(_RELEASED, {"allotment": allotment_id}).scalar_one() is not None


def give_back(connection: Connection, allotment_id: int, seats: int) -> bool:
    """Seats that were just freed in the pool belong to the block again. False: it is released, so they stay with the public."""
    pool_id = connection.execute(_GIVE_BACK, {"allotment": allotment_id, "many": seats}).scalar()
    return pool_id is not None and pools.shift(connection, pool_id, held=seats)


def resize(connection: Connection, allotment_id: int, more: int) -> bool:
    """So many seats more (or less, below 0) in the block, and kept in the pool. False: the pool, or what is left, is too small."""
    with connection.begin_nested() as part:
        pool_id = connection.execute(_RESIZE, {"allotment": allotment_id, "many": more}).scalar()
        if pool_id is not None and pools.shift(connection, pool_id, held=more):
            return True
        part.rollback()
    return False


def release(connection: Connection, allotment_id: int) -> int:
    """End the block; what is left is free in the pool. Answers how many seats. Doing it twice frees nothing twice."""
    row = connection.execute(_LEFT, {"allotment": allotment_id}).first()
    if row is None or not connection.execute(_RELEASE, {"allotment": allotment_id, "now": clock.now()}).rowcount:
        return 0
    if row.left_seats:
        pools.shift(connection, row.pool_id, held=-row.left_seats)
    return int(row.left_seats)


def due(now: datetime) -> Sequence[Due]:
    """Blocks that are to be released now, the oldest first."""
    return [Due(*row) for row in reading().execute(_DUE, {"now": now})]
