"""The event is moved: come, or have the whole price back."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask

from eventsvc.core import clock
from eventsvc.payments.models import Refund
from eventsvc.practice.server import Practice
from eventsvc.registration.models import Registration
from tests import factories
from tests.browser import Browser
from tests.payments.conftest import frozen_shop, practice  # noqa: F401  the stand-in for Stripe
from tests.payments.shop import Shop, opened
from tests.payments.test_event_refunds import move, turn
from tests.public.test_cancel_paid import own, terms


@pytest.fixture
def shop(app: Flask, practice: Practice) -> Shop:  # noqa: F811
    """Ten seats at 45 euros."""
    return opened(app, practice)


def test_who_paid_is_asked_and_answers(shop: Shop, client: Browser, frozen_shop: Callable[..., None]) -> None:  # noqa: F811
    ada, ben = shop.paid("Ada"), shop.paid("Ben")
    terms(shop, refund_percent=0)
    assert client.get(own(ada, "/moved")).status_code == 302
    frozen_shop(minutes=1)
    move(shop, 2)

    page = client.get(own(ada, "/moved")).text
    assert "Please say until" in page
    assert "Cancel and get back €45.00" in page
    assert own(ada, "/moved") in client.get(own(ada)).text

    client.post(own(ben, "/coming"), data={"answer": "no", "refund": "4500"})
    frozen_shop(minutes=1)
    client.post(own(ada, "/coming"), data={"answer": "yes"})

    assert [(one.registration_id, one.amount_cents) for one in factories.all_of(Refund)] == [(ben, 4500)]
    assert factories.only(Registration, id=ada).coming_at == clock.now()
    assert client.get(own(ada, "/moved")).status_code == 302
    shop.agree()


def test_the_last_day_to_cancel_does_not_hold_for_a_moved_event(shop: Shop, client: Browser) -> None:
    ada = shop.paid()
    terms(shop, cancel_until=datetime(2020, 1, 1))  # noqa: DTZ001  a wall time
    move(shop, 1)

    answer = client.submit(own(ada, "/cancel"), {}, button="Cancel and get back €45.00")

    assert "€45.00 go back" in client.get(answer.location).text


def test_a_cancelled_event_says_what_goes_back(shop: Shop, client: Browser) -> None:
    ada = shop.paid()
    turn(shop, "cancel")

    assert "€45.00 go back to you by the way you paid." in client.get(own(ada)).text


def test_a_postponed_event_lets_nobody_wait(shop: Shop, client: Browser) -> None:
    ada = shop.paid()
    terms(shop, refund_percent=0)
    turn(shop, "postpone")

    assert "cancel and get back €45.00" in client.get(own(ada)).text
    client.submit(own(ada, "/cancel"), {}, button="Cancel and get back €45.00")

    assert shop.state(ada) == "cancelled"
    shop.agree()
