"""A document for programs: EN 16931 in UN/CEFACT's syntax, checked by its schema and by the arithmetic that the schema cannot see."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from eventsvc.invoices import heavy, words
from eventsvc.invoices.facts import Document, Line, Share

GUIDELINE = "urn:cen.eu:en16931:2017"
SCHEMA = "FACTUR-X_EN16931"
INVOICE, CORRECTED = "380", "384"
PIECE = "H87"
CATEGORY = {"standard": "S", "reduced": "S", "exempt-22a": "E", "small-business": "E", "abroad": "O", "none": "Z"}
MEANS = {"stripe": "54", "card": "54", "paypal": "68", "sepa_debit": "59", "cash": "10"}  # others: not defined, told in words
ABROAD = "O"


def written(document: Document) -> bytes:
    """The XML, valid against the schema."""
    models = heavy.drafthorse()
    found = models.document.Document()
    found.context.guideline_parameter.id = GUIDELINE
    found.header.id = document.shown
    found.header.type_code = CORRECTED if document.kind == "correction" else INVOICE
    found.header.issue_date_time = date.fromisoformat(document.issued_on)
    note = models.note.IncludedNote()
    note.content = f"{document.title}, {document.when}"
    found.header.notes.add(note)
    outside = any(CATEGORY[share.mode] == ABROAD for share in document.shares)
    _parties(models, found.trade.agreement, document, outside=outside)
    for number, (line, net) in enumerate(zip(document.lines, nets(document), strict=True), 1):
        found.trade.items.add(_line(models, number, line, net))
    found.trade.delivery.event.occurrence = date.fromisoformat(document.service_until)
    _settlement(models, found.trade.settlement, document)
    return bytes(found.serialize(schema=SCHEMA))


def nets(document: Document) -> tuple[int, ...]:
    """Net sums of the lines, which add up to the net sum of each rate: what is lost by rounding goes to the later ones (BR-CO-10)."""
    shares = {share.mode: share for share in document.shares}
    gross, net = dict.fromkeys(shares, 0), dict.fromkeys(shares, 0)
    found = []
    for line in document.lines:
        share = shares[line.mode]
        gross[line.mode] += line.gross_cents
        up_to = _part(share.net_cents, gross[line.mode], share.gross_cents)
        found.append(up_to - net[line.mode])
        net[line.mode] = up_to
    return tuple(found)


def _part(net: int, gross: int, whole: int) -> int:
    return int((Decimal(net) * gross / whole).quantize(Decimal(1))) if whole else 0


def euros(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


def _parties(models: Any, agreement: Any, document: Document, *, outside: bool) -> None:
    seller, buyer = document.seller, document.buyer
    assert buyer is not None  # noqa: S101  only such documents are written for programs
    agreement.seller.name = seller.name
    agreement.seller.id = seller.register_entry or seller.tax_number  # BR-CO-26: something that identifies the seller
    _address(agreement.seller.address, (seller.street, *_postcode_city(seller.postcode_city), "DE"))
    if seller.vat_id and not outside:
        agreement.seller.tax_registrations.add(models.party.TaxRegistration(id=("VA", seller.vat_id)))
    if seller.tax_number:
        agreement.seller.tax_registrations.add(models.party.TaxRegistration(id=("FC", seller.tax_number)))
    agreement.buyer.name = buyer.name
    _address(agreement.buyer.address, (buyer.street, buyer.postcode, buyer.city, buyer.country or "DE"))
    if buyer.vat_id and not outside:  # BR-O-02: what is not subject to VAT names no VAT identifiers
        agreement.buyer.tax_registrations.add(models.party.TaxRegistration(id=("VA", buyer.vat_id)))
    if buyer.order_number:
        agreement.buyer_order.issuer_assigned_id = buyer.order_number


def _postcode_city(line: str) -> tuple[str, str]:
    """`20457 Hamburg` in two; without a postcode all of it is the city."""
    postcode, _, city = line.partition(" ")
    return (postcode, city.strip()) if city and any(letter.isdecimal() for letter in postcode) else ("", line)


def _address(address: Any, parts: Sequence[str]) -> None:
    for name, part in zip(("line_one", "postcode", "city_name", "country_id"), parts, strict=True):
        if part:
            setattr(address, name, part)


def _line(models: Any, number: int, line: Line, net: int) -> Any:
    found = models.tradelines.LineItem()
    found.document.line_id = str(number)
    found.product.name = line.name
    price = (euros(net) / line.quantity).quantize(Decimal("0.000001"))
    found.agreement.net.amount = price
    found.delivery.billed_quantity = (Decimal(line.quantity), PIECE)
    found.settlement.trade_tax.type_code = "VAT"
    found.settlement.trade_tax.category_code = CATEGORY[line.mode]
    if CATEGORY[line.mode] != ABROAD:
        found.settlement.trade_tax.rate_applicable_percent = Decimal(line.percent or 0)
    found.settlement.monetary_summation.total_amount = euros(net)
    return found


def _settlement(models: Any, settlement: Any, document: Document) -> None:
    settlement.payment_reference = document.order
    settlement.currency_code = document.currency
    means = models.payment.PaymentMeans(type_code=MEANS.get(document.means, "1"))
    means.information.add(words.means(document))
    settlement.payment_means.add(means)
    for share in document.shares:
        settlement.trade_tax.add(_tax(models, share))
    if document.refers_to is not None:
        settlement.invoice_referenced_document.issuer_assigned_id = document.refers_to.number
        settlement.invoice_referenced_document.issue_date_time = date.fromisoformat(document.refers_to.on)
    total = settlement.monetary_summation
    total.line_total = euros(document.net_cents)
    total.charge_total = total.allowance_total = Decimal("0.00")
    total.tax_basis_total = euros(document.net_cents)
    total.tax_total = (euros(document.vat_cents), document.currency)
    total.grand_total = euros(document.gross_cents)
    total.prepaid_total = euros(document.gross_cents)
    total.due_amount = Decimal("0.00")


def _tax(models: Any, share: Share) -> Any:
    found = models.accounting.ApplicableTradeTax(
        type_code="VAT", category_code=CATEGORY[share.mode], basis_amount=euros(share.net_cents), calculated_amount=euros(share.vat_cents),
    )
    if CATEGORY[share.mode] != ABROAD:
        found.rate_applicable_percent = Decimal(share.percent or 0)
    if share.percent is None and share.note:
        found.exemption_reason = share.note
    return found
