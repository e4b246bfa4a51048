"""Until when an offer holds: never past the start, never in the night."""

from datetime import UTC, datetime

import pytest

from eventsvc.core import zones
from eventsvc.registration.waitlist import offer_times

START = datetime(2027, 4, 19, 16, tzinfo=UTC)  # six in the evening in Hamburg


@pytest.mark.parametrize(("now", "until"), [
    ("2027-04-01 07:00", "2027-04-01 21:00"),  # twelve hours
    ("2027-04-01 09:00", "2027-04-02 08:00"),  # would end at eleven at night
    ("2027-04-01 22:00", "2027-04-02 12:00"),
    ("2027-03-27 11:30", "2027-03-28 08:00"),  # into the night in which the clocks go forward
    ("2027-04-19 08:00", "2027-04-19 11:00"),  # the day itself: an hour
    ("2027-04-19 15:30", "2027-04-19 18:00"),  # never past the start
    ("2027-04-18 23:30", "2027-04-19 08:00"),  # half past one at night in Hamburg: the day itself, put off until eight
    ("2027-04-18 19:30", "2027-04-19 09:30"),
])
def test_until(now: str, until: str) -> None:
    found = offer_times.until(_at(now), "Europe/Berlin", START, hours=12, day_minutes=60)

    assert found is not None
    assert zones.local(found, "Europe/Berlin").strftime("%Y-%m-%d %H:%M") == until


def test_an_offer_that_would_outlast_the_start_is_a_short_one() -> None:
    found = offer_times.until(_at("2027-04-18 15:00"), "Europe/Berlin", START, hours=48, day_minutes=60)

    assert found == _at("2027-04-18 16:00")


def test_no_offers_on_the_day_itself() -> None:
    eve, day = _at("2027-04-18 19:30"), _at("2027-04-19 06:00")

    assert offer_times.until(eve, "Europe/Berlin", START, hours=12, day_minutes=0) == _at("2027-04-19 07:30")
    assert offer_times.until(day, "Europe/Berlin", START, hours=12, day_minutes=0) is None
    assert offer_times.short(day, START) == _at("2027-04-19 07:00")


def test_an_event_that_begins_at_night_has_offers_until_then() -> None:
    start = _at("2027-04-19 23:00")

    assert offer_times.until(_at("2027-04-19 21:30"), "Europe/Berlin", start, hours=12, day_minutes=60) == start


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
