"""The band and the words of the two clocks."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from eventsvc.web import clocks
from eventsvc.web.clocks import Place, Rect

HAMBURG = Place("Hamburg", "Europe/Berlin")
SAN_FRANCISCO = Place("San Francisco", "America/Los_Angeles")


def at(hour: int, minute: int = 0, day: int = 19, month: int = 4) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "pieces"),
    [
        (at(18), at(20), [("180", "20")]),
        (at(9), at(11), [("90", "20")]),
        (at(23), at(1, day=20), [("230", "10"), ("0", "10")]),
        (at(22), at(0, day=20), [("220", "20")]),
        (at(17, 45), at(18, 30), [("177.5", "7.5")]),
        (at(12), at(12, 5), [("120", "4")]),
        (at(9), at(17, day=21), [("90", "150"), ("0", "90")]),
    ],
)
def test_band_shows_the_event_on_the_day(start: datetime, end: datetime, pieces: list[tuple[str, str]]) -> None:
    assert clocks.band(start, end).now == tuple(Rect(x, width) for x, width in pieces)


def test_german_clocks_say_both_cities(app: Flask) -> None:
    with app.test_request_context("/de/"):
        shown = clocks.of(at(16), at(18), HAMBURG, SAN_FRANCISCO, "de")

    assert shown.right is not None
    assert (shown.left.city, shown.left.zone_abbr, shown.left.start, shown.left.end, shown.left.unit) == (
        "Hamburg", "MESZ", "18:00", "20:00", "Uhr",
    )
    assert (shown.right.city, shown.right.zone_abbr, shown.right.start, shown.right.end) == ("San Francisco", "PDT", "09:00", "11:00")
    assert shown.left.date == "Mo, 19. April 2027"
    assert (shown.left.iso_start, shown.right.iso_start) == ("2027-04-19T18:00+02:00", "2027-04-19T09:00-07:00")
    assert str(shown) == "18:00 Hamburg, 09:00 San Francisco"


def test_english_clocks_say_the_half_of_the_day_once(app: Flask) -> None:
    with app.test_request_context("/en/"):
        shown = clocks.of(at(16), at(18), HAMBURG, SAN_FRANCISCO, "en")

    assert (shown.left.start, shown.left.start_unit, shown.left.start_unit_shown, shown.left.end) == ("6:00", "PM", False, "8:00 PM")
    assert shown.left.unit == ""
    assert str(shown) == "6:00 PM Hamburg, 9:00 AM San Francisco"
    assert shown.gap == "9 hours"


def test_english_clocks_say_both_halves_over_noon(app: Flask) -> None:
    with app.test_request_context("/en/"):
        shown = clocks.of(at(9), at(11), HAMBURG, None, "en")

    assert (shown.left.start, shown.left.start_unit, shown.left.start_unit_shown, shown.left.end) == ("11:00", "AM", True, "1:00 PM")
    assert str(shown) == "11:00 AM–1:00 PM Hamburg"


def test_a_night_names_both_days(app: Flask) -> None:
    with app.test_request_context("/de/"):
        shown = clocks.of(at(21), at(23), HAMBURG, SAN_FRANCISCO, "de")

    assert shown.left.date == "Mo, 19. April – Di, 20. April"


def test_another_day_over_there_is_said(app: Flask) -> None:
    with app.test_request_context("/de/"):
        shown = clocks.of(at(4), at(6), HAMBURG, SAN_FRANCISCO, "de")

    assert str(shown) == "06:00 Hamburg, 21:00 San Francisco (So)"


def test_one_zone_gives_one_clock(app: Flask) -> None:
    with app.test_request_context("/de/"):
        alone = clocks.of(at(16), at(18), HAMBURG, None, "de")
        same = clocks.of(at(16), at(18), HAMBURG, Place("Berlin", "Europe/Berlin"), "de")

    assert (alone.right, same.right, alone.gap) == (None, None, "")
    assert str(alone) == "18:00–20:00 Hamburg"


def test_the_odd_week_is_eight_hours_apart(app: Flask) -> None:
    with app.test_request_context("/en/"):
        shown = clocks.of(at(17, day=3, month=11), at(19, day=3, month=11), HAMBURG, SAN_FRANCISCO, "en")

    assert shown.gap == "8 hours"
