"""Addresses whose owners said "that wasn't me": no guest can use them for that event any more.

Kept is a keyed hash, for each event another. The desk is not bound by it: who changed their mind asks the organiser.
"""

from datetime import timedelta
from typing import Any, cast

from sqlalchemy import Connection, Table, bindparam, delete, exists, select
from sqlalchemy.dialects import postgresql, sqlite

from eventsvc.core import clock, signing
from eventsvc.core.addresses import email_key
from eventsvc.core.db import transaction
from eventsvc.core.errors import Refused
from eventsvc.events.models import Event
from eventsvc.registration.models import BlockedAddress

KEPT = timedelta(days=7)
"""So long after the event: nobody registers for it any more."""

_T = cast(Table, BlockedAddress.__table__)
_KEEP: dict[str, Any] = {
    "sqlite": sqlite.insert(_T).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(_T).on_conflict_do_nothing(),
}
_FIND = select(_T.c.at).where(_T.c.event_id == bindparam("event"), _T.c.address_hash == bindparam("address"))
_OVER = delete(_T).where(_T.c.event_id.in_(select(Event.id).where(Event.ends_at < bindparam("long_ago")).scalar_subquery()))


ANY = exists().where(_T.c.event_id == Event.id)
"""Whether anybody blocked an address for this event: a part of the read that registering begins with, so that nobody pays for it."""


def block(connection: Connection, event_id: int, email: str) -> None:
    """No guest uses this address for this event from now on. Twice does no harm."""
    connection.execute(_KEEP[connection.dialect.name], {"event_id": event_id, "address_hash": _hash(event_id, email), "at": clock.now()})


def is_blocked(connection: Connection, event_id: int, email: str) -> bool:
    """Whether its owner wants nothing of this event, whatever the spelling."""
    return connection.execute(_FIND, {"event": event_id, "address": _hash(event_id, email)}).first() is not None


def check(connection: Connection, event_id: int, email: str) -> None:
    """Refused: address-blocked."""
    if is_blocked(connection, event_id, email):
        raise Refused("address-blocked")


def sweep() -> int:
    """Forget the blocks of events that are long over."""
    with transaction() as connection:
        return connection.execute(_OVER, {"long_ago": clock.now() - KEPT}).rowcount


def _hash(event_id: int, email: str) -> str:
    """Nobody with the database alone can try addresses on it, or see who blocked two events."""
    return signing.secret_for(signing.keys().derived("blocked-address"), f"{event_id}|{email_key(email)}")
