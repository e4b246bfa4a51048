"""The counters of seats: conditional writes, so that a rush never sells one too many, whoever else writes."""

from sqlalchemy import BindParameter, Connection, bindparam, or_, update

from eventsvc.ticket_types.models import Pool, TicketType

_SEATS: BindParameter[int] = bindparam("seats")
_CLAIM = (
    update(Pool)
    .where(Pool.id == bindparam("pool"), Pool.taken + Pool.held + _SEATS <= Pool.capacity)
    .values(taken=Pool.taken + _SEATS)
)
_HELD: BindParameter[int] = bindparam("held_by")
_TAKEN: BindParameter[int] = bindparam("taken_by")
_SHIFT = (
    update(Pool)
    .where(
        Pool.id == bindparam("pool"), Pool.held + _HELD >= 0, Pool.taken + _TAKEN >= 0,
        or_(_HELD + _TAKEN <= 0, Pool.taken + Pool.held + _HELD + _TAKEN <= Pool.capacity),
    )
    .values(held=Pool.held + _HELD, taken=Pool.taken + _TAKEN)
)
_USE = (
    update(TicketType)
    .where(
        TicketType.id == bindparam("type"), TicketType.most.is_not(None), TicketType.used + _SEATS >= 0,
        or_(_SEATS <= 0, TicketType.used + _SEATS <= TicketType.most),
    )
    .values(used=TicketType.used + _SEATS)
)


def claim(connection: Connection, pool_id: int, seats: int) -> bool:
    """Take seats for tickets that are valid at once. False: not that many left."""
    return connection.execute(_CLAIM, {"pool": pool_id, "seats": seats}).rowcount == 1


def shift(connection: Connection, pool_id: int, *, held: int = 0, taken: int = 0) -> bool:
    """Change both counters by so many (below zero: fewer). False: more would be wanted than there is, or given back than there was."""
    return connection.execute(_SHIFT, {"pool": pool_id, "held_by": held, "taken_by": taken}).rowcount == 1


def use(connection: Connection, ticket_type_id: int, seats: int) -> bool:
    """Count seats of a type that has a limit of its own. False: the limit does not let them in."""
    return connection.execute(_USE, {"type": ticket_type_id, "seats": seats}).rowcount == 1
