"""Deeds on partners' blocks: keep seats until a day, with the code or codes that open them; move the day; give back what is left.

Each joins the transaction of `registration.offers`, which holds the event's mutex and lets those who wait move up afterwards.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from eventsvc.core import audit, clock
from eventsvc.core.db import reading, transaction
from eventsvc.core.errors import Missing, Refused
from eventsvc.core.outbox import enqueue
from eventsvc.events.facts import EventFacts
from eventsvc.events.models import Event
from eventsvc.ticket_types import allotments, code_service, pools
from eventsvc.ticket_types.code_service import CodeWish
from eventsvc.ticket_types.models import Allotment, Pool, TicketType

BEFORE = timedelta(days=2)

_POOL_OF = (
    select(Pool.id, Pool.kind, (Pool.capacity - Pool.taken - Pool.held).label("free"))
    .join(TicketType, TicketType.pool_id == Pool.id)
    .where(TicketType.id == bindparam("type"), TicketType.event_id == bindparam("event"))
)
_ONE = select(Allotment.__table__).where(Allotment.id == bindparam("allotment"), Allotment.event_id == bindparam("event"))
_TO_REMIND = (
    select(Allotment.id, Allotment.event_id, Allotment.email, Allotment.release_at, Allotment.created_at, Event.organisation_id)
    .join(Event, Event.id == Allotment.event_id)
    .where(
        Allotment.released_at.is_(None), Allotment.reminded_at.is_(None), Allotment.email != "",
        Allotment.release_at <= bindparam("until"), Allotment.release_at > bindparam("now"), Event.state == "published",
    )
    .order_by(Allotment.id).limit(200)
)
_REMINDED = (
    update(Allotment)
    .where(Allotment.id == bindparam("allotment"), Allotment.reminded_at.is_(None), Allotment.released_at.is_(None))
    .values(reminded_at=bindparam("now"))
)


@dataclass(frozen=True, kw_only=True)
class BlockWish:
    """Seats for a partner, as typed. `each`: a code of its own for each seat, else one code (`code`) for all."""

    partner: str
    email: str = ""
    ticket_type_id: int
    seats: int
    release_at: datetime
    code: str
    each: bool = False


def keep(connection: Connection, event: EventFacts, wish: BlockWish, *, by: int | None) -> int:
    """Claim the seats by one conditional write, and make the codes. Refused: block-too-big (left), block-too-late, code-taken, …"""
    pool = connection.execute(_POOL_OF, {"type": wish.ticket_type_id, "event": event.id}).first()
    if pool is None:
        raise Refused("type-unknown")
    _check_day(event, wish.release_at)
    if wish.seats < 1 or not pools.shift(connection, pool.id, held=wish.seats):
        raise Refused("block-too-big", left=max(pool.free, 0), seats=wish.seats, kind=pool.kind)
    allotment_id = int(connection.execute(insert(Allotment).returning(Allotment.id), {
        "event_id": event.id, "pool_id": pool.id, "ticket_type_id": wish.ticket_type_id, "partner": wish.partner, "email": wish.email,
        "seats": wish.seats, "left_seats": wish.seats, "release_at": wish.release_at, "created_at": clock.now(),
    }).scalar_one())
    _codes(connection, event, wish, allotment_id)
    _note(event, "block-kept", by, after={"partner": wish.partner, "seats": wish.seats})
    return allotment_id


def _codes(connection: Connection, event: EventFacts, wish: BlockWish, allotment_id: int) -> None:
    """Whoever has a code of the block sees its type and needs no yes: the partner has chosen them."""
    opens = CodeWish(
        code=wish.code, unlocks=True, skips_approval=True, type_ids=(wish.ticket_type_id,), credit=wish.partner,
        max_uses=1 if wish.each else None,
    )
    code_service.check(connection, event.id, opens, named=not wish.each)
    values = {**opens.values(), "allotment_id": allotment_id}
    if wish.each:
        code_service.made(connection, event.id, values, wish.seats, wish.code)
    elif code_service.added(connection, event.id, values) is None:
        raise Refused("code-taken", code=wish.code)


def change(connection: Connection, event: EventFacts, allotment_id: int, *, release_at: datetime, email: str, by: int | None) -> None:
    """Another day, another contact. A later day means that the partner is reminded once more. Refused: block-released, block-too-late."""
    old = _of(connection, event, allotment_id)
    _check_day(event, release_at)
    changed: dict[str, Any] = {}
    if old.release_at != release_at:
        changed |= {"release_at": release_at, "reminded_at": None}
    if old.email != email:
        changed["email"] = email
    if not changed:
        return
    kept = update(Allotment).where(Allotment.id == allotment_id, Allotment.released_at.is_(None)).values(**changed)
    if not connection.execute(kept).rowcount:
        raise Refused("block-released", partner=old.partner)
    _note(
        event, "block-changed", by, before={"release_at": old.release_at.isoformat()},
        after={"partner": old.partner, "release_at": release_at.isoformat()},
    )


def release(connection: Connection, event: EventFacts, allotment_id: int, *, by: int | None) -> int:
    """What is left goes back to everybody. Answers how many seats; doing it twice frees nothing twice."""
    old = _of(connection, event, allotment_id)
    if old.released_at is not None:
        return 0
    freed = allotments.release(connection, allotment_id)
    _note(event, "block-released", by, after={"partner": old.partner, "seats": freed})
    return freed


def remind() -> int:
    """Write to the partners whose blocks end within two days, once; not where the block was made within these. Answers how many."""
    now, sent = clock.now(), 0
    for row in reading().execute(_TO_REMIND, {"now": now, "until": now + BEFORE}).all():
        if row.created_at > row.release_at - BEFORE:
            continue
        with transaction() as connection:
            if not connection.execute(_REMINDED, {"allotment": row.id, "now": now}).rowcount:
                continue
            enqueue(
                "block-ends", organisation_id=row.organisation_id, event_id=row.event_id, recipient=row.email,
                payload={"allotment": row.id}, once=f"block-ends:{row.id}:{int(row.release_at.timestamp())}",
            )
            sent += 1
    return sent


def _of(connection: Connection, event: EventFacts, allotment_id: int) -> Any:
    found = connection.execute(_ONE, {"allotment": allotment_id, "event": event.id}).first()
    if found is None:
        raise Missing
    return found


def _check_day(event: EventFacts, release_at: datetime) -> None:
    """Before the event begins, and not over already."""
    if not clock.now() < release_at <= event.starts_at:
        raise Refused("block-too-late")


def _note(
    event: EventFacts, deed: str, by: int | None, *, before: dict[str, Any] | None = None, after: dict[str, Any] | None = None,
) -> None:
    audit.note(
        organisation_id=event.organisation_id, person_id=by, actor="" if by else "system", deed=deed, kind="event",
        subject_id=event.id, before=before, after=after,
    )
