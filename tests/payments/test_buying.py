"""From the order to the ticket, whatever the way in (spec: payments, S01–S08)."""

from collections.abc import Callable

import pytest

from eventsvc.payments import reconciling, service, sweeping
from tests.payments.shop import PRICE, Shop

pytestmark = pytest.mark.both


def test_an_order_holds_seats_and_leads_to_a_page(shop: Shop) -> None:
    ada = shop.hold("Ada", 2)
    url = shop.order(ada)
    assert url.startswith(shop.practice.url)
    assert shop.state(ada) == "unpaid"
    assert shop.taken() == (0, 2)
    payment = shop.payments(ada)[0]
    assert (payment.state, payment.amount_cents, payment.number) == ("open", 2 * PRICE, 1)
    shop.agree()


def test_paid_and_looked_at_is_a_ticket(shop: Shop) -> None:
    ada = shop.ordered("Ada", 2)
    shop.practice.pay(shop.page(ada))
    assert service.look(ada)
    assert shop.state(ada) == "confirmed"
    assert shop.valid(ada) == 2
    assert shop.taken() == (2, 0)
    assert shop.letters(ada) == {"ordered": 1, "ticket": 1}
    shop.agree()


def test_browser_closed_the_notice_gives_the_ticket(shop: Shop, notices: Callable[[], None]) -> None:
    notices()
    ada = shop.ordered()
    shop.practice.pay(shop.page(ada))
    assert shop.practice.webhooks.quiet()
    assert shop.state(ada) == "confirmed"
    shop.agree()


def test_both_lost_the_comparison_gives_the_ticket(shop: Shop, frozen_shop: Callable[..., None]) -> None:
    ada = shop.ordered()
    shop.practice.pay(shop.page(ada))
    frozen_shop(minutes=6)
    assert reconciling.under_way() == 1
    assert shop.state(ada) == "confirmed"
    shop.agree()


def test_a_page_that_ends_gives_the_seat_back(shop: Shop, frozen_shop: Callable[..., None]) -> None:
    ada = shop.ordered()
    frozen_shop(minutes=36)
    sweeping.sweep()
    assert shop.state(ada) == "expired"
    assert shop.taken() == (0, 0)
    assert shop.payments(ada)[0].state == "expired"
    shop.agree()
