"""Calendar files, read back by three readers that are not ours, and whatever text and time they hold."""

# ruff: noqa: DTZ001 - wall times are the subject

import re
import time
import unicodedata
import warnings
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventsvc.feeds import ics
from tests.feeds.calendars import FEED, HAMBURG, PACIFIC, entry, of

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import ics as ics_reader
    import vobject

SAMPLE = [
    entry(uid="1@example.org", summary="Übung, Teil 1; größer", description="Erste Zeile\nZweite, mit \\ und ; 🎉\n" + "lang " * 60),
    entry(uid="2@example.org", start=datetime(2027, 11, 3, 18), end=datetime(2027, 11, 3, 20), status="CANCELLED", transp="TRANSPARENT"),
    entry(uid="3@example.org", start=datetime(2027, 11, 4, 18), end=datetime(2027, 11, 4, 19), zone=PACIFIC, status="TENTATIVE"),
    entry(uid="4@example.org", start=datetime(2027, 7, 1, 9), end=datetime(2027, 7, 1, 10), zone="UTC"),
]
INSTANTS = {
    "1@example.org": datetime(2027, 4, 19, 16, tzinfo=UTC),
    "2@example.org": datetime(2027, 11, 3, 17, tzinfo=UTC),
    "3@example.org": datetime(2027, 11, 5, 1, tzinfo=UTC),
    "4@example.org": datetime(2027, 7, 1, 9, tzinfo=UTC),
}
STATES = {one.uid: one.status for one in SAMPLE}
TEXTS = {one.uid: (one.summary, one.description) for one in SAMPLE}


def test_icalendar_reads_the_same():
    events = icalendar.Calendar.from_ical(ics.write(FEED, SAMPLE)).walk("VEVENT")

    assert {str(event["UID"]): event.start.astimezone(UTC) for event in events} == INSTANTS
    assert {str(event["UID"]): str(event["STATUS"]) for event in events} == STATES
    assert {str(event["UID"]): (str(event["SUMMARY"]), str(event.get("DESCRIPTION", ""))) for event in events} == TEXTS


@pytest.mark.filterwarnings("ignore")
def test_ics_reads_the_same():
    events = ics_reader.Calendar(ics.write(FEED, SAMPLE).decode()).events

    assert {event.uid: event.begin.datetime.astimezone(UTC) for event in events} == INSTANTS
    assert {event.uid: event.status for event in events} == STATES
    assert {event.uid: (event.name, event.description or "") for event in events} == TEXTS


@pytest.mark.filterwarnings("ignore")
def test_vobject_reads_the_same():
    events = vobject.readOne(ics.write(FEED, SAMPLE).decode()).vevent_list

    assert {event.uid.value: event.dtstart.value.astimezone(UTC) for event in events} == INSTANTS
    assert {event.uid.value: event.status.value for event in events} == STATES
    assert {event.uid.value: (event.summary.value, event.getChildValue("description", "")) for event in events} == TEXTS


@pytest.mark.filterwarnings("ignore")
def test_whole_days_read_the_same():
    body = ics.write(FEED, [entry(start=date(2027, 3, 27), end=date(2027, 3, 28), zone=None)])

    [one] = icalendar.Calendar.from_ical(body).walk("VEVENT")
    [two] = vobject.readOne(body.decode()).vevent_list
    [three] = ics_reader.Calendar(body.decode()).events
    assert (one.start, one.end) == (two.dtstart.value, two.dtend.value) == (date(2027, 3, 27), date(2027, 3, 29))
    assert (three.all_day, three.begin.date(), three.duration) == (True, date(2027, 3, 27), timedelta(days=2))


def unescaped(line: str) -> str:
    """RFC 5545 3.3.11, read one character after the other."""
    value = line.split(":", 1)[1]
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def visible(text: str) -> str:
    broken = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(char for char in broken if char in "\t\n" or unicodedata.category(char) not in {"Cc", "Cs"})
    return unicodedata.normalize("NFC", re.sub("[\u2028\u2029\ufeff]", "", kept))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_comes_back(text):
    body = ics.write(FEED, [entry(summary="x" + text, description="x" + text, location=text, categories=(text,) if text.strip() else ())])

    assert unescaped(of("DESCRIPTION", body)[1]) == visible("x" + text)
    assert unescaped(of("SUMMARY", body)[0]) == " ".join(visible("x" + text).split())
    assert len(icalendar.Calendar.from_ical(body).walk("VEVENT")) == 1


@settings(max_examples=100, deadline=None)
@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2034, 1, 1)),
    st.integers(1, 48),
    st.sampled_from([HAMBURG, "America/Los_Angeles", "Australia/Sydney"]),
)
def test_any_time_comes_back(start, hours, zone):
    start = start.replace(microsecond=0)
    written = entry(start=start, end=start + timedelta(hours=hours), zone=zone)

    [event] = icalendar.Calendar.from_ical(ics.write(FEED, [written])).walk("VEVENT")

    assert event.start.astimezone(UTC) == ics.zones.instant(start, zone)


def test_a_thousand_events_take_little_time():
    some = [entry(uid=f"{n}@example.org", description="Zwei Gäste; drei Fragen. " * 20, location="Halle 1, Hamburg") for n in range(1000)]

    began = time.perf_counter()
    body = ics.write(FEED, some)

    assert time.perf_counter() - began < 1
    assert len(of("UID", body)) == 1000
