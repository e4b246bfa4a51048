"""Tickets and the counters of seats, changed together: nothing else turns a ticket's state.

The caller holds the event's mutex (`tickets.service.bump`), and passes the door revision that it got there.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Connection, Table, bindparam, func, select

from eventsvc.core.errors import Refused
from eventsvc.registration import rules
from eventsvc.ticket_types import allotments, pools
from eventsvc.ticket_types.models import Allotment, Pool, TicketType
from eventsvc.tickets import service as tickets
from eventsvc.tickets import states
from eventsvc.tickets.models import Ticket

_T = cast(Table, Ticket.__table__)
_ALL = (
    select(_T.c.id, _T.c.ticket_type_id, _T.c.pool_id, _T.c.state, _T.c.holder, TicketType.most.is_not(None).label("limited"), Pool.kind)
    .join(TicketType, TicketType.id == _T.c.ticket_type_id)
    .join(Pool, Pool.id == _T.c.pool_id)
    .where(_T.c.registration_id == bindparam("of"))
    .order_by(_T.c.id)
)
_LIVE = _ALL.where(_T.c.state.in_(states.LIVE))
_LAST_REV = (
    select(func.max(_T.c.rev)).where(_T.c.registration_id == bindparam("of"), _T.c.state == "cancelled").correlate(None).scalar_subquery()
)
_ENDED = _ALL.where(_T.c.state == "cancelled", _T.c.rev == _LAST_REV)  # not those that were given up one by one before
_DOMAINS = (
    select(TicketType.domains).join(_T, _T.c.ticket_type_id == TicketType.id)
    .where(_T.c.registration_id == bindparam("of"), _T.c.state.in_(states.LIVE))
)
_BLOCK_OF = select(Allotment.pool_id).where(Allotment.id == bindparam("allotment"))
_LEFT = select(Pool.capacity - Pool.taken - Pool.held).where(Pool.id == bindparam("pool"))


@dataclass(frozen=True)
class Seat:
    """A ticket that is not over, and what it counts for."""

    ticket_id: int
    ticket_type_id: int
    pool_id: int
    state: str
    holder: str
    limited: bool
    kind: str


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A ticket type with its pool, as counters need it."""

    ticket_type_id: int
    pool_id: int
    limited: bool


def live(connection: Connection, registration_id: int, *states_wanted: str) -> tuple[Seat, ...]:
    """The tickets of a registration that are not over (or only those in these states), in the order of issue."""
    rows = connection.execute(_LIVE, {"of": registration_id})
    return tuple(seat for seat in (Seat(*row) for row in rows) if not states_wanted or seat.state in states_wanted)


def ended(connection: Connection, registration_id: int) -> tuple[Seat, ...]:
    """The tickets of a registration that ran out of time, to be held again."""
    return tuple(Seat(*row) for row in connection.execute(_ENDED, {"of": registration_id}))


def check_domains(connection: Connection, registration_id: int, email: str) -> None:
    """A ticket that is for the addresses of a university stays there. Refused: wrong-domain."""
    for domains in connection.execute(_DOMAINS, {"of": registration_id}).scalars():
        rules.check_domains(domains, email)


def turn(
    connection: Connection, seats: Sequence[Seat], state: str, *, rev: int, onto: Kind | None = None, allotment_id: int | None = None,
) -> None:
    """Another state for these tickets, and another type if `onto` is given; counters go along. All or nothing.

    Refused: sold-out (left), type-full, block-empty: what is wanted is more than there is.
    """
    if not seats:
        return
    tally = _Tally()
    for seat in seats:
        tally.gone(seat.pool_id, seat.ticket_type_id, seat.state, limited=seat.limited)
        tally.come(*_kind(seat, onto), state)
    tickets.turn(
        connection, [seat.ticket_id for seat in seats], state, rev=rev,
        onto=None if onto is None else (onto.ticket_type_id, onto.pool_id),
    )
    tally.write(connection, allotment_id)


def count(connection: Connection, kind: Kind, state: str, many: int, *, allotment_id: int | None = None) -> None:
    """Count seats for tickets that were just issued in this state. Refused as above."""
    if allotment_id is None and state == "valid" and not kind.limited:  # the usual way, in one write
        if not pools.claim(connection, kind.pool_id, many):
            raise sold_out(connection, kind.pool_id)
        return
    tally = _Tally()
    for _number in range(many):
        tally.come(kind.pool_id, kind.ticket_type_id, kind.limited, state)
    tally.write(connection, allotment_id)


def _kind(seat: Seat, onto: Kind | None) -> tuple[int, int, bool]:
    return (seat.pool_id, seat.ticket_type_id, seat.limited) if onto is None else (onto.pool_id, onto.ticket_type_id, onto.limited)


class _Tally:
    """What changes in the counters."""

    def __init__(self) -> None:
        self.pools: dict[int, Counter[str]] = {}
        self.types: Counter[int] = Counter()
        self.seats: Counter[int] = Counter()

    def gone(self, pool_id: int, type_id: int, state: str, *, limited: bool) -> None:
        self._add(pool_id, type_id, state, -1, limited=limited)

    def come(self, pool_id: int, type_id: int, limited: bool, state: str) -> None:  # noqa: FBT001  as `_kind` gives it
        self._add(pool_id, type_id, state, 1, limited=limited)

    def _add(self, pool_id: int, type_id: int, state: str, many: int, *, limited: bool) -> None:
        counter = states.SEATS.get(state)
        if counter is None:
            return
        self.pools.setdefault(pool_id, Counter())[counter] += many
        self.seats[pool_id] += many
        if limited:
            self.types[type_id] += many

    def write(self, connection: Connection, allotment_id: int | None) -> None:
        """Seats of a partner's guests come out of its block, and go back to it until it is released."""
        block = 0 if allotment_id is None else self.seats[connection.execute(_BLOCK_OF, {"allotment": allotment_id}).scalar_one()]
        if allotment_id is not None and block > 0 and not (
            allotments.take(connection, allotment_id, block) or allotments.is_released(connection, allotment_id)
        ):
            raise Refused("block-empty")
        for type_id, many in sorted(self.types.items()):
            if many and not pools.use(connection, type_id, many):
                raise Refused("type-full")
        for pool_id, change in sorted(self.pools.items()):
            if any(change.values()) and not pools.shift(connection, pool_id, held=change["held"], taken=change["taken"]):
                raise sold_out(connection, pool_id)
        if allotment_id is not None and block < 0:
            allotments.give_back(connection, allotment_id, -block)


def sold_out(connection: Connection, pool_id: int) -> Refused:
    """Not that many left; `left` says how many there are."""
    left = connection.execute(_LEFT, {"pool": pool_id}).scalar_one()
    return Refused("sold-out", left=max(int(left), 0))
