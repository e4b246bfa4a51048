"""Zone rules as calendar programs need them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from eventsvc.core import zones
from eventsvc.feeds import vtimezone

BERLIN = """BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:STANDARD
DTSTART:20261025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20260329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
"""


def test_berlin_to_the_letter():
    assert vtimezone.component("Europe/Berlin", 2027) == BERLIN.replace("\n", "\r\n")


def test_los_angeles_changes_at_two_by_its_old_clock():
    text = vtimezone.component("America/Los_Angeles", 2027)

    assert text is not None
    assert "DTSTART:20261101T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU\r\nTZNAME:PST\r\nTZOFFSETFROM:-0700\r\n" in text
    assert "DTSTART:20260308T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\r\nTZNAME:PDT\r\nTZOFFSETFROM:-0800\r\n" in text


@pytest.mark.parametrize(
    ("zone", "offset"),
    [("Asia/Kolkata", "+0530"), ("Asia/Tokyo", "+0900"), ("America/Phoenix", "-0700"), ("Africa/Lagos", "+0100")],
)
def test_zone_without_summer_time_has_one_standard(zone, offset):
    text = vtimezone.component(zone, 2027)

    assert text is not None
    assert text.count("BEGIN:STANDARD") == 1
    assert "DAYLIGHT" not in text
    assert "RRULE" not in text
    assert f"TZOFFSETTO:{offset}\r\n" in text


def test_dublin_has_its_daylight_in_summer():
    text = vtimezone.component("Europe/Dublin", 2027)

    assert text is not None
    assert "TZNAME:IST\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\nEND:DAYLIGHT" in text


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC", "Asia/Jerusalem", "Africa/Cairo"])
def test_zones_that_no_rule_describes_are_left_to_utc(zone):
    assert vtimezone.component(zone, 2027) is None


@pytest.mark.parametrize(("zone", "year"), [("America/Los_Angeles", 2006), ("America/Mexico_City", 2021), ("Europe/Istanbul", 2016)])
def test_years_before_the_rules_came_into_force_are_left_to_utc(zone, year):
    assert vtimezone.component(zone, year) is None
    assert vtimezone.component(zone, year + 1 if zone == "America/Los_Angeles" else year + 2) is not None


def test_no_rdate_and_no_until_anywhere():
    for _, zone in zones.CITIES:
        text = vtimezone.component(zone, 2027) or ""
        assert "RDATE" not in text
        assert "UNTIL" not in text


@pytest.mark.parametrize("zone", sorted({zone for _, zone in zones.CITIES if vtimezone.component(zone, 2027)}))
def test_a_reader_that_believes_the_file_finds_the_same_instants(zone):
    component = icalendar.Timezone.from_ical(vtimezone.component(zone, 2027))
    believed = component.to_tz(lookup_tzid=False)

    at = datetime(2027, 1, 1, 12, tzinfo=UTC)
    while at.year < 2032:
        wall = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        assert wall.replace(tzinfo=believed).utcoffset() == wall.replace(tzinfo=ZoneInfo(zone)).utcoffset(), wall
        at += timedelta(days=3, hours=1)


def test_casablanca_while_it_pauses_for_ramadan_is_left_to_utc():
    assert vtimezone.component("Africa/Casablanca", 2025) is None
