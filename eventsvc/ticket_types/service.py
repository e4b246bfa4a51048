"""Deeds on pools and ticket types."""

from sqlalchemy import Connection, bindparam, update

from eventsvc.ticket_types.models import Pool

_CLAIM = (
    update(Pool)
    .where(Pool.id == bindparam("pool"), Pool.taken + bindparam("seats") <= Pool.capacity)
    .values(taken=Pool.taken + bindparam("seats"))
)
_RELEASE = update(Pool).where(Pool.id == bindparam("pool")).values(taken=Pool.taken - bindparam("seats"))


def claim(connection: Connection, pool_id: int, seats: int) -> bool:
    """Take seats if they are there: one conditional write decides, whoever else writes. False: not that many left."""
    return connection.execute(_CLAIM, {"pool": pool_id, "seats": seats}).rowcount == 1


def release(connection: Connection, pool_id: int, seats: int) -> None:
    """Give seats back, in the transaction that ends their tickets."""
    connection.execute(_RELEASE, {"pool": pool_id, "seats": seats})
