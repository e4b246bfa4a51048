"""A stand-in for Stripe, and a shop that sells through it; notices come in over the application's own address."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from eventsvc.core import clock
from eventsvc.payments import gateway
from eventsvc.practice.server import Practice, start
from tests.payments import shop as shops
from tests.payments.shop import Shop
from tests.support import frozen


@pytest.fixture
def practice() -> Iterator[Practice]:
    """On a port of its own."""
    running = start(connected=["acct_ada"], pauses=(0.02, 0.05, 0.1, 0.2))
    yield running
    running.stop()
    gateway.use("")


@pytest.fixture
def shop(app: Flask, practice: Practice) -> Shop:
    """Ten seats at 45 euros. Nobody tells what happens at the stand-in."""
    return shops.opened(app, practice)


@pytest.fixture
def notices(app: Flask, practice: Practice) -> Callable[[], None]:
    """Begin to hear of it: `notices()`."""
    def post(body: bytes, signature: str) -> int:
        with app.app_context():
            return app.test_client().post("/webhooks/stripe", data=body, headers={"Stripe-Signature": signature}).status_code

    return lambda: practice.endpoint(post)


@pytest.fixture
def frozen_shop(shop: Shop) -> Iterator[Callable[..., None]]:
    """Move both clocks: `frozen_shop(minutes=36)`."""
    with frozen(clock.now()) as hour:
        def move(**by: float) -> None:
            hour.move(**by)
            shop.practice.tick()
        yield move
