"""The next number of a series, and the writing of a document with it: one after the other, none missing.

The series' row is the lock. Whoever raised it holds it until the transaction ends, so the next one waits and reads what was kept;
if the transaction fails, the number was never given. It is taken after everything else that the transaction locks. Whoever writes
documents of several registrations in one transaction locks all of those first.
"""

from dataclasses import replace
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, Table, bindparam, update
from sqlalchemy import insert as plain_insert

from eventsvc.core.db import insert
from eventsvc.invoices import facts
from eventsvc.invoices.facts import Document
from eventsvc.invoices.models import Invoice, InvoiceSeries

_S = cast(Table, InvoiceSeries.__table__)
_RAISE = (
    update(_S).where(_S.c.organisation_id == bindparam("organisation"), _S.c.year == bindparam("of_year"))
    .values(last=_S.c.last + 1).returning(_S.c.last, _S.c.digest)
)
_KEEP_DIGEST = (
    update(_S).where(_S.c.organisation_id == bindparam("organisation"), _S.c.year == bindparam("of_year"))
    .values(digest=bindparam("made"))
)
_KEEP = plain_insert(Invoice).returning(Invoice.id)


def keep(connection: Connection, draft: Document, issued_at: datetime) -> tuple[int, Document]:
    """Give a document (whose number is 0 so far) the next number of its series and write it, chained to the one before."""
    where = {"organisation": draft.organisation_id, "of_year": draft.year}
    connection.execute(insert(InvoiceSeries).values(organisation_id=draft.organisation_id, year=draft.year).on_conflict_do_nothing())
    number, previous = connection.execute(_RAISE, where).one()
    document = replace(draft, number=number)
    snapshot = facts.written(document)
    digest = facts.digest(snapshot, previous)
    made = connection.execute(_KEEP, {
        "organisation_id": draft.organisation_id, "year": draft.year, "number": number, "kind": draft.kind,
        "registration_id": draft.registration_id, "refers_to": draft.refers_to.id if draft.refers_to else None,
        "language": draft.language, "currency": draft.currency, "gross_cents": draft.gross_cents, "snapshot": snapshot,
        "digest": digest, "previous_digest": previous, "issued_at": issued_at,
    })
    connection.execute(_KEEP_DIGEST, {**where, "made": digest})
    return int(made.scalar_one()), document
