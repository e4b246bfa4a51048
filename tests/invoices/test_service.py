"""What is written when money comes and goes."""

import pytest

from eventsvc.core.db import transaction
from eventsvc.events.models import Event
from eventsvc.invoices import buyers, queries, service
from eventsvc.invoices.facts import Buyer
from eventsvc.invoices.models import Invoice
from eventsvc.registration.models import Registration
from tests import factories
from tests.invoices.paying import COMPANY, PAID_AT, corrected, documents, issued, make_order, told
from tests.registration.cases import reason
from tests.support import frozen

pytestmark = pytest.mark.usefixtures("app")


def test_a_small_sum_gets_a_receipt_without_an_address() -> None:
    order = make_order(4900, 2)

    with frozen("2027-03-31T09:30:00Z"):
        issued(order)

    one, = documents(order)
    assert (one.kind, one.shown, one.buyer) == ("receipt", "2027-0001", None)
    assert (one.gross_cents, one.net_cents, one.vat_cents) == (9800, 8235, 1565)
    assert (one.seller.name, one.seller.tax_number, one.seller.street) == ("Hafen Forum e. V.", "17/123/45678", "Am Sandtorkai 1")
    assert [(line.name, line.quantity, line.unit_cents, line.percent) for line in one.lines] == [("Vor Ort, Unternehmen", 2, 4900, 19)]
    assert (one.service_from, one.paid_on, one.issued_on) == ("2027-04-19", "2027-03-31", "2027-03-31")
    assert one.shares[0].note == "inkl. 19 % MwSt."
    assert "Ada" not in factories.only(Invoice).snapshot.replace(one.seller.represented_by, "")


def test_above_250_euros_it_is_an_invoice_to_who_was_named_before() -> None:
    small, large = make_order(12500, 2), make_order(9900, 3)
    buyers.keep(large.id, COMPANY)

    issued(small)
    issued(large)

    assert [documents(one)[0].kind for one in (small, large)] == ["receipt", "invoice"]
    assert documents(large)[0].buyer == COMPANY
    assert buyers.of(large.id) is None


def test_money_that_is_there_gets_its_invoice_also_without_an_address() -> None:
    order = make_order(30000)

    issued(order)

    one, = documents(order)
    assert (one.kind, one.buyer) == ("invoice", Buyer(name="Ada Ahrens", country="", business=False))


def test_nothing_is_written_about_what_is_free() -> None:
    order = make_order(0)

    with transaction() as connection:
        assert service.issue(connection, order.id, means="desk", paid_at=PAID_AT) is None
        assert service.correct(connection, order.id, cents=100, tickets=None, reason="desk") is None

    assert documents(order) == []


def test_issued_twice_is_issued_once() -> None:
    order = make_order()

    assert issued(order) == issued(order)
    assert len(documents(order)) == 1


def test_numbers_run_per_organisation_and_year_by_its_own_clock() -> None:
    first, other = make_order(), make_order()

    with frozen("2027-12-31T22:59:59Z"):
        issued(first)
        issued(other)
    with frozen("2027-12-31T23:00:00Z"):  # midnight in Hamburg
        corrected(first, 4900, 1)

    assert [one[1] for one in told(first)] == ["2027-0001", "2028-0001"]
    assert told(other)[0][1] == "2027-0001"
    assert queries.years(factories.only(Event, id=first.event_id).organisation_id) == [(2028, 1), (2027, 1)]


def test_what_is_frozen_does_not_follow_the_settings() -> None:
    order = make_order(4900, mode="reduced")
    issued(order)

    with transaction() as connection:
        connection.exec_driver_sql("UPDATE organisation SET legal_name = 'Andere e. V.', small_business = true")
        connection.exec_driver_sql("UPDATE ticket_type SET tax_mode = 'standard', price_cents = 1")
    corrected(order, 4900)

    first, back = documents(order)
    assert (first.seller.name, back.seller.name) == ("Hafen Forum e. V.", "Andere e. V.")
    assert [share.percent for share in back.shares] == [7]
    assert (back.gross_cents, back.vat_cents) == (-4900, -321)


@pytest.mark.parametrize(("mode", "note"), [
    ("exempt-22a", "Steuerfrei nach § 4 Nr. 22 Buchst. a UStG"), ("abroad", "nicht im Inland steuerbar"),
])
def test_who_owes_no_vat_names_none(mode: str, note: str) -> None:
    order = make_order(4900, mode=mode)
    issued(order)

    one, = documents(order)
    assert (one.vat_cents, one.net_cents, one.shares[0].percent, one.shares[0].note) == (0, 4900, None, note)


def test_a_small_business_names_none_whatever_the_ticket_says() -> None:
    order = make_order(4900, mode="standard", small_business=True)
    issued(order)

    one, = documents(order)
    assert (one.shares[0].mode, one.shares[0].percent, one.vat_cents) == ("small-business", None, 0)
    assert one.shares[0].note == "Steuerfrei, Kleinunternehmer § 19 UStG"


def test_vat_of_the_sum_and_all_corrections_are_the_whole() -> None:
    """T30: 5 × 99.00 at 19 % contain 79.03, and five single refunds give back exactly that."""
    order = make_order(9900, 5)
    issued(order, buyer=COMPANY)

    for _ in range(5):
        corrected(order, 9900, 1)

    assert told(order)[0][2:] == (49500, 7903)
    backs = [one[3] for one in told(order)[1:]]
    assert (len(backs), sum(backs), sum(one[2] for one in told(order))) == (5, -7903, 0)
    assert corrected(order, 9900, 1) is None


def test_odd_parts_add_up_too() -> None:
    order = make_order(999, 3, mode="reduced")
    issued(order)

    for cents in (1, 998, 333, 1665):
        corrected(order, cents)

    assert told(order)[0][2:] == (2997, 196)
    assert (sum(one[2] for one in told(order)), sum(one[3] for one in told(order))) == (0, 0)


def test_a_correction_names_the_original_and_its_lines() -> None:
    """T34: cancelled with refund is corrected, cancelled without is not; the original stays as it is."""
    order = make_order(4900, 3)
    first = issued(order)
    before = factories.only(Invoice, id=first).snapshot

    corrected(order, 4900, 1)
    corrected(order, 4900, 2, reason="event-cancelled")  # half of two

    original, one, two = documents(order)
    assert factories.only(Invoice, id=first).snapshot == before
    assert [(back.refers_to.number, back.refers_to.id) for back in (one, two) if back.refers_to] == [(original.shown, first)] * 2
    assert [(back.lines[0].quantity, back.lines[0].unit_cents, back.lines[0].of) for back in (one, two)] == [(-1, 4900, 0), (-2, 2450, 0)]
    assert (one.reason, two.reason) == ("guest", "event-cancelled")


def test_more_than_is_left_is_not_taken_back() -> None:
    order = make_order(4900)
    issued(order)

    corrected(order, 10_000)

    assert [one[2] for one in told(order)] == [4900, -4900]


def test_an_odd_total_becomes_lines_of_whole_cents() -> None:
    order = make_order(0, 3, total_cents=10_000)
    issued(order)

    one, = documents(order)
    assert [(line.quantity, line.unit_cents) for line in one.lines] == [(2, 3333), (1, 3334)]
    corrected(order, 5000)
    assert [(line.quantity, line.gross_cents, line.of) for line in documents(order)[1].lines] == [(-1, -5000, 0)]
    corrected(order, 5000)
    assert [(line.gross_cents, line.of) for line in documents(order)[2].lines] == [(-1666, 0), (-3334, 1)]


def test_an_invoice_to_a_company_takes_the_place_of_the_receipt() -> None:
    order = make_order(4900, 2)
    receipt = issued(order)

    asked = service.request(order.id, COMPANY)

    assert [(one[0], one[2]) for one in told(order)] == [("receipt", 9800), ("correction", -9800), ("invoice", 9800)]
    last = documents(order)[-1]
    assert (last.buyer, last.refers_to and last.refers_to.id) == (COMPANY, receipt)
    assert (last.paid_on, last.lines, last.shares) == (documents(order)[0].paid_on, documents(order)[0].lines, documents(order)[0].shares)
    assert service.request(order.id, COMPANY) == asked
    assert len(documents(order)) == 3


def test_asked_for_after_a_part_was_refunded_the_sum_stays() -> None:
    order = make_order(4900, 3)
    issued(order)
    corrected(order, 4900, 1)

    service.request(order.id, COMPANY)

    assert [(one[0], one[2]) for one in told(order)] == [
        ("receipt", 14700), ("correction", -4900), ("correction", -9800), ("invoice", 14700), ("correction", -4900),
    ]
    assert sum(one[3] for one in told(order)) == 782 * 2 + 1  # VAT of 98.00
    corrected(order, 9800, 2)
    assert (sum(one[2] for one in told(order)), sum(one[3] for one in told(order))) == (0, 0)


def test_asked_for_after_everything_was_refunded_there_is_an_invoice_and_its_correction() -> None:
    """T34: sum 0."""
    order = make_order(4900)
    issued(order)
    corrected(order, 4900, 1)

    service.request(order.id, COMPANY)

    assert [(one[0], one[2]) for one in told(order)] == [
        ("receipt", 4900), ("correction", -4900), ("invoice", 4900), ("correction", -4900),
    ]
    assert [one.buyer for one in documents(order)[2:]] == [COMPANY, COMPANY]
    invoice, back = documents(order)[2:]
    assert back.refers_to is not None
    assert back.refers_to.number == invoice.shown


def test_a_wrong_address_is_put_right_by_new_documents_and_not_for_ever() -> None:
    order = make_order(4900)
    issued(order)

    for number in range(service.BY_GUEST):
        service.request(order.id, Buyer(**{**COMPANY.__dict__, "street": f"Weg {number}"}))

    other = Buyer(**{**COMPANY.__dict__, "street": "Weg 99"})
    assert reason(service.request, order.id, other) == "invoices-enough"
    service.request(order.id, other, by=1)
    assert sum(one[2] for one in told(order)) == 4900


def test_nothing_paid_nothing_to_ask_for() -> None:
    assert reason(service.request, make_order().id, COMPANY) == "no-invoice"


@pytest.mark.parametrize(("change", "why"), [
    ({"name": " "}, "buyer-incomplete"), ({"city": ""}, "buyer-incomplete"), ({"country": "XX"}, "buyer-country"),
    ({"postcode": "2009"}, "buyer-postcode"), ({"vat_id": "DE12345"}, "vat-id"), ({"vat_id": "12345678"}, "vat-id"),
])
def test_an_address_that_cannot_be_written_to_is_refused(change: dict[str, str], why: str) -> None:
    assert reason(buyers.keep, make_order().id, Buyer(**{**COMPANY.__dict__, **change})) == why


def test_vat_ids_are_read_as_people_write_them() -> None:
    order = make_order()
    buyers.keep(order.id, Buyer(**{**COMPANY.__dict__, "vat_id": "de 111.111-111"}))

    found = buyers.of(order.id)
    assert found is not None
    assert found.vat_id == "DE111111111"


def test_addresses_of_what_came_to_nothing_are_forgotten() -> None:
    order, over = make_order(), make_order(state="cancelled")
    buyers.keep(order.id, COMPANY)
    buyers.keep(over.id, COMPANY)

    assert buyers.sweep() == 1
    assert (buyers.of(order.id), buyers.of(over.id)) == (COMPANY, None)


def test_a_failed_attempt_leaves_no_gap() -> None:
    order = make_order()

    with pytest.raises(ZeroDivisionError):
        _issued_and_failed(order)
    issued(order)

    assert told(order)[0][1].endswith("-0001")


def _issued_and_failed(order: Registration) -> None:
    with transaction() as connection:
        service.issue(connection, order.id, means="bank", paid_at=PAID_AT)
        raise ZeroDivisionError


@pytest.mark.parametrize(("country", "note"), [("US", "abroad"), ("DE", "standard"), ("", "standard")])
def test_an_online_ticket_is_taxed_where_its_buyer_is(country: str, note: str) -> None:
    order = make_order(4900, buyer_country=country)
    with transaction() as connection:
        connection.exec_driver_sql("UPDATE ticket_type SET pool_id = (SELECT id FROM pool WHERE kind = 'online') WHERE price_cents > 0")

    issued(order)

    assert [share.mode for share in documents(order)[0].shares] == [note]
