"""Reads of codes and partners' blocks, for the desk. Codes that were made together are one line, however many they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, case, func, or_, select

from eventsvc.core.db import reading
from eventsvc.core.errors import Missing
from eventsvc.ticket_types import vouchers
from eventsvc.ticket_types.models import Allotment, TicketType, Voucher

Statement = Select[*tuple[Any, ...]]
PAGE = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeFacts:
    """A code as its organiser sees it."""

    id: int
    code: str
    effect: str
    value: int
    unlocks: bool
    skips_approval: bool
    type_ids: tuple[int, ...]
    max_uses: int | None
    per_email: int | None
    used: int
    valid_from: datetime | None
    valid_until: datetime | None
    state: str
    credit: str
    batch: str
    allotment_id: int | None
    partner: str | None
    released: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """Codes that were made together: the first of them, how many there are, are on, and are used."""

    first: CodeFacts
    many: int
    on: int
    used: int


@dataclass(frozen=True, kw_only=True, slots=True)
class BlockFacts:
    """A partner's block. `code`: the one that opens it, else `batch`: the name of the many that do."""

    id: int
    partner: str
    email: str
    seats: int
    left_seats: int
    release_at: datetime
    released_at: datetime | None
    name_de: str
    name_en: str
    code: str | None
    batch: str | None


_CODES: Statement = (
    select(
        Voucher.id, Voucher.code, Voucher.effect, Voucher.value, Voucher.unlocks, Voucher.skips_approval, Voucher.type_ids,
        Voucher.max_uses, Voucher.per_email, Voucher.used, Voucher.valid_from, Voucher.valid_until, Voucher.state, Voucher.credit,
        Voucher.batch, Voucher.allotment_id, Allotment.partner, Allotment.released_at.is_not(None).label("released"),
    )
    .outerjoin(Allotment, Allotment.id == Voucher.allotment_id)
    .where(Voucher.event_id == bindparam("event"))
    .order_by(Voucher.id)
)
_AFTER = Voucher.id > bindparam("after")
_BATCHES: Statement = (
    select(
        func.min(Voucher.id).label("first"), func.count().label("many"),
        func.sum(case((Voucher.state == "active", 1), else_=0)).label("on"), func.sum(Voucher.used).label("used"),
    )
    .where(Voucher.event_id == bindparam("event"), Voucher.batch != "").group_by(Voucher.batch).order_by(func.min(Voucher.id))
)
_MANY: Statement = select(
    func.count().filter(Voucher.batch == "") + func.count(Voucher.batch.distinct()).filter(Voucher.batch != ""),
).where(Voucher.event_id == bindparam("event"))
_BLOCKS: Statement = (
    select(
        Allotment.id, Allotment.partner, Allotment.email, Allotment.seats, Allotment.left_seats, Allotment.release_at,
        Allotment.released_at, TicketType.name_de, TicketType.name_en,
        func.min(case((Voucher.batch == "", Voucher.code))).label("code"),
        func.min(case((Voucher.batch != "", Voucher.batch))).label("batch"),
    )
    .join(TicketType, TicketType.id == Allotment.ticket_type_id)
    .outerjoin(Voucher, Voucher.allotment_id == Allotment.id)
    .where(Allotment.event_id == bindparam("event"))
    .group_by(Allotment.id, TicketType.id).order_by(Allotment.release_at, Allotment.id)
)


def _read(statement: Statement, **facts: object) -> list[CodeFacts]:
    return [
        CodeFacts(**{**row, "type_ids": tuple(row["type_ids"]), "released": bool(row["released"])})
        for row in reading().execute(statement, facts).mappings()
    ]


def codes(event_id: int, batch: str | None = None) -> Sequence[CodeFacts]:
    """All codes of an event, or of one batch: for the file."""
    return _read(_CODES if batch is None else _CODES.where(Voucher.batch == bindparam("batch")), event=event_id, batch=batch)


def single(event_id: int, *, batch: str = "", after: int = 0) -> tuple[Sequence[CodeFacts], int | None]:
    """A page of the codes that stand for themselves (or of one batch), and after which the next one goes on."""
    found = _read(_CODES.where(Voucher.batch == bindparam("batch"), _AFTER).limit(PAGE + 1), event=event_id, batch=batch, after=after)
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


def found(event_id: int, typed: str) -> Sequence[CodeFacts]:
    """Codes that hold what was typed, in any spelling, or are counted for it; the first of them."""
    wanted = typed.casefold()
    where = [func.lower(Voucher.credit).contains(wanted, autoescape=True), func.lower(Voucher.batch).contains(wanted, autoescape=True)]
    key = vouchers.key(typed)
    if key:
        where.append(Voucher.code_key.contains(key, autoescape=True))
    return _read(_CODES.where(or_(*where)).limit(PAGE), event=event_id)


def batches(event_id: int) -> Sequence[Batch]:
    """One line for all codes that were made together."""
    rows = reading().execute(_BATCHES, {"event": event_id}).all()
    if not rows:
        return ()
    first = {one.id: one for one in _read(_CODES.where(Voucher.id.in_([row.first for row in rows])), event=event_id)}
    return [Batch(first[row.first], int(row.many), int(row.on), int(row.used)) for row in rows]


def one(event_id: int, voucher_id: int) -> CodeFacts:
    """One code. Raises Missing."""
    rows = _read(_CODES.where(Voucher.id == bindparam("voucher")), event=event_id, voucher=voucher_id)
    if not rows:
        raise Missing
    return rows[0]


def many(event_id: int) -> int:
    """How many lines of codes an event has."""
    return int(reading().execute(_MANY, {"event": event_id}).scalar_one())


def blocks(event_id: int) -> Sequence[BlockFacts]:
    """All partners' blocks of an event, released ones too, in the order of their days."""
    return [BlockFacts(**row) for row in reading().execute(_BLOCKS, {"event": event_id}).mappings()]


def block(event_id: int, allotment_id: int) -> BlockFacts:
    """One block. Raises Missing."""
    found = next((one for one in blocks(event_id) if one.id == allotment_id), None)
    if found is None:
        raise Missing
    return found
