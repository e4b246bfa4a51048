"""Idempotency keys and faults, with the real client and its retries."""

import threading
import time
from typing import Any

import pytest
import stripe

from eventsvc.practice.server import Practice
from tests.practice.conftest import Make

KEYED: Any = {"idempotency_key": "cs-A1-1"}


def _sessions(client: stripe.StripeClient) -> list[str]:
    return [each.id for each in client.v1.checkout.sessions.list().data]


def test_the_same_key_gives_the_same_answer(practice: Practice, stripe_client: stripe.StripeClient, wish: Make) -> None:
    asked = wish()
    first = stripe_client.v1.checkout.sessions.create(asked, KEYED)
    practice.pay(first.id)
    again = stripe_client.v1.checkout.sessions.create(asked, KEYED)

    assert (again.id, again.status) == (first.id, "open")
    assert _sessions(stripe_client) == [first.id]


def test_the_same_key_with_other_parameters_is_refused(stripe_client: stripe.StripeClient, wish: Make) -> None:
    asked = wish()
    stripe_client.v1.checkout.sessions.create(asked, KEYED)

    with pytest.raises(stripe.IdempotencyError) as no:
        stripe_client.v1.checkout.sessions.create({**asked, "expires_at": asked["expires_at"] + 1}, KEYED)
    assert no.value.http_status == 400


def test_the_same_key_in_flight_is_refused(practice: Practice, stripe_client: stripe.StripeClient, wish: Make) -> None:
    asked = wish()
    practice.faults.add("sessions.create", "slow", seconds=0.4)
    slow = threading.Thread(target=lambda: stripe_client.v1.checkout.sessions.create(asked, KEYED))
    slow.start()
    time.sleep(0.15)

    with pytest.raises(stripe.APIError) as no:
        practice.client(retries=0).v1.checkout.sessions.create(asked, KEYED)
    slow.join()
    assert (no.value.http_status, no.value.json_body["error"]["code"]) == (409, "idempotency_key_in_use")


def test_a_refused_form_is_not_kept_under_the_key(stripe_client: stripe.StripeClient, wish: Make) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        stripe_client.v1.checkout.sessions.create(wish(success_url="x"), KEYED)

    assert stripe_client.v1.checkout.sessions.create(wish(), KEYED).status == "open"


@pytest.mark.parametrize(("how", "error", "pages", "again"), [
    ("500", stripe.APIError, 0, "made"),
    ("saved-500", stripe.APIError, 0, "error"),
    ("done-500", stripe.APIError, 1, "error"),
    ("drop", stripe.APIConnectionError, 0, "made"),
    ("done-drop", stripe.APIConnectionError, 1, "found"),
    ("429", stripe.RateLimitError, 0, "made"),
])
def test_a_fault_and_what_the_second_try_finds(
    practice: Practice, stripe_client: stripe.StripeClient, wish: Make, how: str, error: type[Exception], pages: int, again: str,
) -> None:
    asked = wish()
    practice.faults.add("sessions.create", how)
    with pytest.raises(error):
        stripe_client.v1.checkout.sessions.create(asked, KEYED)
    made = _sessions(stripe_client)

    if again == "error":
        with pytest.raises(stripe.APIError):
            stripe_client.v1.checkout.sessions.create(asked, KEYED)
    else:
        second = stripe_client.v1.checkout.sessions.create(asked, KEYED).id
        assert (second in made) == (again == "found")

    assert len(made) == pages


def test_the_client_tries_again_by_itself(practice: Practice, wish: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripe.HTTPClient, "_sleep_time_seconds", lambda *_args, **_kwargs: 0.01)
    practice.faults.add("sessions.create", "done-drop")
    practice.faults.add("sessions.create", "500")

    session = practice.client(retries=2).v1.checkout.sessions.create(wish(), KEYED)

    assert _sessions(practice.client()) == [session.id]
    assert [(seen.key, seen.status) for seen in practice.seen if seen.route == "sessions.create"] == [("cs-A1-1", 200), ("cs-A1-1", 200)]


def test_when_stripe_is_down_nothing_is_answered(practice: Practice, stripe_client: stripe.StripeClient) -> None:
    practice.faults.down = True
    with pytest.raises(stripe.APIConnectionError):
        stripe_client.v1.accounts.retrieve_current()

    practice.faults.clear()
    assert stripe_client.v1.accounts.retrieve_current().id == "acct_practice"


def test_a_slow_answer_comes_too_late(practice: Practice, stripe_client: stripe.StripeClient, wish: Make) -> None:
    practice.faults.add("*", "done-slow", seconds=0.6)

    with pytest.raises(stripe.APIConnectionError):
        practice.client(retries=0, timeout=0.2).v1.checkout.sessions.create(wish(), KEYED)
    assert len(_sessions(stripe_client)) == 1
