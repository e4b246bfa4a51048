"""Money that comes too late, twice, or not as ordered (spec: payments, S08, S11–S13, S17–S20, S26, S33)."""

import random
from collections.abc import Callable

import pytest

from eventsvc.core.db import db
from eventsvc.core.errors import Refused
from eventsvc.payments import refunds, service, sweeping
from eventsvc.payments.attempts import Page
from eventsvc.registration import ends
from tests.payments import shop as shops
from tests.payments.shop import PRICE, Shop
from tests.support import at_once

pytestmark = pytest.mark.both


def test_an_impatient_finger_gets_one_page(shop: Shop) -> None:
    ada = shop.hold()
    db.session.rollback()
    answers = at_once(8, lambda _n: shop.order(ada))
    assert {type(one) for one in answers} == {str}
    assert len(shop.pages(ada)) == 1
    shop.practice.pay(shop.page(ada))
    shop.sync(ada)
    shop.agree()


def test_paying_again_leads_to_the_page_that_is_open(shop: Shop) -> None:
    ada = shop.hold()
    first = shop.order(ada)
    assert service.pay(ada, shops.page()).url == first
    assert len(shop.pages(ada)) == 1


def test_late_money_is_a_ticket_while_seats_are_free(shop: Shop, frozen_shop: Callable[..., None]) -> None:
    ada = shop.ordered()
    frozen_shop(minutes=36)
    sweeping.sweep()
    assert shop.state(ada) == "expired"
    shop.practice.pay(shop.page(ada), late=True)
    shop.sync(ada)
    assert shop.state(ada) == "confirmed"
    shop.agree()


def test_late_money_goes_back_once_the_seats_are_gone(shop: Shop, frozen_shop: Callable[..., None]) -> None:
    shop.shrink(1)
    ada = shop.ordered("Ada")
    frozen_shop(minutes=36)
    sweeping.sweep()
    ben = shop.ordered("Ben")
    shop.practice.pay(shop.page(ben))
    shop.sync(ben)
    shop.practice.pay(shop.page(ada), late=True)
    shop.sync(ada)
    assert shop.state(ada) == "expired"
    assert [(row.amount_cents, row.reason, row.state) for row in shop.refunds(ada)] == [(PRICE, "too-late", "succeeded")]
    assert shop.letters(ada)["money-back"] == 1
    shop.agree()


def test_given_up_and_paid_all_the_same_goes_back(shop: Shop) -> None:
    ada = shop.ordered()
    service.stop(ada)
    ends.cancel(ada)
    assert shop.taken() == (0, 0)
    shop.practice.pay(shop.page(ada), late=True)
    shop.sync(ada)
    assert shop.state(ada) == "cancelled"
    shop.agree()
    assert sum(row.amount_cents for row in shop.refunds(ada)) == PRICE


def test_nobody_cancels_what_may_be_paid_at_this_moment(shop: Shop) -> None:
    ada = shop.ordered()
    with pytest.raises(Refused, match="being-paid"):
        ends.cancel(ada)
    service.stop(ada)
    assert ends.cancel(ada) == 1


def test_a_second_payment_goes_back(shop: Shop) -> None:
    ada = shop.ordered()
    first = shop.page(ada)
    service.stop(ada)
    assert service.pay(ada, shops.page()).url
    second = shop.page(ada)
    assert first != second
    shop.practice.pay(second)
    shop.practice.pay(first, late=True)
    service.sync(shop.account.id, second)
    service.sync(shop.account.id, first)
    assert shop.state(ada) == "confirmed"
    assert [(row.reason, row.amount_cents) for row in shop.refunds(ada)] == [("duplicate", PRICE)]
    assert shop.alerts() == ["duplicate"]
    shop.agree()


def test_a_wrong_amount_goes_back(shop: Shop) -> None:
    ada = shop.ordered()
    shop.practice.pay(shop.page(ada), amount=PRICE - 100)
    shop.sync(ada)
    assert shop.state(ada) == "unpaid"
    assert shop.alerts() == ["mismatch"]
    assert [(row.reason, row.amount_cents) for row in shop.refunds(ada)] == [("mismatch", PRICE - 100)]
    shop.agree()


def test_forty_buyers_for_five_seats(shop: Shop, frozen_shop: Callable[..., None]) -> None:
    """Pays, abandons and late pays, all at once: five valid tickets, every other cent goes back."""
    shop.shrink(5)
    luck = random.Random(5)
    plans = [luck.choice(("pay", "leave", "late")) for _ in range(40)]
    db.session.rollback()

    def come(number: int) -> int | None:
        try:
            return shop.ordered(f"Buyer{number}")
        except Refused:
            return None

    waves = []
    for first in range(0, 40, 20):
        came = at_once(20, lambda n, first=first: come(first + n))
        waves += [(one, plans[first + n]) for n, one in enumerate(came) if isinstance(one, int)]
        assert all(one is None or isinstance(one, int) for one in came), came
        paid = [one for one, plan in waves if plan == "pay" and shop.state(one) == "unpaid"]
        at_once(max(len(paid), 1), lambda n, paid=paid: _pay(shop, paid[n]) if paid else None)
        frozen_shop(minutes=36)
        sweeping.sweep()
    late = [one for one, plan in waves if plan != "leave" and shop.state(one) == "expired"]
    at_once(max(len(late), 1), lambda n: _pay(shop, late[n], late=True) if late else None)
    assert not isinstance(refunds.send_due(), BaseException)
    assert shop.taken()[0] <= 5
    shop.agree()


def _pay(shop: Shop, registration_id: int, *, late: bool = False) -> None:
    shop.practice.pay(shop.page(registration_id), late=late)
    shop.sync(registration_id)


def test_what_the_page_is_told(shop: Shop) -> None:
    ada = shop.ordered("Ada", 2)
    params = shop.payments(ada)[0].params
    assert params["line_items"][0]["quantity"] == 2
    assert params["metadata"]["attempt"] == "1"
    assert not {"allow_promotion_codes", "adaptive_pricing", "after_expiration", "optional_items"} & set(params)
    assert isinstance(shops.page(), Page)
