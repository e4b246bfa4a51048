"""A partner's guests after the block has ended: they are guests like all others."""

import pytest
from flask import Flask

from eventsvc.core.db import transaction
from eventsvc.events.models import Event
from eventsvc.registration import changes, groups, offers, seats, service
from eventsvc.ticket_types.block_service import BlockWish
from tests import factories
from tests.registration.cases import SPRING, reason, wish
from tests.support import frozen
from tests.whole import faults

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]


@pytest.fixture(autouse=True)
def now(app: Flask) -> object:
    with frozen(SPRING) as stopped:
        yield stopped


def released(room: int) -> tuple[Event, int]:
    """An event whose block of two has one guest, and is over."""
    event = factories.make_event(room=room)
    block = offers.keep_block(event.id, event.organisation_id, BlockWish(
        partner="Dora's company", ticket_type_id=factories.types_of(event)[0].id, seats=2, release_at=event.starts_at, code="DORA",
    ), by=None)
    ben = service.register(event.id, wish(event, "Ben", code="DORA")).registration_id
    offers.release_block(event.id, event.organisation_id, block, by=None)
    return event, ben


def ticket(registration_id: int) -> int:
    with transaction() as connection:
        return seats.live(connection, registration_id)[0].ticket_id


def test_they_pass_on_switch_there_and_back_and_bring_somebody() -> None:
    event, ben = released(room=3)
    room, online = factories.types_of(event)

    changes.switch(ben, ticket(ben), online.id)
    changes.switch(ben, ticket(ben), room.id)
    groups.add(ben, ("Cem",))
    changes.transfer(ben, ticket(ben), name="Ada", email="ada@guests.example", language="de")

    assert factories.pool_of(event).taken == 2
    assert faults() == []


def test_there_is_no_seat_for_them_where_there_is_none_for_others() -> None:
    event, ben = released(room=2)
    service.register(event.id, wish(event, "Ada"))

    assert reason(groups.add, ben, ("Cem",)) == "sold-out"
    assert faults() == []
