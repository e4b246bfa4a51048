"""Whether all documents are as they were issued: numbers without gap, each chained to the one before, snapshot and columns agree."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import select

from eventsvc.core.db import reading
from eventsvc.invoices import facts
from eventsvc.invoices.models import Invoice, InvoiceFile, InvoiceSeries

STEP = 200
SENTENCES = {
    "missing": "the document is missing.", "changed": "what it says is not what was issued.",
    "unchained": "it is not chained to the document before it.", "columns": "its columns say something else than the document.",
    "cut": "the end of the series is gone.", "file": "its file is not the one that was made.",
}

_ROWS = select(*Invoice.__table__.columns).order_by(Invoice.organisation_id, Invoice.year, Invoice.number)
_SERIES = select(InvoiceSeries.organisation_id, InvoiceSeries.year, InvoiceSeries.last, InvoiceSeries.digest)
_FILES = (
    select(InvoiceFile.content, InvoiceFile.digest, Invoice.organisation_id, Invoice.year, Invoice.number)
    .join(Invoice, Invoice.id == InvoiceFile.invoice_id)
)


@dataclass(frozen=True)
class Fault:
    """What is wrong, and with which number: missing, changed, unchained, columns, cut, file."""

    organisation_id: int
    year: int
    number: int
    what: str

    @property
    def shown(self) -> str:
        return facts.shown(self.year, self.number)

    @property
    def sentence(self) -> str:
        """For the console."""
        return f"Organisation {self.organisation_id}, {self.shown}: {SENTENCES[self.what]}"


def verify(organisation_id: int | None = None, year: int | None = None) -> list[Fault]:
    """Recompute everything, of one organisation or all. The first fault names the document where the chain breaks."""
    connection = reading()
    asked = _ROWS
    if organisation_id is not None:
        asked = asked.where(Invoice.organisation_id == organisation_id)
    if year is not None:
        asked = asked.where(Invoice.year == year)
    rows = connection.execute(asked).yield_per(STEP)
    ends = {
        (one.organisation_id, one.year): one for one in connection.execute(_SERIES)
        if organisation_id in {None, one.organisation_id} and year in {None, one.year}
    }
    found: list[Fault] = []
    for key, many in groupby(rows, lambda row: (row.organisation_id, row.year)):
        found += _of_series(key, many, ends.pop(key, None))
    found += [Fault(*key, 1, "missing") for key, end in ends.items() if end.last]
    return found + [fault for fault in _files(connection) if _meant(fault, organisation_id, year)]


def _meant(fault: Fault, organisation_id: int | None, year: int | None) -> bool:
    return organisation_id in {None, fault.organisation_id} and year in {None, fault.year}


def _of_series(key: tuple[int, int], rows: Iterator[Any], end: Any) -> list[Fault]:
    found, expected, previous = [], 1, ""
    for row in rows:
        found += [Fault(*key, number, "missing") for number in range(expected, row.number)]
        found += [Fault(*key, row.number, what) for what in _wrong(row, previous if expected == row.number else None)]
        expected, previous = row.number + 1, row.digest
    if end is None or end.last < expected - 1 or (end.last == expected - 1 and end.digest != previous):
        found.append(Fault(*key, expected - 1, "cut"))
    elif end.last >= expected:
        found += [Fault(*key, number, "missing") for number in range(expected, end.last + 1)]
    return found


def _wrong(row: Any, previous: str | None) -> Sequence[str]:
    """`previous`: the digest that it must be chained to; None: that document is missing."""
    if row.digest != facts.digest(row.snapshot, row.previous_digest):
        return ["changed"]
    if previous is not None and row.previous_digest != previous:
        return ["unchained"]
    document = facts.read(row.snapshot)  # it is as it was written, so it can be read
    told = (
        document.organisation_id, document.year, document.number, document.kind, document.registration_id,
        document.refers_to.id if document.refers_to else None, document.language, document.currency, document.gross_cents,
        document.issued_at,
    )
    columns = (
        row.organisation_id, row.year, row.number, row.kind, row.registration_id, row.refers_to, row.language, row.currency,
        row.gross_cents, row.issued_at.isoformat(timespec="seconds"),
    )
    return [] if told == columns else ["columns"]


def _files(connection: Any) -> Iterator[Fault]:
    for row in connection.execute(_FILES).yield_per(STEP):
        if hashlib.sha256(row.content).hexdigest() != row.digest:
            yield Fault(row.organisation_id, row.year, row.number, "file")
