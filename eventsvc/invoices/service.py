"""Issue a document, correct it, write it to somebody else. Each joins the caller's transaction; the number is taken last.

Whoever pays gets a document at once: a receipt without address up to 250 €, else an invoice. It is never changed. Money that goes
back is a correction, a document with a number of its own that names the first one and takes back lines of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from eventsvc.core import audit, clock, outbox
from eventsvc.core.db import transaction
from eventsvc.core.errors import Refused
from eventsvc.invoices import buyers, facts, rules, series, sources
from eventsvc.invoices.facts import Buyer, Document, Refers
from eventsvc.invoices.models import Invoice
from eventsvc.registration import letter_boxes

KEPT = ("order", "title", "place", "when", "service_from", "service_until", "paid_on", "means", "language", "currency")
BY_GUEST = 5  # so many addresses a guest may try by hand; the desk may go on

_OF = (
    select(Invoice.id, Invoice.kind, Invoice.refers_to, Invoice.snapshot)
    .where(Invoice.registration_id == bindparam("of")).order_by(Invoice.id)
)


@dataclass(frozen=True)
class Standing:
    """The document that counts now, and what has been taken back of it."""

    id: int
    document: Document
    corrections: tuple[Document, ...]
    issued: int

    @property
    def left(self) -> tuple[int, ...]:
        """What each of its lines still stands for."""
        return rules.left(self.document, self.corrections)

    @property
    def left_cents(self) -> int:
        return sum(self.left)


def issue(
    connection: Connection, registration_id: int, *, means: str, paid_at: datetime, buyer: Buyer | None = None, order: str = "",
) -> int | None:
    """The document about what a registration has just paid; None if it cost nothing. Twice does no harm.

    `buyer`: else who was named before the order. Above 250 € the order asked for an address; should there be none all the same, the
    invoice goes to the person who registered, and can be written to the right address later: money that has arrived is never refused.
    `order`: the reference that was to be paid with; else that of the first ticket. `means`: stripe, bank, desk, ….
    """
    sources.lock(connection, registration_id)
    there = standing(connection, registration_id)
    if there is not None and there.left_cents:
        return there.id
    row = sources.of(connection, registration_id)
    bought = sources.bought(connection, row)
    if bought is None or not row.total_cents:
        return None
    named = buyers.take(connection, registration_id)
    buyer = rules.clean(buyer) if buyer else named
    if buyer is None and rules.needs_address(row.total_cents):
        buyer = Buyer(name=row.name, country="", business=False)
    made, now = rules.lines(bought.name, bought.quantity, row.total_cents, bought.mode), clock.now()
    draft = _draft(row, now, "invoice" if buyer else "receipt", rules.shares(made, row.language), buyer=buyer, lines=made)
    draft = replace(draft, order=order or bought.reference, paid_on=sources.day(paid_at, row), means=means)
    return series.keep(connection, draft, now)[0]


def correct(connection: Connection, registration_id: int, *, cents: int, tickets: int | None, reason: str) -> int | None:
    """Take back so much of what was issued, for so many tickets; None when there is nothing (more) to take back.

    More than is left cannot be taken back: money that came in by mistake, and goes back, was never part of a document.
    """
    sources.lock(connection, registration_id)
    there = standing(connection, registration_id)
    cents = min(cents, there.left_cents if there else 0)
    if there is None or cents <= 0:
        return None
    return _taken_back(connection, sources.of(connection, registration_id), there, cents, tickets=tickets, reason=reason)


def request(registration_id: int, buyer: Buyer, *, by: int | None = None) -> int:
    """Write the invoice to this buyer, instead of the receipt or invoice that is there. Answers its id; the same buyer twice: once.

    What was issued stays as it is (§ 146 IV AO), and two documents for one sale would make VAT owed twice (§ 14c UStG). So what is
    left of the first one is taken back by a correction (§ 31 V UStDV), and an invoice is written about the whole sale as it was, which
    names the document whose place it takes. What had been refunded by then is taken back of the new one as well. Before and after,
    the documents add up to what was paid and not given back, also when that is nothing (T34): then the buyer gets the invoice of
    what was bought and the correction that goes with it, which is what a bookkeeping wants to see.
    Refused: no-invoice (nothing was ever paid), invoices-enough (a guest who goes on trying), as `rules.clean`.
    """
    buyer = rules.clean(buyer)
    with transaction() as connection:
        sources.lock(connection, registration_id)
        there = standing(connection, registration_id)
        if there is None:
            raise Refused("no-invoice")
        if there.document.buyer == buyer:
            return there.id
        if by is None and there.issued > BY_GUEST:
            raise Refused("invoices-enough")
        return _rewritten(connection, sources.of(connection, registration_id), there, buyer, by)


def _rewritten(connection: Connection, row: Any, there: Standing, buyer: Buyer, by: int | None) -> int:
    old, rest = there.document, there.left_cents
    first = _taken_back(connection, row, there, rest, tickets=None, reason="readdressed") if rest else None
    draft = replace(
        _draft(row, clock.now(), "invoice", old.shares, buyer=buyer, lines=old.lines), **_as_it_was(there),
    )
    invoice_id, document = series.keep(connection, draft, clock.now())
    back = old.gross_cents - rest
    if back:
        _taken_back(connection, row, Standing(invoice_id, document, (), 0), back, tickets=None, reason="refunded-before")
    _tell(row, first or invoice_id, invoice_id, by)
    audit.note(
        organisation_id=row.organisation_id, deed="invoice-readdressed", kind="registration", subject_id=row.id, person_id=by,
        actor="" if by else "guest", before={"number": old.shown}, after={"number": document.shown},
    )
    return invoice_id


def _tell(row: Any, first: int, invoice_id: int, by: int | None) -> None:
    """The new documents by mail, unless the letter box has had enough: they stand behind the link too."""
    if row.email and (by is not None or letter_boxes.may_tell(row.email)):
        outbox.enqueue(
            "invoice", payload={"from": first, "invoice": invoice_id}, organisation_id=row.organisation_id, event_id=row.event_id,
            registration_id=row.id, recipient=row.email, language=row.language,
        )


def _taken_back(connection: Connection, row: Any, there: Standing, cents: int, *, tickets: int | None, reason: str) -> int:
    old, left, now = there.document, there.left, clock.now()
    taken = rules.taken_back(old, left, cents, tickets)
    draft = replace(
        _draft(row, now, "correction", rules.shares_back(old, left, taken), buyer=old.buyer, lines=taken),
        reason=reason, **_as_it_was(there),
    )
    return series.keep(connection, draft, now)[0]


def _as_it_was(there: Standing) -> dict[str, Any]:
    """What a document about another one repeats of it, and how it names it."""
    old = there.document
    return {**{name: getattr(old, name) for name in KEPT}, "refers_to": Refers(id=there.id, number=old.shown, on=old.issued_on)}


def _draft(
    row: Any, now: datetime, kind: str, shares: Sequence[facts.Share], *, buyer: Buyer | None, lines: Sequence[facts.Line],
) -> Document:
    gross, net, vat = facts.sums(shares)
    issued_on = sources.day(now, row)
    return Document(
        organisation_id=row.organisation_id, year=int(issued_on[:4]), number=0, kind=kind, registration_id=row.id, order="",
        language=row.language, currency=row.currency, issued_at=now.isoformat(timespec="seconds"), issued_on=issued_on,
        refers_to=None, reason="", seller=sources.seller(row), buyer=buyer, paid_on="", means="", lines=tuple(lines),
        shares=tuple(shares), gross_cents=gross, net_cents=net, vat_cents=vat, **sources.shown_event(row),
    )


def standing(connection: Connection, registration_id: int) -> Standing | None:
    """The receipt or invoice of a registration that was written last, with its corrections; None: nothing was ever issued."""
    rows = connection.execute(_OF, {"of": registration_id}).all()
    firsts = [row for row in rows if row.kind != "correction"]
    if not firsts:
        return None
    last = firsts[-1]
    corrections = tuple(facts.read(row.snapshot) for row in rows if row.kind == "correction" and row.refers_to == last.id)
    return Standing(last.id, facts.read(last.snapshot), corrections, len(firsts))

