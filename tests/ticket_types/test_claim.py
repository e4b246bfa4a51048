"""The last places have one queue, whoever presses, in whichever process."""

import time

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from eventsvc.core.db import reading, transaction, violated
from eventsvc.settings import Settings
from eventsvc.ticket_types import pools
from eventsvc.ticket_types.models import Pool
from tests import factories
from tests.rushes import at_once_in_processes
from tests.support import at_once

pytestmark = pytest.mark.both


def claimed(_number: int, pool_id: int, seats: int = 1) -> bool:
    """As the product does: one conditional write decides."""
    with transaction() as connection:
        return pools.claim(connection, pool_id, seats)


def looked_and_took(_number: int, pool_id: int) -> bool:
    """As it must not be done: look first, then take."""
    pool = reading().execute(select(Pool.taken, Pool.capacity).where(Pool.id == pool_id)).one()
    time.sleep(0.05)
    if pool.taken >= pool.capacity:
        return False
    with transaction() as connection:
        connection.execute(update(Pool).where(Pool.id == pool_id).values(taken=Pool.taken + 1))
    return True


def test_40_people_for_20_places(app: Flask) -> None:
    pool = factories.pool_of(factories.make_event(room=20))

    answers = at_once(40, lambda number: claimed(number, pool.id))

    assert (answers.count(True), answers.count(False), factories.fresh(pool).taken) == (20, 20, 20)


@pytest.mark.usefixtures("no_referee")
def test_the_rush_would_oversell_without_the_guard(app: Flask) -> None:
    pool = factories.pool_of(factories.make_event(room=1))

    answers = at_once(8, lambda number: looked_and_took(number, pool.id))

    assert answers.count(True) > 1


def test_the_database_itself_refuses_one_too_many(app: Flask) -> None:
    """Behind the conditional write stands a constraint, for whoever forgets the former."""
    pool = factories.pool_of(factories.make_event(room=1))

    answers = at_once(8, lambda number: looked_and_took(number, pool.id))

    refused = [one for one in answers if isinstance(one, IntegrityError)]
    assert {violated(one) for one in refused} <= {"ck_pool_never_one_too_many"}
    assert (answers.count(True), factories.fresh(pool).taken) == (1, 1)


@pytest.mark.slow
def test_people_in_several_processes_for_the_last_places(app: Flask, settings: Settings) -> None:
    pool = factories.pool_of(factories.make_event(room=5))

    answers = at_once_in_processes(settings, claimed, pool.id, processes=3, threads=6)

    assert (answers.count(True), answers.count(False), factories.fresh(pool).taken) == (5, 13, 5)


@pytest.mark.parametrize("seats", [1, 3, 4])
def test_several_places_are_given_together_or_not_at_all(app: Flask, seats: int) -> None:
    pool = factories.pool_of(factories.make_event(room=3))

    answer = claimed(0, pool.id, seats)

    assert (answer, factories.fresh(pool).taken) == ((True, seats) if seats <= 3 else (False, 0))


def test_places_given_back_can_be_taken_again(app: Flask) -> None:
    pool = factories.pool_of(factories.make_event(room=2))
    claimed(0, pool.id, 2)

    with transaction() as connection:
        assert pools.shift(connection, pool.id, taken=-1)

    assert [claimed(0, pool.id), claimed(0, pool.id)] == [True, False]


def test_a_claim_that_fails_later_gives_the_place_back(app: Flask) -> None:
    pool = factories.pool_of(factories.make_event(room=1))

    with pytest.raises(ZeroDivisionError), transaction() as connection:  # noqa: PT012
        pools.claim(connection, pool.id, 1)
        1 / 0  # noqa: B018

    assert claimed(0, pool.id) is True
