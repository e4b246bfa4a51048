"""Giving back what was paid: the sum stands on the page, on the button, and on the answer."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import update

from eventsvc.core.db import transaction
from eventsvc.events.models import Event
from eventsvc.payments.models import Refund
from eventsvc.practice.server import Practice
from eventsvc.registration.models import Registration
from tests import factories
from tests.browser import Browser
from tests.payments.conftest import practice  # noqa: F401  the stand-in for Stripe
from tests.payments.shop import Shop, opened


@pytest.fixture
def shop(app: Flask, practice: Practice) -> Shop:  # noqa: F811
    """Ten seats at 45 euros."""
    return opened(app, practice)


def terms(shop: Shop, **values: object) -> None:
    with transaction() as connection:
        connection.execute(update(Event).where(Event.id == shop.event.id).values(**values))


def own(registration_id: int, path: str = "") -> str:
    return f"/en/r/{factories.secret_of(factories.only(Registration, id=registration_id))}{path}"


def test_the_sum_is_said_before_and_after_the_press(shop: Shop, client: Browser) -> None:
    ada = shop.paid("Ada", 2)
    terms(shop, refund_percent=50)
    page = client.get(own(ada, "/cancel?ticket=1")).text
    assert "You do not get back" in page
    assert "Cancel and get back €22.50" in page

    answer = client.submit(own(ada, "/cancel?ticket=1"), {}, button="Cancel and get back €22.50")

    assert "€22.50 go back by the way you paid" in client.get(answer.location).text
    assert [one.amount_cents for one in factories.all_of(Refund)] == [2250]
    assert shop.valid(ada) == 1


def test_a_sum_that_changed_meanwhile_is_said_anew(shop: Shop, client: Browser) -> None:
    ada = shop.paid()
    page = own(ada, "/cancel")
    terms(shop, refund_percent=50)

    answer = client.post(page, data={"refund": "4500"})

    assert "now it is €22.50. Nothing was cancelled" in answer.text
    assert "Cancel and get back €22.50" in answer.text
    assert shop.valid(ada) == 1


def test_after_the_hour_the_page_says_that_nothing_goes_back(shop: Shop, client: Browser) -> None:
    ada = shop.paid()
    terms(shop, refund_until=datetime(2020, 1, 1))  # noqa: DTZ001  a wall time

    assert "nothing</dd>" in client.get(own(ada, "/cancel")).text
    answer = client.submit(own(ada, "/cancel"), {}, button="Cancel the ticket")

    assert "Cancelled. The seat is free" in client.get(answer.location).text
    assert not factories.all_of(Refund)


def test_who_cannot_come_reads_the_sum_beside_the_answer(shop: Shop, client: Browser) -> None:
    ada = shop.paid()
    assert "You get back €45.00" in client.get(own(ada, "/coming")).text

    client.post(own(ada, "/coming"), data={"answer": "no", "refund": "4500"})

    assert shop.state(ada) == "cancelled"
    shop.agree()


def test_that_was_not_me_gives_the_money_back(shop: Shop, client: Browser) -> None:
    ada = shop.paid()

    client.post(own(ada, "/stranger"))

    assert [(one.amount_cents, one.state) for one in factories.all_of(Refund)] == [(4500, "succeeded")]
