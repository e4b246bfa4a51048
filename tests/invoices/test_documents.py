"""Documents as people and programs get them."""

import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from lxml import etree
from pypdf import PdfReader

from eventsvc.core.errors import Missing
from eventsvc.invoices import en16931, facts, files, pdf, rules
from eventsvc.invoices.facts import Document, Line
from eventsvc.invoices.models import Invoice, InvoiceFile
from tests import factories, vendor
from tests.invoices.paying import COMPANY, corrected, documents, issued, make_order

RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"
HEAVY = ("fpdf", "drafthorse", "lxml", "pypdf", "fontTools")

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture(autouse=True)
def fonts() -> None:
    vendor.built()


def text_of(content: bytes) -> str:
    """What stands on the sheet, as a reader copies it."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def mixed(document: Document) -> Document:
    """T30's order: 5 × 99.00 at 19 %, 3 × 9.99 at 7 %, and something exempt."""
    lines = (
        *rules.lines("Vor Ort, Unternehmen", 5, 49500, "standard"), *rules.lines("Buch", 3, 2997, "reduced"),
        *rules.lines("Werkstatt davor", 2, 8000, "exempt-22a"),
    )
    shares = rules.shares(lines, document.language)
    gross, net, vat = facts.sums(shares)
    return replace(document, kind="invoice", buyer=COMPANY, lines=lines, shares=shares, gross_cents=gross, net_cents=net, vat_cents=vat)


def test_receipt_says_what_the_law_wants() -> None:
    order = make_order(4900, 2)

    said = text_of(files.of(issued(order), "pdf"))

    number = documents(order)[0].shown
    for part in (
        f"Quittung {number}", "Hafen Forum e. V.", "Am Sandtorkai 1, 20457 Hamburg", "Steuernummer 17/123/45678", "USt-IdNr. DE999999999",
        "Vor Ort, Unternehmen", "2 × 49,00 €", "Netto zu 19 % 82,35 €", "19 % MwSt. 15,65 €", "Gesamt, bezahlt 98,00 €",
        "19. April 2027", "31. März 2027, Überweisung", "Speicher 7", "Abend im Hafen", "Seite 1 von 1", "Prüfsumme",
    ):
        assert part in said, part
    assert "E-Rechnung" not in said


def test_invoice_and_correction_speak_the_language_of_the_registration() -> None:
    order = make_order(4900, 2, language="en")
    issued(order, buyer=COMPANY)
    back = corrected(order, 4900, 1)
    assert back is not None

    first, second = (text_of(files.of(row.id, "pdf")) for row in factories.all_of(Invoice))

    number = documents(order)[0].shown
    for part in (
        f"Invoice {number}", "Beispielfirma GmbH", "VAT ID DE111111111", "PO-2027-118", "€98.00", "On site, business", f"({number}.xml)",
    ):
        assert part in first, part
    for part in (f"This document corrects {number}", "-1 × €49.00", "Total, returned -€49.00", "Cancelled."):
        assert part in second, part


@pytest.mark.parametrize("mode", ["exempt-22a", "small-business", "abroad"])
def test_who_owes_no_vat_prints_none(mode: str) -> None:
    order = make_order(4900, mode=mode)

    said = text_of(files.of(issued(order), "pdf"))

    assert documents(order)[0].shares[0].note in said
    assert "%" not in said
    assert "0,00" not in said


def test_letters_that_the_font_lacks_do_no_harm() -> None:
    order = make_order(4900)
    issued(order, buyer=replace(COMPANY, name="Łódź ŽIŽKA 東京 Ελλάδα ₿", city="Saint-Étienne", country="FR", postcode="42000", vat_id=""))

    said = text_of(files.of(factories.only(Invoice).id, "pdf"))

    assert "Łódź ŽIŽKA ?? " in said
    assert "Saint-Étienne" in said


def test_the_same_bytes_twice_and_after_they_were_kept() -> None:
    order = make_order(4900, 2)
    made = issued(order, buyer=COMPANY)
    row = factories.only(Invoice)
    first = {kind: files.of(made, kind) for kind in ("pdf", "xml")}

    assert pdf.drawn(facts.read(row.snapshot), row.digest) == first["pdf"]
    assert files.make_due() == 1
    assert files.make_due() == 0
    assert {one.kind: one.content for one in factories.all_of(InvoiceFile)} == first
    assert {kind: files.of(made, kind) for kind in ("pdf", "xml")} == first
    files.make(made)
    assert len(factories.all_of(InvoiceFile)) == 2


def test_receipts_have_no_form_for_programs() -> None:
    made = issued(make_order())

    with pytest.raises(Missing):
        files.of(made, "xml")
    with pytest.raises(Missing):
        files.of(made + 1, "pdf")
    files.make(made)
    assert [one.kind for one in factories.all_of(InvoiceFile)] == ["pdf"]


def amounts(root: Any, path: str) -> list[Decimal]:
    return [Decimal(one.text) for one in root.iterfind(".//" + "/".join(RAM + name for name in path.split("/")))]


def checked(xml: bytes) -> Any:
    """Parse it and check the rules of EN 16931 that its schema cannot see."""
    root = etree.fromstring(xml)
    lines = amounts(root, "SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount")
    summed = "SpecifiedTradeSettlementHeaderMonetarySummation/"
    line_total, basis, tax, grand, paid, due = (
        amounts(root, summed + name)[0] for name in (
            "LineTotalAmount", "TaxBasisTotalAmount", "TaxTotalAmount", "GrandTotalAmount", "TotalPrepaidAmount", "DuePayableAmount",
        )
    )
    head = "ApplicableHeaderTradeSettlement/ApplicableTradeTax/"
    taxes, bases = amounts(root, head + "CalculatedAmount"), amounts(root, head + "BasisAmount")
    assert sum(lines) == line_total  # BR-CO-10
    assert basis == line_total  # BR-CO-13
    assert sum(taxes) == tax  # BR-CO-14
    assert grand == basis + tax  # BR-CO-15
    assert due == grand - paid == 0  # BR-CO-16
    assert sum(bases) == basis
    for one in root.iterfind(f".//{RAM}ApplicableHeaderTradeSettlement/{RAM}ApplicableTradeTax"):
        rate = Decimal(one.findtext(f"{RAM}RateApplicablePercent") or 0)
        off = Decimal(one.findtext(f"{RAM}CalculatedAmount")) - Decimal(one.findtext(f"{RAM}BasisAmount")) * rate / 100
        assert abs(off) <= Decimal("0.01")  # BR-CO-17
        category = one.findtext(f"{RAM}CategoryCode")
        of_category = [
            Decimal(item.findtext(f".//{RAM}LineTotalAmount")) for item in root.iterfind(f".//{RAM}IncludedSupplyChainTradeLineItem")
            if (item.findtext(f".//{RAM}CategoryCode"), Decimal(item.findtext(f".//{RAM}RateApplicablePercent") or 0)) == (category, rate)
        ]
        assert sum(of_category) == Decimal(one.findtext(f"{RAM}BasisAmount"))  # BR-S-08, BR-E-08, BR-O-08
        assert (one.find(f"{RAM}ExemptionReason") is None) == (category == "S")  # BR-S-10, BR-E-10, BR-O-10
    for item in root.iterfind(f".//{RAM}IncludedSupplyChainTradeLineItem"):
        price, many = (Decimal(item.findtext(f".//{RAM}{name}")) for name in ("ChargeAmount", "BilledQuantity"))
        assert price >= 0  # BR-27
        assert abs(price * many - Decimal(item.findtext(f".//{RAM}LineTotalAmount"))) < Decimal("0.005")
    return root


def test_mixed_order_is_valid_and_adds_up() -> None:
    order = make_order(4900)
    issued(order)
    one = mixed(documents(order)[0])

    root = checked(en16931.written(one))  # drafthorse checks the schema

    assert [(share.mode, share.net_cents, share.vat_cents) for share in one.shares] == [
        ("standard", 41597, 7903), ("reduced", 2801, 196), ("exempt-22a", 8000, 0),
    ]
    assert amounts(root, "ApplicableHeaderTradeSettlement/ApplicableTradeTax/CalculatedAmount") == [
        Decimal("79.03"), Decimal("1.96"), Decimal("0.00"),
    ]
    assert root.findtext(f".//{RAM}BuyerTradeParty/{RAM}Name") == "Beispielfirma GmbH"
    assert root.findtext(f".//{RAM}BuyerOrderReferencedDocument/{RAM}IssuerAssignedID") == "PO-2027-118"


@pytest.mark.parametrize("mode", ["standard", "reduced", "exempt-22a", "small-business", "abroad"])
@pytest.mark.parametrize("cents", [1, 49, 999, 4900, 33333])
def test_documents_of_every_kind_are_valid(mode: str, cents: int) -> None:
    order = make_order(cents, 3, mode=mode, small_business=mode == "small-business")
    issued(order, buyer=COMPANY)
    corrected(order, cents, 1)
    corrected(order, cents * 2 - 1 or 1)

    roots = [checked(files.of(row.id, "xml")) for row in factories.all_of(Invoice)]

    first, second = documents(order)[:2]
    kinds = [root.findtext(".//{*}ExchangedDocument/{*}TypeCode") for root in roots]
    assert kinds == ["380", "384", "384"]
    assert roots[1].findtext(f".//{RAM}InvoiceReferencedDocument/{RAM}IssuerAssignedID") == first.shown
    assert sum(amounts(root, "SpecifiedTradeSettlementHeaderMonetarySummation/GrandTotalAmount")[0] for root in roots[:2]) == (
        en16931.euros(first.gross_cents + second.gross_cents)
    )
    ids = [one.text for one in roots[0].iterfind(f".//{RAM}SpecifiedTaxRegistration/{RAM}ID")]
    assert ids == (["17/123/45678"] if mode == "abroad" else ["DE999999999", "17/123/45678", "DE111111111"])  # BR-O-02


def test_lines_share_what_is_lost_by_rounding() -> None:
    order = make_order(4900)
    issued(order)
    lines: list[Line] = [line for _ in range(7) for line in rules.lines("Karte", 1, 999, "standard")]
    shares = rules.shares(lines, "de")
    one = replace(documents(order)[0], lines=tuple(lines), shares=shares)

    nets = en16931.nets(one)

    assert sum(nets) == shares[0].net_cents == 5876
    assert set(nets) == {839, 840}


def test_heavy_libraries_are_loaded_when_a_document_is_made() -> None:
    asked = f"import sys; import eventsvc.app, eventsvc.worker; print([name for name in {HEAVY} if name in sys.modules])"

    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=60)

    assert told.stdout.strip() == "[]"
