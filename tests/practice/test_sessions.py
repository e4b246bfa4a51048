"""Pages at the stand-in: what is refused, how they are paid, how they end."""

from typing import Any

import pytest
import stripe

from eventsvc.practice.book import Money
from eventsvc.practice.server import Practice
from eventsvc.practice.till import Closed
from tests.practice.conftest import Make

EXPAND: Any = {"expand": ["payment_intent.latest_charge.balance_transaction"]}


def _line(cents: int, currency: str = "eur", quantity: int = 1) -> list[dict[str, Any]]:
    return [{"quantity": quantity, "price_data": {"currency": currency, "unit_amount": cents, "product_data": {"name": "x"}}}]


@pytest.mark.parametrize(("changes", "words"), [
    ({"line_items": _line(0)}, "cannot be zero in `payment` mode"),
    ({"line_items": _line(49)}, "at least 50"),
    ({"line_items": _line(29, "gbp")}, "at least 30"),
    ({"line_items": _line(99_999_999, quantity=2)}, "no more than 999,999.99"),
    ({"line_items": _line(500, "EUR")}, "Invalid currency"),
    ({"line_items": [*_line(500), *_line(500, "usd")]}, "same currency"),
    ({"line_items": _line(500, quantity=0)}, "greater than or equal to 1"),
    ({"line_items": [{"quantity": 1}]}, "price_data"),
    ({"line_items": None}, "line_items"),
    ({"success_url": None}, "success_url"),
    ({"success_url": "/paid"}, "Not a valid URL"),
    ({"mode": None}, "payment"),
    ({"customer_email": "cem"}, "Invalid email"),
    ({"metadata": {"order": "x" * 501}}, "Metadata"),
    ({"payment_intent_data": {"application_fee_amount": 5}}, "application_fee_amount"),
])
def test_what_stripe_refuses_beyond_the_types(page: Make, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="(?i)" + words):
        page(**changes)


@pytest.mark.parametrize(("after", "skew", "good"), [
    (1800, 0, True), (1799, 0, False), (1860, 86, False), (2100, 86, True), (86400, 0, True), (86402, 0, False),
])
def test_the_end_of_a_page_is_measured_by_the_clock_of_stripe(
    page: Make, practice: Practice, *, after: int, skew: int, good: bool,
) -> None:
    wanted = practice.now() + after + (after == 1800)
    practice.skew = skew
    if good:
        assert page(expires_at=wanted).expires_at == wanted
        return

    with pytest.raises(stripe.InvalidRequestError, match=r"30 minutes|24 hours"):
        page(expires_at=wanted)


def test_a_page_is_paid_by_card(page: Make, practice: Practice, stripe_client: stripe.StripeClient) -> None:
    session_id = page().id

    practice.decline(session_id)
    declined = stripe_client.v1.checkout.sessions.retrieve(session_id, {"expand": ["payment_intent"]})
    practice.pay(session_id)
    session: Any = stripe_client.v1.checkout.sessions.retrieve(session_id, EXPAND)

    assert declined.status == "open"
    assert declined.payment_intent.last_payment_error.code == "card_declined"  # type: ignore[union-attr]
    assert (session.status, session.payment_status, session.url) == ("complete", "paid", None)
    assert (session.payment_intent.status, session.payment_intent.amount_received) == ("succeeded", 2500)
    assert session.payment_intent.metadata["order"] == "A1"
    assert session.payment_intent.latest_charge.balance_transaction.fee == 63
    assert practice.book() == {"A1": Money(captured=2500, paid_sessions=1)}
    with pytest.raises(Closed):
        practice.pay(session_id)


def test_a_page_that_ended_cannot_be_paid_and_a_paid_one_cannot_end(
    page: Make, practice: Practice, stripe_client: stripe.StripeClient,
) -> None:
    ended, paid = page().id, page().id
    practice.pay(paid)

    assert stripe_client.v1.checkout.sessions.expire(ended).status == "expired"
    with pytest.raises(Closed):
        practice.pay(ended)
    for session_id, words in ((paid, "complete"), (ended, "expired")):
        with pytest.raises(stripe.InvalidRequestError, match=words):
            stripe_client.v1.checkout.sessions.expire(session_id)
    practice.pay(ended, late=True)
    assert practice.book()["A1"] == Money(captured=5000, paid_sessions=2)


def test_a_page_ends_when_its_time_is_over(page: Make, practice: Practice, stripe_client: stripe.StripeClient) -> None:
    session_id = page().id
    practice.skew = 2101

    with pytest.raises(Closed):
        practice.pay(session_id)
    assert stripe_client.v1.checkout.sessions.retrieve(session_id).status == "expired"
    assert practice.events("checkout.session.expired") != []


def test_a_page_does_not_end_while_a_payment_is_under_way(page: Make, practice: Practice, stripe_client: stripe.StripeClient) -> None:
    session_id = page().id
    practice.begin(session_id)
    practice.skew = 2101

    with pytest.raises(stripe.InvalidRequestError, match="in progress"):
        stripe_client.v1.checkout.sessions.expire(session_id)
    practice.pay(session_id)

    assert stripe_client.v1.checkout.sessions.retrieve(session_id).payment_status == "paid"


@pytest.mark.parametrize(("ok", "status", "intent", "kept"), [
    (True, "paid", "succeeded", 2500), (False, "unpaid", "requires_payment_method", 0),
])
def test_a_bank_debit_takes_days(
    page: Make, practice: Practice, stripe_client: stripe.StripeClient, *, ok: bool, status: str, intent: str, kept: int,
) -> None:
    session_id = page().id
    practice.debit(session_id)
    before: Any = stripe_client.v1.checkout.sessions.retrieve(session_id, EXPAND)

    practice.settle(session_id, ok=ok)
    after: Any = stripe_client.v1.checkout.sessions.retrieve(session_id, EXPAND)

    assert (before.status, before.payment_status, before.payment_intent.status) == ("complete", "unpaid", "processing")
    assert (after.status, after.payment_status, after.payment_intent.status) == ("complete", status, intent)
    assert practice.book()["A1"].net == kept


def test_an_excluded_bank_debit_is_not_taken(page: Make, practice: Practice) -> None:
    session_id = page(excluded_payment_method_types=["sepa_debit"]).id

    with pytest.raises(Closed):
        practice.debit(session_id)
    practice.debit(session_id, anyway=True)


def test_a_page_with_another_amount_or_without_payment(page: Make, practice: Practice, stripe_client: stripe.StripeClient) -> None:
    odd, free = page().id, page().id
    practice.pay(odd, amount=100)
    practice.free(free)

    assert stripe_client.v1.checkout.sessions.retrieve(odd).amount_total == 100
    assert stripe_client.v1.checkout.sessions.retrieve(free).payment_status == "no_payment_required"


def test_lists_are_newest_first_and_turn_pages(page: Make, practice: Practice, stripe_client: stripe.StripeClient) -> None:
    sessions = stripe_client.v1.checkout.sessions
    ids = [page().id for _ in range(5)]
    intent = practice.pay(ids[2])
    made = practice.now()

    first = sessions.list({"limit": 2})
    assert ([each.id for each in first.data], first.has_more) == ([ids[4], ids[3]], True)
    assert [each.id for each in first.auto_paging_iter()] == ids[::-1]
    assert [each.id for each in sessions.list({"payment_intent": intent}).data] == [ids[2]]
    assert [each.id for each in sessions.list({"status": "complete"}).data] == [ids[2]]
    assert len(sessions.list({"created": {"gte": made - 60}}).data) == 5
    assert sessions.list({"created": {"gt": made + 60}}).data == []
    assert sessions.list({"limit": 1, "starting_after": ids[1]}).data[0].id == ids[0]
    assert sessions.list({"limit": 1, "ending_before": ids[1]}).data[0].id == ids[2]


def test_events_charges_lines_and_statement_can_be_read(page: Make, practice: Practice, stripe_client: stripe.StripeClient) -> None:
    session_id = page().id
    intent_id = practice.pay(session_id)

    intent: Any = stripe_client.v1.payment_intents.retrieve(intent_id)
    charge = stripe_client.v1.charges.retrieve(intent.latest_charge)
    statement: Any = stripe_client.v1.balance_transactions.list({"source": charge.id, "expand": ["data.source"]}).data
    lines = stripe_client.v1.checkout.sessions.line_items.list(session_id).data
    events = stripe_client.v1.events.list({"types": ["checkout.session.completed", "checkout.session.expired"]}).data

    assert [(line.type, line.amount, line.fee, line.net, line.source.payment_intent) for line in statement] == [
        ("charge", 2500, 63, 2437, intent_id),
    ]
    assert [(line.quantity, line.amount_total) for line in lines] == [(2, 2500)]
    assert [event.data.object["id"] for event in events] == [session_id]
    assert stripe_client.v1.events.retrieve(events[0].id).type == "checkout.session.completed"


@pytest.mark.parametrize("path", ["customer", "payment_intent.review", "nothing"])
def test_what_is_no_link_cannot_be_expanded(page: Make, practice: Practice, stripe_client: stripe.StripeClient, path: str) -> None:
    session_id = page().id
    practice.pay(session_id)

    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        stripe_client.v1.checkout.sessions.retrieve(session_id, {"expand": [path]})
