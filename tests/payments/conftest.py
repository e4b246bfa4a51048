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

BY_TERMS = {"test_cancelling", "test_event_refunds"}
"""There tickets and money part by the terms of the event; these tests ask themselves what must agree."""


@pytest.fixture
def practice() -> Iterator[Practice]:
    """On a port of its own."""
    running = start(connected=["acct_ada"], pauses=(0.02, 0.05, 0.1, 0.2))
    yield running
    running.stop()
    gateway.use("")


@pytest.fixture
def shop(request: pytest.FixtureRequest, app: Flask, practice: Practice) -> Iterator[Shop]:
    """Ten seats at 45 euros. Nobody tells what happens at the stand-in. In the end both sides agree."""
    opened = shops.opened(app, practice)
    yield opened
    if request.path.stem not in BY_TERMS:
        opened.agree()


@pytest.fixture
def notices(shop: Shop) -> Callable[..., None]:
    """Begin to hear of it: `notices()`."""
    return lambda *secret, **more: shop.practice.endpoint(shop.post, *secret, **more)


@pytest.fixture
def frozen_shop(shop: Shop) -> Iterator[Callable[..., None]]:
    """Move both clocks: `frozen_shop(minutes=36)`."""
    with frozen(clock.now()) as hour:
        def move(**by: float) -> None:
            hour.move(**by)
            shop.practice.tick()
        yield move
