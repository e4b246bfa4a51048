"""When time is over: what is being paid stays, what is paid too late gets its seat or goes back (spec: payments, S16–S20, S26, S33, S35,
S38).
"""

import random
from collections.abc import Callable

import pytest
from sqlalchemy import update

from eventsvc.core.db import db, transaction
from eventsvc.core.errors import Refused
from eventsvc.payments import refunds, service, sweeping
from eventsvc.practice.till import Closed
from eventsvc.registration import holds
from eventsvc.ticket_types.models import TicketType
from tests.payments import shop as shops
from tests.payments.shop import PRICE, Shop
from tests.support import at_once

pytestmark = pytest.mark.both
Hear = Callable[..., None]
Move = Callable[..., None]


def test_the_page_ends_before_the_seats_go(shop: Shop, frozen_shop: Move) -> None:
    """S16: by our clock the time is over, by Stripe's not yet: the page is ended there first."""
    ada = shop.ordered()
    shop.practice.skew = -600
    frozen_shop(minutes=40)
    holds.sweep()
    assert (shop.state(ada), shop.taken()) == ("unpaid", (0, 1))
    assert shop.practice.find(shop.page(ada))[1]["status"] == "open"
    sweeping.sweep()
    assert (shop.state(ada), shop.taken()) == ("expired", (0, 0))
    with pytest.raises(Closed):
        shop.practice.pay(shop.page(ada))


def test_the_notice_is_under_way_when_the_hold_ends(shop: Shop, notices: Hear, frozen_shop: Move) -> None:
    """S17: paid in time; its notice comes after the sweeper, who asks Stripe and does not let the seat go."""
    notices()
    shop.practice.webhooks.held = True
    ada = shop.ordered()
    shop.practice.pay(shop.page(ada))
    frozen_shop(minutes=40)
    sweeping.sweep()
    holds.sweep()
    assert shop.state(ada) == "confirmed"
    shop.practice.webhooks.release()
    assert shop.practice.webhooks.quiet()
    assert shop.letters(ada)["ticket"] == 1


def test_stripe_is_down_when_the_hold_ends(shop: Shop, frozen_shop: Move) -> None:
    """S18: nobody can say whether the page is paid: the seat stays."""
    ada, ben = shop.ordered("Ada"), shop.ordered("Ben")
    shop.practice.pay(shop.page(ben))
    shop.practice.faults.down = True
    frozen_shop(minutes=40)
    sweeping.sweep()
    holds.sweep()
    assert (shop.state(ada), shop.state(ben), shop.taken()) == ("unpaid", "unpaid", (0, 2))
    shop.practice.faults.clear()
    sweeping.sweep()
    assert (shop.state(ada), shop.state(ben), shop.taken()) == ("expired", "confirmed", (1, 0))


def test_late_money_is_a_ticket_while_seats_are_free(shop: Shop, notices: Hear, frozen_shop: Move) -> None:
    """S19: too late, and nobody wanted the seat meanwhile."""
    notices()
    ada = shop.ordered()
    frozen_shop(minutes=36)
    sweeping.sweep()
    assert shop.state(ada) == "expired"
    shop.practice.pay(shop.page(ada), late=True)
    assert shop.practice.webhooks.quiet()
    assert (shop.state(ada), shop.refunds(ada)) == ("confirmed", [])


def test_late_money_goes_back_once_the_seats_are_gone(shop: Shop, notices: Hear, frozen_shop: Move) -> None:
    """S20: too late, and the seat is somebody else's."""
    notices()
    shop.shrink(1)
    ada = shop.ordered("Ada")
    frozen_shop(minutes=36)
    sweeping.sweep()
    ben = shop.ordered("Ben")
    shop.practice.pay(shop.page(ben))
    shop.practice.pay(shop.page(ada), late=True)
    assert shop.practice.webhooks.quiet()
    assert (shop.state(ada), shop.state(ben)) == ("expired", "confirmed")
    assert [(row.amount_cents, row.reason, row.state) for row in shop.refunds(ada)] == [(PRICE, "too-late", "succeeded")]
    assert shop.letters(ada)["money-back"] == 1


@pytest.mark.parametrize("cents", [PRICE - 100, PRICE + 100, 2 * PRICE])
def test_a_wrong_amount_goes_back(shop: Shop, notices: Hear, cents: int) -> None:
    """S26: another sum than was ordered keeps no ticket."""
    notices()
    ada = shop.ordered()
    shop.practice.pay(shop.page(ada), amount=cents)
    assert shop.practice.webhooks.quiet()
    assert (shop.state(ada), shop.alerts()) == ("unpaid", ["mismatch"])
    assert [(row.reason, row.amount_cents) for row in shop.refunds(ada)] == [("mismatch", cents)]
    assert service.pay(ada, shops.page()).url
    shop.practice.pay(shop.page(ada))
    assert shop.practice.webhooks.quiet()
    assert shop.state(ada) == "confirmed"


def test_the_clock_of_stripe_is_ahead(shop: Shop, notices: Hear) -> None:
    """S35: Stripe's clock is 86 seconds ahead; thirty-five minutes are still more than thirty."""
    notices()
    shop.practice.skew = 86
    ada = shop.ordered()
    shop.practice.pay(shop.page(ada))
    assert shop.practice.webhooks.quiet()
    assert shop.state(ada) == "confirmed"


@pytest.mark.parametrize("works", [True, False])
def test_a_payment_is_under_way_when_the_hold_ends(shop: Shop, notices: Hear, frozen_shop: Move, *, works: bool) -> None:
    """S38: at the end of the hold the bank is still asking the buyer: Stripe will not end the page, so the seat stays."""
    notices()
    ada = shop.ordered()
    shop.practice.begin(shop.page(ada))
    frozen_shop(minutes=40)
    sweeping.sweep()
    holds.sweep()
    assert (shop.state(ada), shop.taken()) == ("unpaid", (0, 1))
    if works:
        shop.practice.pay(shop.page(ada))
    else:
        shop.practice.decline(shop.page(ada))
    assert shop.practice.webhooks.quiet()
    sweeping.sweep()
    assert (shop.state(ada), shop.taken()) == (("confirmed", (1, 0)) if works else ("expired", (0, 0)))


def test_our_clock_is_ahead(shop: Shop, notices: Hear, frozen_shop: Move) -> None:
    """Also: our clock is two hours ahead. No notice is younger than five minutes; whoever comes back, and the sweeper, ask Stripe."""
    notices()
    frozen_shop(hours=2)
    shop.practice.skew = -7200
    ada, ben = shop.ordered("Ada"), shop.ordered("Ben")
    shop.practice.webhooks.stamp_skew = -7200
    shop.practice.pay(shop.page(ada))
    assert shop.practice.webhooks.quiet()
    assert {one.status for one in shop.practice.webhooks.record} == {400}
    assert service.look(ada)
    frozen_shop(minutes=36)
    sweeping.sweep()
    assert (shop.state(ada), shop.state(ben)) == ("confirmed", "expired")
    with pytest.raises(Closed):
        shop.practice.pay(shop.page(ben))


def test_our_clock_is_behind(shop: Shop) -> None:
    """Also: our clock is two hours behind. Stripe makes no page that would be over already: said to the buyer and to the desk."""
    shop.practice.skew = 7200
    ada = shop.hold()
    with pytest.raises(Refused, match="pay-refused"):
        shop.order(ada)
    assert (shop.state(ada), shop.alerts()) == ("unpaid", ["stripe-refuses"])
    shop.practice.skew = 0
    assert service.pay(ada, shops.page()).url


def test_forty_buyers_for_five_seats(shop: Shop, notices: Hear, frozen_shop: Move) -> None:
    """S33: forty press for five seats; of those who get one some pay, some leave, some pay too late, three of them for two seats at
    the same moment. In the end five have valid tickets, and every other cent goes back.
    """
    notices()
    shop.shrink(5)
    came = _rush(shop, range(20), 5)
    late, paying = came[:2], came[2:4]
    _together(shop, paying)
    frozen_shop(minutes=36)
    sweeping.sweep()
    came = _rush(shop, range(20, 40), 3)
    late.append(came[0])
    _together(shop, came[1:2])
    frozen_shop(minutes=36)
    sweeping.sweep()
    assert shop.taken() == (3, 0)
    _together(shop, late)
    refunds.send_due()
    assert shop.taken() == (5, 0)
    assert sorted(shop.state(one) for one in late) == ["confirmed", "confirmed", "expired"]
    assert [row.reason for one in late for row in shop.refunds(one)] == ["too-late"]


def _rush(shop: Shop, buyers: range, seats: int) -> list[int]:
    """All press at once; as many as there are seats get a page, the others are told so."""
    db.session.rollback()

    def come(number: int) -> int | str:
        try:
            return shop.ordered(f"Buyer{buyers[number]}")
        except Refused as no:
            return no.reason

    answers = at_once(len(buyers), come)
    assert {one for one in answers if not isinstance(one, int)} == {"sold-out"}
    found = [one for one in answers if isinstance(one, int)]
    assert len(found) == seats
    random.Random(len(buyers)).shuffle(found)
    return found


def _together(shop: Shop, paying: list[int]) -> None:
    """They pay in the same moment, and come back."""
    pages = [shop.page(one) for one in paying]
    db.session.rollback()

    def pay(number: int) -> None:
        shop.practice.pay(pages[number], late=True)
        service.sync(shop.account.id, pages[number])

    assert at_once(len(paying), pay) == [None] * len(paying)
    assert shop.practice.webhooks.quiet()


def test_late_money_buys_no_seat_that_the_desk_has_to_give(shop: Shop, frozen_shop: Move) -> None:
    """The type wants a yes by now: who took it up again only applies, and has no seat. What comes for the old page goes back."""
    ada = shop.ordered()
    frozen_shop(minutes=36)
    sweeping.sweep()
    with transaction() as connection:
        connection.execute(update(TicketType).where(TicketType.id == shop.kind.id).values(approval=True))
    holds.extend(ada)
    assert shop.state(ada) == "held"
    shop.practice.pay(shop.page(ada), late=True)
    shop.sync(ada)
    assert shop.state(ada) == "held"
    assert [(row.reason, row.amount_cents) for row in shop.refunds(ada)] == [("too-late", PRICE)]


def test_nothing_is_paid_for_an_evening_that_is_over(shop: Shop, frozen_shop: Move) -> None:
    ada = shop.ordered()
    service.stop(ada)
    frozen_shop(days=61)
    with pytest.raises(Refused, match="past"):
        service.pay(ada, shops.page())
