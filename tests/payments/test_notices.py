"""However the news of a payment comes: by the buyer, by Stripe, in any order, often, late, or never (spec: payments, S01–S09, S25, S34,
S36, S39).
"""

import json
from collections.abc import Callable

import pytest
import stripe
from sqlalchemy import select

from eventsvc.core.db import db
from eventsvc.payments import reconciling, service, sweeping
from eventsvc.payments.models import StripeEvent
from eventsvc.practice.server import SECRET
from tests.payments.asked import rows
from tests.payments.shop import PRICE, Shop

pytestmark = pytest.mark.both
Hear = Callable[..., None]
Move = Callable[..., None]


def signed(event: dict[str, object], secret: str = SECRET, stamp: int | None = None) -> tuple[bytes, str]:
    """A notice and its signature."""
    body = json.dumps(event)
    return body.encode(), stripe.WebhookSignature.generate_signature_header(body, secret, stamp)


def done(session_id: str, number: str = "evt_by_hand", kind: str = "checkout.session.completed", **more: object) -> dict[str, object]:
    """What a notice says."""
    thing = {"id": session_id, "object": "checkout.session", "payment_status": "paid", "status": "complete", **more}
    return {"id": number, "object": "event", "type": kind, "data": {"object": thing}}


def test_pay_and_return(shop: Shop, notices: Hear) -> None:
    """S01: the buyer pays, Stripe tells us, the buyer comes back and finds the ticket."""
    notices()
    ada = shop.ordered("Ada", 2)
    shop.practice.pay(shop.page(ada))
    assert shop.practice.webhooks.quiet()
    answer = shop.back(ada)
    assert answer.request.path.endswith("/welcome")
    assert answer.status_code == 200
    assert (shop.state(ada), shop.valid(ada), shop.taken()) == ("confirmed", 2, (2, 0))
    assert shop.letters(ada) == {"ordered": 1, "ticket": 1}


def test_browser_closed(shop: Shop, notices: Hear) -> None:
    """S02: the buyer never comes back; the notice alone gives the ticket."""
    notices()
    ada = shop.ordered()
    shop.practice.pay(shop.page(ada))
    assert shop.practice.webhooks.quiet()
    assert shop.state(ada) == "confirmed"


def test_notice_lost(shop: Shop, notices: Hear) -> None:
    """S03: the notice is lost; the buyer's way back asks Stripe."""
    notices()
    shop.practice.webhooks.off = True
    ada = shop.ordered()
    shop.practice.pay(shop.page(ada))
    assert shop.state(ada) == "unpaid"
    assert shop.back(ada).status_code == 200
    assert shop.state(ada) == "confirmed"


def test_both_lost(shop: Shop, notices: Hear, frozen_shop: Move) -> None:
    """S04: neither comes; the comparison of what is under way finds the money."""
    notices()
    shop.practice.webhooks.off = True
    ada = shop.ordered()
    shop.practice.pay(shop.page(ada))
    frozen_shop(minutes=6)
    assert reconciling.under_way() == 1
    assert shop.state(ada) == "confirmed"


def test_lost_notices_are_fetched(shop: Shop, notices: Hear) -> None:
    """S04: the hourly comparison fetches the notices that did not arrive, also those about what was paid long ago."""
    notices()
    ada = shop.paid()
    shop.practice.webhooks.off = True
    shop.practice.refund_by_hand(shop.page(ada))
    reconciling.everything()
    assert (shop.state(ada), shop.valid(ada)) == ("cancelled", 0)


def test_five_at_the_same_time(shop: Shop, notices: Hear) -> None:
    """S05: each notice five times in parallel."""
    notices()
    shop.practice.webhooks.copies = 5
    ada = shop.ordered()
    shop.practice.pay(shop.page(ada))
    shop.practice.refund_by_hand(shop.page(ada), 1000)
    assert shop.practice.webhooks.quiet()
    assert (shop.state(ada), [row.amount_cents for row in shop.refunds(ada)]) == ("confirmed", [1000])
    assert shop.letters(ada)["ticket"] == 1


def test_the_other_way_round(shop: Shop, notices: Hear) -> None:
    """S06: the last notice first."""
    notices()
    shop.practice.webhooks.held = True
    ada, ben = shop.ordered("Ada"), shop.ordered("Ben")
    for one in (ada, ben):
        shop.practice.pay(shop.page(one))
    shop.practice.refund_by_hand(shop.page(ben))
    assert shop.practice.webhooks.release(turned=True)[0] in {"charge.refunded", "refund.created", "refund.updated"}
    assert shop.practice.webhooks.quiet()
    assert (shop.state(ada), shop.valid(ada), shop.state(ben), shop.valid(ben)) == ("confirmed", 1, "cancelled", 0)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_shuffled(shop: Shop, notices: Hear, frozen_shop: Move, seed: int) -> None:
    """S07: in any order and in parallel: paid, paid in two steps, given back, in part too, and never paid."""
    notices()
    shop.practice.webhooks.held, shop.practice.webhooks.copies = True, 3
    ada, ben, cem, dora = (shop.ordered(name) for name in ("Ada", "Ben", "Cem", "Dora"))
    shop.practice.pay(shop.page(ada))
    shop.practice.decline(shop.page(ben))
    shop.practice.pay(shop.page(ben))
    shop.practice.pay(shop.page(cem))
    shop.practice.refund_by_hand(shop.page(ben), 1000)
    shop.practice.refund_by_hand(shop.page(cem))
    frozen_shop(minutes=36)
    shop.practice.webhooks.release(seed=seed)
    assert shop.practice.webhooks.quiet()
    assert [shop.state(one) for one in (ada, ben, cem, dora)] == ["confirmed", "confirmed", "cancelled", "expired"]
    assert shop.taken() == (2, 0)


def test_our_answer_is_lost(shop: Shop, notices: Hear) -> None:
    """S08: Stripe never hears that we have it, and comes again."""
    notices()
    shop.practice.webhooks.acks_lost = 4
    ada = shop.ordered()
    shop.practice.pay(shop.page(ada))
    assert shop.practice.webhooks.quiet()
    assert len({one.attempt for one in shop.practice.webhooks.record}) > 1
    assert shop.letters(ada)["ticket"] == 1


def test_stripe_fails_while_it_tells_us(shop: Shop, notices: Hear) -> None:
    """S09: what the notice is about cannot be read; the notice comes again."""
    notices()
    ada = shop.ordered()
    shop.practice.faults.add("sessions.retrieve", "500", 6)
    shop.practice.pay(shop.page(ada))
    assert shop.practice.webhooks.quiet(30)
    assert 503 in {one.status for one in shop.practice.webhooks.record}
    assert shop.state(ada) == "confirmed"


@pytest.mark.parametrize("how", ["forged", "unsigned", "stale", "not-ascii", "empty", "not-json"])
def test_who_did_not_sign_changes_nothing(shop: Shop, how: str) -> None:
    """S25: a notice that Stripe did not sign is refused, even if what it says is so."""
    ada = shop.ordered()
    shop.practice.pay(shop.page(ada))
    body, signature = signed(done(shop.page(ada)))
    sent = {
        "forged": (body, signed(done(shop.page(ada)), "whsec_of_somebody_else")[1]), "unsigned": (body, None),
        "stale": signed(done(shop.page(ada)), stamp=1_600_000_000), "not-ascii": (body, "t=1,v1=\u00e9\u00fc"), "empty": (body, ""),
        "not-json": (b"\xff\xfe", signature),
    }[how]
    assert shop.post(*sent) == 400
    assert (shop.state(ada), rows(select(StripeEvent.event_id))) == ("unpaid", [])
    shop.sync(ada)


def test_signed_and_untrue(shop: Shop) -> None:
    """S25: validly signed, but Stripe itself says otherwise: nobody is believed, it is read."""
    ada = shop.ordered()
    assert shop.post(*signed(done(shop.page(ada), amount_total=PRICE))) == 200
    assert shop.state(ada) == "unpaid"
    assert shop.post(*signed(done("cs_test_nobody", "evt_about_nothing"))) == 200
    assert shop.alerts() == []


def test_too_large(shop: Shop) -> None:
    """S25: nobody makes us read a quarter of a megabyte."""
    assert shop.post(b"x" * (256 * 1024 + 1), "t=1,v1=1") == 413
    assert shop.alerts() == []


def test_unknown_kinds(shop: Shop) -> None:
    """S34: kinds that we do not know, and pages of others on the same account, are thanked for and left alone."""
    ada = shop.ordered()
    for number, kind in enumerate(("customer.created", "payout.paid", "checkout.session.something_new", "v3.quite.other")):
        assert shop.post(*signed(done(shop.page(ada), f"evt_{number}", kind))) == 200
    assert shop.state(ada) == "unpaid"
    assert shop.post(*signed({"id": "evt_bare", "object": "event", "type": "refund.updated", "data": {"object": {"id": "re_1"}}})) == 200


@pytest.mark.parametrize("metadata", [{}, {"order": "1234"}, {"order": "b5a1c1de-0000-4000-8000-000000000000"}])
def test_pages_of_others(shop: Shop, notices: Hear, metadata: dict[str, str]) -> None:
    """S34: what another program sells through the same account is not ours to give back."""
    notices()
    practice = shop.practice
    price = {"currency": "eur", "unit_amount": 900, "product_data": {"name": "Mug"}}
    session = practice.create(practice.accounts["acct_practice"], {
        "mode": "payment", "line_items": [{"quantity": 1, "price_data": price}], "success_url": "https://mugs.example/",
        "metadata": metadata,
    }, own_account=True)
    practice.pay(session["id"])
    assert practice.webhooks.quiet()
    reconciling.everything()
    assert practice.find(session["id"])[1]["payment_status"] == "paid"
    assert not practice.accounts["acct_practice"].all("refund")
    assert shop.alerts() == []


def test_two_hundred_times(shop: Shop, notices: Hear) -> None:
    """S36: two hundred deliveries of one notice, sixteen at the same time."""
    notices()
    shop.practice.webhooks.off = True
    ada = shop.ordered()
    shop.practice.pay(shop.page(ada))
    number = shop.practice.events("checkout.session.completed")[0]
    db.session.rollback()
    for _round in range(13):
        shop.practice.redeliver(number, copies=16)
    assert len([one for one in shop.practice.webhooks.record if one.status == 200]) >= 200
    assert shop.letters(ada) == {"ordered": 1, "ticket": 1}


def test_the_first_three_are_lost(shop: Shop, notices: Hear) -> None:
    """S39: the first three deliveries never arrive, the fourth does."""
    notices()
    shop.practice.webhooks.drop = 3
    ada = shop.ordered()
    shop.practice.pay(shop.page(ada))
    assert shop.practice.webhooks.quiet()
    assert shop.state(ada) == "confirmed"


def test_a_page_that_ends_gives_the_seat_back(shop: Shop, notices: Hear, frozen_shop: Move) -> None:
    """S21: Stripe tells us that a page has ended; the seat is free at once."""
    notices()
    ada = shop.ordered()
    frozen_shop(minutes=36)
    assert shop.practice.webhooks.quiet()
    assert (shop.state(ada), shop.taken(), shop.payments(ada)[0].state) == ("expired", (0, 0), "expired")


def test_a_page_that_ends_is_noticed_without_notice(shop: Shop, frozen_shop: Move) -> None:
    """S21: the same if Stripe does not tell."""
    ada = shop.ordered()
    frozen_shop(minutes=36)
    sweeping.sweep()
    assert (shop.state(ada), shop.taken()) == ("expired", (0, 0))
    assert service.look(ada)
