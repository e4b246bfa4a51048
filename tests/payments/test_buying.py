"""One order, one page, one payment, however often somebody presses (spec: payments, S10–S13)."""

from collections.abc import Callable

import pytest

from eventsvc.core.db import db
from eventsvc.core.errors import Refused
from eventsvc.payments import service
from eventsvc.payments.attempts import Page
from eventsvc.practice.till import Closed
from eventsvc.registration import ends
from tests.payments import shop as shops
from tests.payments.shop import PRICE, Shop
from tests.support import at_once

pytestmark = pytest.mark.both
Hear = Callable[..., None]


def test_an_order_holds_seats_and_leads_to_a_page(shop: Shop) -> None:
    ada = shop.hold("Ada", 2)
    url = shop.order(ada)
    assert url.startswith(shop.practice.url)
    assert (shop.state(ada), shop.taken()) == ("unpaid", (0, 2))
    payment = shop.payments(ada)[0]
    assert (payment.state, payment.amount_cents, payment.number) == ("open", 2 * PRICE, 1)


def test_what_the_page_is_told(shop: Shop) -> None:
    ada = shop.ordered("Ada", 2)
    params = shop.payments(ada)[0].params
    assert params["line_items"][0]["quantity"] == 2
    assert params["metadata"]["attempt"] == "1"
    assert not {"allow_promotion_codes", "adaptive_pricing", "after_expiration", "optional_items"} & set(params)
    assert isinstance(shops.page(), Page)


def test_declined_then_accepted(shop: Shop, notices: Hear) -> None:
    """S10: the first card is declined, the second one works, on the same page."""
    notices()
    ada = shop.ordered()
    shop.practice.decline(shop.page(ada))
    assert shop.practice.webhooks.quiet()
    assert shop.state(ada) == "unpaid"
    shop.practice.pay(shop.page(ada))
    assert shop.practice.webhooks.quiet()
    assert (shop.state(ada), len(shop.pages(ada))) == ("confirmed", 1)


def test_an_impatient_finger_gets_one_page(shop: Shop, notices: Hear) -> None:
    """S11: eight presses at once are one order and one page."""
    notices()
    ada = shop.hold()
    db.session.rollback()
    answers = at_once(8, lambda _n: shop.order(ada))
    assert {type(one) for one in answers} == {str}
    assert len(shop.pages(ada)) == 1
    shop.practice.pay(shop.page(ada))
    assert shop.practice.webhooks.quiet()
    assert shop.state(ada) == "confirmed"


def test_back_and_pay_again(shop: Shop, notices: Hear) -> None:
    """S12: back, and on to paying again: the same page, which is paid once although two windows show it."""
    notices()
    ada = shop.hold()
    first = shop.order(ada)
    assert service.pay(ada, shops.page()).url == first
    shop.practice.pay(shop.page(ada))
    with pytest.raises(Closed):
        shop.practice.pay(shop.page(ada))
    assert shop.practice.webhooks.quiet()
    assert (shop.state(ada), len(shop.pages(ada))) == ("confirmed", 1)


@pytest.mark.parametrize("newest_first", [True, False])
def test_both_pages_are_paid(shop: Shop, notices: Hear, *, newest_first: bool) -> None:
    """S12: a second page, and both are paid after all: one keeps the ticket, the other goes back."""
    notices()
    ada = shop.ordered()
    service.stop(ada)
    assert service.pay(ada, shops.page()).url
    first, second = shop.pages(ada)
    for page in ((second, first) if newest_first else (first, second)):
        shop.practice.webhooks.quiet()
        if shop.practice.find(page)[1]["status"] != "complete":
            shop.practice.pay(page, late=True)
    assert shop.practice.webhooks.quiet()
    assert (shop.state(ada), shop.valid(ada)) == ("confirmed", 1)
    paid_twice = [row for row in shop.payments(ada) if row.received_cents]
    assert [row.reason for row in shop.refunds(ada)] == ["duplicate"] * (len(paid_twice) - 1)
    assert shop.alerts() == ["duplicate"] * (len(paid_twice) - 1)


def test_given_up_and_the_old_page(shop: Shop, notices: Hear) -> None:
    """S13: given up: the old page cannot be paid. Were it paid all the same, the money goes back and nobody gets a seat."""
    notices()
    ada = shop.ordered()
    service.stop(ada)
    ends.cancel(ada)
    assert shop.taken() == (0, 0)
    with pytest.raises(Closed):
        shop.practice.pay(shop.page(ada))
    shop.practice.pay(shop.page(ada), late=True)
    assert shop.practice.webhooks.quiet()
    assert shop.state(ada) == "cancelled"
    assert sum(row.amount_cents for row in shop.refunds(ada)) == PRICE


def test_given_up_in_the_moment_of_paying(shop: Shop) -> None:
    """S13: whoever gives up what has just been paid keeps the ticket."""
    ada = shop.ordered()
    shop.practice.pay(shop.page(ada))
    service.stop(ada)
    assert shop.state(ada) == "confirmed"


def test_nobody_cancels_what_may_be_paid_at_this_moment(shop: Shop) -> None:
    """S16: no seat goes as long as its page can be paid."""
    ada = shop.ordered()
    with pytest.raises(Refused, match="being-paid"):
        ends.cancel(ada)
    service.stop(ada)
    with pytest.raises(Closed):
        shop.practice.pay(shop.page(ada))
    assert ends.cancel(ada) == 1


def test_another_page_after_a_given_up_one(shop: Shop) -> None:
    ada = shop.ordered()
    service.stop(ada)
    assert shop.state(ada) == "unpaid"
    assert service.pay(ada, shops.page()).url
    assert [row.state for row in shop.payments(ada)] == ["expired", "open"]
