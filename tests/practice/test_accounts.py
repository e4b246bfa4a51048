"""Keys and accounts at the stand-in: who may do what, and that accounts know nothing of each other."""

from typing import Any

import pytest
import stripe

from eventsvc.practice.keys import KEY
from eventsvc.practice.server import Practice, start
from tests.practice.conftest import Make


def test_a_wrong_key_is_no_key(practice: Practice) -> None:
    with pytest.raises(stripe.AuthenticationError):
        practice.client("sk_test_wrong").v1.accounts.retrieve_current()


def test_a_restricted_key_may_not_do_everything(practice: Practice, page: Make, stripe_client: stripe.StripeClient) -> None:
    practice.denied.add((KEY, "refunds"))

    page()
    with pytest.raises(stripe.PermissionError):
        stripe_client.v1.refunds.list()


def test_the_account_says_whether_it_may_take_money(practice: Practice, page: Make, stripe_client: stripe.StripeClient) -> None:
    before = stripe_client.v1.accounts.retrieve_current()
    practice.charges("acct_practice", enabled=False)

    assert (before.id, before.charges_enabled) == ("acct_practice", True)
    assert stripe_client.v1.accounts.retrieve_current().charges_enabled is False
    with pytest.raises(stripe.InvalidRequestError, match="charges"):
        page()


def test_connected_accounts_are_apart(practice: Practice, page: Make, stripe_client: stripe.StripeClient) -> None:
    ada: Any = {"stripe_account": "acct_ada"}
    hers, ours = page(ada, payment_intent_data={"application_fee_amount": 5}), page()
    practice.pay(hers.id)
    sessions = stripe_client.v1.checkout.sessions

    assert [each.id for each in sessions.list(options=ada).data] == [hers.id]
    assert [each.id for each in sessions.list().data] == [ours.id]
    assert stripe_client.v1.accounts.retrieve("acct_ada").id == "acct_ada"
    with pytest.raises(stripe.InvalidRequestError) as no:
        sessions.retrieve(hers.id)
    assert (no.value.http_status, no.value.code) == (404, "resource_missing")
    with pytest.raises(stripe.PermissionError):
        sessions.list(options={"stripe_account": "acct_dora"})


def test_only_the_platform_reaches_connected_accounts() -> None:
    practice = start(keys={KEY: "acct_practice", "sk_test_ben": "acct_ben"}, connected=["acct_ada"])
    ben = practice.client("sk_test_ben")

    try:
        assert ben.v1.accounts.retrieve_current().id == "acct_ben"
        with pytest.raises(stripe.PermissionError):
            ben.v1.refunds.list(options={"stripe_account": "acct_ada"})
    finally:
        practice.stop()


def test_an_unknown_address_is_not_found(stripe_client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL"):
        stripe_client.v1.customers.list()


def test_what_happened_survives_a_restart(tmp_path: Any, wish: Make) -> None:
    file = tmp_path / "practice.json"
    first = start(file=file)
    session = first.client().v1.checkout.sessions.create(wish())
    first.stop()
    second = start(file=file)

    try:
        assert second.client().v1.checkout.sessions.retrieve(session.id).amount_total == 2500
        assert second.client().v1.checkout.sessions.create(wish()).id != session.id
    finally:
        second.stop()
