"""A stand-in for Stripe that runs, a real client that talks to it, and the plain page."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import stripe

from eventsvc.practice.server import Practice, start

Make = Callable[..., Any]


@pytest.fixture
def practice() -> Iterator[Practice]:
    """On a port of its own."""
    running = start(connected=["acct_ada"], pauses=(0.02, 0.02, 0.02, 0.02))
    yield running
    running.stop()


@pytest.fixture
def stripe_client(practice: Practice) -> stripe.StripeClient:
    """The real one. It does not try again by itself."""
    return practice.client(retries=0)


@pytest.fixture
def wish(practice: Practice) -> Make:
    """The parameters of a plain page: two tickets for 25.00 EUR, order A1, with changes."""
    def made(**changes: Any) -> dict[str, Any]:
        plain: dict[str, Any] = {
            "mode": "payment", "success_url": "http://127.0.0.1/paid?cs={CHECKOUT_SESSION_ID}", "cancel_url": "http://127.0.0.1/cancelled",
            "client_reference_id": "A1", "metadata": {"order": "A1", "attempt": "1"}, "locale": "en", "submit_type": "book",
            "payment_intent_data": {"metadata": {"order": "A1"}, "description": "Order A1"}, "expires_at": practice.now() + 2100,
            "line_items": [{"quantity": 2, "price_data": {"currency": "eur", "unit_amount": 1250, "product_data": {"name": "Regular"}}}],
        }
        return {name: value for name, value in (plain | changes).items() if value is not None}
    return made


@pytest.fixture
def page(stripe_client: stripe.StripeClient, wish: Make) -> Make:
    """A page that can be paid."""
    def made(options: Any = None, **changes: Any) -> Any:
        return stripe_client.v1.checkout.sessions.create(wish(**changes), options or {})
    return made
