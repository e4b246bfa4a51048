"""How often something may be tried: small counters in the database, so that all processes agree (spec: security 4).

Never more than `most` tries lie in any span of `per`: the span is cut into twelve, and the oldest part counts as a whole.
A try that is refused is not counted, so who waits until `retry_at` gets one for certain.
"""

import ipaddress
from datetime import UTC, datetime, timedelta
from typing import cast

from sqlalchemy import Index, Table, bindparam, delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from eventsvc.core import clock
from eventsvc.core.db import Base, reading, transaction

PARTS = 12
LONGEST = timedelta(days=1)


class Tally(Base):
    """How often `key` happened in the part of the span that began at `since`."""

    __tablename__ = "tally"
    __table_args__ = (Index("ix_tally_since", "since"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)


_T = cast(Table, Tally.__table__)
_WITHIN = (_T.c.key == bindparam("of"), _T.c.since > bindparam("oldest"), _T.c.since <= bindparam("now"))
_COUNT = select(func.coalesce(func.sum(_T.c.count), 0)).where(*_WITHIN)
_FIRST = select(func.min(_T.c.since)).where(*_WITHIN)
_ALONE = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("of"), 0)))
_ADD = {
    name: dialect.insert(_T).values(count=1).on_conflict_do_update(index_elements=["key", "since"], set_={"count": _T.c.count + 1})
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}


def _span(key: str, per: timedelta) -> dict[str, object]:
    if not timedelta(0) < per <= LONGEST:
        raise ValueError("counted for a day at most: older tallies are swept")
    now = clock.now()
    return {"of": key, "oldest": now - per - per / PARTS, "now": now}


def allowed(key: str, *, most: int, per: timedelta) -> bool:
    """Count one try, or say no because there were `most` already. Inside of a transaction it counts only if that is kept."""
    span = _span(key, per)
    part = (per / PARTS).total_seconds()
    since = datetime.fromtimestamp(clock.now().timestamp() // part * part, UTC)
    with transaction() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(_ALONE, {"of": key})
        if connection.execute(_COUNT, span).scalar_one() >= most:
            return False
        connection.execute(_ADD[connection.dialect.name], {"key": key, "since": since})
        return True


def full(key: str, *, most: int, per: timedelta) -> bool:
    """Whether the next try would be refused: a read, for what is counted only when it goes wrong."""
    return bool(reading().execute(_COUNT, _span(key, per)).scalar_one() >= most)


def retry_at(key: str, per: timedelta) -> datetime:
    """When the next try will be taken."""
    span = _span(key, per)
    first: datetime | None = reading().execute(_FIRST, span).scalar_one()
    return clock.now() if first is None else first + per + per / PARTS


def network(address: str) -> str:
    """Whom an address belongs to, as far as we can tell: itself, or the /64 of an IPv6 one."""
    try:
        found = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False).network_address) + "/64"
    return str(found)


def sweep() -> int:
    """Forget old tallies, and those that a wrong clock wrote into the future."""
    now = clock.now()
    old = or_(_T.c.since < now - 2 * LONGEST, _T.c.since > now + LONGEST)
    with transaction() as connection:
        return connection.execute(delete(_T).where(old)).rowcount
