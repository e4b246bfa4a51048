"""Documents as files. Made once by the worker and kept; asked for before that they are made the same way, so they are the same bytes."""

import hashlib
import logging
from typing import cast

from sqlalchemy import Table, bindparam, exists, func, select

from eventsvc.core import clock
from eventsvc.core.db import insert, reading, transaction
from eventsvc.core.errors import Missing
from eventsvc.invoices import en16931, facts, pdf
from eventsvc.invoices.facts import Document
from eventsvc.invoices.models import Invoice, InvoiceFile

STEP = 20
LATE = 1000  # so far behind the last one that has files others are looked for: rows may appear later than the ids after them
log = logging.getLogger("eventsvc.invoices")
TYPES = {"pdf": "application/pdf", "xml": "application/xml"}

_F = cast(Table, InvoiceFile.__table__)
_KEPT = select(_F.c.content).where(_F.c.invoice_id == bindparam("of"), _F.c.kind == bindparam("as"))
_SOURCE = select(Invoice.snapshot, Invoice.digest).where(Invoice.id == bindparam("of"))
_LAST = select(func.coalesce(func.max(_F.c.invoice_id), 0)).scalar_subquery()
_DUE = (
    select(Invoice.id).where(Invoice.id > _LAST - LATE, ~exists().where(_F.c.invoice_id == Invoice.id, _F.c.kind == "pdf"))
    .order_by(Invoice.id).limit(STEP)
)


def kinds(document: Document) -> tuple[str, ...]:
    """What there is of it: business buyers get the structured form too."""
    return ("pdf", "xml") if document.buyer is not None and document.buyer.business else ("pdf",)


def of(invoice_id: int, kind: str) -> bytes:
    """The file. Raises Missing for a document that has none of this kind."""
    kept = reading().execute(_KEPT, {"of": invoice_id, "as": kind}).scalar_one_or_none()
    if kept is not None:
        return bytes(kept)
    row = reading().execute(_SOURCE, {"of": invoice_id}).one_or_none()
    if row is None:
        raise Missing
    return _made(facts.read(row.snapshot), row.digest, kind)


def make_due() -> int:
    """The chore: make and keep the files of new documents. Answers of how many."""
    due = list(reading().execute(_DUE).scalars())
    for invoice_id in due:
        try:
            make(invoice_id)
        except Exception:  # the next document must not wait for this one, which is tried again
            log.exception("no file could be made of invoice %s", invoice_id)
    return len(due)


def make(invoice_id: int) -> None:
    """Make and keep all files of a document; those that are there stay. Drawing holds no lock."""
    row = reading().execute(_SOURCE, {"of": invoice_id}).one()
    document, now = facts.read(row.snapshot), clock.now()
    made = [(kind, _made(document, row.digest, kind)) for kind in reversed(kinds(document))]
    with transaction() as connection:
        for kind, content in made:  # the PDF last: with it the document is done
            connection.execute(
                insert(InvoiceFile).values(
                    invoice_id=invoice_id, kind=kind, content=content, digest=hashlib.sha256(content).hexdigest(), made_at=now,
                ).on_conflict_do_nothing()
            )


def _made(document: Document, digest: str, kind: str) -> bytes:
    if kind not in kinds(document):
        raise Missing
    return pdf.drawn(document, digest) if kind == "pdf" else en16931.written(document)
