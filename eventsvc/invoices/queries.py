"""Reads of documents, for pages and files."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from eventsvc.core.db import reading
from eventsvc.core.errors import Missing
from eventsvc.invoices import facts, files
from eventsvc.invoices.facts import Document
from eventsvc.invoices.models import Invoice
from eventsvc.registration.models import Registration

PER_PAGE = 50
STEP = 200


@dataclass(frozen=True)
class Entry:
    """One document with what the chain says of it."""

    id: int
    document: Document
    snapshot: str
    digest: str
    previous_digest: str
    issued_at: datetime
    event_id: int

    @property
    def kinds(self) -> tuple[str, ...]:
        """Which files there are of it."""
        return files.kinds(self.document)


_COLUMNS = select(
    Invoice.id, Invoice.snapshot, Invoice.digest, Invoice.previous_digest, Invoice.issued_at, Registration.event_id,
).join(Registration, Registration.id == Invoice.registration_id)
_OF_REGISTRATION = _COLUMNS.where(Invoice.registration_id == bindparam("of")).order_by(Invoice.id)
_OF_YEAR = _COLUMNS.where(Invoice.organisation_id == bindparam("organisation"), Invoice.year == bindparam("of_year"))
_YEARS = (
    select(Invoice.year, func.count()).where(Invoice.organisation_id == bindparam("organisation"))
    .group_by(Invoice.year).order_by(Invoice.year.desc())
)
_ONE = (
    select(Invoice.id, Invoice.year, Invoice.number)
    .where(Invoice.organisation_id == bindparam("organisation"), Invoice.id == bindparam("of"))
)


def _entry(row: Any) -> Entry:
    return Entry(row.id, facts.read(row.snapshot), row.snapshot, row.digest, row.previous_digest, row.issued_at, row.event_id)


def of_registration(registration_id: int) -> tuple[Entry, ...]:
    """All documents about a registration, the first one first."""
    return tuple(_entry(row) for row in reading().execute(_OF_REGISTRATION, {"of": registration_id}))


def years(organisation_id: int) -> list[tuple[int, int]]:
    """In which years an organisation issued documents, and how many; the latest first."""
    return [(year, many) for year, many in reading().execute(_YEARS, {"organisation": organisation_id})]


def page(organisation_id: int, year: int, *, before: int | None = None) -> tuple[list[Entry], int | None]:
    """Documents of a year, the latest first, below a number; and the number that the next page begins below."""
    asked = _OF_YEAR.order_by(Invoice.number.desc()).limit(PER_PAGE + 1)
    if before is not None:
        asked = asked.where(Invoice.number < before)
    rows = reading().execute(asked, {"organisation": organisation_id, "of_year": year}).all()
    found = [_entry(row) for row in rows[:PER_PAGE]]
    return found, found[-1].document.number if len(rows) > PER_PAGE else None


def every(organisation_id: int, year: int) -> Iterator[Entry]:
    """All documents of a year in their order, for files."""
    asked = _OF_YEAR.order_by(Invoice.number)
    for row in reading().execute(asked, {"organisation": organisation_id, "of_year": year}).yield_per(STEP):
        yield _entry(row)


def shown(invoice_id: int, organisation_id: int) -> str:
    """The number of one of an organisation's documents, or Missing."""
    row = reading().execute(_ONE, {"of": invoice_id, "organisation": organisation_id}).one_or_none()
    if row is None:
        raise Missing
    return facts.shown(row.year, row.number)
