"""The money pages: figures, alerts, each payment with its history, and the table for the bookkeeping."""

import csv
import io
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from eventsvc.accounts.models import Organisation
from eventsvc.core.db import transaction
from eventsvc.events.models import Event
from eventsvc.payments import alerts, gateway, reads, refunds
from eventsvc.payments.models import Alert
from eventsvc.practice.server import Practice, start
from eventsvc.registration import records
from eventsvc.ticket_types.models import TicketType
from tests import factories, pages
from tests.browser import Browser
from tests.invoices.paying import issued, make_order
from tests.payments import shop as shops
from tests.payments.shop import PRICE, Shop
from tests.support import frozen

Desk = Callable[..., Browser]
HERE = "/desk/money"


@pytest.fixture
def practice() -> Iterator[Practice]:
    running = start(connected=["acct_ada"], pauses=(0.02, 0.05, 0.1, 0.2))
    yield running
    running.stop()
    gateway.use("")


@pytest.fixture
def shop(app: Flask, practice: Practice) -> Shop:
    return shops.opened(app, practice)


def pays(shop: Shop, name: str = "Ada", many: int = 1) -> int:
    order = shop.ordered(name, many)
    shop.practice.pay(shop.page(order))
    shop.sync(order)
    return order


def tell(shop: Shop, kind: str = "refund-failed", **more: int) -> None:
    with transaction() as connection:
        alerts.tell(connection, shop.event.organisation_id, kind, once=kind, cents=4500, currency="EUR", **more)  # type: ignore[arg-type]


def words(browser: Browser, path: str) -> str:
    return pages.text_of(browser.page(path))


def test_nothing_sold_yet(desk: Desk) -> None:
    text = words(desk("finance"), HERE)

    assert "Nothing sold" in text
    assert "Nothing came through Stripe yet." in text


def test_sums_stand_per_event_and_series(desk: Desk, shop: Shop) -> None:
    browser = desk("finance")
    pays(shop, "Ada", 2)

    text = words(browser, HERE)

    for part in ("Sold€90.00", "2 tickets", "Evening at the harbour", "1 payment is the same there", "19 % in €90.00", "€14.37"):
        assert part in text, part
    assert "Nothing sold: 2001" in words(browser, f"{HERE}?span=2001")


@pytest.mark.parametrize("asked", ["span=x", "span=2027-13", "span=99999", "from=nonsense&to=2027-01-01", "span=२०२७"])
def test_days_that_nobody_can_read_are_this_year(desk: Desk, app: Flask, asked: str) -> None:
    assert "so far" in words(desk("finance"), f"{HERE}?{asked}")


@pytest.mark.parametrize(("asked", "said"), [
    ("span=2027-02", "February 2027"), ("from=2027-03-01&to=2027-02-01", "1 February – 1 March 2027"), ("span=2026", "2026"),
])
def test_days_are_named(desk: Desk, app: Flask, asked: str, said: str) -> None:
    assert f"Nothing sold: {said}" in words(desk("finance"), f"{HERE}?{asked}").replace("\xa0", " ")


def test_what_each_month_sold_stands_below_a_year(desk: Desk, app: Flask) -> None:
    with frozen("2027-02-03 09:00"):
        order = make_order(4900)
        issued(order)
    with frozen("2027-04-01 09:00"):
        event = factories.only(Event, id=order.event_id)
        issued(factories.make_registration(event, "Ben", ticket_type=factories.all_of(TicketType)[-1], total_cents=4900))
    owner = event.organisation_id
    with frozen("2027-04-16 07:12"):
        browser = desk("finance", organisation=factories.only(Organisation, id=owner))
        year, month = words(browser, HERE), words(browser, f"{HERE}?span=2027-04")

    assert all(part in year for part in ("Sold per month", "March€0.00", "April€49.00")), year
    assert "Sold per month" not in month
    assert "April 2027" in month


def test_what_needs_a_look_stays_until_somebody_has_seen_to_it(desk: Desk, shop: Shop) -> None:
    finance, manager = desk("finance"), desk("manager")
    tell(shop)

    assert "A refund of €45.00 failed." in words(finance, HERE)
    assert "1 refund came back" in words(finance, HERE)
    assert "Seen to" not in words(finance, HERE)
    assert "1 thing about money needs a look" in words(manager, "/desk/")
    one = factories.only(Alert)
    assert finance.post(f"{HERE}/alerts/{one.id}/done", data={"csrf_token": finance.csrf()}).status_code == 404
    manager.post(f"{HERE}/alerts/{one.id}/done", data={"csrf_token": manager.csrf()})

    assert "A refund of" not in words(finance, HERE)
    assert factories.only(Alert).done_by is not None


def test_an_editor_hears_of_no_alert(desk: Desk, shop: Shop) -> None:
    tell(shop)

    assert "about money" not in words(desk("editor"), "/desk/")


def test_the_list_is_filtered_by_state_and_event(desk: Desk, shop: Shop) -> None:
    browser = desk("finance")
    pays(shop, "Ada")
    shop.ordered("Ben")

    assert {"Ada", "Ben"} <= names(browser, "")
    assert names(browser, "?state=paid") == {"Ada"}
    assert names(browser, f"?state=open&event={shop.event.id}") == {"Ben"}
    assert "No payment like that" in words(browser, f"{HERE}/payments?state=disputed")


def names(browser: Browser, asked: str) -> set[str]:
    text = browser.get(f"{HERE}/payments{asked}").text
    return {name for name in ("Ada", "Ben", "Cem") if f">{name}</a>" in text}


def test_the_list_has_pages(shop: Shop) -> None:
    for name in ("Ada", "Ben", "Cem"):
        shop.ordered(name)
    owner = shop.event.organisation_id

    first = reads.page(owner, size=2)
    second = reads.page(owner, size=2, before=first.older)

    assert [row.name for row in first.rows] == ["Cem", "Ben"]
    assert [row.name for row in second.rows] == ["Ada"]
    assert (first.newer, second.older) == (None, None)
    assert [row.name for row in reads.page(owner, size=2, after=second.newer).rows] == ["Cem", "Ben"]


def test_a_payment_tells_its_history(desk: Desk, shop: Shop) -> None:
    ada = pays(shop, "Ada", 2)
    with transaction() as connection:
        made = refunds.ask(connection, records.locked(connection, ada), 1000, reason="desk", by=records.By(system=True))
    refunds.send(made[0])
    row = shop.payments(ada)[0]
    browser = desk("owner")

    text = words(browser, f"{HERE}/payments/{row.id}")

    for part in (
        "€90.00 from Ada", "given back in part", "Ordered with an obligation to pay", "The payment page at Stripe was made",
        "€90.00 arrived",
        "€10.00 go back", "Given back by you", "was issued", "Receipt", "Invoice correction", row.intent_id, row.session_id,
        "is VAT at 19 %",
    ):
        assert part in text, part
    page = browser.get(f"{HERE}/payments/{row.id}").text
    assert f"https://dashboard.stripe.com/test/payments/{row.intent_id}" in page
    assert f"/guests/{ada}" in page
    assert "/guests/" not in desk("finance").get(f"{HERE}/payments/{row.id}").text


def test_anothers_payment_is_not_there(desk: Desk, shop: Shop) -> None:
    row = shop.payments(pays(shop))[0]
    dora = desk("owner", organisation=factories.make_organisation())

    assert dora.get(f"{HERE}/payments/{row.id}").status_code == 404
    assert "No payment yet" in words(dora, f"{HERE}/payments")


@pytest.mark.parametrize(("language", "delimiter", "fee"), [("de", ";", ","), ("en", ",", ".")])
def test_the_table_is_for_the_bookkeeping(desk: Desk, shop: Shop, language: str, delimiter: str, fee: str) -> None:
    browser = desk("finance", language=language)
    row = shop.payments(pays(shop))[0]

    data = browser.get(f"{HERE}/payments.csv").data

    assert data.startswith(b"\xef\xbb\xbf")
    head, line = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=delimiter))
    assert len(head) == len(line)
    assert {f"45{fee}00", f"37{fee}82", f"7{fee}18", "19", row.intent_id} <= set(line)
    assert PRICE == 4500
