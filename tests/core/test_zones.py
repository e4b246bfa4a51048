"""Wall clocks, instants and the weeks in between."""

# ruff: noqa: DTZ001 - wall times are the subject

from datetime import UTC, date, datetime

import pytest

from eventsvc.core import zones

HAMBURG = "Europe/Berlin"
PACIFIC = "America/Los_Angeles"


@pytest.mark.parametrize(
    ("wall", "zone", "utc"),
    [
        (datetime(2027, 4, 19, 18), HAMBURG, datetime(2027, 4, 19, 16, tzinfo=UTC)),
        (datetime(2027, 3, 16, 18), HAMBURG, datetime(2027, 3, 16, 17, tzinfo=UTC)),
        (datetime(2027, 3, 23, 18), HAMBURG, datetime(2027, 3, 23, 17, tzinfo=UTC)),
        (datetime(2027, 3, 30, 18), HAMBURG, datetime(2027, 3, 30, 16, tzinfo=UTC)),
        (datetime(2027, 4, 6, 18), HAMBURG, datetime(2027, 4, 6, 16, tzinfo=UTC)),
        (datetime(2027, 11, 3, 18), HAMBURG, datetime(2027, 11, 3, 17, tzinfo=UTC)),
        (datetime(2027, 11, 4, 18), PACIFIC, datetime(2027, 11, 5, 1, tzinfo=UTC)),
        (datetime(2027, 11, 9, 18), PACIFIC, datetime(2027, 11, 10, 2, tzinfo=UTC)),
        (datetime(2027, 1, 1), "UTC", datetime(2027, 1, 1, tzinfo=UTC)),
    ],
)
def test_instant_of_a_wall_time_and_back(wall, zone, utc):
    assert zones.instant(wall, zone) == utc
    assert zones.instant(wall, zone).tzinfo is UTC
    assert zones.local(utc, zone).replace(tzinfo=None) == wall


def test_wall_time_that_is_skipped_moves_forward():
    assert zones.local(zones.instant(datetime(2027, 3, 28, 2, 30), HAMBURG), HAMBURG).replace(tzinfo=None) == datetime(2027, 3, 28, 3, 30)


@pytest.mark.parametrize("fold", [0, 1])
def test_wall_time_that_comes_twice_is_the_first(fold):
    assert zones.instant(datetime(2027, 10, 31, 2, 30, fold=fold), HAMBURG) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_mixed_up_times_are_refused():
    with pytest.raises(ValueError, match="no zone"):
        zones.instant(datetime(2027, 4, 19, 18, tzinfo=UTC), HAMBURG)
    with pytest.raises(ValueError, match="aware"):
        zones.local(datetime(2027, 4, 19, 18), HAMBURG)


@pytest.mark.parametrize(
    ("at", "zone", "german", "english"),
    [
        (datetime(2027, 4, 19, 16, tzinfo=UTC), HAMBURG, "MESZ", "CEST"),
        (datetime(2027, 1, 19, 16, tzinfo=UTC), "Europe/Vienna", "MEZ", "CET"),
        (datetime(2027, 4, 19, 16, tzinfo=UTC), PACIFIC, "PDT", "PDT"),
        (datetime(2027, 1, 19, 16, tzinfo=UTC), PACIFIC, "PST", "PST"),
        (datetime(2027, 4, 19, 16, tzinfo=UTC), "America/New_York", "EDT", "EDT"),
        (datetime(2027, 4, 19, 16, tzinfo=UTC), "Europe/London", "BST", "BST"),
        (datetime(2027, 1, 19, 16, tzinfo=UTC), "Europe/Helsinki", "OEZ", "EET"),
        (datetime(2027, 7, 19, 16, tzinfo=UTC), "Europe/Lisbon", "WESZ", "WEST"),
        (datetime(2027, 1, 19, 16, tzinfo=UTC), "America/Sao_Paulo", "UTC−3", "UTC−3"),
        (datetime(2027, 1, 19, 16, tzinfo=UTC), "Asia/Dubai", "UTC+4", "UTC+4"),
        (datetime(2027, 1, 19, 16, tzinfo=UTC), "Asia/Kathmandu", "UTC+5:45", "UTC+5:45"),
        (datetime(2027, 1, 19, 16, tzinfo=UTC), "UTC", "UTC", "UTC"),
    ],
)
def test_abbreviation(at, zone, german, english):
    assert zones.abbreviation(at, zone, "de") == german
    assert zones.abbreviation(at, zone, "en") == english


@pytest.mark.parametrize(
    ("at", "gap"),
    [
        (datetime(2027, 4, 19, 16, tzinfo=UTC), 9),
        (datetime(2027, 3, 16, 17, tzinfo=UTC), 8),
        (datetime(2027, 11, 3, 17, tzinfo=UTC), 8),
    ],
)
def test_gap_between_hamburg_and_california(at, gap):
    assert zones.gap_hours(at, HAMBURG, PACIFIC) == gap
    assert zones.gap_hours(at, PACIFIC, HAMBURG) == -gap


@pytest.mark.parametrize(
    ("zone", "other", "gap"),
    [
        (HAMBURG, PACIFIC, 9),
        (PACIFIC, HAMBURG, -9),
        (HAMBURG, "America/New_York", 6),
        (HAMBURG, "Asia/Kolkata", -3.5),
        (HAMBURG, HAMBURG, 0),
    ],
)
def test_usual_gap(zone, other, gap):
    assert zones.usual_gap(zone, other) == gap


@pytest.mark.parametrize(
    ("year", "spring", "autumn"),
    [
        (2026, ((3, 8), (3, 28)), ((10, 25), (10, 31))),
        (2027, ((3, 14), (3, 27)), ((10, 31), (11, 6))),
        (2028, ((3, 12), (3, 25)), ((10, 29), (11, 4))),
        (2029, ((3, 11), (3, 24)), ((10, 28), (11, 3))),
        (2030, ((3, 10), (3, 30)), ((10, 27), (11, 2))),
        (2031, ((3, 9), (3, 29)), ((10, 26), (11, 1))),
    ],
)
def test_mismatch_weeks_of_hamburg_and_california(year, spring, autumn):
    expected = tuple((date(year, *first), date(year, *last)) for first, last in (spring, autumn))

    assert zones.mismatch_weeks(year, HAMBURG, PACIFIC) == expected


@pytest.mark.parametrize("other", ["Asia/Kolkata", "Asia/Tokyo", "Europe/London", HAMBURG])
def test_half_a_year_without_summer_time_is_no_mismatch(other):
    assert zones.mismatch_weeks(2027, HAMBURG, other) == ()
    assert zones.closer_note(datetime(2027, 1, 10, 17, tzinfo=UTC), HAMBURG, other) is None
    assert zones.closer_note(datetime(2027, 7, 10, 17, tzinfo=UTC), HAMBURG, other) is None


def test_closer_note_names_both_changes():
    note = zones.closer_note(datetime(2027, 11, 3, 17, tzinfo=UTC), HAMBURG, PACIFIC)

    assert note == zones.ShiftNote(
        actual=datetime(2027, 11, 3, 10),
        usual=datetime(2027, 11, 3, 9),
        closer_by=1,
        here=zones.Change(date(2027, 10, 31), begins=False),
        there=zones.Change(date(2027, 11, 7), begins=False),
    )


def test_closer_note_in_spring():
    note = zones.closer_note(datetime(2027, 3, 16, 17, tzinfo=UTC), HAMBURG, PACIFIC)

    assert note is not None
    assert (note.here, note.there) == (zones.Change(date(2027, 3, 28), begins=True), zones.Change(date(2027, 3, 14), begins=True))


@pytest.mark.parametrize(("month", "day"), [(4, 19), (11, 10), (12, 31)])
def test_no_note_on_an_ordinary_day(month, day):
    assert zones.closer_note(datetime(2027, month, day, 17, tzinfo=UTC), HAMBURG, PACIFIC) is None


def test_closer_note_judges_the_hour_on_the_day_of_the_change():
    assert zones.closer_note(datetime(2027, 3, 14, 8, tzinfo=UTC), HAMBURG, PACIFIC) is None
    assert zones.closer_note(datetime(2027, 3, 14, 17, tzinfo=UTC), HAMBURG, PACIFIC) is not None


@pytest.mark.parametrize("zone", ["", "Mars/Base", "localtime", "Factory", "../etc/passwd", "Europe", "europe/berlin "])
def test_unknown_zones(zone):
    assert not zones.known(zone)


@pytest.mark.parametrize(("city", "zone"), zones.CITIES)
def test_every_city_has_a_known_zone(city, zone):
    assert zones.known(zone)
    assert zones.city_name(city, "de")


def test_city_names_are_german_in_german():
    assert zones.city_name("Vienna", "de") == "Wien"
    assert zones.city_name("Vienna", "en") == "Vienna"
    assert zones.city_name("San Francisco", "de") == "San Francisco"
