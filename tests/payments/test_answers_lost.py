"""Stripe does not answer, or its answer is lost (spec: payments, S14, S15, S29, S37, S40, S44–S46)."""

from collections.abc import Callable

import pytest

from eventsvc.core.errors import Refused
from eventsvc.payments import refunds, service, sweeping
from tests.payments import shop as shops
from tests.payments.shop import PRICE, Shop

pytestmark = pytest.mark.both
Hear = Callable[..., None]
Move = Callable[..., None]


def test_the_answer_is_lost_once(shop: Shop, notices: Hear) -> None:
    """S14: Stripe made the page and its answer is lost: the second time it answers with the same page."""
    notices()
    shop.practice.faults.add("sessions.create", "done-drop")
    ada = shop.ordered()
    assert len(shop.practice.accounts["acct_practice"].all("checkout.session")) == 1
    shop.practice.pay(shop.page(ada))
    assert shop.practice.webhooks.quiet()
    assert shop.state(ada) == "confirmed"


def test_the_answer_is_lost_for_good(shop: Shop, frozen_shop: Move) -> None:
    """S15: the page is there, and nobody here knows: the sweeper finds it, and the seats stay as long as it can be paid."""
    ada = _lost(shop)
    assert shop.payments(ada)[0].state == "creating"
    frozen_shop(minutes=3)
    sweeping.sweep()
    assert shop.payments(ada)[0].state == "open"
    shop.practice.pay(shop.page(ada))
    shop.sync(ada)
    assert shop.state(ada) == "confirmed"


def test_the_answer_is_lost_and_the_page_is_paid(shop: Shop, notices: Hear) -> None:
    """S15: and paid before anybody here knew of it (Stripe's own mail leads back to it)."""
    notices()
    ada = _lost(shop)
    session = shop.practice.accounts["acct_practice"].all("checkout.session")[0]
    shop.practice.pay(session["id"])
    assert shop.practice.webhooks.quiet()
    assert (shop.state(ada), shop.pages(ada)) == ("confirmed", [session["id"]])


def _lost(shop: Shop) -> int:
    shop.practice.faults.add("sessions.create", "done-drop", 3)
    shop.practice.faults.add("sessions.list", "drop", 3)
    ada = shop.hold()
    with pytest.raises(Refused, match="pay-unreachable"):
        shop.order(ada)
    assert shop.state(ada) == "unpaid"
    return ada


def test_a_refund_whose_answer_is_lost_goes_out_once(shop: Shop, frozen_shop: Move) -> None:
    """S29: Stripe gave it back and its answer is lost: the second time it answers with the same refund."""
    ada = shop.paid()
    shop.practice.faults.add("refunds.create", "done-drop", 3)
    made = shop.give_back(ada, PRICE)
    assert refunds.send(made[0]) is False
    frozen_shop(minutes=2)
    sweeping.sweep()
    assert [row.state for row in shop.refunds(ada)] == ["succeeded"]
    assert len(shop.practice.accounts["acct_practice"].all("refund")) == 1


def test_a_refund_whose_answer_is_lost_comes_as_a_notice(shop: Shop, notices: Hear) -> None:
    """S29: the notice of the refund is here before anybody tries again: it is ours, not one more."""
    notices()
    ada = shop.paid()
    shop.practice.faults.add("refunds.create", "done-drop", 3)
    refunds.send(shop.give_back(ada, PRICE)[0])
    assert shop.practice.webhooks.quiet()
    assert [(row.state, row.reason) for row in shop.refunds(ada)] == [("succeeded", "desk")]


def test_too_many_requests(shop: Shop, frozen_shop: Move) -> None:
    """S37: Stripe has no time for us. The order stands, and the next press gets the page; a refund waits its turn."""
    shop.practice.faults.add("sessions.create", "429", 3)
    ada = shop.hold()
    with pytest.raises(Refused, match="pay-unreachable"):
        shop.order(ada)
    shop.practice.faults.clear()
    assert service.pay(ada, shops.page()).url
    assert len(shop.payments(ada)) == 1
    shop.practice.pay(shop.page(ada))
    shop.practice.faults.add("sessions.retrieve", "429")
    assert service.look(ada) is False
    assert service.look(ada) is True
    shop.practice.faults.add("refunds.create", "429")
    refunds.send(shop.give_back(ada, PRICE)[0])
    assert [row.state for row in shop.refunds(ada)] == ["to-send"]
    frozen_shop(minutes=2)
    assert refunds.send_due() == 1
    assert [row.state for row in shop.refunds(ada)] == ["succeeded"]


def test_back_while_stripe_is_down(shop: Shop) -> None:
    """S40: nobody is told "failed" while it is not known: we are checking, and look again."""
    ada = shop.ordered()
    shop.practice.pay(shop.page(ada))
    shop.practice.faults.down = True
    answer = shop.back(ada)
    assert answer.status_code == 200
    assert answer.headers["Refresh"].startswith("5; url=")
    assert "failed" not in answer.text
    assert "checking" in answer.text
    assert shop.state(ada) == "unpaid"
    shop.practice.faults.clear()
    assert shop.back(ada).request.path.endswith("/welcome")
    assert shop.state(ada) == "confirmed"


def test_a_partial_refund_and_then_nothing(shop: Shop, frozen_shop: Move) -> None:
    """S44: a part is given back, the answer is lost, and after that Stripe is down until it has forgotten the key: given back once."""
    ada = shop.paid("Ada", 2)
    shop.practice.faults.add("refunds.create", "done-drop", 3)
    refunds.send(shop.give_back(ada, 1000, cancel=False)[0])
    shop.practice.faults.down = True
    for _try in range(2):
        frozen_shop(minutes=30)
        sweeping.sweep()
    assert [row.state for row in shop.refunds(ada)] == ["to-send"]
    shop.practice.faults.clear()
    shop.practice.api.saved.clear()
    frozen_shop(hours=25)
    sweeping.sweep()
    assert [(row.state, row.amount_cents) for row in shop.refunds(ada)] == [("succeeded", 1000)]
    assert (shop.state(ada), shop.valid(ada)) == ("confirmed", 2)


def test_a_saved_error_is_left_behind(shop: Shop, notices: Hear) -> None:
    """S45: the same key would answer with the same error for a day: the next attempt has its own."""
    notices()
    shop.practice.faults.add("sessions.create", "saved-500")
    ada = shop.ordered()
    assert [row.state for row in shop.payments(ada)] == ["abandoned", "open"]
    shop.practice.pay(shop.page(ada))
    assert shop.practice.webhooks.quiet()
    assert shop.state(ada) == "confirmed"


def test_a_saved_error_of_a_refund(shop: Shop, frozen_shop: Move) -> None:
    """S45: the same for a refund: after a day Stripe forgets it, and it goes out, once."""
    ada = shop.paid()
    shop.practice.faults.add("refunds.create", "saved-500")
    refunds.send(shop.give_back(ada, PRICE)[0])
    for _try in range(2):
        frozen_shop(hours=12)
        sweeping.sweep()
    assert [row.state for row in shop.refunds(ada)] == ["to-send"]
    shop.practice.api.saved.clear()
    frozen_shop(hours=1)
    sweeping.sweep()
    assert [row.state for row in shop.refunds(ada)] == ["succeeded"]


def test_an_error_although_it_was_made(shop: Shop, notices: Hear) -> None:
    """S46: Stripe answers with an error, but made the page: it is found and taken over."""
    notices()
    shop.practice.faults.add("sessions.create", "done-500")
    ada = shop.ordered()
    assert [row.state for row in shop.payments(ada)] == ["open"]
    shop.practice.pay(shop.page(ada))
    assert shop.practice.webhooks.quiet()
    assert shop.state(ada) == "confirmed"


@pytest.mark.parametrize("cents", [PRICE, 1000])
def test_an_error_although_it_was_given_back(shop: Shop, frozen_shop: Move, cents: int) -> None:
    """S46: the same for a refund, whose error Stripe repeats: what Stripe has is looked at."""
    ada = shop.paid()
    shop.practice.faults.add("refunds.create", "done-500")
    refunds.send(shop.give_back(ada, cents, cancel=cents == PRICE)[0])
    frozen_shop(minutes=2)
    sweeping.sweep()
    assert [row.state for row in shop.refunds(ada)] == ["succeeded"]
    assert len(shop.practice.accounts["acct_practice"].all("refund")) == 1
