"""A standing clock and a plain event."""

from typing import Any

import pytest

from eventsvc.events.models import Event
from eventsvc.series.models import Series
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


@pytest.fixture
def bridge(now: Frozen) -> Series:
    """A series with a name and an address."""
    return factories.make_series(
        organisation=factories.make_organisation(slug="hafen", name="Hafen"), slug="bridge", title_de="Brücke", title_en="Bridge",
    )
