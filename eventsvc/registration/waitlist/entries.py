"""The rows of the list: who waits, in which order, for what. Everything here joins the transaction of the deed, under the event's mutex."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Table, bindparam, func, insert, literal_column, select, update

from eventsvc.core import clock
from eventsvc.core.errors import Missing
from eventsvc.events.models import Event
from eventsvc.registration import records, rules, seats
from eventsvc.registration.models import QUEUED, Registration, WaitlistChoice, WaitlistEntry
from eventsvc.registration.records import Record
from eventsvc.registration.rules import Offer
from eventsvc.registration.seats import Seat
from eventsvc.ticket_types import vouchers

_W = cast(Table, WaitlistEntry.__table__)
_C = cast(Table, WaitlistChoice.__table__)
_R = cast(Table, Registration.__table__)
_SERVED = ("waiting", "confirmed")  # whoever has an address to confirm first, is passed over until then
_WAITING = (
    select(_W.c.id, _W.c.registration_id, _W.c.seats, _W.c.offered_at, _C.c.ticket_type_id, _R.c.voucher_id, _R.c.chosen_cents)
    .join(_C, _C.c.entry_id == _W.c.id)
    .join(_R, _R.c.id == _W.c.registration_id)
    .where(_W.c.event_id == bindparam("event"), _W.c.state == "waiting", _R.c.state.in_(_SERVED))
    .order_by(_W.c.rank, _W.c.id, _C.c.number)
)
_TERMS = select(
    Event.waitlist_mode, Event.waitlist_hours, Event.waitlist_day_minutes, Event.state, Event.zone, Event.starts_at, Event.ends_at,
    Event.confirm_mail,
).where(Event.id == bindparam("event"))
_IN_LIST: ColumnElement[bool] = literal_column(QUEUED)  # word for word the condition of the index, or SQLite does not take it
_ENTRY = select(_W).where(_W.c.registration_id == bindparam("of"), _IN_LIST)
_EVER = select(_W.c.id).where(_W.c.registration_id == bindparam("of")).limit(1)
_CHANGE = update(_W).where(_W.c.id == bindparam("entry"), _IN_LIST)
_LAST = select(func.coalesce(func.max(_W.c.rank), 0)).where(_W.c.event_id == bindparam("event"))
_AHEAD = select(func.count()).select_from(_W).where(_W.c.event_id == bindparam("event"), _W.c.state == "waiting")
_CHOSEN = select(_C.c.ticket_type_id).where(_C.c.entry_id == bindparam("entry")).order_by(_C.c.number)


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
    confirm_mail: bool

    @property
    def open(self) -> bool:
        """Whether anybody can move up: the event takes place and has not begun."""
        return self.state == "published" and clock.now() < self.starts_at


@dataclass(frozen=True)
class Queued:
    """Somebody who waits, with the types that would do in the order of the wish. `before`: had an offer once that was taken back.

    `voucher_id`: the code that was given when joining; `chosen_cents`: what was chosen to be paid, where guests choose.
    """

    entry_id: int
    registration_id: int
    seats: int
    type_ids: tuple[int, ...]
    before: bool = False
    voucher_id: int | None = None
    chosen_cents: int | None = None


def terms(connection: Connection, event_id: int) -> Terms:
    """How the list of this event is run."""
    row = connection.execute(_TERMS, {"event": event_id}).first()
    if row is None:
        raise Missing
    return Terms(*row)


def queue(connection: Connection, event_id: int) -> list[Queued]:
    """Everybody who waits and can be served, the first one first."""
    found: dict[int, Queued] = {}
    for row in connection.execute(_WAITING, {"event": event_id}):
        known = found.get(row.id)
        types = (*(known.type_ids if known else ()), row.ticket_type_id)
        found[row.id] = Queued(
            row.id, row.registration_id, row.seats, types, row.offered_at is not None, row.voucher_id, row.chosen_cents,
        )
    return list(found.values())


def offer(connection: Connection, event_id: int, type_id: int, voucher_id: int | None, chosen_cents: int | None = None) -> Offer:
    """A type as it is for somebody in the list, by the code that was given when joining, and the amount that was chosen."""
    code = None if voucher_id is None else vouchers.by_id(connection, event_id, voucher_id)
    return rules.with_amount(rules.with_code(records.offer(connection, event_id, type_id), code), chosen_cents)


def over(connection: Connection, record: Record, state: str) -> None:
    """Whoever only waited, waits no more: the code can be used by somebody else."""
    ended = {"cancelled_at": clock.now()} if state == "cancelled" else {}
    records.change(connection, record, state=state, **ended)
    if record.voucher_id is not None:
        vouchers.give_back(connection, record.voucher_id)


def enter(connection: Connection, record: Record, type_ids: Sequence[int], many: int) -> int:
    """Put a registration at the end of its event's list; its wanted tickets are there already. Answers the entry."""
    now = clock.now()
    entry_id = int(connection.execute(insert(_W).returning(_W.c.id), {
        "event_id": record.event_id, "registration_id": record.id, "seats": many, "rank": last(connection, record.event_id) + 1,
        "joined_rank": int(connection.execute(_AHEAD, {"event": record.event_id}).scalar_one()) + 1, "state": "waiting",
        "joined_at": now, "changed_at": now,
    }).scalar_one())
    choose(connection, entry_id, type_ids)
    return entry_id


def last(connection: Connection, event_id: int) -> int:
    """The rank of whoever came last."""
    return int(connection.execute(_LAST, {"event": event_id}).scalar_one())


def choose(connection: Connection, entry_id: int, type_ids: Sequence[int]) -> None:
    """What would do, in this order."""
    connection.execute(_C.delete().where(_C.c.entry_id == entry_id))
    rows = [{"entry_id": entry_id, "ticket_type_id": type_id, "number": number} for number, type_id in enumerate(dict.fromkeys(type_ids))]
    connection.execute(insert(_C), rows)


def chosen(connection: Connection, entry_id: int) -> tuple[int, ...]:
    """What would do, in the order of the wish."""
    return tuple(connection.execute(_CHOSEN, {"entry": entry_id}).scalars())


def current(connection: Connection, registration_id: int) -> Any:
    """The entry of a registration that waits or has an offer; None if there is none."""
    return connection.execute(_ENTRY, {"of": registration_id}).first()


def ever(connection: Connection, registration_id: int) -> bool:
    """Whether this registration was in the list once: its places came, or did not come, from there."""
    return connection.execute(_EVER, {"of": registration_id}).first() is not None


def becomes(connection: Connection, entry_id: int, state: str, **values: object) -> None:
    """Another state for an entry that is in the list, or other values; without `until` there is no offer."""
    values = {"until": None, **values, "state": state, "changed_at": clock.now()}
    if connection.execute(_CHANGE.values(**values), {"entry": entry_id}).rowcount != 1:
        raise Missing


def drop(connection: Connection, record: Record, state: str) -> bool:
    """End the entry of a registration and give back what it held; the caller fills up. False: it is in no list."""
    entry = current(connection, record.id)
    if entry is None:
        return False
    _give_up(connection, record, kept_for(connection, record))
    becomes(connection, entry.id, state)
    return True


def adapt(connection: Connection, record: Record) -> None:
    """Tickets of a registration have ended or changed: its entry asks for no more than what is left. The caller fills up.

    Whoever waits for the room with an online ticket, waits for as many as there are online tickets.
    """
    entry = current(connection, record.id)
    if entry is None:
        return
    kept = kept_for(connection, record)
    wanted = len(kept) if record.state == "waiting" else min(len(online(connection, record)), len(kept))
    if not wanted:
        drop(connection, record, "left")
        return
    _give_up(connection, record, kept[wanted:])
    if wanted != entry.seats:
        becomes(connection, entry.id, entry.state, until=entry.until, seats=wanted)


def kept_for(connection: Connection, record: Record) -> tuple[Seat, ...]:
    """The tickets that stand for a place in the list: wished for, or with a seat that an offer keeps."""
    live = seats.live(connection, record.id, "wanted", "reserved")
    return tuple(seat for seat in live if seat.state == "wanted" or record.state in _SERVED)


def online(connection: Connection, record: Record) -> tuple[Seat, ...]:
    """The online tickets that are held meanwhile; one whose address is still to be confirmed counts too."""
    state = "reserved" if record.state == "unconfirmed" else "valid"
    return tuple(seat for seat in seats.live(connection, record.id, state) if seat.kind == "online")


def _give_up(connection: Connection, record: Record, kept: Sequence[Seat]) -> None:
    """What nobody ever held is over for good, unless it was all that there is of a registration: then it is cancelled."""
    seats.turn(connection, kept, "cancelled" if record.state == "waiting" else "replaced", rev=record.rev)
