"""An evening with a guest and two phones."""

import pytest

from tests.checkin.door import EVENING, make_phone, tickets_of
from tests.factories import make_event, make_registration
from tests.support import frozen


@pytest.fixture
def now(app):
    with frozen(EVENING) as stopped:
        yield stopped


@pytest.fixture
def event(now):
    return make_event()


@pytest.fixture
def ada(event):
    make_registration(event, "Ada")
    return tickets_of(event)[0]


@pytest.fixture
def kim(event):
    return make_phone(event)


@pytest.fixture
def lea(event):
    return make_phone(event, "Tür 2, Lea")
