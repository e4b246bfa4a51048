"""What was sold, given back, kept by Stripe, and owed as VAT, of a span of days: per event, per tax case, per month.

Sums and VAT are those of the documents (`invoices`), so that this page, the documents and the return to the tax office are equal to the
cent (T30). An invoice that only takes the place of another one, and the corrections that go with that, are no sale and no refund. Fees
are those of the payments, also of money that came by mistake: Stripe keeps them. The number of reads does not depend on how much it is.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from sqlalchemy import Table, bindparam, case, func, select

from eventsvc.core import zones
from eventsvc.core.db import reading
from eventsvc.invoices.models import Invoice
from eventsvc.payments.models import Payment
from eventsvc.payments.states import RECEIVED
from eventsvc.registration.models import Registration

REWRITTEN = frozenset({"readdressed", "refunded-before"})
"""Corrections that take nothing back: the same sale is written to another address."""
REDUCED = "reduced"
"""A correction of what was let off: it was never sold."""

_P = cast(Table, Payment.__table__)
_DOCUMENTS = (
    select(Registration.event_id, Invoice.kind, Invoice.refers_to, Invoice.currency, Invoice.snapshot)
    .join(Registration, Registration.id == Invoice.registration_id)
    .where(
        Invoice.organisation_id == bindparam("organisation"), Invoice.year >= bindparam("first_year"),
        Invoice.year <= bindparam("last_year"), Invoice.issued_at >= bindparam("begin"), Invoice.issued_at < bindparam("end"),
    ).order_by(Invoice.id)
)
_FEES = (
    select(Registration.event_id, _P.c.currency, func.sum(_P.c.fee_cents).label("cents"))
    .select_from(_P).outerjoin(Registration, Registration.id == _P.c.registration_id)
    .where(
        _P.c.organisation_id == bindparam("organisation"), _P.c.fee_cents.is_not(None),
        _P.c.paid_at >= bindparam("begin"), _P.c.paid_at < bindparam("end"),
    ).group_by(Registration.event_id, _P.c.currency)
)
_STRIPE = (
    select(
        func.coalesce(func.sum(case((_P.c.state.in_(RECEIVED), 1), else_=0)), 0).label("received"),
        func.coalesce(func.sum(case((_P.c.state == "processing", 1), else_=0)), 0).label("under_way"),
        func.coalesce(func.sum(case((_P.c.state == "processing", _P.c.amount_cents), else_=0)), 0).label("under_way_cents"),
    ).where(_P.c.organisation_id == bindparam("organisation"), _P.c.method == "stripe")
)


@dataclass(kw_only=True)
class Sums:
    """Of one event, or of all. In cents; `taxed`: some of it contains VAT."""

    sold: int = 0
    refunded: int = 0
    fees: int = 0
    vat: int = 0
    tickets: int = 0
    refunds: int = 0
    taxed: bool = False

    @property
    def stays(self) -> int:
        """After refunds and fees, VAT still in it."""
        return self.sold - self.refunded - self.fees

    def add(self, other: "Sums") -> None:
        """Both together."""
        for name in ("sold", "refunded", "fees", "vat", "tickets", "refunds"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.taxed = self.taxed or other.taxed


@dataclass(kw_only=True)
class Case:
    """All that is taxed in one way, after refunds."""

    percent: int | None
    mode: str
    gross: int = 0
    vat: int = 0


@dataclass(kw_only=True)
class Figures:
    """All of one currency. `events`: by id, None for money that cannot be placed. `months`: sold in each, "2027-04"."""

    currency: str
    events: dict[int | None, Sums] = field(default_factory=dict)
    cases: dict[tuple[str, int | None], Case] = field(default_factory=dict)
    months: dict[str, int] = field(default_factory=dict)
    documents: int = 0
    corrections: int = 0

    @property
    def whole(self) -> Sums:
        """Of all events."""
        return added(self.events.values())

    def of(self, event_id: int | None) -> Sums:
        """The sums of an event, to be written on."""
        return self.events.setdefault(event_id, Sums())


@dataclass(frozen=True)
class AtStripe:
    """How many payments came through Stripe ever, and how many are decided later (direct debits)."""

    received: int
    under_way: int
    under_way_cents: int


def added(several: Iterable[Sums]) -> Sums:
    """All together."""
    whole = Sums()
    for one in several:
        whole.add(one)
    return whole


def of(organisation_id: int, zone: str, first: date, last: date) -> list[Figures]:
    """The figures of these days by the organisation's clock, the currency with the most documents first; none: nothing happened."""
    begin, end = bounds(zone, first, last)
    asked = {
        "organisation": organisation_id, "begin": begin, "end": end, "first_year": first.year, "last_year": last.year,
    }
    found: dict[str, Figures] = {}
    for row in reading().execute(_DOCUMENTS, asked):
        _count(found.setdefault(row.currency, Figures(currency=row.currency)), row)
    for row in reading().execute(_FEES, asked):
        found.setdefault(row.currency, Figures(currency=row.currency)).of(row.event_id).fees += int(row.cents)
    return sorted(found.values(), key=lambda one: -one.documents)


def bounds(zone: str, first: date, last: date) -> tuple[datetime, datetime]:
    """From the first moment of the first day to the first one after the last, by the clock of this zone."""
    return (
        zones.instant(datetime.combine(first, time()), zone),
        zones.instant(datetime.combine(last + timedelta(days=1), time()), zone),
    )


def at_stripe(organisation_id: int) -> AtStripe:
    """How it stands there."""
    row = reading().execute(_STRIPE, {"organisation": organisation_id}).one()
    return AtStripe(int(row.received), int(row.under_way), int(row.under_way_cents))


def _count(figures: Figures, row: Any) -> None:
    """One document: what it says of tax counts always, the rest if it is about a sale or a refund."""
    said, sums = json.loads(row.snapshot), figures.of(row.event_id)
    for share in said["shares"]:
        there = figures.cases.setdefault((share["mode"], share["percent"]), Case(percent=share["percent"], mode=share["mode"]))
        there.gross += share["gross_cents"]
        there.vat += share["vat_cents"]
        sums.vat += share["vat_cents"]
        sums.taxed = sums.taxed or share["percent"] is not None
    many, cents, month = sum(line["quantity"] for line in said["lines"]), said["gross_cents"], said["issued_on"][:7]
    if row.kind == "correction":
        figures.corrections += 1
        if said["reason"] == REDUCED:
            sums.sold += cents
            figures.months[month] = figures.months.get(month, 0) + cents
        elif said["reason"] not in REWRITTEN:
            sums.refunded -= cents
            sums.refunds += 1
        return
    figures.documents += 1
    if row.refers_to is None:
        sums.sold += cents
        sums.tickets += many
        figures.months[month] = figures.months.get(month, 0) + cents
