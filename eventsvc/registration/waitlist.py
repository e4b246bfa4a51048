"""The waitlist of an event: join, move up, accept, decline, leave. A freed seat goes to the first who fits, in the deed that frees it.

Nobody moves up by a value read before: the event's mutex is held, and the seats are claimed by conditional writes. A group that does
not fit is passed over and keeps its place.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Table, bindparam, func, insert, literal_column, select, update

from eventsvc.core import clock
from eventsvc.core.db import reading, transaction
from eventsvc.core.errors import Missing, Refused
from eventsvc.events.models import Event
from eventsvc.registration import offer_times, records, rules, seats
from eventsvc.registration.models import OFFERED, QUEUED, WaitlistChoice, WaitlistEntry
from eventsvc.registration.records import By, Record
from eventsvc.registration.rules import Offer

SYSTEM = By(system=True)

_W = cast(Table, WaitlistEntry.__table__)
_C = cast(Table, WaitlistChoice.__table__)
_WAITING = (
    select(_W.c.id, _W.c.registration_id, _W.c.seats, _C.c.ticket_type_id)
    .join(_C, _C.c.entry_id == _W.c.id)
    .where(_W.c.event_id == bindparam("event"), _W.c.state == "waiting")
    .order_by(_W.c.rank, _W.c.id, _C.c.number)
)
_TERMS = select(
    Event.waitlist_mode, Event.waitlist_hours, Event.waitlist_day_minutes, Event.state, Event.zone, Event.starts_at, Event.ends_at,
).where(Event.id == bindparam("event"))
_IN_LIST: ColumnElement[bool] = literal_column(QUEUED)  # word for word the condition of the index, or SQLite does not take it
_ENTRY = select(_W).where(_W.c.registration_id == bindparam("of"), _IN_LIST)
_CHANGE = update(_W).where(_W.c.id == bindparam("entry"), _IN_LIST)
_LAST = select(func.coalesce(func.max(_W.c.rank), 0)).where(_W.c.event_id == bindparam("event"))
_DUE = (
    select(_W.c.registration_id)
    .where(literal_column(OFFERED), _W.c.until <= bindparam("now"))
    .order_by(_W.c.until, _W.c.registration_id).limit(200)
)


@dataclass(frozen=True)
class Terms:
    """How the list of an event is run."""

    mode: str
    hours: int
    day_minutes: int
    state: str
    zone: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Queued:
    """Somebody who waits, with the types that would do in the order of the wish."""

    entry_id: int
    registration_id: int
    seats: int
    type_ids: tuple[int, ...]


def enter(connection: Connection, record: Record, type_ids: Sequence[int], many: int) -> int:
    """Put a registration at the end of its event's list; its wanted tickets are there already. Answers the entry."""
    rank, now = int(connection.execute(_LAST, {"event": record.event_id}).scalar_one()) + 1, clock.now()
    entry_id = int(connection.execute(insert(_W).returning(_W.c.id), {
        "event_id": record.event_id, "registration_id": record.id, "seats": many, "rank": rank, "joined_rank": rank, "state": "waiting",
        "joined_at": now, "changed_at": now,
    }).scalar_one())
    choose(connection, entry_id, type_ids)
    return entry_id


def choose(connection: Connection, entry_id: int, type_ids: Sequence[int]) -> None:
    """What would do, in this order."""
    connection.execute(_C.delete().where(_C.c.entry_id == entry_id))
    rows = [{"entry_id": entry_id, "ticket_type_id": type_id, "number": number} for number, type_id in enumerate(dict.fromkeys(type_ids))]
    connection.execute(insert(_C), rows)


def fill(connection: Connection, event_id: int) -> int:
    """Give what is free to those who wait, in their order. Called with the mutex held by every deed that frees or adds seats.

    Answers how many moved up or got an offer. By hand: nobody moves up by itself.
    """
    queue = _queue(connection, event_id)
    if not queue:
        return 0
    terms = _terms(connection, event_id)
    if terms.mode not in {"confirm", "offer"} or terms.state != "published" or clock.now() >= terms.starts_at:
        return 0
    served, known = 0, dict[int, Offer]()
    event, rev = records.seized(connection, event_id)
    for one in queue:
        served += any(_gives(connection, one, type_id, terms, known, event, rev) for type_id in one.type_ids)
    return served


def _queue(connection: Connection, event_id: int) -> list[Queued]:
    found: dict[int, Queued] = {}
    for row in connection.execute(_WAITING, {"event": event_id}):
        before = found.get(row.id)
        types = (*(before.type_ids if before else ()), row.ticket_type_id)
        found[row.id] = Queued(row.id, row.registration_id, row.seats, types)
    return list(found.values())


def _terms(connection: Connection, event_id: int) -> Terms:
    return Terms(*connection.execute(_TERMS, {"event": event_id}).one())


def _gives(
    connection: Connection, one: Queued, type_id: int, terms: Terms, known: dict[int, Offer], event: Any, rev: int,
) -> bool:
    """Try one type for one who waits. The offers are read once and again after each gift."""
    if type_id not in known:
        known[type_id] = records.offer(connection, event.id, type_id)
    offer = known[type_id]
    if offer.pool_id is None or offer.left < one.seats:
        return False
    try:
        rules.check_window(offer, clock.now())
    except Refused:
        return False
    record = records.again(connection, one.registration_id, event, rev)
    give(connection, record, one, offer, terms)
    known.clear()
    return True


def give(connection: Connection, record: Record, one: Queued, offer: Offer, terms: Terms) -> None:
    """A seat for one who waits: at once where it is free and the organiser wants that, else as an offer until a deadline.

    Refused: sold-out, type-full. Paid seats, and those that need answers first, are always offered.
    """
    now = clock.now()
    assert offer.pool_id is not None  # noqa: S101  asked by the caller
    kind = seats.Kind(ticket_type_id=offer.ticket_type_id, pool_id=offer.pool_id, limited=offer.most is not None)
    wanted = seats.live(connection, record.id, "wanted")
    if terms.mode == "confirm" and not offer.price_cents and not offer.asks:
        _settle(connection, record, one.entry_id, wanted, kind)
        records.letter("waitlist-ticket", replace(record, state="confirmed"), once=f"ticket:{record.id}:{one.entry_id}")
        records.note(record, "moved-up", SYSTEM)
        return
    until = offer_times.until(now, terms.zone, terms.starts_at, hours=terms.hours, day_minutes=terms.day_minutes)
    seats.turn(connection, wanted, "reserved", rev=record.rev, onto=kind)
    _entry_becomes(connection, one.entry_id, "offered", offered_type_id=offer.ticket_type_id, offered_at=now, until=until)
    records.letter("waitlist-offer", record, once=f"offer:{one.entry_id}:{int(until.timestamp())}")
    records.note(record, "offered", SYSTEM, after={"until": until.isoformat(timespec="minutes")})


def _settle(connection: Connection, record: Record, entry_id: int, given: Sequence[seats.Seat], kind: seats.Kind | None) -> None:
    """The tickets are valid from now on; an online ticket that was held meanwhile is replaced by them."""
    swapped = seats.live(connection, record.id, "valid")[: len(given)] if record.state == "confirmed" else ()
    seats.turn(connection, given, "valid", rev=record.rev, onto=kind)
    seats.turn(connection, swapped, "replaced", rev=record.rev)
    _entry_becomes(connection, entry_id, "done")
    if record.state != "confirmed":
        records.change(connection, record, state="confirmed")


def accept(registration_id: int) -> str:
    """Take the offered seats: they are valid, or to be paid until the deadline of the offer. Answers the new state.

    Refused: offer-over, answers-missing. Doing it twice does no harm.
    """
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        entry = current(connection, registration_id)
        if entry is None or entry.state != "offered":
            if record.state in {"confirmed", "unpaid"}:
                return record.state
            raise Refused("offer-over")
        given = seats.live(connection, registration_id, "reserved")
        offer = records.offer(connection, record.event_id, entry.offered_type_id)
        total = offer.price_cents * len(given)
        if total and record.state != "confirmed":
            seats.turn(connection, given, "unpaid", rev=record.rev)
            _entry_becomes(connection, entry.id, "done")
            records.change(connection, record, state="unpaid", deadline=entry.until, total_cents=total)
            records.letter("ordered", record)
            return "unpaid"
        _settle(connection, record, entry.id, given, None)
        records.letter("ticket", record, once=f"ticket:{record.id}:{entry.id}")
        records.note(record, "offer-accepted", By())
        fill(connection, record.event_id)  # an online ticket may have become free
        return "confirmed"


def leave(registration_id: int, *, by: By = By(), state: str = "left") -> None:  # noqa: B008  a frozen value
    """Give up the place in the list, or an offer, which goes to the next one. An online ticket that is held meanwhile stays."""
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        if drop(connection, record, state):
            records.note(record, {"lapsed": "offer-lapsed"}.get(state, "left-waitlist"), by)
            if record.state == "waiting":
                over = {"state": "expired"} if state == "lapsed" else {"state": "cancelled", "cancelled_at": clock.now()}
                records.change(connection, record, **over)
            if state == "lapsed":
                records.letter("offer-lapsed", record)
            fill(connection, record.event_id)


def drop(connection: Connection, record: Record, state: str) -> bool:
    """End the entry of a registration and give back what it held; the caller fills up. False: it is in no list."""
    entry = current(connection, record.id)
    if entry is None:
        return False
    seats.turn(connection, seats.live(connection, record.id, "wanted", "reserved"), "cancelled", rev=record.rev)
    _entry_becomes(connection, entry.id, state)
    return True


def current(connection: Connection, registration_id: int) -> Any:
    """The entry of a registration that waits or has an offer; None if there is none."""
    return connection.execute(_ENTRY, {"of": registration_id}).first()


def _entry_becomes(connection: Connection, entry_id: int, state: str, **values: object) -> None:
    values = {"until": None, **values, "state": state, "changed_at": clock.now()}
    if connection.execute(_CHANGE.values(**values), {"entry": entry_id}).rowcount != 1:
        raise Missing


def sweep() -> int:
    """End offers whose time is over; the seats go to the next ones. Answers how many ended."""
    due = list(reading().execute(_DUE, {"now": clock.now()}).scalars())
    for registration_id in due:
        lapse(registration_id)
    return len(due)


def lapse(registration_id: int) -> None:
    """The offer was not taken in time, judged again under the mutex."""
    with transaction() as connection:
        records.locked(connection, registration_id)
        entry = current(connection, registration_id)
        if entry is not None and entry.state == "offered" and entry.until <= clock.now():
            leave(registration_id, by=SYSTEM, state="lapsed")
