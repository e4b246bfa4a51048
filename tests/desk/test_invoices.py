"""Receipts and invoices at the desk."""

import csv
import io
import json
from collections.abc import Callable

import pytest
from sqlalchemy import text

from eventsvc.core.db import transaction
from eventsvc.events.models import Event
from eventsvc.invoices import facts
from eventsvc.invoices.models import Invoice
from eventsvc.registration.models import Registration
from eventsvc.ticket_types.models import TicketType
from tests import factories, vendor
from tests.browser import Browser
from tests.invoices.paying import COMPANY, corrected, documents, issued, make_order, told
from tests.invoices.test_chain import past_the_triggers
from tests.support import counted_queries, frozen

Desk = Callable[..., Browser]
HERE = "/desk/money/invoices"


@pytest.fixture
def order(app: object) -> Registration:
    vendor.built()
    made = make_order(4900, 2)
    with frozen("2027-03-31T09:30:00Z"):
        issued(made, buyer=COMPANY)
        corrected(made, 4900, 1)
    return made


def test_all_documents_of_a_year(desk: Desk, order: Registration) -> None:
    browser = desk("finance")

    page = browser.get(HERE).text

    for part in ("2027-0001", "2027-0002", "Beispielfirma GmbH", "€98.00", "-€49.00", "€15.65", "Invoice correction", "to 2027-0001"):
        assert part in page, part
    assert "/guests/" not in page  # finance sees no guests
    made = factories.all_of(Invoice)[0].id
    assert browser.get(f"{HERE}/{made}/pdf").data.startswith(b"%PDF")
    assert browser.get(f"{HERE}/{made}/xml").mimetype == "application/xml"
    assert f"/guests/{order.id}" in desk("owner").get(HERE).text


def test_another_organisation_sees_nothing(desk: Desk, order: Registration) -> None:
    made = factories.only(Invoice, number=1)
    dora = desk("owner", organisation=factories.make_organisation())

    assert "No document yet" in dora.get(HERE).text
    assert dora.get(f"{HERE}/{made.id}/pdf").status_code == 404
    assert json.loads(dora.get(f"{HERE}/2027.json").data)["documents"] == []


@pytest.mark.parametrize("role", ["editor", "guest-list", "door"])
def test_who_has_nothing_to_do_with_money_sees_none(desk: Desk, order: Registration, role: str) -> None:
    assert desk(role).get(HERE).status_code == 404


def test_the_chain_is_told_in_words(desk: Desk, order: Registration) -> None:
    browser = desk("owner")
    assert "All 2 documents are as they were issued" in browser.get(f"{HERE}?check=1").text

    with transaction() as connection:
        past_the_triggers(connection, "UPDATE invoice SET snapshot = replace(snapshot, '9800', '980') WHERE number = 1")

    assert "2027-0001 says something else." in browser.get(f"{HERE}?check=1").text


@pytest.mark.parametrize(("language", "delimiter", "net"), [("de", ";", "-41,17"), ("en", ",", "-41.17")])
def test_the_table_is_read_by_programs(desk: Desk, order: Registration, language: str, delimiter: str, net: str) -> None:
    browser = desk("finance", language=language)

    answer = browser.get(f"{HERE}/2027.csv")

    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""), delimiter=delimiter))
    assert [len(row) for row in rows] == [20, 20, 20]
    back = rows[2]
    assert (back[0], back[2], back[10], back[14], back[15]) == ("2027-0002", "2027-0001", "Beispielfirma GmbH", "19", net)
    assert back[-1] == factories.only(Invoice, number=2).digest


def test_anybody_can_recompute_the_chain(desk: Desk, order: Registration) -> None:
    found = json.loads(desk("finance").get(f"{HERE}/2027.json").data)

    previous = ""
    for one in found["documents"]:
        assert facts.digest(one["snapshot"], previous) == one["digest"]
        assert one["previous_digest"] == previous
        previous = one["digest"]
    assert [json.loads(one["snapshot"])["gross_cents"] for one in found["documents"]] == [9800, -4900]


def test_the_list_asks_the_database_no_more_for_more(desk: Desk, order: Registration) -> None:
    browser = desk("owner")
    browser.get(HERE)
    with counted_queries() as few:
        browser.get(HERE)
    with transaction() as connection:
        connection.execute(text("SELECT 1"))
    corrected(order, 1000)
    with counted_queries() as more:
        browser.get(f"{HERE}?year=2027")

    assert len(more) == len(few)


def test_the_desk_has_an_invoice_written_to_a_company(desk: Desk, order: Registration) -> None:
    browser = desk("manager")
    guest = f"/desk/events/{order.event_id}/guests/{order.id}"
    assert "Invoice to a company" in browser.get(guest).text

    answer = browser.submit(f"{guest}/invoice", {"name": "Andere GmbH", "business": False})

    assert answer.location == guest
    assert "The invoice is issued, and on its way to" in browser.get(guest).text
    assert "had the invoice written to another address" in browser.get(guest).text
    assert documents(order)[-2].buyer is not None
    assert documents(order)[-2].buyer.name == "Andere GmbH"  # type: ignore[union-attr]
    assert sum(one[2] for one in told(order)) == 4900


def test_nothing_to_pay_is_on_offer_before_the_seller_is_known(desk: Desk) -> None:
    organisation = factories.make_organisation(tax_number="")
    event = factories.make_event(organisation=organisation, state="draft", published_at=None)
    kind = factories.make_type(event, price_cents=4900)
    browser = desk("owner", organisation=organisation)

    page = browser.get(f"/desk/events/{event.id}").text
    assert "The seller&#39;s address or tax number is missing: invoices need both." in page
    browser.submit("/desk/settings", {"vat_id": "de 123456789"})
    assert "The seller&#39;s address" not in browser.get(f"/desk/events/{event.id}").text
    assert factories.only(TicketType, id=kind.id).price_cents == 4900


def test_what_is_public_gets_no_price_before_the_seller_is_known(desk: Desk) -> None:
    organisation = factories.make_organisation(tax_number="")
    event = factories.make_event(organisation=organisation)
    kind = factories.types_of(event)[0]
    browser = desk("owner", organisation=organisation)

    answer = browser.submit(f"/desk/events/{event.id}/tickets/{kind.id}", {"price": "49"})

    assert "enter them in the settings first." in answer.text
    assert factories.only(TicketType, id=kind.id).price_cents == 0
    assert factories.only(Event, id=event.id).state == "published"


def test_a_vat_id_that_is_none_is_refused_in_the_settings(desk: Desk) -> None:
    factories.make_organisation()

    answer = desk("owner").submit("/desk/settings", {"vat_id": "123"})

    assert "A VAT ID begins with its country" in answer.text
