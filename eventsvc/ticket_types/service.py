"""Deeds on pools and ticket types, and those deeds on an event that must know of them: draft, save, publish, delete."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from eventsvc.core import audit
from eventsvc.core.db import transaction
from eventsvc.core.errors import Refused
from eventsvc.events import checklist
from eventsvc.events import queries as events
from eventsvc.events import service as event_desk
from eventsvc.events.wishes import Change, New
from eventsvc.ticket_types import queries
from eventsvc.ticket_types.models import Allotment, Pool, TicketType, Voucher

KINDS = ("room", "online")
USUAL_PLACES = {"room": 100, "online": 1000}
USUAL_NAMES = {"room": ("Vor Ort", "In the room"), "online": ("Online", "Online")}


def create(
    organisation_id: int, new: New, *, by: int | None, calendar_domain: str, places: Mapping[str, int] | None = None,
) -> int:
    """A draft with the usual free ticket type for each way to take part. Answers its id."""
    held = {"room": new.in_room, "online": new.online}
    with transaction() as connection:
        event_id = event_desk.create(organisation_id, new, by=by, calendar_domain=calendar_domain)
        for kind in KINDS:
            if held[kind]:
                _new_pool(connection, event_id, kind, (places or {}).get(kind, USUAL_PLACES[kind]))
    return event_id


def save(
    event_id: int, organisation_id: int, change: Change, *, places: Mapping[str, int], version: int, by: int | None,
) -> None:
    """Everything in the editor, kept together or not at all. `places` names the capacity of each way to take part."""
    held = {"room": change.in_room, "online": change.online}
    with transaction():
        event_desk.edit(event_id, organisation_id, change, version=version, by=by)
        resize(event_id, organisation_id, {kind: places[kind] if held[kind] else None for kind in KINDS}, by=by)


def resize(event_id: int, organisation_id: int, places: Mapping[str, int | None], *, by: int | None) -> None:
    """Other capacities (None: not held this way), never below what is taken or kept. Refused: below-taken, way-in-use."""
    with transaction() as connection:
        before, after = {}, {}
        for kind, capacity in places.items():
            old, new = _set_pool(connection, event_id, kind, capacity)
            if old != new:
                before[kind], after[kind] = old, new
        if after:
            event_desk.touched(connection, event_id)
            audit.note(
                organisation_id=organisation_id, person_id=by, deed="offers", kind="event", subject_id=event_id,
                before=before, after=after,
            )


def _pool(connection: Connection, event_id: int, kind: str) -> Any:
    return connection.execute(
        select(Pool.id, Pool.capacity, Pool.taken, Pool.held).where(Pool.event_id == event_id, Pool.kind == kind),
    ).first()


def _new_pool(connection: Connection, event_id: int, kind: str, capacity: int) -> None:
    """With the type that it usually has."""
    pool_id = connection.execute(insert(Pool).values(event_id=event_id, kind=kind, capacity=capacity).returning(Pool.id)).scalar_one()
    name_de, name_en = USUAL_NAMES[kind]
    connection.execute(insert(TicketType).values(
        event_id=event_id, pool_id=pool_id, position=_next_position(connection, event_id), name_de=name_de, name_en=name_en,
    ))


def _set_pool(connection: Connection, event_id: int, kind: str, capacity: int | None) -> tuple[int | None, int | None]:
    """Capacity before and after (None: not held this way). Never below what is taken: one conditional write decides."""
    pool = _pool(connection, event_id, kind)
    if pool is None:
        if capacity is not None:
            _new_pool(connection, event_id, kind, capacity)
        return None, capacity
    if pool.capacity == (capacity or 0):
        return pool.capacity or None, capacity
    fitting = update(Pool).where(Pool.id == pool.id, Pool.taken + Pool.held <= (capacity or 0)).values(capacity=capacity or 0)
    if not connection.execute(fitting).rowcount:
        taken = connection.execute(select(Pool.taken + Pool.held).where(Pool.id == pool.id)).scalar_one()
        raise Refused("below-taken" if capacity is not None else "way-in-use", kind=kind, taken=taken, capacity=capacity)
    return pool.capacity or None, capacity


def _next_position(connection: Connection, event_id: int) -> int:
    last = connection.execute(select(func.max(TicketType.position)).where(TicketType.event_id == event_id)).scalar()
    return 0 if last is None else int(last) + 1


def publish(event_id: int, organisation_id: int, *, by: int | None) -> None:
    """Let the public in, once everything that law and guests need is there. Refuses with the codes of what is missing."""
    with transaction():
        missing = checklist.missing(queries.readiness(events.by_id(event_id, organisation_id)))
        if missing:
            raise Refused("not-ready", missing=missing)
        event_desk.turn("publish", event_id, organisation_id, by=by)


def delete_draft(event_id: int, organisation_id: int, *, by: int | None) -> None:
    """Remove a draft with its pools, ticket types, codes and blocks. What was ever public is cancelled instead; what is in use stays."""
    try:
        with transaction() as connection:
            events.by_id(event_id, organisation_id)
            for table in (Voucher, Allotment, TicketType, Pool):
                connection.execute(delete(table).where(table.event_id == event_id))
            event_desk.delete_draft(event_id, organisation_id, by=by)
    except IntegrityError as no:
        raise Refused("in-use") from no
