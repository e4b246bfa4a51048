"""Reads of applications: who applied, how they stand, and what was answered. As many queries for a thousand as for one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from eventsvc.core.db import reading
from eventsvc.events.models import Event
from eventsvc.registration.models import Registration, Ruling
from eventsvc.ticket_types.models import TicketType
from eventsvc.tickets.models import Ticket

SIZE = 100
Statement = Select[*tuple[Any, ...]]

_Pending = aliased(Ruling)
_PUT_OFF: ColumnElement[bool] = exists().where(
    Ruling.registration_id == Registration.id, Ruling.answer == "later", Ruling.state == "told",
)
_OPEN: ColumnElement[bool] = and_(Registration.state == "applied", _Pending.id.is_(None))
_RANK: ColumnElement[int] = case(
    (and_(_OPEN, ~_PUT_OFF), 0), (_OPEN, 1), (_Pending.id.is_not(None), 2), else_=3,
)
_TYPE: Any = (
    select(Ticket.ticket_type_id).where(Ticket.registration_id == Registration.id).order_by(Ticket.id).limit(1)
    .correlate(Registration).scalar_subquery()
)
_EVER: ColumnElement[bool] = or_(Registration.state == "applied", Registration.decided_at.is_not(None))
_LINES: Statement = (
    select(
        Registration.id, Registration.name, Registration.email, Registration.state, Registration.quantity, Registration.created_at,
        Registration.answer_at, Registration.decided_at, TicketType.name_de, TicketType.name_en, _Pending.answer, _Pending.due_at,
        _PUT_OFF.label("put_off"),
    )
    .outerjoin(_Pending, and_(_Pending.registration_id == Registration.id, _Pending.state == "pending"))
    .join(TicketType, TicketType.id == _TYPE)
    .where(Registration.event_id == bindparam("event"), _EVER, Registration.name != "")
    .order_by(_RANK, Registration.created_at, Registration.id)
)
_TOLD: Statement = (
    select(Ruling.answer, Ruling.message, Ruling.until, Ruling.decided_at)
    .where(Ruling.registration_id == bindparam("of"), Ruling.state == "told").order_by(Ruling.id.desc()).limit(1)
)
_WAITS: Statement = (
    select(Ruling.answer, Ruling.message, Ruling.until, Ruling.due_at)
    .where(Ruling.registration_id == bindparam("of"), Ruling.state == "pending")
)


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody who applied. `pending`: the answer that can still be taken back, until `due_at`; `put_off`: was told to wait longer."""

    registration_id: int
    name: str
    email: str
    state: str
    quantity: int
    created_at: datetime
    answer_at: datetime | None
    decided_at: datetime | None
    name_de: str
    name_en: str
    pending: str | None
    due_at: datetime | None
    put_off: bool

    @property
    def open(self) -> bool:
        """Whether an answer is still to be given."""
        return self.state == "applied" and self.pending is None


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered, and when it holds (told) or will be told (pending)."""

    answer: str
    message: str
    until: datetime | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Figures:
    """How many applications wait for an answer, how many of them past or within a day of the promised hour, and all there ever were."""

    open: int
    due: int
    due_first: datetime | None
    all: int


def lines(event_id: int, page: int = 1) -> Sequence[Line]:
    """Who applied, what is open first, then what was put off, what can still be taken back, and what is decided."""
    rows = reading().execute(_LINES.limit(SIZE).offset((page - 1) * SIZE), {"event": event_id})
    return [Line(*row) for row in rows]


def line(event_id: int, registration_id: int) -> Line | None:
    """One of them."""
    row = reading().execute(_LINES.where(Registration.id == registration_id), {"event": event_id}).first()
    return None if row is None else Line(*row)


def figures(event_id: int, soon: datetime) -> Figures:
    """What waits. `soon`: promises up to this hour count as due."""
    due = and_(_OPEN, Registration.answer_at <= soon)
    counted = (
        select(
            func.count().filter(_OPEN), func.count().filter(due), func.min(Registration.answer_at).filter(due), func.count(),
        )
        .select_from(Registration)
        .outerjoin(_Pending, and_(_Pending.registration_id == Registration.id, _Pending.state == "pending"))
        .where(Registration.event_id == event_id, _EVER, Registration.name != "")
    )
    return Figures(*reading().execute(counted).one())


def told(registration_id: int) -> Answered | None:
    """The latest answer that the person knows of."""
    row = reading().execute(_TOLD, {"of": registration_id}).first()
    return None if row is None else Answered(*row)


def pending(registration_id: int) -> Answered | None:
    """The answer that can still be taken back."""
    row = reading().execute(_WAITS, {"of": registration_id}).first()
    return None if row is None else Answered(*row)


def open_of(organisation_id: int, now: datetime) -> Sequence[Any]:
    """For the desk's home: events with applications that wait, how many, and the hour promised first."""
    waiting = (
        select(
            Event.id, Event.title_de, Event.title_en, Event.zone, func.count().label("many"),
            func.min(Registration.answer_at).label("first"),
        )
        .join(Registration, Registration.event_id == Event.id)
        .outerjoin(_Pending, and_(_Pending.registration_id == Registration.id, _Pending.state == "pending"))
        .where(Event.organisation_id == organisation_id, Event.ends_at > now, _OPEN)
        .group_by(Event.id, Event.title_de, Event.title_en, Event.zone).order_by(func.min(Registration.answer_at), Event.id)
    )
    return reading().execute(waiting).all()
