"""The transition table, held by the database: whatever wrote it, a registration goes no other way."""

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from eventsvc.core import clock
from eventsvc.core.db import transaction, violated
from eventsvc.registration import states
from eventsvc.registration.models import Registration
from tests import factories

pytestmark = pytest.mark.both
PAIRS = [(before, after) for before in states.STATES for after in states.STATES if before != after]


def put(event_id: int, state: str) -> int:
    """A registration in this state, without any ticket."""
    event = factories.only(factories.Event, id=event_id)
    deadline = clock.now() if state in states.DEADLINE else None
    return factories.make_registration(event, f"Ada {state}", holders=(), state=state, deadline=deadline).id


def moves(registration_id: int, after: str) -> bool:
    """Whether the database lets it go there."""
    turning = update(Registration).where(Registration.id == registration_id)
    try:
        with transaction() as connection:
            connection.execute(turning.values(state=after, deadline=clock.now() if after in states.DEADLINE else None))
    except IntegrityError as no:
        if violated(no) != "registration_moves":
            raise
        return False
    return True


def test_every_move_of_the_table_and_no_other(app: Flask) -> None:
    event = factories.make_event()

    allowed = {(before, after) for before, after in PAIRS if moves(put(event.id, before), after)}

    assert allowed == {(before, after) for before, after in PAIRS if states.may(before, after)}


@pytest.mark.parametrize("state", states.STATES)
def test_a_deadline_where_seats_are_kept_and_nowhere_else(app: Flask, state: str) -> None:
    event = factories.make_event()

    with pytest.raises(IntegrityError) as no:
        factories.make_registration(event, holders=(), state=state, deadline=None if state in states.DEADLINE else clock.now())

    assert violated(no.value) == "ck_registration_deadline"
    assert factories.all_of(Registration) == []
