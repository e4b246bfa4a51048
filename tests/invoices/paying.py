"""Plain orders that cost something, and what was written about them."""

from datetime import UTC, datetime
from typing import Any

from eventsvc.core.db import transaction
from eventsvc.invoices import facts, service
from eventsvc.invoices.facts import Buyer, Document
from eventsvc.invoices.models import Invoice
from eventsvc.registration.models import Registration
from tests import factories

PAID_AT = datetime(2027, 3, 31, 9, 30, tzinfo=UTC)
COMPANY = Buyer(
    name="Beispielfirma GmbH", street="Musterallee 7", postcode="20095", city="Hamburg", vat_id="DE111111111", order_number="PO-2027-118",
)


def make_order(cents: int = 4900, many: int = 1, *, mode: str = "standard", small_business: bool = False, **changes: Any) -> Registration:
    """Confirmed, so many tickets at this price each, for an evening of an organisation that may sell."""
    organisation = factories.make_organisation(tax_number="17/123/45678", vat_id="DE999999999", small_business=small_business)
    event = factories.make_event(organisation=organisation)
    kind = factories.make_type(event, price_cents=cents, tax_mode=mode, name_de="Vor Ort, Unternehmen", name_en="On site, business")
    plain = {"holders": ("Ada",) * many, "ticket_type": kind, "total_cents": cents * many, "language": "de"}
    return factories.make_registration(event, "Ada Ahrens", **{**plain, **changes})


def issued(order: Registration, **changes: Any) -> int:
    """The document about an order that has been paid."""
    with transaction() as connection:
        made = service.issue(connection, order.id, **{"means": "bank", "paid_at": PAID_AT, **changes})
    assert made is not None
    return made


def corrected(order: Registration, cents: int, tickets: int | None = None, reason: str = "guest") -> int | None:
    """Money went back."""
    with transaction() as connection:
        return service.correct(connection, order.id, cents=cents, tickets=tickets, reason=reason)


def documents(order: Registration) -> list[Document]:
    """All that was written about an order."""
    return [facts.read(row.snapshot) for row in factories.all_of(Invoice, registration_id=order.id)]


def told(order: Registration) -> list[tuple[str, str, int, int]]:
    """Kind, number, gross and VAT of each."""
    return [(one.kind, one.shown, one.gross_cents, one.vat_cents) for one in documents(order)]
