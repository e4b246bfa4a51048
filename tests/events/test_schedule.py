"""Wall time and zone are the promise; instants follow."""

from datetime import UTC, date, datetime, time

import pytest

from eventsvc.core.errors import Refused
from eventsvc.events import schedule

HAMBURG = "Europe/Berlin"
PACIFIC = "America/Los_Angeles"


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def evening(day: str, start: str = "18:00", end: str = "20:00", zone: str = HAMBURG) -> schedule.Span:
    return schedule.span(date.fromisoformat(day), time.fromisoformat(start), time.fromisoformat(end), zone)


def test_evening_in_hamburg_is_an_instant() -> None:
    span = evening("2027-04-19")

    assert (span.starts_at, span.ends_at) == (datetime(2027, 4, 19, 16, tzinfo=UTC), datetime(2027, 4, 19, 18, tzinfo=UTC))


@pytest.mark.parametrize(("day", "utc_hour"), [("2027-03-16", 17), ("2027-03-23", 17), ("2027-03-30", 16), ("2027-04-06", 16)])
def test_same_wall_time_over_the_clock_change(day: str, utc_hour: int) -> None:
    span = evening(day)

    assert span.local_start.time() == time(18)
    assert span.starts_at.hour == utc_hour


@pytest.mark.parametrize(("start", "end", "last"), [("23:30", "00:30", "2027-04-20"), ("18:00", "00:00", "2027-04-20")])
def test_end_before_the_start_means_the_next_day(start: str, end: str, last: str) -> None:
    assert evening("2027-04-19", start, end).local_end == wall(f"{last} {end}")


def test_last_day_can_be_said() -> None:
    span = schedule.span(date(2027, 3, 27), time(10), time(16), HAMBURG, last_day=date(2027, 3, 28))

    assert span.local_end == wall("2027-03-28 16:00")


@pytest.mark.parametrize(("start", "end", "reason"), [
    ("2027-04-19 18:00", "2027-04-19 18:00", "end-before-start"),
    ("2027-04-19 18:00", "2027-04-18 20:00", "end-before-start"),
    ("2027-03-28 02:30", "2027-03-28 04:00", "time-left-out"),
    ("2027-04-19 18:00", "2027-06-19 18:00", "too-long"),
])
def test_what_cannot_be_is_refused(start: str, end: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        schedule.between(wall(start), wall(end), HAMBURG)

    assert refused.value.reason == reason


def test_ordinary_day_needs_no_note() -> None:
    assert schedule.closer(evening("2027-04-19"), HAMBURG, PACIFIC) is None
    assert schedule.closer(evening("2027-11-03"), HAMBURG, None) is None


def test_week_between_the_changes_offers_three_ways() -> None:
    closer = schedule.closer(evening("2027-11-03"), HAMBURG, PACIFIC)

    assert closer is not None
    assert (closer.note.actual.time(), closer.note.usual.time()) == (time(10), time(9))
    assert closer.home_kept == wall("2027-11-03 18:00")
    assert closer.partner_kept == wall("2027-11-03 17:00")
    assert closer.later == wall("2027-11-10 18:00")
    assert closer.note.here is not None
    assert closer.note.there is not None
    assert (closer.note.here.day, closer.note.there.day) == (date(2027, 10, 31), date(2027, 11, 7))


def test_kept_partner_time_shows_the_usual_clock_over_there() -> None:
    span = evening("2027-03-16")
    closer = schedule.closer(span, HAMBURG, PACIFIC)
    assert closer is not None

    kept = schedule.moved(span, closer.partner_kept, HAMBURG)

    assert kept.starts_at == datetime(2027, 3, 16, 16, tzinfo=UTC)
    assert kept.local_end == wall("2027-03-16 19:00")


@pytest.mark.parametrize(("start", "said", "meant"), [
    ("2027-04-19 18:00", "17:30", "2027-04-19 17:30"),
    ("2027-04-19 18:00", "19:10", "2027-04-19 19:10"),
    ("2027-04-19 22:00", "00:30", "2027-04-20 00:30"),
    ("2027-04-20 00:15", "23:45", "2027-04-19 23:45"),
    ("2027-04-19 09:00", "08:00", "2027-04-19 08:00"),
])
def test_line_of_the_programme_falls_on_the_right_day(start: str, said: str, meant: str) -> None:
    assert schedule.on_the_day(wall(start), time.fromisoformat(said)) == wall(meant)
