"""What is read at the door and about it: lists, the guest list, who is in, which phones there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, case, distinct, false, func, select
from sqlalchemy.orm import aliased

from eventsvc.checkin.models import Admission, CheckinList, DoorDevice, DoorLink, Scan, SettledConflict
from eventsvc.checkin.verdict import Rules
from eventsvc.core.db import reading
from eventsvc.core.errors import Missing
from eventsvc.events.models import Event
from eventsvc.ticket_types.models import Pool, TicketType
from eventsvc.tickets.models import Roster, Ticket
from eventsvc.tickets.queries import BOOKER


@dataclass(frozen=True)
class CountedList:
    """A list with its rules."""

    id: int
    rules: Rules


_LIST = (
    select(CheckinList, Event.cancelled_at)
    .join(Event, Event.id == CheckinList.event_id)
    .where(CheckinList.event_id == bindparam("event"))
    .order_by(CheckinList.name, CheckinList.id)
)
_REV = select(Roster.rev).where(Roster.event_id == bindparam("event"))
_INSIDE = select(func.count(distinct(Admission.ticket_id))).where(
    Admission.list_id.in_(select(CheckinList.id).where(CheckinList.event_id == bindparam("event"))), Admission.undone == false(),
)
_KINDS = select(Pool.kind).where(Pool.event_id == bindparam("event"))


def lists(connection: Connection, event_id: int) -> dict[int, CountedList]:
    """The lists of an event by id, the unnamed one first. Those of a cancelled event are closed from its cancellation on (T52)."""
    rows = connection.execute(_LIST, {"event": event_id}).all()
    usual = _usual(connection, event_id) if any(not row.pool_kinds for row in rows) else frozenset()
    return {
        row.id: CountedList(row.id, Rules(frozenset(row.pool_kinds) or usual, row.opens_at, _closes(row), row.entry_rule == "once"))
        for row in rows
    }


def _closes(row: Row[*tuple[Any, ...]]) -> datetime | None:
    return min((at for at in (row.closes_at, row.cancelled_at) if at is not None), default=None)


def _usual(connection: Connection, event_id: int) -> frozenset[str]:
    return frozenset({"room"}) if "room" in connection.execute(_KINDS, {"event": event_id}).scalars().all() else frozenset()


def kinds(event_id: int) -> frozenset[str]:
    """Whose tickets the event's own list takes, also before it was made (none named: all)."""
    named = reading().execute(select(CheckinList.pool_kinds).where(CheckinList.event_id == event_id, CheckinList.name == "")).scalar()
    return frozenset(named) if named else _usual(reading(), event_id)


def usual_list(event_id: int) -> CountedList:
    """The event's own list; it is there as soon as a phone was paired."""
    unnamed = reading().execute(select(CheckinList.id).where(CheckinList.event_id == event_id, CheckinList.name == "")).scalar()
    if unnamed is None:
        raise Missing
    return lists(reading(), event_id)[unnamed]


@dataclass(frozen=True)
class Offered:
    """A ticket type as the door shows it."""

    id: int
    name_de: str
    name_en: str
    pool_kind: str


def types(event_id: int) -> list[Offered]:
    """What tickets there are, in the order of the desk."""
    rows = reading().execute(
        select(TicketType.id, TicketType.name_de, TicketType.name_en, Pool.kind).join(Pool, Pool.id == TicketType.pool_id)
        .where(TicketType.event_id == event_id).order_by(TicketType.position)
    )
    return [Offered(*row) for row in rows]


def rev(event_id: int) -> int:
    """The present revision of the guest list."""
    return reading().execute(_REV, {"event": event_id}).scalar() or 0


_ADMITTED = select(Admission.ticket_id).where(
    Admission.ticket_id.in_(bindparam("tickets", expanding=True)), Admission.undone == false(),
)
_GUESTS = (
    select(
        Ticket.code_hash, Ticket.state, Ticket.ticket_type_id, Ticket.holder, BOOKER.label("booker"), DoorDevice.name.label("door"),
        Admission.at.label("admitted_at"),
    )
    .outerjoin(Admission, and_(Admission.ticket_id == Ticket.id, Admission.list_id == bindparam("list"), Admission.undone == false()))
    .outerjoin(DoorDevice, DoorDevice.id == Admission.device_id)
    .where(Ticket.event_id == bindparam("event"), Ticket.rev > bindparam("since"), Ticket.state != "wanted")
    .order_by(Ticket.id)
)


def admitted(connection: Connection, ticket_ids: Sequence[int]) -> set[int]:
    """Which of these tickets have let somebody in, as the running transaction sees it."""
    return set(connection.execute(_ADMITTED, {"tickets": list(ticket_ids)}).scalars())


def guests(event_id: int, list_id: int, since: int) -> Sequence[Any]:
    """The guest list for phones: what changed after a revision (-1: everybody)."""
    return reading().execute(_GUESTS, {"event": event_id, "list": list_id, "since": since}).all()


def _of_event(event_id: int) -> ColumnElement[bool]:
    return Admission.list_id.in_(select(CheckinList.id).where(CheckinList.event_id == event_id))


def inside(event_id: int) -> int:
    """How many persons are in: each ticket once, however many lists counted it."""
    return reading().execute(_INSIDE, {"event": event_id}).scalar_one()


def expected(event_id: int, kinds: frozenset[str]) -> int:
    """How many valid tickets a list waits for."""
    query = select(func.count(Ticket.id)).where(Ticket.event_id == event_id, Ticket.state == "valid")
    if kinds:
        query = query.where(Ticket.pool_id.in_(select(Pool.id).where(Pool.event_id == event_id, Pool.kind.in_(kinds))))
    return reading().execute(query).scalar_one()


def lately(event_id: int, since: datetime) -> int:
    """How many persons came in after an instant."""
    return reading().execute(
        select(func.count(distinct(Admission.ticket_id))).where(_of_event(event_id), Admission.undone == false(), Admission.at >= since)
    ).scalar_one()


def devices(event_id: int) -> Sequence[Any]:
    """The phones of an event with how many they let in, those that were signed off last."""
    let_in = func.count(distinct(case((Admission.undone == false(), Admission.ticket_id))))
    return reading().execute(
        select(DoorDevice.id, DoorDevice.name, DoorDevice.seen_at, DoorDevice.revoked_at, DoorDevice.queue_len, DoorDevice.clock_off_ms,
               DoorDevice.person_id, let_in.label("admitted"))
        .outerjoin(Admission, Admission.device_id == DoorDevice.id)
        .where(DoorDevice.event_id == event_id)
        .group_by(DoorDevice.id)
        .order_by(DoorDevice.revoked_at.is_not(None), DoorDevice.paired_at, DoorDevice.id)
    ).all()


def link(event_id: int) -> Any:
    """The helpers' link of an event (uuid, turns, wrong PINs, when it was revoked), None if there was never one."""
    return reading().execute(select(*DoorLink.__table__.columns).where(DoorLink.event_id == event_id)).one_or_none()


_undo = aliased(Scan)
STANDING = and_(
    Scan.direction == "in",
    Scan.verdict.in_(("admit", "conflict")),
    ~select(_undo.sid).where(_undo.undo_of == Scan.sid, _undo.verdict == "undone").exists(),
)
_unsettled = ~select(SettledConflict.sid).where(SettledConflict.sid == Scan.sid).exists()


@dataclass(frozen=True)
class Conflict:
    """A ticket that let in more than one person, or one that was not valid any more: who stood where, earliest first."""

    sid: str
    ticket_id: int
    registration_id: int
    holder: str
    booker: str
    state: str
    entries: tuple[tuple[str, datetime], ...]


def conflicts(event_id: int) -> list[Conflict]:
    """What the organisers should look into: neither undone nor settled."""
    suspects = select(Scan.ticket_id).where(Scan.event_id == event_id, Scan.verdict == "conflict")
    rows = reading().execute(
        select(Scan.sid, Scan.verdict, Scan.at, Ticket.id, Ticket.registration_id, Ticket.holder, BOOKER.label("booker"), Ticket.state,
               DoorDevice.name)
        .join(Ticket, Ticket.id == Scan.ticket_id)
        .outerjoin(DoorDevice, DoorDevice.id == Scan.device_id)
        .where(Scan.event_id == event_id, Scan.ticket_id.in_(suspects), STANDING, _unsettled)
        .order_by(Scan.at, Scan.sid)
    ).all()
    by_ticket: dict[int, list[Any]] = {}
    for row in rows:
        by_ticket.setdefault(row.id, []).append(row)
    found = []
    for of_ticket in by_ticket.values():
        marked = [row for row in of_ticket if row.verdict == "conflict"]
        if marked and (len(of_ticket) > 1 or of_ticket[0].state != "valid"):
            one = marked[-1]
            entries = tuple((row.name or "", row.at) for row in of_ticket)
            found.append(Conflict(one.sid, one.id, one.registration_id, one.holder, one.booker, one.state, entries))
    return found
