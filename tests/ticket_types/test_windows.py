"""When something is sold, and how much is said of what is left."""

from datetime import UTC, datetime

import pytest

from eventsvc.ticket_types import windows

HAMBURG = "Europe/Berlin"
ENDS = datetime(2027, 4, 19, 18, 0, tzinfo=UTC)
OPENS = datetime(2027, 4, 1, 8, 0, tzinfo=UTC)


def state(now: datetime, *, event_state: str = "published", left: int = 5) -> str:
    return windows.sale_state(now=now, event_state=event_state, opens=OPENS, closes=ENDS, left=left)


@pytest.mark.parametrize(("now", "wanted"), [
    (datetime(2027, 4, 1, 7, 59, 59, tzinfo=UTC), "not-yet"),
    (OPENS, "open"),
    (datetime(2027, 4, 19, 17, 59, 59, tzinfo=UTC), "open"),
    (ENDS, "over"),
])
def test_window_holds_from_its_first_instant_to_before_its_last(now: datetime, wanted: str) -> None:
    assert state(now) == wanted


def test_cancelled_and_postponed_say_so_before_all_else() -> None:
    assert state(OPENS, event_state="cancelled", left=0) == "cancelled"
    assert state(ENDS, event_state="postponed") == "postponed"


def test_without_places_it_is_sold_out() -> None:
    assert state(OPENS, left=0) == "sold-out"


@pytest.mark.parametrize(("wall", "instant"), [
    (datetime(2027, 3, 27, 23, 59), datetime(2027, 3, 27, 22, 59, tzinfo=UTC)),  # noqa: DTZ001
    (datetime(2027, 3, 28, 23, 59), datetime(2027, 3, 28, 21, 59, tzinfo=UTC)),  # noqa: DTZ001
])
def test_window_is_wall_time_over_the_clock_change(wall: datetime, instant: datetime) -> None:
    assert windows.closes_at(wall, HAMBURG, ENDS) == instant
    assert windows.opens_at(wall, HAMBURG) == instant


def test_nothing_is_sold_after_the_end() -> None:
    assert windows.closes_at(None, HAMBURG, ENDS) == ENDS
    assert windows.closes_at(datetime(2027, 4, 20, 12, 0), HAMBURG, ENDS) == ENDS  # noqa: DTZ001
    assert windows.opens_at(None, HAMBURG) is None


@pytest.mark.parametrize(("left", "capacity", "shown"), [
    (0, 10, 0), (1, 10, 1), (9, 10, 9), (10, 10, None), (9, 180, 9), (10, 180, 10), (17, 180, 17), (18, 180, None), (99, 1000, 99),
    (100, 1000, None), (-4, 6, 0),
])
def test_number_is_exact_only_when_small(left: int, capacity: int, shown: int | None) -> None:
    assert windows.few_left(left, capacity) == shown
