"""Tickets that are given back give back their money: once, by the terms, never more than came."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from eventsvc.core import clock
from eventsvc.core.db import transaction
from eventsvc.core.errors import Refused
from eventsvc.events.models import Event
from eventsvc.payments import cancelling, refunds
from eventsvc.registration import forgetting, reminders
from eventsvc.registration.records import By
from tests.payments.shop import PRICE, Shop
from tests.support import at_once

pytestmark = pytest.mark.both
ADA = By(person_id=None, system=True, reason="by telephone")


def terms(shop: Shop, **values: Any) -> None:
    with transaction() as connection:
        connection.execute(update(Event).where(Event.id == shop.event.id).values(**values))


def refused(deed: Callable[..., object], *args: Any, **more: Any) -> str:
    with pytest.raises(Refused) as no:
        deed(*args, **more)
    return no.value.reason


def test_all_tickets_back_is_all_money_back(shop: Shop) -> None:
    ada = shop.paid("Ada", 2)

    given = cancelling.cancel(ada)

    assert (given.tickets, given.cents, given.currency) == (2, 2 * PRICE, "EUR")
    assert shop.state(ada) == "cancelled"
    assert [(row.amount_cents, row.state, row.reason) for row in shop.refunds(ada)] == [(2 * PRICE, "succeeded", "guest")]
    assert shop.letters(ada)["registration-cancelled"] == 1
    shop.agree()


def test_one_ticket_gives_back_its_price(shop: Shop) -> None:
    ada = shop.paid("Ada", 3)
    terms(shop, refund_percent=50)
    one, two, _three = shop.tickets(ada)

    assert cancelling.cancel(ada, ticket_id=one).cents == PRICE // 2
    assert cancelling.cancel(ada, ticket_id=one) == cancelling.Cancelled(0)
    assert cancelling.cancel(ada, ticket_id=two).cents == PRICE // 2
    assert cancelling.cancel(ada).cents == PRICE // 2

    assert sum(row.amount_cents for row in shop.refunds(ada)) == 3 * (PRICE // 2)
    assert shop.state(ada) == "cancelled"
    shop.agree(given_back=True)


def test_after_the_hour_nothing_goes_back(shop: Shop) -> None:
    ada = shop.paid()
    terms(shop, refund_until=datetime(2020, 1, 1))  # noqa: DTZ001  a wall time

    assert cancelling.cancel(ada, expect=0) == cancelling.Cancelled(1)
    assert not shop.refunds(ada)
    shop.agree(given_back=True)


def test_the_sum_that_stood_on_the_page_counts(shop: Shop) -> None:
    ada = shop.paid()
    terms(shop, refund_percent=50)

    assert refused(cancelling.cancel, ada, expect=PRICE) == "refund-changed"
    assert shop.valid(ada) == 1
    assert cancelling.cancel(ada, expect=PRICE // 2).cents == PRICE // 2


def test_twice_at_once_and_the_desk_too_is_one_refund(shop: Shop) -> None:
    ada = shop.paid("Ada", 2)

    deeds: list[Callable[[], object]] = [
        lambda: cancelling.cancel(ada), lambda: cancelling.cancel(ada), lambda: cancelling.give(ada, None, by=ADA, once="form"),
        lambda: cancelling.give(ada, PRICE, by=ADA, once="other"),
    ]
    at_once(len(deeds), lambda which: deeds[which](), shop.app)

    refunds.send_due()
    assert shop.payments(ada)[0].returned_cents <= 2 * PRICE
    shop.agree(given_back=True)
    assert sum(row.amount_cents for row in shop.refunds(ada)) == 2 * PRICE


def test_what_stripe_does_not_hear_is_told_later(shop: Shop, frozen_shop: Callable[..., None]) -> None:
    ada = shop.paid()
    shop.practice.faults.add("refunds.create", "drop", 5)

    cancelling.cancel(ada)
    frozen_shop(minutes=5)
    refunds.send_due()

    assert [row.state for row in shop.refunds(ada)] == ["succeeded"]
    shop.agree()


def test_a_part_leaves_the_ticket_as_it_is(shop: Shop) -> None:
    ada = shop.paid()

    for _press in range(4):
        cancelling.give(ada, 1000, by=ADA, once="form")

    assert [row.amount_cents for row in shop.refunds(ada)] == [1000]
    assert shop.valid(ada) == 1
    assert shop.letters(ada)["refund"] == 1
    assert refused(cancelling.give, ada, PRICE - 999, by=ADA, once="more") == "too-much"
    assert cancelling.give(ada, PRICE - 1000, by=ADA, once="rest").tickets == 1
    assert shop.state(ada) == "cancelled"
    shop.agree()


def test_all_of_it_takes_the_tickets_too(shop: Shop) -> None:
    ada = shop.paid("Ada", 2)
    terms(shop, refund_percent=0)

    for _press in range(4):
        cancelling.give(ada, None, by=ADA, once="form")

    assert [row.amount_cents for row in shop.refunds(ada)] == [2 * PRICE]
    assert shop.state(ada) == "cancelled"
    assert shop.letters(ada)["registration-cancelled"] == 1
    assert shop.letters(ada)["refund"] == 0
    shop.agree()


def test_an_order_whose_page_is_open_ends_with_its_page(shop: Shop) -> None:
    ada = shop.ordered()

    assert cancelling.cancel(ada, by=ADA).cents == 0

    assert shop.state(ada) == "cancelled"
    assert shop.payments(ada)[0].state == "expired"
    shop.agree()


def test_a_moved_event_gives_back_everything_even_after_the_last_day(shop: Shop) -> None:
    ada, ben = shop.paid("Ada"), shop.paid("Ben")
    past = datetime(2020, 1, 1)  # noqa: DTZ001  a wall time
    terms(shop, moved_at=clock.now() + timedelta(seconds=1), cancel_until=past, refund_percent=0)

    assert cancelling.cancel(ada, expect=PRICE).cents == PRICE

    terms(shop, moved_at=clock.now() - timedelta(minutes=1))
    reminders.coming(ben)
    assert refused(cancelling.cancel, ben) == "cancel-over"
    shop.agree()


def test_who_wants_to_be_forgotten_gets_the_money_first(shop: Shop) -> None:
    ada = shop.paid()

    cancelling.leave(ada)
    forgetting.erase(ada)

    assert [row.state for row in shop.refunds(ada)] == ["succeeded"]
    cancelling.leave(ada)
