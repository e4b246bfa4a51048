"""Reads of the list: where somebody stands in it, and all of it for the desk."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, and_, bindparam, case, func, literal_column, or_, select

from eventsvc.core import clock
from eventsvc.core.db import reading
from eventsvc.registration.models import QUEUED, Registration, WaitlistChoice, WaitlistEntry
from eventsvc.ticket_types import vouchers
from eventsvc.ticket_types.models import Pool, TicketType
from eventsvc.ticket_types.vouchers import Code

RECENT = timedelta(days=3)
PAGE = 50

_W = cast(Table, WaitlistEntry.__table__)
_C = cast(Table, WaitlistChoice.__table__)
_R = cast(Table, Registration.__table__)
_MINE = select(_W).where(_W.c.registration_id == bindparam("of")).order_by(_W.c.id.desc()).limit(1)
_QUEUED_NOW = (
    select(_W, _R.c.voucher_id, _R.c.chosen_cents).join(_R, _R.c.id == _W.c.registration_id)
    .where(_W.c.registration_id == bindparam("of"), literal_column(f"waitlist_entry.{QUEUED}"))
)
_TYPES = (
    select(
        _C.c.entry_id, TicketType.id, TicketType.name_de, TicketType.name_en, TicketType.note_de, TicketType.note_en,
        TicketType.price_cents, TicketType.currency, Pool.kind, TicketType.price_kind, TicketType.tax_mode,
    )
    .join(TicketType, TicketType.id == _C.c.ticket_type_id)
    .join(Pool, Pool.id == TicketType.pool_id)
    .where(_C.c.entry_id.in_(bindparam("entries", expanding=True)))
    .order_by(_C.c.entry_id, _C.c.number)
)


def _sum(*where: Any) -> Any:
    return func.coalesce(func.sum(case((and_(*where), _W.c.seats), else_=0)), 0)


def _many(*where: Any) -> Any:
    return func.count(case((and_(*where), 1)))


_WAITS = _W.c.state == "waiting"
_BEFORE = or_(_W.c.rank < bindparam("rank"), and_(_W.c.rank == bindparam("rank"), _W.c.id < bindparam("entry")))
_STANDING = select(
    _many(_WAITS, _BEFORE).label("before"), _sum(_WAITS, _BEFORE).label("people_before"),
    _sum(_WAITS).label("people"), _sum(_WAITS, _W.c.id != bindparam("entry")).label("others"),
    _sum(_W.c.state == "done", _W.c.changed_at >= bindparam("since")).label("moved"),
    _sum(_W.c.state == "done", _W.c.changed_at >= bindparam("recent")).label("lately"),
).where(_W.c.event_id == bindparam("event"))
_FIGURES = select(
    _many(_WAITS).label("waiting"), _sum(_WAITS).label("people"), func.min(case((_WAITS, _W.c.joined_at))).label("oldest"),
    _many(_W.c.state == "offered").label("offers"), _sum(_W.c.state == "offered").label("offered_seats"),
    _many(_W.c.state == "done").label("moved"), func.min(_W.c.joined_at).label("began"), _many(_W.c.state == "lapsed").label("lapsed"),
).where(_W.c.event_id == bindparam("event"))
_LINES = (
    select(
        _W.c.id, _W.c.registration_id, _W.c.seats, _W.c.joined_at, _W.c.until, _W.c.offered_type_id, _R.c.name, _R.c.email, _R.c.source,
        _R.c.state.label("registered"),
    )
    .join(_R, _R.c.id == _W.c.registration_id)
    .where(_W.c.event_id == bindparam("event"))
)
_WAITING = _LINES.where(_WAITS).order_by(_W.c.rank, _W.c.id)
_OFFERED = _LINES.where(_W.c.state == "offered").order_by(_W.c.until, _W.c.id)
_PER_TYPE = (
    select(_C.c.ticket_type_id, func.sum(_W.c.seats)).join(_W, _W.c.id == _C.c.entry_id)
    .where(_W.c.event_id == bindparam("event"), _WAITS).group_by(_C.c.ticket_type_id)
)


@dataclass(frozen=True, slots=True)
class Wished:
    """A ticket type that would do."""

    id: int
    name_de: str
    name_en: str
    note_de: str
    note_en: str
    price_cents: int
    currency: str
    kind: str
    price_kind: str = "fixed"
    tax_mode: str = "standard"

    @property
    def choice(self) -> bool:
        """Whether guests say themselves what they pay."""
        return self.price_kind == "choice"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where somebody stands. `place` counts entries that wait, the rest counts people. `types`: what would do."""

    entry_id: int
    state: str
    seats: int
    place: int
    people_before: int
    people: int
    others: int
    moved: int
    lately: int
    joined_at: datetime
    joined_place: int
    offered_at: datetime | None
    until: datetime | None
    offered: Wished | None
    types: tuple[Wished, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """The list of an event in numbers."""

    waiting: int
    people: int
    oldest: datetime | None
    offers: int
    offered_seats: int
    moved: int
    began: datetime | None
    lapsed: int


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody in the list, as the desk sees it. `place` from one on; of an offer it is 0."""

    registration_id: int
    name: str
    email: str
    source: str
    place: int
    seats: int
    joined_at: datetime
    until: datetime | None
    swaps: bool
    types: tuple[Wished, ...]


def standing(registration_id: int) -> Standing | None:
    """The place of a registration in the list; None if it is in none now."""
    return _standing(reading().execute(_QUEUED_NOW, {"of": registration_id}).first())


def last_entry(registration_id: int) -> str:
    """The state of the latest entry of a registration; "" if it never was in a list."""
    row = reading().execute(_MINE, {"of": registration_id}).first()
    return "" if row is None else str(row.state)


def _standing(entry: Any) -> Standing | None:
    if entry is None:
        return None
    row = reading().execute(_STANDING, {
        "event": entry.event_id, "entry": entry.id, "rank": entry.rank, "since": entry.joined_at, "recent": clock.now() - RECENT,
    }).one()
    code = vouchers.carried(entry.event_id, entry.voucher_id)
    types = tuple(_priced(one, code, entry.chosen_cents) for one in _types([entry.id])[entry.id])
    offered = next((one for one in types if one.id == entry.offered_type_id), None)
    return Standing(
        entry_id=entry.id, state=entry.state, seats=entry.seats, place=row.before + 1, people_before=int(row.people_before),
        people=int(row.people), others=int(row.others), moved=int(row.moved), lately=int(row.lately), joined_at=entry.joined_at,
        joined_place=entry.joined_rank, offered_at=entry.offered_at, until=entry.until, offered=offered, types=types,
    )


def _priced(one: Wished, code: Code | None, chosen: int | None) -> Wished:
    """What it costs with the code that was given when joining, or as it was chosen then."""
    if one.choice:
        return one if chosen is None else replace(one, price_cents=chosen)
    holds = code is not None and code.holds_for(one.id)
    return replace(one, price_cents=vouchers.price(one.price_cents, code)) if holds else one


def _types(entry_ids: Sequence[int]) -> dict[int, tuple[Wished, ...]]:
    found: dict[int, list[Wished]] = {entry_id: [] for entry_id in entry_ids}
    for row in reading().execute(_TYPES, {"entries": list(entry_ids)}) if entry_ids else ():
        found[row.entry_id].append(Wished(*row[1:]))
    return {entry_id: tuple(many) for entry_id, many in found.items()}


def figures(event_id: int) -> Figures:
    """How many wait, hold an offer, moved up, let it lapse."""
    row = reading().execute(_FIGURES, {"event": event_id}).one()
    return Figures(**{**row._mapping, "people": int(row.people), "offered_seats": int(row.offered_seats)})


def offers_out(event_id: int) -> tuple[Line, ...]:
    """Whom seats are offered to now, the first deadline first."""
    rows = reading().execute(_OFFERED, {"event": event_id}).all()
    types = _types([row.id for row in rows])
    return tuple(_line(row, 0, tuple(one for one in types[row.id] if one.id == row.offered_type_id)) for row in rows)


def waiting(event_id: int, page: int = 1) -> tuple[Line, ...]:
    """A page of the list in its order."""
    first = (page - 1) * PAGE
    rows = reading().execute(_WAITING.limit(PAGE).offset(first), {"event": event_id}).all()
    types = _types([row.id for row in rows])
    return tuple(_line(row, place, types[row.id]) for place, row in enumerate(rows, start=first + 1))


def _line(row: Any, place: int, types: tuple[Wished, ...]) -> Line:
    return Line(
        registration_id=row.registration_id, name=row.name, email=row.email, source=row.source, place=place, seats=row.seats,
        joined_at=row.joined_at, until=row.until, swaps=row.registered != "waiting", types=types,
    )


def per_type(event_id: int) -> dict[int, int]:
    """How many people wait for each ticket type (who would take several counts for each of them)."""
    return {row[0]: int(row[1]) for row in reading().execute(_PER_TYPE, {"event": event_id})}
