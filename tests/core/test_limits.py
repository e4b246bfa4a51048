"""Counters: never more than allowed in any span, whoever asks at once."""

from datetime import timedelta

import pytest
from flask import Flask

from eventsvc.core import clock, limits
from eventsvc.core.limits import Tally
from tests import factories
from tests.support import at_once, frozen

HOUR = timedelta(hours=1)


def allowed(key: str = "ada", most: int = 3, per: timedelta = HOUR) -> bool:
    return limits.allowed(key, most=most, per=per)


@pytest.mark.both
def test_fourth_try_within_the_hour_is_refused(app: Flask) -> None:
    assert [allowed() for _ in range(4)] == [True, True, True, False]
    assert allowed("ben")
    assert limits.full("ada", most=3, per=HOUR)
    assert not limits.full("ben", most=3, per=HOUR)


@pytest.mark.both
def test_never_more_than_allowed_in_any_hour(app: Flask) -> None:
    with frozen("2027-04-01 12:58") as now:
        taken = []
        for _ in range(150):
            if allowed():
                taken.append(now.at)
            now.move(minutes=1)

        for at in taken:
            assert sum(at <= other < at + HOUR for other in taken) <= 3
        assert len(taken) >= 6


@pytest.mark.both
def test_try_at_the_named_time_is_taken(app: Flask) -> None:
    with frozen("2027-04-01 12:58") as now:
        while allowed():
            now.move(minutes=7)

        now.at = limits.retry_at("ada", HOUR)

        assert allowed()


@pytest.mark.both
def test_of_32_at_once_three_are_taken(app: Flask) -> None:
    answers = at_once(32, lambda _: allowed())

    assert sorted(answers, key=str) == [False] * 29 + [True] * 3


def test_nothing_counted_means_now(app: Flask) -> None:
    with frozen("2027-04-01 12:00"):
        assert limits.retry_at("nobody", HOUR) == clock.now()


@pytest.mark.both
def test_sweep_forgets_old_and_future_tallies(app: Flask) -> None:
    with frozen("2027-04-01 12:00") as now:
        allowed("old")
        now.move(days=10)
        allowed("future")
        now.move(days=-7)
        allowed("today")

        assert limits.sweep() == 2
        assert factories.only(Tally).key == "today"


@pytest.mark.parametrize(("address", "whose"), [
    ("203.0.113.7", "203.0.113.7"), ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"), ("::ffff:203.0.113.7", "203.0.113.7"),
    ("fe80::1%eth0", "fe80::/64"), ("", "unknown"), ("nonsense", "unknown"),
])
def test_network(address: str, whose: str) -> None:
    assert limits.network(address) == whose
