"""Days on which banks work."""

from datetime import UTC, date, datetime

import pytest

from eventsvc.payments import bank_days


@pytest.mark.parametrize(("year", "month", "day"), [
    (2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2038, 4, 25), (2285, 3, 22),
])  # fmt: skip
def test_easter(year: int, month: int, day: int) -> None:
    assert bank_days.easter(year) == date(year, month, day)


@pytest.mark.parametrize("day", [
    date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 29), date(2025, 5, 1), date(2026, 12, 25), date(2027, 4, 3), date(2027, 4, 4),
])  # fmt: skip
def test_no_transfer_is_carried_out(day: date) -> None:
    assert not bank_days.is_one(day)


@pytest.mark.parametrize("day", [date(2027, 3, 25), date(2027, 3, 30), date(2027, 5, 6), date(2026, 10, 30), date(2027, 12, 24)])
def test_ascension_and_what_only_germany_keeps_are_bank_days(day: date) -> None:
    assert bank_days.is_one(day)


@pytest.mark.parametrize(("ordered", "many", "end"), [
    (date(2027, 3, 30), 5, date(2027, 4, 6)), (date(2027, 3, 24), 3, date(2027, 3, 31)), (date(2026, 12, 23), 2, date(2026, 12, 28)),
    (date(2027, 4, 3), 1, date(2027, 4, 5)),
])  # fmt: skip
def test_so_many_later(ordered: date, many: int, end: date) -> None:
    assert bank_days.after(ordered, many) == end


def test_the_day_is_that_of_the_event() -> None:
    """Still Tuesday in Hamburg's afternoon in New York, already Wednesday in Hamburg at night."""
    late = datetime(2027, 3, 30, 22, 30, tzinfo=UTC)

    assert bank_days.until(late, 1, "Europe/Berlin") == datetime(2027, 4, 1, 21, 59, tzinfo=UTC)
    assert bank_days.until(late, 1, "America/New_York") == datetime(2027, 4, 1, 3, 59, tzinfo=UTC)
