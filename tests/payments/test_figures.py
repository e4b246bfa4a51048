"""What was sold, given back and kept, and the VAT in it."""

from collections.abc import Iterator
from datetime import date

import pytest

from eventsvc.core.db import db
from eventsvc.events.models import Event
from eventsvc.invoices import facts
from eventsvc.invoices import service as invoices
from eventsvc.invoices.models import Invoice
from eventsvc.payments import arrivals, bookkeeping, figures, refunds
from eventsvc.payments.figures import Figures, Sums
from eventsvc.registration.models import Registration
from eventsvc.ticket_types.models import TicketType
from tests import factories
from tests.invoices.paying import COMPANY, corrected, issued, make_order
from tests.payments.shop import PRICE, Shop
from tests.payments.transferring import DESK, ORDERED, TODAY, evening, ordered
from tests.support import counted_queries, frozen

pytestmark = pytest.mark.both
ZONE = "Europe/Berlin"


@pytest.fixture
def march(app: object) -> Iterator[None]:
    with frozen("2027-03-31T09:30:00Z"):
        yield


def owner() -> int:
    return factories.all_of(Invoice)[0].organisation_id


def whole(first: date = date(2027, 1, 1), last: date = date(2027, 12, 31)) -> Figures:
    (found,) = figures.of(owner(), ZONE, first, last)
    db.session.rollback()
    return found


def year_of(day: date) -> tuple[date, date]:
    return day.replace(month=1, day=1), day.replace(month=12, day=31)


def paid(shop: Shop, name: str, many: int) -> int:
    order = shop.ordered(name, many)
    shop.practice.pay(shop.page(order))
    shop.sync(order)
    return order


def test_sums_and_vat_are_those_of_the_documents(march: None) -> None:
    order = make_order(9900, 5)
    issued(order)
    corrected(order, 9900, 1)

    one = whole()

    assert one.whole == Sums(sold=49500, refunded=9900, vat=6323, tickets=5, refunds=1, taxed=True)
    assert [(case.percent, case.gross, case.vat) for case in one.cases.values()] == [(19, 39600, 6323)]
    assert (one.documents, one.corrections, one.months) == (1, 1, {"2027-03": 49500})


def test_written_to_another_address_is_neither_a_sale_nor_a_refund(march: None) -> None:
    order = make_order(4900, 2)
    issued(order)
    corrected(order, 4900, 1)
    before = whole().whole

    invoices.request(order.id, COMPANY)

    assert whole().whole == before
    assert before.sold - before.refunded == 4900


def test_who_owes_no_vat_shows_none(march: None) -> None:
    issued(make_order(4900, mode="exempt-22a"))

    assert not whole().whole.taxed
    assert [(case.mode, case.gross, case.vat) for case in whole().cases.values()] == [("exempt-22a", 4900, 0)]


def test_a_day_ends_by_the_organisations_clock(app: object) -> None:
    with frozen("2027-03-31T22:30:00Z"):  # the first of April in Hamburg
        issued(make_order(4900))

    assert figures.of(owner(), ZONE, date(2027, 3, 1), date(2027, 3, 31)) == []
    assert whole(date(2027, 4, 1), date(2027, 4, 1)).whole.sold == 4900


def test_the_number_of_reads_does_not_grow(march: None) -> None:
    order = make_order(4900)
    issued(order)
    with counted_queries() as few:
        figures.of(owner(), ZONE, date(2027, 1, 1), date(2027, 12, 31))
    event, kind = factories.only(Event, id=order.event_id), factories.all_of(TicketType)[-1]
    for number in range(5):
        issued(factories.make_registration(event, f"Ben {number}", ticket_type=kind, total_cents=4900))
    with counted_queries() as many:
        (one,) = figures.of(owner(), ZONE, date(2027, 1, 1), date(2027, 12, 31))

    assert one.documents == 6
    assert len(many) == len(few)


def test_fees_and_what_came_through_stripe(shop: Shop) -> None:
    ada, ben = paid(shop, "Ada", 2), shop.ordered("Ben")
    payment = shop.payments(ada)[0]

    one = whole(*year_of(payment.paid_at.date())).whole

    assert payment.fee_cents
    assert (one.sold, one.fees, one.stays) == (2 * PRICE, payment.fee_cents, 2 * PRICE - payment.fee_cents)
    assert shop.payments(ben)[0].state == "open"
    there = figures.at_stripe(shop.event.organisation_id)
    assert (there.received, there.under_way) == (1, 0)


def test_parts_that_go_back_add_up_to_the_whole(shop: Shop) -> None:
    ada = paid(shop, "Ada", 3)
    for cents, cancel in ((3333, False), (3333, False), (3 * PRICE - 6666, True)):
        for made in shop.give_back(ada, cents, cancel=cancel):
            refunds.send(made)

    found = bookkeeping.postings(shop.event.organisation_id, ZONE, *year_of(shop.payments(ada)[0].paid_at.date()))

    assert [(one.kind, one.gross) for one in found] == [("payment", 3 * PRICE), ("refund", -3333), ("refund", -3333), ("refund", -6834)]
    assert [one.vat for one in found] == [facts.read(row.snapshot).vat_cents for row in factories.all_of(Invoice)]
    assert (sum(one.vat for one in found), sum(one.net for one in found)) == (0, 0)
    assert len({one.document for one in found}) == 1


def test_money_that_keeps_no_ticket_has_no_tax(shop: Shop) -> None:
    ada = shop.ordered("Ada")
    shop.practice.pay(shop.page(ada), amount=PRICE - 100)
    shop.sync(ada)
    began = factories.only(Registration, id=ada).created_at.date()

    found = bookkeeping.postings(shop.event.organisation_id, ZONE, *year_of(began))

    assert [(one.gross, one.vat, one.percent, one.why) for one in found] == [
        (PRICE - 100, 0, None, "mismatch"), (100 - PRICE, 0, None, "mismatch"),
    ]


def test_what_was_let_off_was_never_sold_and_what_is_too_much_is_no_income(app: object) -> None:
    with frozen(ORDERED.isoformat()):
        event = evening()
        arrivals.book(ordered(event, "Ada").registration_id, 11_400, TODAY, by=DESK, enough=True)
        arrivals.book(ordered(event, "Ben").registration_id, 12_400, TODAY, by=DESK)

    found = bookkeeping.postings(event.organisation_id, ZONE, TODAY, TODAY)
    one = whole().whole

    assert sorted((each.gross, each.vat) for each in found) == [(11_400, 1820), (12_400, 1900)]
    assert (one.sold, one.refunded, one.vat) == (23_300, 0, 3720)


def test_what_the_desk_says_is_paid_is_a_line_too(app: object) -> None:
    with frozen(ORDERED.isoformat()):
        event = evening()
        arrivals.settle(ordered(event).registration_id, by=DESK)

    found = bookkeeping.postings(event.organisation_id, ZONE, TODAY, TODAY)

    assert [(one.kind, one.way, one.gross, one.vat) for one in found] == [("payment", "desk", 11_900, 1900)]
