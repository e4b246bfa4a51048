"""Paying by bank transfer, seen by the guest."""

import io
from collections.abc import Iterator

import pytest
import zxingcpp
from flask import Flask
from PIL import Image

from eventsvc.core.db import db
from eventsvc.core.outbox import OutboxRow
from eventsvc.payments import arrivals, bank, bills, overdue, service
from eventsvc.payments.models import Bill
from eventsvc.registration.models import Registration
from tests import factories
from tests.browser import Browser
from tests.mails.post import delivered, words
from tests.payments import shop as shops
from tests.payments.transferring import DESK, IBAN, ORDERED, TODAY, TOLD, evening, held, ordered
from tests.public.filling import text
from tests.registration.cases import reason
from tests.support import Frozen, frozen


@pytest.fixture
def now(app: Flask) -> Iterator[Frozen]:
    """The Tuesday after Easter 2027."""
    with frozen(ORDERED) as time:
        yield time


def reference() -> str:
    """As it stands in the transfer."""
    return bills.shown(factories.only(Bill).reference)


def values(browser: Browser, path: str) -> dict[str, str]:
    """What can be copied."""
    return {one.get("id", ""): one.get("value", "") for one in browser.page(path).iter() if one.tag.endswith("data")}


def test_ordered_by_transfer_from_the_review_on(client: Browser, now: Frozen) -> None:
    kept = held(evening())

    review = text(client.get(f"/en/r/{kept.secret}/review"))
    assert "Ways to pay: Bank transfer. None costs extra." in review
    answer = client.submit(f"/en/r/{kept.secret}/review", {"way": "bank"}, button="Order with obligation to pay")
    assert answer.location == f"/en/r/{kept.secret}"
    page = text(client.get(answer.location))

    assert "Please transfer €119.00" in page
    assert "The money is here by Tuesday, 6 April 2027 5 bank days. On 5 April we remind you." in page
    assert values(client, answer.location) == {
        "holder": "Hafen Forum e. V.", "iban": TOLD, "amount": "119.00", "reference": reference(),
    }


def test_the_picture_says_what_stands_beside_it(client: Browser, now: Frozen) -> None:
    kept = ordered(evening(), many=3)
    here = f"/en/r/{kept.secret}"

    assert values(client, here)["amount"] == "357.00"
    assert "Your 3 places are kept." in client.get(here).text
    assert f"GiroCode: transfers €357.00 to Hafen Forum e. V. with the reference {reference()}" in client.get(here).text

    [mail] = delivered()
    [picture] = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    code = zxingcpp.read_barcode(Image.open(io.BytesIO(picture.get_content())))
    assert code is not None
    assert code.text == f"BCD\n002\n1\nSCT\n\nHafen Forum e. V.\n{IBAN}\nEUR357.00\n\n\n{reference()}"
    for said in (TOLD, reference(), "€357.00", "6 April, 11:59"):
        assert said in words(mail)


def test_what_is_missing_of_a_part(client: Browser, now: Frozen) -> None:
    kept = ordered(evening())
    arrivals.book(kept.registration_id, 10_000, TODAY, by=DESK)

    assert "€100.00 are here already" in text(client.get(f"/en/r/{kept.secret}"))
    assert values(client, f"/en/r/{kept.secret}")["amount"] == "19.00"
    mail = delivered()[-1]
    assert "Thank you, €100.00 of €119.00" in words(mail)


def test_rather_not_frees_the_place(client: Browser, now: Frozen) -> None:
    event = evening()
    kept = ordered(event)

    client.submit(f"/en/r/{kept.secret}", button="Rather not, free the place")

    assert (factories.only(Registration).state, factories.pool_of(event).held) == ("cancelled", 0)


def test_no_transfer_that_would_come_after_the_beginning(client: Browser, now: Frozen) -> None:
    now.move(days=15)
    kept = held(evening())

    assert "tells you how to pay" in text(client.get(f"/en/r/{kept.secret}/review"))
    client.submit(f"/en/r/{kept.secret}/review", button="Order with obligation to pay")

    assert factories.only(Bill).method == ""
    client.post(f"/en/r/{kept.secret}/by-transfer")
    assert factories.only(Bill).method == ""


def test_an_account_that_is_off_is_not_offered(client: Browser, now: Frozen) -> None:
    kept = held(evening(active=False))

    assert "Bank transfer" not in text(client.get(f"/en/r/{kept.secret}/review"))


def test_to_transfer_after_all(client: Browser, now: Frozen) -> None:
    kept = held(evening())
    service.order(kept.registration_id, "", None)
    db.session.rollback()

    assert "Pay by bank transfer" in client.get(f"/en/r/{kept.secret}").text
    client.post(f"/en/r/{kept.secret}/by-transfer")

    assert "Please transfer" in client.get(f"/en/r/{kept.secret}").text
    assert [row.kind for row in factories.all_of(OutboxRow)] == ["ordered", "pay-by-transfer"]
    assert [TOLD in words(mail) for mail in delivered()] == [True, True]


def test_the_mail_of_the_day_before(client: Browser, now: Frozen) -> None:
    ordered(evening())
    delivered()
    now.move(days=6)
    overdue.remind()

    [mail] = delivered()

    assert "Your transfer is still missing, Ada" in words(mail)
    assert TOLD in words(mail)


def test_a_part_is_not_paid_again_on_the_payment_page(now: Frozen) -> None:
    kept = ordered(evening())
    arrivals.book(kept.registration_id, 100, TODAY, by=DESK)

    assert reason(service.pay, kept.registration_id, shops.page()) == "part-paid"


@pytest.mark.parametrize(("wish", "why"), [
    (bank.Account(active=True, holder="Hafen", iban=IBAN[:-1] + "1"), "iban-wrong"),
    (bank.Account(active=True, holder="Hafen", iban=IBAN, bic="COBADE"), "bic-wrong"),
    (bank.Account(active=True, holder=" ", iban=IBAN), "holder-missing"),
])  # fmt: skip
def test_an_account_that_cannot_be_is_not_kept(app: Flask, wish: bank.Account, why: str) -> None:
    owner = factories.make_organisation()

    assert reason(bank.change, owner.id, factories.make_person().id, wish) == why
    assert bank.of(owner.id) == bank.Account()
