"""Reads of the guest list: tickets with who registered and when they came in. As many queries for 12,000 guests as for one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, distinct, exists, func, literal_column, or_, select, tuple_

from eventsvc.checkin.models import Admission
from eventsvc.core.db import reading
from eventsvc.core.folding import words
from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.registration import states
from eventsvc.registration.models import TIMED, Registration, WaitlistEntry
from eventsvc.ticket_types.models import Pool, TicketType, Voucher
from eventsvc.ticket_types.queries import HELD
from eventsvc.tickets import codes
from eventsvc.tickets.models import Ticket
from eventsvc.tickets.states import LIVE

SIZE = 50
STATES = ("all", "valid", "in", "open", "cancelled")
UNFINISHED = states.DEADLINE
Statement = Select[*tuple[Any, ...]]

_CAME: ColumnElement[bool] = exists().where(Admission.ticket_id == Ticket.id, Admission.undone.is_(False))
_CAME_AT = (
    select(func.min(Admission.at)).where(Admission.ticket_id == Ticket.id, Admission.undone.is_(False)).correlate(Ticket).scalar_subquery()
)


_OTHERS = select(
    select(func.count()).select_from(WaitlistEntry).where(
        WaitlistEntry.event_id == bindparam("event"), WaitlistEntry.state.in_(("waiting", "offered")),
    ).scalar_subquery(),
    select(func.count()).select_from(Registration).where(
        Registration.event_id == bindparam("event"), Registration.state == "applied",
    ).scalar_subquery(),
    select(func.count()).select_from(Ticket).where(
        Ticket.registration_id.in_(select(Registration.id).where(Registration.event_id == bindparam("event"), literal_column(TIMED))),
        Ticket.state.in_(LIVE),
    ).scalar_subquery(),
)


@dataclass(frozen=True, slots=True)
class Guest:
    """A line of the list: one ticket."""

    ticket_id: int
    registration_id: int
    holder: str
    reference: str
    state: str
    name: str
    email: str
    language: str
    created_at: datetime
    name_de: str
    name_en: str
    came_at: datetime | None
    standing: str
    source: str


_OWN = Ticket.email != ""
LINE: Statement = (
    select(
        Ticket.id, Ticket.registration_id, Ticket.holder, Ticket.reference, Ticket.state, Registration.name,
        case((_OWN, Ticket.email), else_=Registration.email), case((_OWN, Ticket.language), else_=Registration.language),
        Registration.created_at, TicketType.name_de, TicketType.name_en, _CAME_AT, Registration.state, Registration.source,
    )
    .join(Registration, Registration.id == Ticket.registration_id)
    .join(TicketType, TicketType.id == Ticket.ticket_type_id)
)


def _of_event(event_id: int) -> tuple[ColumnElement[bool], ...]:
    """Tickets that were ever somebody's: none that only stood for a place in the list, or was passed on, and none of guests
    who were never there ("that wasn't me"): of them neither a name nor words to find them by are left.
    """
    return (Ticket.event_id == event_id, or_(Ticket.holder != "", Ticket.folded != ""), Ticket.state != "replaced")


@dataclass(frozen=True)
class Search:
    """What is asked for."""

    event_id: int
    typed: str = ""
    state: str = "all"
    type_id: int = 0

    def where(self) -> tuple[ColumnElement[bool], ...]:
        """As conditions."""
        wanted = {
            "valid": (Ticket.state == "valid",), "in": (_CAME,), "cancelled": (Ticket.state == "cancelled",),
            "open": (Ticket.state.in_(LIVE), Ticket.registration_id.in_(self._unfinished())),
        }.get(self.state, ())
        kind = (Ticket.ticket_type_id == self.type_id,) if self.type_id else ()
        return (*_of_event(self.event_id), *wanted, *kind, *self._words())

    @property
    def narrowed(self) -> bool:
        """Whether it asks for fewer than all of a state."""
        return bool(self.typed or self.type_id)

    def _unfinished(self) -> Any:
        return select(Registration.id).where(Registration.event_id == self.event_id, Registration.state.in_(UNFINISHED))

    def _registered(self, word: str) -> Any:
        """Registrations with this word in name or address: read once for the whole search, where a join would ask for each ticket."""
        return select(Registration.id).where(Registration.event_id == self.event_id, Registration.folded.contains(word, autoescape=True))

    def _words(self) -> tuple[ColumnElement[bool], ...]:
        every = tuple(
            or_(Ticket.folded.contains(word, autoescape=True), Ticket.registration_id.in_(self._registered(word)))
            for word in words(self.typed)
        )
        match codes.parse(self.typed):
            case codes.Code(code):
                return (Ticket.code_hash == codes.code_hash(code),)
            case codes.Reference(reference):
                return (or_(Ticket.reference == reference, and_(*every)),) if every else ()
            case _:
                return every


@dataclass(frozen=True)
class Slice:
    """One page: its lines, and whether there are more on either side."""

    guests: tuple[Guest, ...]
    earlier: bool
    later: bool


def page(search: Search, *, after: int | None = None, before: int | None = None, size: int = SIZE) -> Slice:
    """By name, 50 at a time; the neighbour's ticket says where a page begins or ends, so no page is slower than the first."""
    wanted, back = LINE.where(*search.where()), before is not None and after is None
    mark = _mark(search.event_id, before if back else after)
    if mark is not None:
        here = tuple_(Ticket.folded, Ticket.id)
        wanted = wanted.where(here < mark if back else here > mark)
    order = (Ticket.folded.desc(), Ticket.id.desc()) if back and mark is not None else (Ticket.folded, Ticket.id)
    rows = [Guest(*row) for row in reading().execute(wanted.order_by(*order).limit(size + 1))]
    more, shown = len(rows) > size, rows[:size]
    if back and mark is not None:
        return Slice(tuple(reversed(shown)), earlier=more, later=True)
    return Slice(tuple(shown), earlier=mark is not None, later=more)


def _mark(event_id: int, ticket_id: int | None) -> Any:
    if ticket_id is None:
        return None
    row = reading().execute(select(Ticket.folded, Ticket.id).where(Ticket.id == ticket_id, Ticket.event_id == event_id)).first()
    return None if row is None else tuple_(*row)


def found(search: Search) -> int:
    """How many guests a search finds."""
    return int(reading().execute(select(func.count()).select_from(Ticket).where(*search.where())).scalar_one())


def counts(event_id: int) -> dict[str, int]:
    """For the chips, in three reads. `waitlist` counts entries, `applied` registrations, the rest tickets."""
    of_event = _of_event(event_id)
    states = select(Ticket.state, func.count()).where(*of_event).group_by(Ticket.state)
    by_state = {state: int(many) for state, many in reading().execute(states)}
    came = select(func.count(distinct(Admission.ticket_id))).join(Ticket, Ticket.id == Admission.ticket_id)
    everybody, valid = sum(by_state.values()), by_state.get("valid", 0)
    inside = int(reading().execute(came.where(Admission.undone.is_(False), *of_event)).scalar_one())
    waits, applied, unfinished = reading().execute(_OTHERS, {"event": event_id}).one()
    return {
        "all": everybody, "valid": valid, "in": inside, "cancelled": by_state.get("cancelled", 0), "waitlist": waits, "applied": applied,
        "open": unfinished,
    }


def came(registration_id: int) -> dict[int, datetime]:
    """Which tickets of a registration were admitted, and when."""
    rows = reading().execute(select(Ticket.id, _CAME_AT).where(Ticket.registration_id == registration_id))
    return {ticket_id: at for ticket_id, at in rows if at is not None}


def letters(registration_id: int) -> Sequence[Any]:
    """What was mailed to a registration, the latest first."""
    query = select(OutboxRow.id, OutboxRow.kind, OutboxRow.state, OutboxRow.reason, OutboxRow.created_at, OutboxRow.sent_at)
    return reading().execute(query.where(OutboxRow.registration_id == registration_id).order_by(OutboxRow.id.desc()).limit(30)).all()


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A ticket type of another event that is still to come."""

    event_id: int
    title_de: str
    title_en: str
    local_start: datetime
    type_id: int
    name_de: str
    name_en: str
    left: int


def elsewhere(organisation_id: int, event_id: int, now: datetime) -> Sequence[Elsewhere]:
    """Where a guest could be moved to: types of the organisation's other public events that are not over, the next one first."""
    left = Pool.capacity - Pool.taken - Pool.held
    rows = reading().execute(
        select(
            Event.id, Event.title_de, Event.title_en, Event.local_start, TicketType.id, TicketType.name_de, TicketType.name_en, left,
        )
        .join(TicketType, TicketType.event_id == Event.id).join(Pool, Pool.id == TicketType.pool_id)
        .where(Event.organisation_id == organisation_id, Event.id != event_id, Event.state == "published", Event.ends_at > now, HELD)
        .order_by(Event.starts_at, Event.id, TicketType.position).limit(200),
    )
    return [Elsewhere(*row) for row in rows]


def code_of(voucher_id: int | None) -> str:
    """The code that a registration carries."""
    if voucher_id is None:
        return ""
    return str(reading().execute(select(Voucher.code).where(Voucher.id == voucher_id)).scalar() or "")
