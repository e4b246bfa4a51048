"""How much goes back: each ticket by itself, half a cent up, until the hour, and all of it when the date was moved."""

from datetime import UTC, datetime, timedelta

import pytest

from eventsvc.payments import policy
from eventsvc.payments.policy import Policy

NOON = datetime(2027, 4, 12, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(("unit", "tickets", "percent", "cents"), [
    (4500, 1, 100, 4500), (4500, 2, 50, 4500), (4500, 3, 0, 0),
    (999, 1, 50, 500), (999, 3, 50, 1500),  # 499.5 is 500 for each, one after the other or all at once
    (333, 1, 33, 110), (1, 1, 50, 1), (1, 1, 49, 0),
])
def test_each_ticket_is_rounded_half_a_cent_up(unit: int, tickets: int, percent: int, cents: int) -> None:
    assert policy.due(unit, tickets, NOON, Policy(percent=percent)) == cents


def test_one_after_the_other_is_as_much_as_all_at_once() -> None:
    for unit in (1, 7, 333, 999, 4501):
        for percent in range(101):
            terms = Policy(percent=percent)
            assert 3 * policy.due(unit, 1, NOON, terms) == policy.due(unit, 3, NOON, terms) <= 3 * unit


def test_the_hour_is_the_first_one_too_late() -> None:
    terms = Policy(percent=50, until=NOON)
    assert policy.due(4500, 1, NOON - SECOND, terms) == 2250
    assert policy.due(4500, 1, NOON, terms) == 0


def test_a_moved_event_gives_back_everything_until_it_begins() -> None:
    terms = Policy(percent=0, until=NOON - timedelta(days=3), whole_until=NOON)
    assert policy.due(4500, 2, NOON - SECOND, terms) == 9000
    assert policy.due(4500, 2, NOON, terms) == 0


def test_what_was_given_back_for_good_will_is_not_given_twice() -> None:
    assert policy.capped(4500, 9000, 1, 2) == 4500
    assert policy.capped(4500, 3000, 1, 2) == 1500  # the ticket that stays keeps its half
    assert policy.capped(9000, 3000, 2, 2) == 3000


def test_guests_are_asked_for_two_weeks_or_until_two_days_before() -> None:
    assert policy.answer_by(NOON, NOON + timedelta(days=60)) == NOON + timedelta(days=14)
    assert policy.answer_by(NOON, NOON + timedelta(days=9)) == NOON + timedelta(days=7)
    assert policy.answer_by(NOON, NOON + timedelta(days=2)) is None
