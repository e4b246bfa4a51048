"""Receipts and invoices on the pages of a registration."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.invoices import buyers, files, service
from eventsvc.invoices.models import Invoice, InvoiceFile
from eventsvc.payments import arrivals
from eventsvc.registration import holds
from eventsvc.registration import service as registrations
from eventsvc.registration.models import Registration
from eventsvc.registration.records import By
from tests import factories, vendor
from tests.browser import Browser
from tests.invoices.paying import COMPANY, issued, make_order, told
from tests.mails.post import delivered
from tests.registration.cases import SPRING, wish
from tests.support import frozen

TYPED = {"name": "Beispielfirma GmbH", "street": "Musterallee 7", "postcode": "20095", "city": "Hamburg", "country": "DE"}

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture(autouse=True)
def fonts() -> None:
    vendor.built()


def page_of(order: Registration, language: str = "en") -> str:
    return f"/{language}/r/{factories.secret_of(order)}"


def begun(cents: int = 4900, many: int = 1) -> Registration:
    """Ada has filled in the form for something that costs."""
    event = factories.make_event()
    kind = factories.make_type(event, price_cents=cents)
    kept = registrations.register(
        event.id, wish(event, "Ada Ahrens", ticket_type_id=kind.id, language="en", holders=("Ada Ahrens",) * many),
    )
    return factories.only(Registration, id=kept.registration_id)


def test_my_registration_leads_to_the_receipt(client: Browser) -> None:
    order = make_order(4900, language="en")
    issued(order)
    number = f"{factories.only(Invoice).year}-0001"

    assert f"Receipt {number}" in client.get(page_of(order)).text
    page = client.get(f"{page_of(order)}/invoice").text

    for part in (f"Receipt {number}", "€49.00", "Net at 19 %", "€41.18", "19 % VAT", "€7.82", "Paid on 31 March 2027"):
        assert part in page, part
    answer = client.get(f"{page_of(order)}/invoice/{number}.pdf")
    assert (answer.mimetype, answer.headers["Content-Disposition"]) == ("application/pdf", f'attachment; filename="{number}.pdf"')
    assert f"Receipt {number}" in PdfReader(BytesIO(answer.data)).pages[0].extract_text()
    assert answer.headers["Cache-Control"].startswith("no-store")
    assert client.get(f"{page_of(order)}/invoice/{number}.xml").status_code == 404
    assert client.get(f"{page_of(order)}/invoice/2027-9999.pdf").status_code == 404


def test_nobody_gets_somebody_elses_document(client: Browser) -> None:
    order = make_order(4900, language="en")
    issued(order)
    event = factories.only(Event, id=order.event_id)
    other = factories.make_registration(event, "Dora", ticket_type=factories.types_of(event)[-1], total_cents=4900)

    number = f"{factories.only(Invoice).year}-0001"

    assert client.get(f"{page_of(other)}/invoice/{number}.pdf").status_code == 404
    assert client.get(f"{page_of(other)}/invoice").status_code == 404


def test_what_is_free_has_no_such_page(client: Browser) -> None:
    order = make_order(0)

    assert client.get(f"{page_of(order)}/invoice").status_code == 404
    assert client.post(f"{page_of(order)}/invoice", data=TYPED).status_code == 404
    assert "Receipt" not in client.get(page_of(order)).text


def test_an_invoice_on_the_company_is_here_at_once_and_comes_by_mail(client: Browser) -> None:
    order = make_order(4900, 2, language="en")
    issued(order)

    answer = client.submit(f"{page_of(order)}/invoice", {**TYPED, "vat_id": "de 111 111 111", "order_number": "PO-7", "business": True})

    assert answer.location == f"{page_of(order)}/invoice?done=issued"
    page = client.get(answer.location).text
    assert "The invoice is issued." in page
    assert "To Beispielfirma GmbH, Musterallee 7, 20095 Hamburg" in page
    assert [(one[0], one[2]) for one in told(order)] == [("receipt", 9800), ("correction", -9800), ("invoice", 9800)]
    mail = delivered()[-1]
    year = factories.all_of(Invoice)[0].year
    assert [part.get_filename() for part in mail.iter_attachments()] == [f"{year}-0002.pdf", f"{year}-0003.pdf", f"{year}-0003.xml"]
    assert f"Invoice {year}-0003: Evening" in mail["Subject"]
    xml = client.get(f"{page_of(order)}/invoice/{year}-0003.xml")
    assert xml.mimetype == "application/xml"
    assert b"DE111111111" in xml.data


@pytest.mark.parametrize(("field", "typed", "sentence"), [
    ("vat_id", "12", "A VAT ID begins with its country"), ("postcode", "12", "A German postcode has five digits"),
    ("name", " ", "This is missing."),
])
def test_what_cannot_be_written_to_is_said_at_the_field(client: Browser, field: str, typed: str, sentence: str) -> None:
    order = make_order(4900, language="en")
    issued(order)

    answer = client.post(f"{page_of(order)}/invoice", data={**TYPED, field: typed})

    assert answer.status_code == 400
    assert sentence in answer.text
    assert answer.text.count('aria-invalid="true"') == 1
    assert len(told(order)) == 1


def test_the_review_says_what_there_will_be_and_takes_an_address(client: Browser) -> None:
    with frozen(SPRING):
        order = begun(4900)
        assert "A receipt without address" in client.get(f"{page_of(order)}/review").text

        client.submit(f"{page_of(order)}/invoice", {**TYPED, "business": True})

        assert buyers.of(order.id) is not None
        assert "Beispielfirma GmbH, Musterallee 7, 20095 Hamburg" in client.get(f"{page_of(order)}/review").text
        holds.order(order.id)
        arrivals.settle(order.id, by=By(1))
        assert [one[0] for one in told(order)] == ["invoice"]
        assert [part.get_filename() for part in delivered()[-1].iter_attachments()][-2:] == ["2027-0001.pdf", "2027-0001.xml"]


def test_above_250_euros_nothing_is_ordered_without_an_address(client: Browser) -> None:
    with frozen(SPRING):
        order = begun(12_501, 2)

        answer = client.post(f"{page_of(order)}/order")

        assert answer.location == f"{page_of(order)}/invoice"
        assert factories.fresh(order).state == "held"
        assert "Above €250.00 an invoice needs an address." in client.get(answer.location).text
        client.submit(answer.location, TYPED)
        assert client.post(f"{page_of(order)}/order").location == page_of(order)
        assert factories.fresh(order).state == "unpaid"


def test_the_ticket_mail_carries_the_receipt() -> None:
    with frozen(SPRING):
        order = begun(4900)
        holds.order(order.id)
        arrivals.settle(order.id, by=By(1))
        arrivals.settle(order.id, by=By(1))

        mail = delivered()[-1]

    assert [part.get_filename() for part in mail.iter_attachments()][-1] == "2027-0001.pdf"
    assert "Attached: Receipt 2027-0001." in mail.get_body(("plain",)).get_content()
    assert len(factories.all_of(Invoice)) == 1
    assert len(factories.all_of(OutboxRow, kind="ticket")) == 1


def test_my_data_names_the_documents_and_hands_them_over(client: Browser) -> None:
    order = make_order(4900, language="en")
    issued(order)
    service.request(order.id, COMPANY)

    assert "after the years that the law demands" in client.get(f"{page_of(order)}/data").text
    found = json.loads(client.get(f"{page_of(order)}/data.json").data)
    assert [one["kind"] for one in found["documents"]] == ["receipt", "correction", "invoice"]


def test_deleting_my_data_leaves_the_documents_and_says_so(client: Browser) -> None:
    order = make_order(4900, language="en")
    issued(order)
    page = f"{page_of(order)}/data"
    assert "Receipts and invoices stay for the years that the law demands" in client.get(page).text

    client.submit(page, {"sure": "delete"})

    assert factories.fresh(order).name == ""
    assert len(told(order)) == 1
    assert client.get(page_of(order)).status_code == 404


def test_a_ticket_waits_for_no_drawing(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr("eventsvc.invoices.pdf.FONTS", Path("/nowhere"))
    with frozen(SPRING):
        order = begun(4900)
        holds.order(order.id)
        arrivals.settle(order.id, by=By(1))

        mail = delivered()[-1]

    assert "Receipt 2027-0001." in mail.get_body(("plain",)).get_content()
    assert "Attached: Receipt" not in mail.get_body(("plain",)).get_content()
    assert files.make_due() == 1
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
        "a ticket goes out without its receipt", f"no file could be made of invoice {factories.only(Invoice).id}",
    ]
    monkeypatch.undo()
    files.make_due()
    assert len(factories.all_of(InvoiceFile)) == 1
