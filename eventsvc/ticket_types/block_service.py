"""Deeds on partners' blocks: keep seats until a day, with the code or codes that open them; more or fewer of them; another day; hand
the link on; give back what is left.

Each joins the transaction of `registration.offers`, which holds the event's mutex and lets those who wait move up afterwards.
"""

import re
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
from eventsvc.ticket_types.models import Allotment, Pool, TicketType, Voucher

BEFORE = timedelta(days=2)
MOST_LINKS = 50  # in one mail

_POOL_OF = (
    select(Pool.id, Pool.kind, (Pool.capacity - Pool.taken - Pool.held).label("free"))
    .join(TicketType, TicketType.pool_id == Pool.id)
    .where(TicketType.id == bindparam("type"), TicketType.event_id == bindparam("event"))
)
_ONE = select(Allotment.__table__).where(Allotment.id == bindparam("allotment"), Allotment.event_id == bindparam("event"))
_OWN_CODES = select(Voucher.__table__).where(Voucher.allotment_id == bindparam("allotment"), Voucher.batch != "").order_by(Voucher.id)
_OF_ONE_CODE = {"id", "event_id", "code", "code_key", "used", "batch", "created_at"}
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


@dataclass(frozen=True, kw_only=True)
class BlockChange:
    """What is to hold of a block from now on. No `seats`: as many as before."""

    release_at: datetime
    email: str
    seats: int | None = None


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
    _note(event, "block-kept", by, allotment_id, after={"partner": wish.partner, "seats": wish.seats})
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


def change(connection: Connection, event: EventFacts, allotment_id: int, to: BlockChange, *, by: int | None) -> None:
    """Another number, day or contact. A later day means that the partner is reminded once more.

    Refused: block-released, block-too-late, block-below-taken (used), block-too-big (left).
    """
    old = _of(connection, event, allotment_id)
    if old.released_at is not None:
        raise Refused("block-released", partner=old.partner)
    _check_day(event, to.release_at)
    seats = old.seats if to.seats is None else to.seats
    if seats != old.seats:
        _resize(connection, event, old, seats)
    kept = update(Allotment).where(Allotment.id == allotment_id)
    changed: dict[str, Any] = {} if old.email == to.email else {"email": to.email}
    if old.release_at != to.release_at:
        changed |= {"release_at": to.release_at, "reminded_at": None}
    if changed:
        connection.execute(kept.values(**changed))
    before = {"seats": old.seats, "release_at": old.release_at.isoformat(), "contact": False}
    after = {"seats": seats, "release_at": to.release_at.isoformat(), "contact": old.email != to.email}
    different = [name for name in before if before[name] != after[name]]
    if different:
        _note(
            event, "block-changed", by, allotment_id, before={name: before[name] for name in different},
            after={"partner": old.partner, **{name: after[name] for name in different}},
        )


def _resize(connection: Connection, event: EventFacts, old: Any, seats: int) -> None:
    """Never below what the partner's guests have, never above the pool. Where each seat has an own code, new ones get theirs."""
    used = old.seats - old.left_seats
    if seats < max(used, 1):
        raise Refused("block-below-taken", used=used)
    if not allotments.resize(connection, old.id, seats - old.seats):
        pool = connection.execute(_POOL_OF, {"type": old.ticket_type_id, "event": event.id}).one()
        raise Refused("block-too-big", left=old.seats + max(pool.free, 0), seats=seats, kind=pool.kind)
    codes = connection.execute(_OWN_CODES, {"allotment": old.id}).mappings().all()
    if codes and seats > len(codes):
        values = {name: value for name, value in codes[0].items() if name not in _OF_ONE_CODE}
        batch = codes[0]["batch"]
        code_service.made(connection, event.id, values, seats - len(codes), re.sub(r" \d+$", "", batch), batch)


def hand_on(connection: Connection, event: EventFacts, allotment_id: int, *, by: int | None) -> None:
    """Write the link to the partner's contact; twice within a minute is once.

    Refused: block-released, block-no-contact, block-links-many (most).
    """
    block = _of(connection, event, allotment_id)
    if block.released_at is not None:
        raise Refused("block-released", partner=block.partner)
    if not block.email:
        raise Refused("block-no-contact")
    if len(connection.execute(_OWN_CODES, {"allotment": allotment_id}).all()) > MOST_LINKS:
        raise Refused("block-links-many", most=MOST_LINKS)
    minute = int(clock.now().timestamp()) // 60
    enqueue(
        "block-link", organisation_id=event.organisation_id, event_id=event.id, recipient=block.email,
        payload={"allotment": block.id}, once=f"block-link:{block.id}:{minute}",
    )
    _note(event, "block-mailed", by, allotment_id, after={"partner": block.partner})


def release(connection: Connection, event: EventFacts, allotment_id: int, *, by: int | None) -> int:
    """What is left goes back to everybody. Answers how many seats; doing it twice frees nothing twice."""
    old = _of(connection, event, allotment_id)
    if old.released_at is not None:
        return 0
    freed = allotments.release(connection, allotment_id)
    _note(event, "block-released", by, allotment_id, after={"partner": old.partner, "seats": freed})
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
    event: EventFacts, deed: str, by: int | None, allotment_id: int, *, after: dict[str, Any], before: dict[str, Any] | None = None,
) -> None:
    audit.note(
        organisation_id=event.organisation_id, person_id=by, actor="" if by else "system", deed=deed, kind="event",
        subject_id=event.id, before=before, after={**after, "block_id": allotment_id},
    )
