"""Partners' blocks: taken out of, given back to, released; never one seat too many."""

from datetime import timedelta

import pytest
from flask import Flask

from eventsvc.core import clock
from eventsvc.core.db import transaction
from eventsvc.ticket_types import allotments
from eventsvc.ticket_types.models import Allotment
from tests import factories
from tests.support import at_once
from tests.ticket_types.offers import make_block

pytestmark = pytest.mark.both


def taken(_number: int, block_id: int, seats: int = 1) -> bool:
    """Out of the block; the seat is free in the pool then."""
    with transaction() as connection:
        return allotments.take(connection, block_id, seats)


def given_back(block_id: int, seats: int = 1) -> bool:
    with transaction() as connection:
        return allotments.give_back(connection, block_id, seats)


def released(block_id: int) -> int:
    with transaction() as connection:
        return allotments.release(connection, block_id)


def state(block: Allotment) -> tuple[int, int]:
    """What is left of the block, and what the pool keeps."""
    return factories.fresh(block).left_seats, factories.pool_of(factories.only(factories.Event, id=block.event_id)).held


def test_8_people_for_a_block_of_3(app: Flask) -> None:
    block = make_block(factories.make_event(room=20), 3)

    answers = at_once(8, lambda number: taken(number, block.id))

    assert (answers.count(True), answers.count(False), state(block)) == (3, 5, (0, 0))


def test_more_than_is_left_is_not_taken_at_all(app: Flask) -> None:
    block = make_block(factories.make_event(room=20), 3)

    assert (taken(0, block.id, 4), state(block)) == (False, (3, 3))
    assert (taken(0, block.id, 2), state(block)) == (True, (1, 1))


def test_what_is_given_back_belongs_to_the_block(app: Flask) -> None:
    block = make_block(factories.make_event(room=20), 3)
    taken(0, block.id, 2)

    assert (given_back(block.id), state(block)) == (True, (2, 2))
    assert (given_back(block.id, 2), state(block)) == (False, (2, 2))


def test_a_released_block_gives_nothing_and_takes_nothing(app: Flask) -> None:
    block = make_block(factories.make_event(room=20), 3)
    taken(0, block.id)

    assert (released(block.id), state(block)) == (2, (0, 0))
    assert factories.fresh(block).released_at is not None
    assert (released(block.id), taken(0, block.id), given_back(block.id), state(block)) == (0, False, False, (0, 0))


def test_release_and_take_at_once_count_each_seat_once(app: Flask) -> None:
    block = make_block(factories.make_event(room=20), 4)

    answers = at_once(8, lambda number: released(block.id) if number == 3 else taken(number, block.id))

    assert sum(one is True for one in answers) + answers[3] == 4  # type: ignore[operator]
    assert state(block) == (0, 0)


def test_due_are_those_whose_day_has_come(app: Flask) -> None:
    event, now = factories.make_event(), clock.now()
    late = make_block(event, 1, release_at=now - timedelta(hours=1))
    later = make_block(event, 1, release_at=now)
    make_block(event, 1, release_at=now + timedelta(seconds=1))
    make_block(event, 1, release_at=now - timedelta(days=9), released_at=now, left_seats=0)

    assert [(one.id, one.event_id) for one in allotments.due(now)] == [(late.id, event.id), (later.id, event.id)]
