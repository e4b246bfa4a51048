"""Refunds and disputes at the stand-in."""

from typing import Any

import pytest
import stripe

from eventsvc.practice.book import Money
from eventsvc.practice.server import Practice
from tests.practice.conftest import Make


@pytest.fixture
def intent(page: Make, practice: Practice) -> str:
    """A payment of 25.00 EUR."""
    return practice.pay(page().id)


def test_part_and_rest_are_given_back(practice: Practice, stripe_client: stripe.StripeClient, intent: str) -> None:
    part = stripe_client.v1.refunds.create({"payment_intent": intent, "amount": 1000, "metadata": {"refund": "7"}})
    rest = stripe_client.v1.refunds.create({"payment_intent": intent})

    assert (part.status, part.amount, part.metadata["refund"], rest.amount) == ("succeeded", 1000, "7", 1500)  # type: ignore[index]
    assert [each.id for each in stripe_client.v1.refunds.list({"payment_intent": intent}).data] == [rest.id, part.id]
    assert stripe_client.v1.refunds.retrieve(part.id).amount == 1000
    assert practice.book()["A1"] == Money(captured=2500, refunded=2500, paid_sessions=1)
    with pytest.raises(stripe.InvalidRequestError) as no:
        stripe_client.v1.refunds.create({"payment_intent": intent, "amount": 1})
    assert no.value.code == "charge_already_refunded"


@pytest.mark.parametrize(("params", "words"), [
    ({"amount": 2501}, "greater than unrefunded amount"), ({"amount": 0}, "positive integer"), ({"amount": -5}, "positive integer"),
    ({"reason": "changed my mind"}, "must be one of"), ({"amount": "all"}, "Invalid integer"),
])
def test_a_refund_that_stripe_refuses(stripe_client: stripe.StripeClient, intent: str, params: Any, words: str) -> None:
    with pytest.raises(stripe.InvalidRequestError, match=words):
        stripe_client.v1.refunds.create({"payment_intent": intent, **params})


def test_an_unpaid_page_has_nothing_to_refund(practice: Practice, page: Make, stripe_client: stripe.StripeClient) -> None:
    pending = practice.debit(page().id)

    for params, code in (
        ({"payment_intent": pending}, "payment_intent_unexpected_state"), ({"payment_intent": "pi_none"}, "resource_missing"),
        ({}, "parameter_missing"),
    ):
        with pytest.raises(stripe.InvalidRequestError) as no:
            stripe_client.v1.refunds.create(params)  # type: ignore[arg-type]
        assert no.value.code == code


def test_a_refund_waits_and_ends_or_fails_later(practice: Practice, stripe_client: stripe.StripeClient, intent: str) -> None:
    practice.refunds_become.extend(["pending", "requires_action", "failed"])
    first, second, third = (stripe_client.v1.refunds.create({"payment_intent": intent, "amount": 500}) for _ in range(3))
    waiting = practice.book()["A1"]
    practice.settle_refund(first.id, "succeeded")
    practice.settle_refund(second.id, "canceled")
    good = practice.book()["A1"]
    practice.settle_refund(first.id, "failed")

    assert (first.status, first.pending_reason, second.status, third.status) == ("pending", "processing", "requires_action", "failed")  # type: ignore[attr-defined]
    assert (waiting.pending, waiting.net) == (1000, 1500)
    assert (good.refunded, good.pending, good.net) == (500, 0, 2000)
    assert stripe_client.v1.refunds.retrieve(first.id).failure_reason == "expired_or_canceled_card"
    assert practice.book()["A1"].net == 2500
    assert len(practice.events("refund.failed")) == 2
    assert sum(line.amount for line in stripe_client.v1.balance_transactions.list({"limit": 100}).data) == 2500


def test_a_refund_made_in_the_dashboard(practice: Practice, stripe_client: stripe.StripeClient, intent: str) -> None:
    practice.refund_by_hand(intent, 700)
    practice.refund_by_hand(intent)

    assert [each.amount for each in stripe_client.v1.refunds.list({"payment_intent": intent}).data] == [1800, 700]
    charge: Any = stripe_client.v1.payment_intents.retrieve(intent, {"expand": ["latest_charge"]}).latest_charge
    assert (charge.amount_refunded, charge.refunded) == (2500, True)


def test_a_dispute_takes_the_money_until_it_is_won(practice: Practice, stripe_client: stripe.StripeClient, intent: str) -> None:
    dispute = practice.dispute(intent)
    with pytest.raises(stripe.InvalidRequestError) as no:
        stripe_client.v1.refunds.create({"payment_intent": intent})
    taken = practice.book()["A1"].net
    practice.close_dispute(dispute, won=True)

    assert (no.value.code, taken, practice.book()["A1"].net) == ("charge_disputed", 0, 2500)
    assert [each.status for each in stripe_client.v1.disputes.list({"payment_intent": intent}).data] == ["won"]
    assert stripe_client.v1.refunds.create({"payment_intent": intent}).status == "succeeded"


def test_a_lost_dispute_and_a_warning(practice: Practice, stripe_client: stripe.StripeClient, page: Make, intent: str) -> None:
    session = page(metadata={"order": "B2"}, payment_intent_data={"metadata": {"order": "B2"}}).id
    practice.pay(session)
    practice.close_dispute(practice.dispute(intent), won=False)
    practice.close_dispute(practice.dispute(session, warning=True), won=False)

    assert (practice.book()["A1"].net, practice.book()["B2"].net) == (0, 2500)
    assert [each.status for each in stripe_client.v1.disputes.list().data] == ["warning_closed", "lost"]
    assert len(practice.events("charge.dispute.closed")) == 2
