"""What is read at the door: paired phones, lists, the guest list, who is in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, case, distinct, false, func, or_, select
from sqlalchemy.orm import aliased

from eventsvc.accounts.models import Membership
from eventsvc.accounts.roles import PERMISSIONS
from eventsvc.checkin.models import Admission, CheckinList, DoorDevice, DoorLink, PairingCode, Scan
from eventsvc.checkin.verdict import Rules
from eventsvc.core import clock, signing
from eventsvc.core.db import reading
from eventsvc.core.errors import Missing
from eventsvc.events.models import Event
from eventsvc.ticket_types.models import Pool, TicketType
from eventsvc.tickets.models import Roster, Ticket

LINK_LASTS = timedelta(hours=3)
PHONE_LASTS = timedelta(hours=24)
_SCANNERS = sorted(PERMISSIONS["checkin.scan"])


@dataclass(frozen=True)
class Evening:
    """The event as a door shows it."""

    id: int
    organisation_id: int
    title_de: str
    title_en: str
    zone: str
    city: str
    starts_at: datetime
    ends_at: datetime
    doors_at: Any
    state: str

    @property
    def link_ends(self) -> datetime:
        """Until when helpers may pair a phone."""
        return self.ends_at + LINK_LASTS

    @property
    def phones_end(self) -> datetime:
        """When phones are locked and forget the guest list."""
        return self.ends_at + PHONE_LASTS


@dataclass(frozen=True)
class Phone:
    """A paired phone that may come in."""

    id: int
    name: str
    language: str
    scopes: tuple[str, ...]
    seen_at: datetime
    queue_len: int
    roster_rev: int
    clock_off_ms: int
    evening: Evening


_EVENING = (
    Event.id, Event.organisation_id, Event.title_de, Event.title_en, Event.zone, Event.city, Event.starts_at, Event.ends_at,
    Event.doors_at, Event.state,
)
_member_still = (
    select(Membership.id)
    .where(
        Membership.person_id == DoorDevice.person_id, Membership.organisation_id == Event.organisation_id,
        Membership.joined_at.is_not(None), Membership.role.in_(_SCANNERS),
    )
    .exists()
)
_PHONE = (
    select(
        DoorDevice.id.label("device_id"), DoorDevice.name, DoorDevice.language, DoorDevice.scopes, DoorDevice.seen_at,
        DoorDevice.queue_len, DoorDevice.roster_rev, DoorDevice.clock_off_ms, *_EVENING,
    )
    .join(Event, Event.id == DoorDevice.event_id)
    .where(
        DoorDevice.token_hash == bindparam("hash"), DoorDevice.revoked_at.is_(None),
        or_(DoorDevice.person_id.is_(None), _member_still),
    )
)


def phone(token: str) -> Phone | None:
    """The phone that holds this secret, unless it was signed off, its member has left, or the evening is over."""
    row = reading().execute(_PHONE, {"hash": signing.digest(token)}).one_or_none()
    if row is None:
        return None
    evening = _evening(row)
    if clock.now() >= evening.phones_end:
        return None
    return Phone(
        row.device_id, row.name, row.language, tuple(row.scopes), row.seen_at, row.queue_len, row.roster_rev, row.clock_off_ms, evening,
    )


def evening(event_id: int, organisation_id: int) -> Evening:
    """The desk's view of it."""
    row = reading().execute(select(*_EVENING).where(Event.id == event_id, Event.organisation_id == organisation_id)).one_or_none()
    if row is None:
        raise Missing
    return _evening(row)


def evening_of_link(token: str) -> Evening:
    """The event that a helper's link opens; Missing if it was revoked or the evening is over."""
    return _open(
        select(*_EVENING).join(DoorLink, DoorLink.event_id == Event.id)
        .where(DoorLink.token_hash == signing.digest(token), DoorLink.revoked_at.is_(None))
    )


def evening_of_code(code: str) -> Evening:
    """The event that a one-time code opens; Missing if it was used or is too old."""
    return _open(
        select(*_EVENING).join(PairingCode, PairingCode.event_id == Event.id)
        .where(PairingCode.code_hash == signing.digest(code), PairingCode.used_at.is_(None), PairingCode.expires_at > clock.now())
    )


def _open(query: Any) -> Evening:
    row = reading().execute(query).one_or_none()
    if row is None or clock.now() >= (found := _evening(row)).link_ends:
        raise Missing
    return found


def _evening(row: Row[Any]) -> Evening:
    return Evening(
        row.id, row.organisation_id, row.title_de, row.title_en, row.zone, row.city, row.starts_at, row.ends_at, row.doors_at, row.state,
    )


@dataclass(frozen=True)
class CountedList:
    """A list with its rules."""

    id: int
    rules: Rules


_LIST = select(CheckinList).where(CheckinList.event_id == bindparam("event")).order_by(CheckinList.name, CheckinList.id)
_KINDS = select(Pool.kind).where(Pool.event_id == bindparam("event"))


def lists(connection: Any, event_id: int) -> dict[int, CountedList]:
    """The lists of an event by id, the unnamed one first."""
    rows = connection.execute(_LIST, {"event": event_id}).all()
    kinds = set(connection.execute(_KINDS, {"event": event_id}).scalars()) if any(not row.pool_kinds for row in rows) else set()
    usual = frozenset({"room"}) if "room" in kinds else frozenset()
    return {
        row.id: CountedList(row.id, Rules(frozenset(row.pool_kinds) or usual, row.opens_at, row.closes_at, row.entry_rule == "once"))
        for row in rows
    }


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
    return reading().execute(select(Roster.rev).where(Roster.event_id == event_id)).scalar() or 0


_GUESTS = (
    select(
        Ticket.code_hash, Ticket.state, Ticket.ticket_type_id, Ticket.holder, DoorDevice.name.label("door"), Admission.at.label("admitted_at"),
    )
    .outerjoin(Admission, and_(Admission.ticket_id == Ticket.id, Admission.list_id == bindparam("list"), Admission.undone == false()))
    .outerjoin(DoorDevice, DoorDevice.id == Admission.device_id)
    .where(Ticket.event_id == bindparam("event"), Ticket.rev > bindparam("since"))
    .order_by(Ticket.id)
)


def guests(event_id: int, list_id: int, since: int) -> Sequence[Row[Any]]:
    """The guest list for phones: what changed after a revision (-1: everybody)."""
    return reading().execute(_GUESTS, {"event": event_id, "list": list_id, "since": since}).all()


def _of_event(event_id: int) -> ColumnElement[bool]:
    return Admission.list_id.in_(select(CheckinList.id).where(CheckinList.event_id == event_id))


def inside(event_id: int) -> int:
    """How many persons are in: each ticket once, however many lists counted it."""
    return reading().execute(select(func.count(distinct(Admission.ticket_id))).where(_of_event(event_id), Admission.undone == false())).scalar_one()


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


def devices(event_id: int) -> Sequence[Row[Any]]:
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


def link(event_id: int) -> DoorLink | None:
    """The helpers' link of an event, if there is one."""
    row = reading().execute(select(DoorLink).where(DoorLink.event_id == event_id)).one_or_none()
    return None if row is None else row  # type: ignore[return-value]


STANDING_VERDICTS = ("admit", "conflict")
_undone = aliased(Scan)
standing = and_(
    Scan.direction == "in", Scan.verdict.in_(STANDING_VERDICTS),
    ~select(_undone.sid).where(_undone.undo_of == Scan.sid, _undone.verdict == "undone").exists(),
)
