"""Money back at the desk: a part, all, several guests; the list of an event, and what failed."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from eventsvc.payments import cancelling
from eventsvc.payments.models import Refund
from eventsvc.practice.server import Practice
from eventsvc.registration.models import Registration
from tests import factories
from tests.browser import Browser
from tests.payments.conftest import practice  # noqa: F401  the stand-in for Stripe
from tests.payments.shop import PRICE, Shop, opened

Desk = Callable[..., Browser]


@pytest.fixture
def shop(app: Flask, practice: Practice) -> Shop:  # noqa: F811
    """Ten seats at 45 euros."""
    return opened(app, practice)


def guest(shop: Shop, registration_id: int) -> str:
    return f"/desk/events/{shop.event.id}/guests/{registration_id}"


def listed(shop: Shop) -> str:
    return f"/desk/events/{shop.event.id}/refunds"


def test_a_part_goes_back_and_the_ticket_stays(shop: Shop, desk: Desk) -> None:
    ada, browser = shop.paid(), desk("manager")
    page = browser.get(guest(shop, ada)).text
    assert "At most €45.00, only for a part." in page
    token = re.search(r'name="once" type="hidden" value="(\w+)"', page)
    assert token is not None

    for _press in range(4):
        browser.post(f"{guest(shop, ada)}/refund", data={
            "extent": "part", "amount": "10", "reason": "No coffee", "once": token.group(1), "csrf_token": browser.csrf(),
        })

    assert [(one.amount_cents, one.note) for one in factories.all_of(Refund)] == [(1000, "No coffee")]
    assert shop.valid(ada) == 1
    assert "€10.00 go back." in browser.get(guest(shop, ada)).text


def test_all_goes_back_and_the_ticket_with_it(shop: Shop, desk: Desk) -> None:
    ada, browser = shop.paid("Ada", 2), desk("owner")

    browser.submit(guest(shop, ada), {"extent": "all", "reason": "Ill"}, button="Give back")

    assert shop.state(ada) == "cancelled"
    page = browser.get(listed(shop)).text
    assert "1 refund, €90.00." in page
    assert "Given back by you: Ill" in page
    shop.agree()


@pytest.mark.parametrize(("typed", "sentence"), [
    ({"extent": "part", "amount": "46", "reason": "x"}, "At most €45.00 can be given back."),
    ({"extent": "part", "amount": "soon", "reason": "x"}, "A sum like 10 or 10.00."),
    ({"extent": "part", "amount": "10", "reason": ""}, "Say why. It stands in the history."),
])
def test_what_cannot_be_is_said(shop: Shop, desk: Desk, typed: dict[str, str], sentence: str) -> None:
    ada = shop.paid()

    assert sentence in desk("owner").submit(guest(shop, ada), typed, button="Give back").text

    assert not factories.all_of(Refund)


def test_several_guests_get_what_the_terms_say(shop: Shop, desk: Desk) -> None:
    ada, ben, browser = shop.paid("Ada"), shop.paid("Ben"), desk("owner")

    browser.post(f"/desk/events/{shop.event.id}/guests/many", data={
        "deed": "cancel", "who": [str(ada), str(ben)], "sure": "1", "reason": "Too hot", "csrf_token": browser.csrf(),
    })

    assert [shop.state(one) for one in (ada, ben)] == ["cancelled", "cancelled"]
    assert "2 guests get money back." in browser.get(f"/desk/events/{shop.event.id}/guests").text
    shop.agree()


def test_what_failed_is_tried_again_once_or_transferred(shop: Shop, desk: Desk) -> None:
    ada, ben, browser = shop.paid("Ada"), shop.paid("Ben"), desk("owner")
    for one in (ada, ben):
        cancelling.cancel(one)
        _fails(shop, one)
    page = browser.get(listed(shop)).text
    assert page.count("The card has expired or was cancelled; the bank sent the money back") == 2
    first, second = (row.id for row in factories.all_of(Refund))

    for _press in range(2):
        browser.post(f"{listed(shop)}/{first}/again", data={"csrf_token": browser.csrf()})
        browser.post(f"{listed(shop)}/{second}/by-hand", data={"csrf_token": browser.csrf()})

    assert [(row.state, row.amount_cents) for row in factories.all_of(Refund)] == [
        ("failed", PRICE), ("failed", PRICE), ("succeeded", PRICE), ("succeeded", PRICE),
    ]
    assert "What is missing" not in browser.get(listed(shop)).text


def _fails(shop: Shop, registration_id: int) -> None:
    """As Stripe tells it days later."""
    shop.practice.settle_refund(shop.refunds(registration_id)[0].stripe_refund_id, "failed")
    shop.sync(registration_id)


def test_finance_looks_and_does_nothing(shop: Shop, desk: Desk) -> None:
    ada, browser = shop.paid(), desk("finance")
    cancelling.cancel(ada)

    assert browser.get(listed(shop)).status_code == 200
    assert browser.post(f"{listed(shop)}/1/again", data={"csrf_token": browser.csrf()}).status_code == 404
    assert factories.only(Registration, id=ada).state == "cancelled"
