"""Fourteen days by the calendar, on both sides of midnight and of a weekend."""

from datetime import UTC, date, datetime

import pytest

from eventsvc.registration import withdrawal_times as times

BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(("concluded", "last"), [
    (datetime(2027, 4, 1, 10, tzinfo=UTC), date(2027, 4, 15)),  # a Thursday
    (datetime(2027, 4, 1, 22, 30, tzinfo=UTC), date(2027, 4, 16)),  # past midnight in Berlin
    (datetime(2027, 4, 3, 10, tzinfo=UTC), date(2027, 4, 19)),  # the 17th is a Saturday
    (datetime(2027, 4, 4, 10, tzinfo=UTC), date(2027, 4, 19)),  # the 18th is a Sunday
])
def test_the_last_day_is_a_working_day(concluded: datetime, last: date) -> None:
    assert times.last_day(concluded, BERLIN) == last


@pytest.mark.parametrize(("received", "by"), [
    (datetime(2027, 4, 14, 19, 7, tzinfo=UTC), date(2027, 4, 28)),
    (datetime(2027, 4, 14, 22, 7, tzinfo=UTC), date(2027, 4, 29)),
    (datetime(2027, 4, 3, 10, tzinfo=UTC), date(2027, 4, 17)),  # a weekend gives no more time to pay back
])
def test_the_money_is_back_within_fourteen_days(received: datetime, by: date) -> None:
    assert times.pay_back_by(received, BERLIN) == by


@pytest.mark.parametrize(("setting", "begins", "within"), [
    ("statutory", datetime(2027, 4, 15, 16, tzinfo=UTC), True),
    ("statutory", datetime(2027, 4, 15, 21, 59, tzinfo=UTC), True),
    ("statutory", datetime(2027, 4, 15, 22, tzinfo=UTC), False),
    ("none", datetime(2027, 4, 2, tzinfo=UTC), False),
])
def test_only_where_there_is_a_right_something_can_begin_within_it(setting: str, begins: datetime, *, within: bool) -> None:
    assert times.begins_within(setting, begins, datetime(2027, 4, 1, 10, tzinfo=UTC), BERLIN) is within
