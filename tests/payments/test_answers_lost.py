"""Stripe does not answer, or its answer is lost (spec: payments, S14–S18, S29, S37, S45, S46)."""

from collections.abc import Callable

import pytest

from eventsvc.core.db import transaction
from eventsvc.core.errors import Refused
from eventsvc.payments import refunds, service, sweeping
from eventsvc.registration import ends, records
from tests.payments import shop as shops
from tests.payments.shop import PRICE, Shop

pytestmark = pytest.mark.both


def test_the_answer_is_lost_once(shop: Shop) -> None:
    shop.practice.faults.add("sessions.create", "done-drop")
    ada = shop.ordered()
    assert len(shop.practice.book()[_order(shop, ada)].__dict__) > 0
    shop.practice.pay(shop.page(ada))
    shop.sync(ada)
    shop.agree()


def test_the_answer_is_lost_for_good(shop: Shop, frozen_shop: Callable[..., None]) -> None:
    """The page is there, and nobody here knows: the sweeper finds it, and the seats stay as long as it can be paid."""
    shop.practice.faults.add("sessions.create", "done-drop", 3)
    shop.practice.faults.add("sessions.list", "drop", 3)
    ada = shop.hold()
    with pytest.raises(Refused, match="pay-unreachable"):
        shop.order(ada)
    assert shop.state(ada) == "unpaid"
    assert shop.payments(ada)[0].state == "creating"
    frozen_shop(minutes=3)
    sweeping.sweep()
    assert shop.payments(ada)[0].state == "open"
    shop.practice.pay(shop.page(ada))
    shop.sync(ada)
    shop.agree()


def test_a_saved_error_is_left_behind(shop: Shop) -> None:
    """The same key would answer with the same error for a day: the next attempt has its own."""
    shop.practice.faults.add("sessions.create", "saved-500")
    ada = shop.ordered()
    assert [row.state for row in shop.payments(ada)] == ["abandoned", "open"]
    shop.practice.pay(shop.page(ada))
    shop.sync(ada)
    shop.agree()


def test_an_error_although_it_was_made(shop: Shop) -> None:
    shop.practice.faults.add("sessions.create", "done-500")
    ada = shop.ordered()
    assert [row.state for row in shop.payments(ada)] == ["open"]
    shop.practice.pay(shop.page(ada))
    shop.sync(ada)
    shop.agree()


def test_stripe_is_down_when_the_hold_ends(shop: Shop, frozen_shop: Callable[..., None]) -> None:
    """Nobody can say whether the page is paid: the seat stays."""
    ada = shop.ordered()
    shop.practice.faults.down = True
    frozen_shop(minutes=40)
    sweeping.sweep()
    assert shop.state(ada) == "unpaid"
    assert shop.taken() == (0, 1)
    shop.practice.faults.clear()
    sweeping.sweep()
    assert shop.state(ada) == "expired"
    shop.agree()


def test_paid_while_the_hold_ends(shop: Shop, frozen_shop: Callable[..., None]) -> None:
    ada = shop.ordered()
    shop.practice.pay(shop.page(ada))
    frozen_shop(minutes=40)
    sweeping.sweep()
    assert shop.state(ada) == "confirmed"
    shop.agree()


def test_nobody_is_told_failed_while_it_is_not_known(shop: Shop) -> None:
    ada = shop.ordered()
    shop.practice.pay(shop.page(ada))
    shop.practice.faults.down = True
    assert service.look(ada) is False
    shop.practice.faults.clear()
    assert service.look(ada)
    assert shop.state(ada) == "confirmed"


def test_a_refund_whose_answer_is_lost_goes_out_once(shop: Shop, frozen_shop: Callable[..., None]) -> None:
    ada = _paid(shop)
    shop.practice.faults.add("refunds.create", "done-drop", 3)
    made = _refund(shop, ada, PRICE)
    assert refunds.send(made[0]) is False
    frozen_shop(minutes=2)
    sweeping.sweep()
    assert [row.state for row in shop.refunds(ada)] == ["succeeded"]
    shop.agree()


def test_four_presses_give_back_once(shop: Shop) -> None:
    ada = _paid(shop)
    for _press in range(4):
        _refund(shop, ada, 1000, once="form-1", cancel=False)
    assert [row.amount_cents for row in shop.refunds(ada)] == [1000]
    with pytest.raises(Refused, match="too-much"):
        _refund(shop, ada, PRICE, cancel=False)


def _paid(shop: Shop) -> int:
    ada = shop.ordered()
    shop.practice.pay(shop.page(ada))
    shop.sync(ada)
    return ada


def _refund(shop: Shop, registration_id: int, cents: int, *, once: str | None = None, cancel: bool = True) -> list[int]:
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        made = refunds.ask(connection, record, cents, reason="desk", by=records.By(system=True), once=once)
        if cancel:
            ends.cancel(registration_id, by=records.By(system=True))
    return made


def _order(shop: Shop, registration_id: int) -> str:
    return str(shop.payments(registration_id)[0].params["metadata"]["order"])


def test_another_page_after_a_given_up_one(shop: Shop) -> None:
    ada = shop.ordered()
    service.stop(ada)
    assert shop.state(ada) == "unpaid"
    assert service.pay(ada, shops.page()).url
    assert [row.state for row in shop.payments(ada)] == ["expired", "open"]
