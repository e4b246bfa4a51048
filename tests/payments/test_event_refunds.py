"""A cancelled event gives everybody's money back, whatever interrupts it; a moved one whoever wants it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from eventsvc.core import clock
from eventsvc.core.db import transaction
from eventsvc.events import queries as events
from eventsvc.events import service as desk
from eventsvc.events.models import Event
from eventsvc.events.wishes import unchanged
from eventsvc.payments import cancelling, event_refunds, refund_reads, refunds, rights
from eventsvc.registration import event_turns
from tests import factories
from tests.payments.shop import PRICE, Shop
from tests.payments.test_cancelling import terms

pytestmark = pytest.mark.both


def turn(shop: Shop, deed: str) -> None:
    event_turns.turn(
        deed, shop.event.id, shop.event.organisation_id, by=None, taken_back=event_refunds.taken_back,  # type: ignore[arg-type]
    )


def move(shop: Shop, days: int) -> None:
    """The editor types another date."""
    event = events.by_id(shop.event.id, shop.event.organisation_id)
    by = timedelta(days=days)
    wanted = replace(unchanged(event, (), ()), local_start=event.local_start + by, local_end=event.local_end + by)
    desk.edit(event.id, event.organisation_id, wanted, version=event.version, by=None)


def test_everybody_gets_everything_back_once(shop: Shop) -> None:
    guests = [shop.paid("Ada", 2), shop.paid("Ben"), shop.paid("Cem")]
    cancelling.give(guests[1], 1000, by=event_refunds.SYSTEM, once="form")
    turn(shop, "cancel")

    assert event_refunds.sweep() == 3
    assert event_refunds.sweep() == 0
    refunds.send_due()

    assert [sum(row.amount_cents for row in shop.refunds(one)) for one in guests] == [2 * PRICE, PRICE, PRICE]
    assert {row.state for one in guests for row in shop.refunds(one)} == {"succeeded"}
    assert refund_reads.standing(shop.event.id, shop.event.organisation_id).kept == 0


def test_who_cancelled_before_has_had_what_the_terms_said(shop: Shop) -> None:
    ada = shop.paid("Ada")
    terms(shop, refund_percent=50)
    cancelling.cancel(ada)
    turn(shop, "cancel")

    assert event_refunds.sweep() == 0
    assert [row.amount_cents for row in shop.refunds(ada)] == [PRICE // 2]


def test_a_run_that_dies_goes_on_where_it_was(shop: Shop) -> None:
    guests = [shop.paid(name) for name in ("Ada", "Ben", "Cem")]
    turn(shop, "cancel")

    assert event_refunds.sweep(most=1) == 1
    refunds.send_due()
    with pytest.raises(RuntimeError):
        _killed_before_it_is_written()
    assert event_refunds.sweep() == 2
    refunds.send_due()

    assert [len(shop.refunds(one)) for one in guests] == [1, 1, 1]
    assert shop.practice.book()
    assert all(row.state == "succeeded" for one in guests for row in shop.refunds(one))


def _killed_before_it_is_written() -> None:
    with transaction():
        event_refunds.sweep(most=1)
        raise RuntimeError


def test_what_failed_waits_for_a_person(shop: Shop) -> None:
    ada = shop.paid()
    turn(shop, "cancel")
    event_refunds.sweep()
    refunds.send_due()
    shop.practice.settle_refund(shop.refunds(ada)[0].stripe_refund_id, "failed")
    shop.sync(ada)

    assert event_refunds.sweep() == 0
    made = refunds.again(shop.refunds(ada)[0].id, shop.event.organisation_id, by=event_refunds.SYSTEM)
    assert made is not None
    refunds.send(made)

    assert [row.state for row in shop.refunds(ada)] == ["failed", "succeeded"]


def test_tickets_stay_until_it_takes_place_after_all(shop: Shop) -> None:
    ada = shop.paid("Ada")
    turn(shop, "cancel")
    event_refunds.sweep()
    refunds.send_due()
    shop.sync(ada)
    assert shop.valid(ada) == 1
    ben_letters = shop.letters(ada)

    turn(shop, "reinstate")

    assert shop.state(ada) == "cancelled"
    assert shop.valid(ada) == 0
    assert shop.letters(ada)["registration-cancelled"] == ben_letters["registration-cancelled"] + 1
    shop.agree()


def test_who_was_not_asked_for_yet_keeps_ticket_and_money(shop: Shop) -> None:
    ada, ben = shop.paid("Ada"), shop.paid("Ben")
    turn(shop, "cancel")
    event_refunds.sweep(most=1)

    turn(shop, "reinstate")

    assert event_refunds.sweep() == 0
    refunds.send_due()
    assert (shop.state(ada), shop.state(ben)) == ("cancelled", "confirmed")
    shop.agree()


def test_a_moved_event_gives_back_everything_to_whoever_ordered_before(shop: Shop, frozen_shop: Callable[..., None]) -> None:
    ada = shop.paid("Ada")
    frozen_shop(minutes=1)
    move(shop, 2)
    frozen_shop(minutes=1)
    ben = shop.paid("Ben")

    moved, fresh = rights.of(ada), rights.of(ben)

    assert moved is not None
    assert fresh is not None
    assert (moved.freely(clock.now()), fresh.freely(clock.now())) == (True, False)
    assert factories.fresh(factories.only(Event)).moved_from == shop.event.starts_at


def test_a_better_title_moves_nothing(shop: Shop) -> None:
    ada = shop.paid("Ada")
    event = events.by_id(shop.event.id, shop.event.organisation_id)
    desk.edit(
        event.id, event.organisation_id, replace(unchanged(event, (), ()), title_en="Evening"), version=event.version, by=None,
    )

    right = rights.of(ada)
    assert right is not None
    assert not right.freely(clock.now())
