"""Money that goes back: from the desk, from Stripe's own pages, by the buyer's bank (spec: payments, S22–S24, S27, S28, S30–S32)."""

from collections.abc import Callable

import pytest

from eventsvc.core.db import db
from eventsvc.core.errors import Refused
from eventsvc.payments import reconciling, refunds, sweeping
from eventsvc.registration.records import By
from tests.payments.shop import PRICE, Shop
from tests.support import at_once

pytestmark = pytest.mark.both
Hear = Callable[..., None]
Move = Callable[..., None]


def test_a_debit_takes_its_days(shop: Shop, notices: Hear, frozen_shop: Move) -> None:
    """S22: the page is done, the bank is not: the seat stays, there is no ticket, and a letter says what we wait for."""
    notices()
    ada = shop.ordered()
    shop.practice.debit(shop.page(ada), anyway=True)
    assert shop.practice.webhooks.quiet()
    assert (shop.state(ada), shop.taken(), shop.payments(ada)[0].state) == ("unpaid", (0, 1), "processing")
    assert shop.letters(ada)["payment-on-its-way"] == 1
    frozen_shop(days=3)
    sweeping.sweep()
    assert (shop.state(ada), shop.taken()) == ("unpaid", (0, 1))
    shop.practice.settle(shop.page(ada))
    assert shop.practice.webhooks.quiet()
    assert (shop.state(ada), shop.letters(ada)["ticket"]) == ("confirmed", 1)


def test_a_debit_fails(shop: Shop, notices: Hear) -> None:
    """S23: the bank says no: the seat is free, and a letter says so."""
    notices()
    ada = shop.ordered()
    shop.practice.debit(shop.page(ada), anyway=True)
    shop.practice.settle(shop.page(ada), ok=False)
    assert shop.practice.webhooks.quiet()
    assert (shop.state(ada), shop.taken(), shop.payments(ada)[0].state) == ("expired", (0, 0), "failed")
    assert shop.letters(ada)["payment-failed"] == 1


def test_a_debit_fails_without_notice(shop: Shop, frozen_shop: Move) -> None:
    """S23: the same when Stripe's notice is lost."""
    ada = shop.ordered()
    shop.practice.debit(shop.page(ada), anyway=True)
    shop.sync(ada)
    shop.practice.settle(shop.page(ada), ok=False)
    frozen_shop(minutes=10)
    reconciling.under_way()
    assert (shop.state(ada), shop.taken()) == ("expired", (0, 0))


def test_a_debit_is_taken_back(shop: Shop, notices: Hear) -> None:
    """S24: weeks later the buyer has the debit reversed: the money is gone, so is the ticket, and the desk knows."""
    notices()
    ada = shop.ordered()
    shop.practice.debit(shop.page(ada), anyway=True)
    shop.practice.settle(shop.page(ada))
    shop.practice.close_dispute(shop.practice.dispute(shop.page(ada)), won=False)
    assert shop.practice.webhooks.quiet()
    assert (shop.state(ada), shop.valid(ada), shop.taken()) == ("cancelled", 0, (0, 0))
    assert "dispute-lost" in shop.alerts()


def test_four_presses_give_back_once(shop: Shop) -> None:
    """S27: the button of one form, pressed four times, one after the other and at once."""
    ada, ben = shop.paid("Ada"), shop.paid("Ben")
    for _press in range(4):
        shop.give_back(ada, 1000, once="form-1", cancel=False)
    db.session.rollback()
    at_once(4, lambda _n: shop.give_back(ben, 1000, once="form-2", cancel=False))
    assert [row.amount_cents for one in (ada, ben) for row in shop.refunds(one)] == [1000, 1000]
    with pytest.raises(Refused, match="too-much"):
        shop.give_back(ada, PRICE, cancel=False)
    assert at_once(4, lambda _n: refunds.send_due()) != []
    assert len(shop.practice.accounts["acct_practice"].all("refund")) == 2


def test_four_presses_of_four_forms(shop: Shop) -> None:
    """S27: four people press at once for all of it: more than came never goes back."""
    ada = shop.paid()
    db.session.rollback()
    answers = at_once(4, lambda n: shop.give_back(ada, PRICE, once=f"form-{n}", cancel=False))
    assert sorted(type(one).__name__ for one in answers) == ["Refused", "Refused", "Refused", "list"]
    refunds.send_due()
    shop.sync(ada)
    assert (shop.state(ada), len(shop.refunds(ada))) == ("cancelled", 1)


def test_a_part_and_then_the_rest(shop: Shop, notices: Hear) -> None:
    """S28: a part leaves the tickets alone; the rest ends them."""
    notices()
    ada = shop.paid("Ada", 2)
    shop.give_back(ada, 1000, cancel=False)
    refunds.send_due()
    assert shop.practice.webhooks.quiet()
    assert (shop.state(ada), shop.valid(ada)) == ("confirmed", 2)
    shop.give_back(ada, 2 * PRICE - 1000)
    refunds.send_due()
    assert shop.practice.webhooks.quiet()
    assert (shop.state(ada), shop.valid(ada)) == ("cancelled", 0)
    assert [row.state for row in shop.refunds(ada)] == ["succeeded", "succeeded"]


@pytest.mark.parametrize("how", ["failed", "canceled"])
def test_a_refund_fails_later(shop: Shop, notices: Hear, how: str) -> None:
    """S30: Stripe said it succeeded, and days later it failed: the money is here again, somebody must look after it, and can."""
    notices()
    ada = shop.paid()
    shop.give_back(ada, PRICE)
    refunds.send_due()
    assert shop.practice.webhooks.quiet()
    row = shop.refunds(ada)[0]
    shop.practice.settle_refund(row.stripe_refund_id, how)
    assert shop.practice.webhooks.quiet()
    assert (shop.refunds(ada)[0].state, shop.alerts()) == (how, ["refund-failed"])
    shop.agree()
    assert refunds.again(row.id, shop.event.organisation_id, by=By(system=True)) is not None
    refunds.send_due()
    assert shop.practice.webhooks.quiet()
    assert [one.state for one in shop.refunds(ada)] == [how, "succeeded"]
    assert shop.alerts() == []


@pytest.mark.parametrize("cents", [None, PRICE - 1])
def test_given_back_in_the_pages_of_stripe(shop: Shop, notices: Hear, cents: int | None) -> None:
    """S31: all of it ends the ticket, a part is written down."""
    notices()
    ada = shop.paid()
    shop.practice.refund_by_hand(shop.page(ada), cents)
    assert shop.practice.webhooks.quiet()
    assert [(row.reason, row.amount_cents) for row in shop.refunds(ada)] == [("dashboard", cents or PRICE)]
    assert (shop.state(ada), shop.valid(ada)) == (("confirmed", 1) if cents else ("cancelled", 0))


def test_given_back_in_parts_in_the_pages_of_stripe(shop: Shop, notices: Hear) -> None:
    """S31: two parts leave the ticket alone, the third one ends it: the sum decides, not the notice."""
    notices()
    ada = shop.paid()
    shop.practice.refund_by_hand(shop.page(ada), 1000)
    shop.practice.refund_by_hand(shop.page(ada), 2000)
    assert shop.practice.webhooks.quiet()
    assert (shop.state(ada), sorted(row.amount_cents for row in shop.refunds(ada))) == ("confirmed", [1000, 2000])
    shop.practice.refund_by_hand(shop.page(ada))
    assert shop.practice.webhooks.quiet()
    assert (shop.state(ada), shop.valid(ada)) == ("cancelled", 0)


@pytest.mark.parametrize("end", ["open", "won", "lost"])
def test_a_buyer_denies_it(shop: Shop, notices: Hear, end: str) -> None:
    """S32: told at once; the ticket stays valid until the money is lost for good."""
    notices()
    ada = shop.paid()
    dispute = shop.practice.dispute(shop.page(ada))
    assert shop.practice.webhooks.quiet()
    assert (shop.state(ada), shop.valid(ada), shop.alerts()) == ("confirmed", 1, ["dispute"])
    shop.agree()
    if end != "open":
        shop.practice.close_dispute(dispute, won=end == "won")
        assert shop.practice.webhooks.quiet()
    assert shop.state(ada) == ("cancelled" if end == "lost" else "confirmed")
    assert shop.alerts() == {"open": ["dispute"], "won": [], "lost": ["dispute", "dispute-lost"]}[end]


def test_what_is_denied_cannot_be_given_back(shop: Shop, notices: Hear) -> None:
    """S32: Stripe refuses a refund while the bank has the money: the desk is told."""
    notices()
    ada = shop.paid()
    dispute = shop.practice.dispute(shop.page(ada))
    shop.give_back(ada, PRICE)
    refunds.send_due()
    assert shop.practice.webhooks.quiet()
    assert [(row.state, row.failure) for row in shop.refunds(ada)] == [("failed", "charge_disputed")]
    assert sorted(shop.alerts()) == ["dispute", "refund-failed"]
    shop.practice.close_dispute(dispute, won=False)
    assert shop.practice.webhooks.quiet()
    assert shop.payments(ada)[0].returned_cents == PRICE


def test_a_warning_moves_no_money(shop: Shop, notices: Hear) -> None:
    """S32: an early warning of the bank is told, and is over when the bank says so."""
    notices()
    ada = shop.paid()
    warning = shop.practice.dispute(shop.page(ada), warning=True)
    assert shop.practice.webhooks.quiet()
    assert (shop.state(ada), shop.alerts()) == ("confirmed", ["dispute"])
    shop.practice.close_dispute(warning, won=True)
    assert shop.practice.webhooks.quiet()
    assert shop.alerts() == []
