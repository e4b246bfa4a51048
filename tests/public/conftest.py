"""A standing clock and a plain event."""

from typing import Any

import pytest

from eventsvc.events.models import Event
from tests import factories
from tests.registration.cases import SPRING
from tests.support import Frozen, frozen


@pytest.fixture
def now() -> Any:
    """A clock that stands, so that tests are as slow as people when they say so."""
    with frozen(SPRING) as stopped:
        yield stopped


@pytest.fixture
def event(now: Frozen) -> Event:
    """One type, in the room."""
    return factories.make_event(online_places=None, room=3)
