"""Every payment and refund with its tax, for the bookkeeping.

VAT is what the order contains after an entry, less what it contained before: parts always add up to the whole (T30), as in the documents.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, or_, select

from eventsvc.core.db import reading
from eventsvc.events.models import Event
from eventsvc.invoices import facts
from eventsvc.invoices.models import Invoice
from eventsvc.payments import bills
from eventsvc.payments.figures import REDUCED, bounds
from eventsvc.payments.models import Bill, Payment, Refund
from eventsvc.payments.states import GOING_BACK, RECEIVED
from eventsvc.registration.models import Registration
from eventsvc.ticket_types import taxes


@dataclass(frozen=True, kw_only=True)
class Posting:
    """One line. `gross`, `net`, `vat`: negative for what goes back. `percent`: None if no VAT is owed or the money is no income."""

    at: datetime
    kind: str
    why: str
    way: str
    event: Any
    name: str
    order: str
    document: str
    currency: str
    gross: int
    fee: int
    percent: int | None
    vat: int
    payment: str
    refund: str

    @property
    def net(self) -> int:
        """Without VAT."""
        return self.gross - self.vat


@dataclass
class _Order:
    """How an order is taxed, its first document with its sum, and what of it is here so far. More than was ordered is no income."""

    percent: int | None
    document: str
    most: int
    cents: int = 0

    def take(self, cents: int) -> int:
        """The VAT of what comes (or goes) now."""
        before, self.cents = self.cents, self.cents + cents
        return self._vat(self.cents) - self._vat(before)

    def _vat(self, cents: int) -> int:
        return taxes.split_at(min(cents, self.most), self.percent or 0)[1]


_P, _R = cast(Table, Payment.__table__), cast(Table, Refund.__table__)
_OWN = _P.c.organisation_id == bindparam("organisation")
_CAME = (
    select(
        _P.c.id, _P.c.registration_id, _P.c.state, _P.c.why, _P.c.means, _P.c.method, _P.c.received_cents, _P.c.fee_cents, _P.c.currency,
        _P.c.intent_id, _P.c.paid_at, Registration.name, Event.title_de, Event.title_en, Bill.reference,
    ).select_from(_P).outerjoin(Registration, Registration.id == _P.c.registration_id)
    .outerjoin(Event, Event.id == Registration.event_id).outerjoin(Bill, Bill.registration_id == _P.c.registration_id)
    .where(_OWN, _P.c.state.in_(RECEIVED), _P.c.paid_at < bindparam("end")).order_by(_P.c.paid_at, _P.c.id)
)
_WENT = (
    select(_R.c.id, _R.c.payment_id, _R.c.amount_cents, _R.c.reason, _R.c.stripe_refund_id, _R.c.created_at)
    .where(_R.c.organisation_id == bindparam("organisation"), _R.c.state.in_(GOING_BACK), _R.c.created_at < bindparam("end"))
    .order_by(_R.c.created_at, _R.c.id)
)
_DOCUMENTS = (
    select(Invoice.registration_id, Invoice.year, Invoice.number, Invoice.kind, Invoice.snapshot)
    .where(
        Invoice.organisation_id == bindparam("organisation"), Invoice.issued_at < bindparam("end"),
        or_(Invoice.refers_to.is_(None), Invoice.kind == "correction"),
    ).order_by(Invoice.id)
)


def postings(organisation_id: int, zone: str, first: date, last: date) -> list[Posting]:
    """Of these days by the organisation's clock, in their order."""
    begin, end = bounds(zone, first, last)
    asked = {"organisation": organisation_id, "end": end}
    orders = _orders(reading().execute(_DOCUMENTS, asked).all())
    payments = {row.id: row for row in reading().execute(_CAME, asked)}
    refunds = [row for row in reading().execute(_WENT, asked) if row.payment_id in payments]
    entries = sorted(
        [(row.paid_at, 0, row.id, row) for row in payments.values()] + [(row.created_at, 1, row.id, row) for row in refunds],
        key=lambda one: one[:3],
    )
    made = [_posting(row, payments[row.payment_id] if back else row, orders) for _at, back, _id, row in entries]
    return [one for one in made if begin <= one.at < end]


def _orders(documents: Any) -> dict[int, _Order]:
    """Of each order its first document; what was let off of it later was never income."""
    found: dict[int, _Order] = {}
    for row in documents:
        said = json.loads(row.snapshot)
        if row.kind == "correction":
            if said["reason"] == REDUCED and row.registration_id in found:
                found[row.registration_id].most += said["gross_cents"]
        elif row.registration_id not in found:
            percent = next((share["percent"] for share in said["shares"]), None)
            found[row.registration_id] = _Order(percent, facts.shown(row.year, row.number), said["gross_cents"])
    return found


def _posting(row: Any, payment: Any, orders: dict[int, _Order]) -> Posting:
    back = row is not payment
    gross = -row.amount_cents if back else row.received_cents
    order = orders.get(payment.registration_id) if payment.state == "paid" else None
    return Posting(
        at=row.created_at if back else row.paid_at, kind="refund" if back else "payment", why=row.reason if back else row.why,
        way=payment.means or payment.method, event=payment if payment.title_de is not None else None, name=payment.name or "",
        order=bills.shown(payment.reference) if payment.reference else "", document=order.document if order else "",
        currency=payment.currency, gross=gross, fee=0 if back else payment.fee_cents or 0, percent=order.percent if order else None,
        vat=order.take(gross) if order else 0, payment=payment.intent_id, refund=(row.stripe_refund_id or "") if back else "",
    )

