"""The waitlist of an event: move up, accept, pass on, leave. A freed seat goes to the first who fits, in the deed that frees it.

Nobody moves up by a value read before: the event's mutex is held, and the seats are claimed by conditional writes. A group that does
not fit is passed over and keeps its place. While an event does not take place nothing moves: offers are taken back, places are kept.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Table, bindparam, literal_column, or_, select

from eventsvc.core import clock
from eventsvc.core.db import reading, transaction
from eventsvc.core.errors import Refused
from eventsvc.events.models import Event
from eventsvc.questions import queries as questions
from eventsvc.registration import early_starts, guest_letters, records, rules, seats
from eventsvc.registration.models import OFFERED, WaitlistEntry
from eventsvc.registration.records import By, Record
from eventsvc.registration.rules import Offer
from eventsvc.registration.seats import Kind
from eventsvc.registration.waitlist import entries, offer_times
from eventsvc.registration.waitlist.entries import Queued, Terms, adapt, current, drop

__all__ = ["accept", "adapt", "current", "drop", "fill", "give", "lapse", "leave", "recall", "sweep"]

SYSTEM = By(system=True)
GUEST = By()
Wished = tuple[int, int | None, int | None]
"""A type, the code with which it is wished for, and the price that was chosen for it."""

_W = cast(Table, WaitlistEntry.__table__)
_OFFERS_OUT = (
    select(_W.c.registration_id).join(Event, Event.id == _W.c.event_id).where(literal_column(f"waitlist_entry.{OFFERED}"))
)
_DUE = _OFFERS_OUT.where(
    or_(_W.c.until <= bindparam("now"), Event.state != "published", Event.starts_at <= bindparam("now")),
).order_by(_W.c.until, _W.c.id).limit(200)
_OF_EVENT = _OFFERS_OUT.where(_W.c.event_id == bindparam("event")).order_by(_W.c.rank, _W.c.id)


def fill(connection: Connection, event_id: int, *, but: int | None = None, quiet: bool = False) -> int:
    """Give what is free to those who wait, in their order. Called with the mutex held by every deed that frees or adds seats.

    Answers how many moved up or got an offer. By hand: nobody moves up by itself. `but`: passed over this once; `quiet`: so is
    everybody whose offer was taken back.
    """
    queue = [one for one in entries.queue(connection, event_id) if one.entry_id != but and not (quiet and one.before)]
    if not queue:
        return 0
    terms = entries.terms(connection, event_id)
    if terms.mode not in {"confirm", "offer"} or not terms.open:
        return 0
    served, known = set[int](), dict[Wished, Offer]()
    event, rev = records.seized(connection, event_id)
    again = True
    while again:  # whoever swaps an online ticket for the room may make room online for somebody further up
        again = False
        for one in queue:
            if one.entry_id not in served and any(_gives(connection, one, type_id, terms, known, event, rev) for type_id in one.type_ids):
                served.add(one.entry_id)
                again = True
    return len(served)


def _gives(
    connection: Connection, one: Queued, type_id: int, terms: Terms, known: dict[Wished, Offer], event: Any, rev: int,
) -> bool:
    """Try one type for one who waits. The offers are read once and again after each gift."""
    wished = type_id, one.voucher_id, one.chosen_cents
    if wished not in known:
        known[wished] = entries.offer(connection, event.id, *wished)
    offer = known[wished]
    if not fits(offer, one.seats) or offer.approval or not _sold(offer):
        return False
    until = None if at_once(offer, terms) else _until(terms)
    if until is None and not at_once(offer, terms):
        return False
    record = records.again(connection, one.registration_id, event, rev)
    if not swappable(connection, record, offer):
        return False
    give(connection, record, one, offer, until)
    known.clear()
    return True


def fits(offer: Offer, many: int) -> bool:
    """Whether so many seats of this type are free."""
    return offer.pool_id is not None and offer.left >= many


def swappable(connection: Connection, record: Record, offer: Offer) -> bool:
    """Whether an online ticket may become one of this type: only while both cost the same, and nobody has to choose what."""
    if record.state != "confirmed":
        return True
    if offer.price_kind == "choice":
        return False
    mine = {one.ticket_type_id for one in entries.online(connection, record)}
    return all(entries.offer(connection, record.event_id, one, record.voucher_id).price_cents == offer.price_cents for one in mine)


def _sold(offer: Offer) -> bool:
    try:
        rules.check_visibility(offer, None)
        rules.check_window(offer, clock.now())
    except Refused:
        return False
    return True


def at_once(offer: Offer, terms: Terms) -> bool:
    """Whether the ticket comes without asking: if it costs nothing, asks nothing, and no address is to be confirmed first."""
    return terms.mode == "confirm" and not offer.price_cents and not offer.asks and not terms.confirm_mail


def _until(terms: Terms) -> datetime | None:
    return offer_times.until(clock.now(), terms.zone, terms.starts_at, hours=terms.hours, day_minutes=terms.day_minutes)


def give(connection: Connection, record: Record, one: Queued, offer: Offer, until: datetime | None, *, by: By = SYSTEM) -> None:
    """A seat for one who waits: at once, or (with a deadline) as an offer. Refused: sold-out, type-full."""
    assert offer.pool_id is not None  # noqa: S101  asked by the caller
    kind = Kind(ticket_type_id=offer.ticket_type_id, pool_id=offer.pool_id, limited=offer.most is not None)
    wanted = seats.live(connection, record.id, "wanted")
    if until is None:
        _settle(connection, record, one.entry_id, wanted, kind)
        records.letter("waitlist-ticket", replace(record, state="confirmed"), once=f"ticket:{record.id}:{one.entry_id}")
        records.note(record, "moved-up", by)
        return
    seats.turn(connection, wanted, "reserved", rev=record.rev, onto=kind)
    entries.becomes(
        connection, one.entry_id, "offered", offered_type_id=offer.ticket_type_id, offered_at=clock.now(), until=until,
    )
    records.letter("waitlist-offer", record)
    records.note(record, "offered", by, after={"until": until.isoformat(timespec="minutes")})


def _settle(connection: Connection, record: Record, entry_id: int, given: Sequence[seats.Seat], kind: Kind) -> None:
    """The seats are there. Who waited has valid tickets from now on; who was online meanwhile keeps ticket and code, now for the room."""
    if record.state == "confirmed":
        swapped = entries.online(connection, record)[: len(given)]
        seats.turn(connection, given, "replaced", rev=record.rev)
        seats.turn(connection, swapped, "valid", rev=record.rev, onto=kind, allotment_id=record.allotment_id)
        guest_letters.tell(connection, record, swapped, "guest-ticket")
    else:
        seats.turn(connection, given, "valid", rev=record.rev, onto=kind)
        records.change(connection, record, state="confirmed")
    entries.becomes(connection, entry_id, "done")


def accept(registration_id: int, *, shown_cents: int | None = None) -> str:
    """Take the offered seats: they are valid, or to be paid until the deadline of the offer. Answers the new state.

    `shown_cents`: what it costs by the page that was pressed; nobody orders at another price. Refused: price-changed (total),
    offer-over, cancelled, postponed, answers-missing, swap-costs. Doing it twice does no harm.
    """
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        entry = current(connection, registration_id)
        if entry is None or entry.state != "offered":
            if record.state in {"confirmed", "unpaid"}:
                return record.state
            raise Refused("offer-over")
        if record.event_state != "published":
            raise Refused(record.event_state)
        if entry.until <= clock.now() or record.event_begun:
            raise Refused("offer-over")
        rules.check_answers(questions.missing(connection, record.id))
        return _accepted(connection, record, entry, shown_cents)


def _accepted(connection: Connection, record: Record, entry: Any, shown_cents: int | None) -> str:
    given = entries.kept_for(connection, record)
    offer = entries.offer(connection, record.event_id, entry.offered_type_id, record.voucher_id, record.chosen_cents)
    assert offer.pool_id is not None  # noqa: S101  there are tickets of it
    total = offer.price_cents * len(given)
    if not swappable(connection, record, offer):
        raise Refused("swap-costs")
    if shown_cents is not None and total != shown_cents:
        raise Refused("price-changed", total=total, currency=offer.currency)
    if total and record.state != "confirmed":
        early_starts.check(connection, record)
        seats.turn(connection, given, "unpaid", rev=record.rev)
        entries.becomes(connection, entry.id, "done")
        records.change(connection, record, state="unpaid", deadline=entry.until, total_cents=total, currency=offer.currency)
        records.letter("ordered", record)
        records.note(record, "offer-accepted", GUEST)
        return "unpaid"
    kind = Kind(ticket_type_id=offer.ticket_type_id, pool_id=offer.pool_id, limited=offer.most is not None)
    _settle(connection, record, entry.id, given, kind)
    records.letter("ticket", record, once=f"ticket:{record.id}:{entry.id}")
    records.note(record, "offer-accepted", GUEST)
    fill(connection, record.event_id)  # an online ticket may have become free
    return "confirmed"


def leave(registration_id: int, *, by: By = GUEST) -> bool:
    """Give up the place in the list, or pass on an offer. An online ticket that is held meanwhile stays. False: it was in no list."""
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        entry = current(connection, registration_id)
        if entry is None:
            return False
        drop(connection, record, "left")
        if record.state == "waiting":
            entries.over(connection, record, "cancelled")
        if not by.guest:
            records.letter("waitlist-left", record)
        records.note(record, "offer-declined" if entry.state == "offered" else "left-waitlist", by)
        fill(connection, record.event_id)
        return True


def sweep() -> int:
    """End offers whose time is over; the seats go to the next ones. Answers how many ended."""
    due = list(reading().execute(_DUE, {"now": clock.now()}).scalars())
    for registration_id in due:
        lapse(registration_id)
    return len(due)


def lapse(registration_id: int) -> None:
    """The offer was not taken in time, judged again under the mutex. If the event does not take place it is only taken back."""
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        entry = current(connection, registration_id)
        if entry is None or entry.state != "offered":
            return
        if record.event_state != "published":
            recall(connection, record, entry)
        elif entry.until <= clock.now() or record.event_begun:
            drop(connection, record, "lapsed")
            if record.state == "waiting":
                entries.over(connection, record, "expired")
            records.letter("offer-lapsed", record)
            records.note(record, "offer-lapsed", SYSTEM)
            fill(connection, record.event_id)


def recall(connection: Connection, record: Record, entry: Any) -> None:
    """Take an offer back: the place in the list is kept, the seat is free. The caller fills up and writes."""
    seats.turn(connection, entries.kept_for(connection, record), "wanted", rev=record.rev)
    entries.becomes(connection, entry.id, "waiting", offered_type_id=None)


def moved(connection: Connection, event_id: int) -> None:
    """The event takes place, or does not any more: give what is free, or take back what is offered. Mutex and event are taken here."""
    event, rev = records.seized(connection, event_id)
    if event.state == "published":
        fill(connection, event_id)
        return
    for registration_id in list(connection.execute(_OF_EVENT, {"event": event_id}).scalars()):
        recall(connection, records.again(connection, registration_id, event, rev), current(connection, registration_id))
