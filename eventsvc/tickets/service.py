"""Deeds on tickets: issue, turn, rename. Each carries the event's door revision, so that phones at the door hear of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Connection, Table, bindparam, insert, update
from sqlalchemy.dialects import postgresql, sqlite

from eventsvc.core import clock, signing
from eventsvc.tickets import codes, guests
from eventsvc.tickets.models import Roster, Ticket
from eventsvc.tickets.states import LIVE

_T = cast(Table, Ticket.__table__)
_R = cast(Table, Roster.__table__)
_NEXT: dict[str, Any] = {
    name: dialect.insert(_R).values(event_id=bindparam("event"), next_index=bindparam("count"), rev=1).on_conflict_do_update(
        index_elements=["event_id"], set_={"next_index": _R.c.next_index + bindparam("count"), "rev": _R.c.rev + 1},
    ).returning(_R.c.next_index, _R.c.rev)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
_ISSUE = insert(_T)
_TURN = (
    update(_T).where(_T.c.id.in_(bindparam("tickets", expanding=True)))
    .values(state=bindparam("becomes"), rev=bindparam("new_rev"), changed_at=bindparam("at"))
)
_TURN_ONTO = _TURN.values(ticket_type_id=bindparam("type"), pool_id=bindparam("pool"))
_FORGET = update(_T).where(_T.c.registration_id == bindparam("of")).values(holder="", folded="", email="")
_RENAME = (
    update(_T)
    .where(_T.c.id == bindparam("ticket"), _T.c.registration_id == bindparam("of"), _T.c.state.in_(LIVE))
    .values(holder=bindparam("name"), folded=bindparam("words"), rev=bindparam("new_rev"), changed_at=bindparam("at"))
)


@dataclass(frozen=True, kw_only=True)
class Order:
    """What to issue: one ticket for each holder, all of one type, in the given state. `first` and `rev` are what `bump` gave.

    A holder without a name is a guest of `booker`. Where there are several, or `linked` says so, each ticket has a link of its own.
    """

    event_id: int
    event_uuid: str
    registration_id: int
    ticket_type_id: int
    pool_id: int
    holders: Sequence[str]
    first: int
    rev: int
    state: str = "valid"
    booker: str = ""
    linked: bool = False


def bump(connection: Connection, event_id: int, *, count: int = 0) -> tuple[int, int]:
    """Take `count` places of the event's code pool and raise its door revision: (first index, revision). One write, made on demand.

    It is also the event's mutex: from here to the end of the transaction nobody else changes seats, tickets or states in this event.
    """
    row = connection.execute(_NEXT[connection.dialect.name], {"event": event_id, "count": count}).one()
    return int(row.next_index) - count, int(row.rev)


def issue(connection: Connection, order: Order) -> None:
    """Tickets with codes that nobody had before. The seats are counted by the caller, in the same transaction."""
    key = event_key(order.event_uuid)
    now, linked = clock.now(), order.linked or len(order.holders) > 1
    connection.execute(_ISSUE, [
        {
            "registration_id": order.registration_id, "event_id": order.event_id, "ticket_type_id": order.ticket_type_id,
            "pool_id": order.pool_id, "holder": holder, "folded": guests.folded(holder, order.booker), "state": order.state,
            "code_index": index, "code_hash": codes.code_hash(codes.code(key, index)), "reference": codes.reference(key, index),
            "rev": order.rev, "created_at": now, "changed_at": now,
            "guest_hash": signing.digest(guests.secret(order.event_uuid, index)) if linked else None,
        }
        for index, holder in enumerate(order.holders, order.first)
    ])


def turn(
    connection: Connection, ticket_ids: Sequence[int], state: str, *, rev: int, onto: tuple[int, int] | None = None,
) -> None:
    """Other states for these tickets, and another (type, pool) if `onto` is given. Seats are counted by `registration.seats`."""
    facts: dict[str, object] = {"tickets": list(ticket_ids), "becomes": state, "new_rev": rev, "at": clock.now()}
    if onto is None:
        connection.execute(_TURN, facts)
    else:
        connection.execute(_TURN_ONTO, {**facts, "type": onto[0], "pool": onto[1]})


def rename(connection: Connection, registration_id: int, ticket_id: int, name: str, *, rev: int, email: str = "") -> bool:
    """Another name on the same ticket; the code stays. False: no such ticket that could be used."""
    facts = {
        "of": registration_id, "ticket": ticket_id, "name": name, "words": guests.folded(name, email=email), "new_rev": rev,
        "at": clock.now(),
    }
    return connection.execute(_RENAME, facts).rowcount == 1


def forget(connection: Connection, registration_id: int) -> None:
    """Take the names off the tickets of a registration, which are void already."""
    connection.execute(_FORGET, {"of": registration_id})


def code(event_uuid: str, index: int) -> str:
    """The code of a ticket, made again."""
    return codes.code(event_key(event_uuid), index)


def event_key(event_uuid: str) -> bytes:
    """The key that an event's codes come from."""
    return _derived(signing.keys().ticket, event_uuid)


@lru_cache(maxsize=512)
def _derived(ticket_key: bytes, event_uuid: str) -> bytes:
    return codes.event_key(ticket_key, UUID(event_uuid))
