"""A lecture hall behind one address passes, a program that sends for ever does not; nothing is written down for it."""

import random
from datetime import timedelta

import pytest

from eventsvc.core.errors import TooMany
from eventsvc.web import crowds
from eventsvc.web.crowds import Crowds
from tests.support import Frozen, frozen

HALL = "141.22.0.1"
TEN = timedelta(minutes=10)


def passed(crowd: Crowds, network: str = HALL) -> bool:
    try:
        crowd.check(network)
    except TooMany:
        return False
    return True


@pytest.fixture
def now() -> object:
    with frozen("2027-04-01 12:00") as time:
        yield time


@pytest.mark.parametrize("spread", [0, 60, 600])
def test_three_hundred_within_ten_minutes_pass_however_they_come(now: Frozen, spread: int) -> None:
    crowd = Crowds(crowds.AT_ONCE, TEN)
    chance = random.Random(4)
    moments = sorted(chance.uniform(0, spread) for _ in range(300))

    begin, answers = now.at, []
    for moment in moments:
        now.at = begin + timedelta(seconds=moment)
        answers.append(passed(crowd))

    assert answers == [True] * 300


def test_a_program_gets_one_in_two_seconds_and_others_are_not_touched(now: Frozen) -> None:
    crowd = Crowds(crowds.AT_ONCE, TEN)

    at_once = sum(passed(crowd) for _ in range(5000))
    later = 0
    for _ in range(600):
        now.move(seconds=1)
        later += sum(passed(crowd) for _ in range(10))

    assert (at_once, later) == (300, 300)
    assert passed(crowd, "141.22.0.2")


def test_the_named_time_is_kept(now: Frozen) -> None:
    crowd = Crowds(3, TEN)
    assert [passed(crowd) for _ in range(4)] == [True, True, True, False]

    with pytest.raises(TooMany) as no:
        crowd.check(HALL)
    now.at = no.value.retry_at
    assert no.value.retry_at.isoformat() == "2027-04-01T12:03:20+00:00"

    assert [passed(crowd) for _ in range(2)] == [True, False]


def test_processes_share_what_comes_later(now: Frozen) -> None:
    crowd = Crowds(300, TEN * 2)
    for _ in range(300):
        crowd.check(HALL)

    now.move(minutes=10)

    assert sum(passed(crowd) for _ in range(300)) == 150


def test_a_clock_that_was_set_back_shuts_nobody_out(now: Frozen) -> None:
    crowd = Crowds(3, TEN)
    for _ in range(3):
        crowd.check(HALL)

    now.move(days=-1)

    assert passed(crowd)


def test_the_tally_does_not_grow_for_ever(now: Frozen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowds, "MOST_NETWORKS", 100)
    crowd = Crowds(3, TEN)
    for _ in range(3):
        crowd.check(HALL)

    for number in range(1000):
        crowd.check(f"2001:db8:{number:x}::/64")

    assert len(crowd.empty_at) <= 100
    assert not passed(crowd)


@pytest.mark.parametrize(("address", "network"), [
    ("141.22.0.1", "141.22.0.1"), ("::ffff:141.22.0.1", "141.22.0.1"), ("2a01:4f8:1:2:3::4", "2a01:4f8:1:2::/64"),
    ("127.0.0.1", None), ("172.17.0.1", None), ("::1", None), ("", None), ("unix:", None),
])
def test_only_addresses_of_the_internet_say_who_asks(address: str, network: str | None) -> None:
    assert crowds.whose(address) == network
