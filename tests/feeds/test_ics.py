"""Calendar files: strict form, and read back by three readers that are not ours."""

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

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import ics as ics_reader
    import vobject

HAMBURG = "Europe/Berlin"
PACIFIC = "America/Los_Angeles"
STAMP = datetime(2027, 1, 5, 9, 30, 15, 999, tzinfo=UTC)
FEED = ics.Calendar(
    prodid=ics.prodid("AI for Hamburg", "de"),
    stamp=STAMP,
    name="Transatlantic AI Talks",
    description="Hamburg und San Francisco",
    zone=HAMBURG,
    source="https://example.org/cal/de/talks.ics",
    url="https://example.org/de/s/talks",
    color="steelblue",
)
FILE = ics.Calendar(prodid=FEED.prodid, stamp=STAMP)
ADA = ics.Person("AI for Hamburg", "talks@example.org")
CEM = ics.Person("Cem; Coşkun", "cem@example.org")
HEADER = [
    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//AI for Hamburg//eventsvc//DE", "CALSCALE:GREGORIAN", "NAME:Transatlantic AI Talks",
    "X-WR-CALNAME:Transatlantic AI Talks", "DESCRIPTION:Hamburg und San Francisco", "X-WR-CALDESC:Hamburg und San Francisco",
    "X-WR-TIMEZONE:Europe/Berlin", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H",
    "SOURCE;VALUE=URI:https://example.org/cal/de/talks.ics", "URL:https://example.org/de/s/talks", "COLOR:steelblue",
    "LAST-MODIFIED:20270105T093015Z",
]  # fmt: skip


def entry(**changes: object) -> ics.Entry:
    plain: dict[str, object] = {
        "uid": "a@example.org",
        "stamp": STAMP,
        "created": datetime(2027, 1, 1, 8, tzinfo=UTC),
        "sequence": 0,
        "start": datetime(2027, 4, 19, 18),
        "end": datetime(2027, 4, 19, 20),
        "zone": HAMBURG,
        "summary": "Vom Labor in den Hafen",
    }
    return ics.Entry(**(plain | changes))  # type: ignore[arg-type]


def lines(body: bytes) -> list[str]:
    """The unfolded lines, after the form has been looked at strictly."""
    assert body.endswith(b"END:VCALENDAR\r\n")
    assert not body.startswith(b"\xef\xbb\xbf")
    assert body.count(b"\n") == body.count(b"\r\n") == body.count(b"\r")
    raw = body.split(b"\r\n")
    assert all(len(line) <= 75 for line in raw)
    for line in raw:
        line.decode("utf-8")
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", body)
    return body.decode("utf-8").replace("\r\n ", "").split("\r\n")[:-1]


def of(name: str, body: bytes) -> list[str]:
    return [line for line in lines(body) if re.match(rf"{name}[;:]", line)]


def test_feed_to_the_letter():
    body = ics.write(
        FEED,
        [
            entry(
                sequence=3,
                description="Zwei Gäste; drei Fragen.\nhttps://example.org/de/e/hafen",
                location="Speicher am Beispielkai, Beispielkai 1, 20457 Hamburg",
                url="https://example.org/de/e/hafen",
                categories=("KI", "Hafen, Stadt"),
                image="https://example.org/img/a.png",
                conference=ics.Link("https://example.org/j/1", "Zum Stream"),
            )
        ],
    )

    unfolded = lines(body)
    assert unfolded[: len(HEADER)] == HEADER
    assert unfolded[unfolded.index("BEGIN:VEVENT") :] == [
        "BEGIN:VEVENT",
        "UID:a@example.org",
        "DTSTAMP:20270105T093015Z",
        "LAST-MODIFIED:20270105T093015Z",
        "CREATED:20270101T080000Z",
        "SEQUENCE:3",
        "DTSTART;TZID=Europe/Berlin:20270419T180000",
        "DTEND;TZID=Europe/Berlin:20270419T200000",
        "SUMMARY:Vom Labor in den Hafen",
        "DESCRIPTION:Zwei Gäste\\; drei Fragen.\\nhttps://example.org/de/e/hafen",
        "LOCATION:Speicher am Beispielkai\\, Beispielkai 1\\, 20457 Hamburg",
        "CATEGORIES:KI,Hafen\\, Stadt",
        "IMAGE;VALUE=URI:https://example.org/img/a.png",
        "URL:https://example.org/de/e/hafen",
        "CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL=Zum Stream:https://example.org/j/1",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "CLASS:PUBLIC",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_invitation_to_the_letter():
    mail = ics.Calendar(prodid=FEED.prodid, stamp=STAMP, method="REQUEST")

    unfolded = lines(ics.write(mail, [entry(klass=None, organizer=ADA, attendee=CEM)]))

    assert unfolded[:5] == [*HEADER[:4], "METHOD:REQUEST"]
    assert unfolded[5] == "BEGIN:VTIMEZONE"
    assert unfolded[-6:] == [
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "ORGANIZER;CN=AI for Hamburg:mailto:talks@example.org",
        'ATTENDEE;CN="Cem; Coşkun";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:cem@example.org',
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_feeds_and_downloads_have_no_method_and_no_alarm():
    for calendar in (FEED, FILE):
        body = ics.write(calendar, [entry()])
        for name in (b"METHOD", b"VALARM", b"ORGANIZER", b"ATTENDEE", b"X-ALT-DESC", b"ATTACH"):
            assert name not in body


def test_a_single_event_makes_no_calendar_of_its_own():
    body = ics.write(FILE, [entry()])

    assert of("NAME", body) == of("X-WR-CALNAME", body) == of("REFRESH-INTERVAL", body) == []


def test_empty_feed_is_a_valid_calendar():
    assert lines(ics.write(FEED, [])) == [*HEADER, "END:VCALENDAR"]


def test_whole_days_are_written_with_an_exclusive_end():
    two = ics.write(FEED, [entry(start=date(2027, 3, 27), end=date(2027, 3, 28), zone=None)])
    one = ics.write(FEED, [entry(start=date(2027, 10, 31), end=date(2027, 10, 31), zone=None)])

    assert of("DTSTART", two) + of("DTEND", two) == ["DTSTART;VALUE=DATE:20270327", "DTEND;VALUE=DATE:20270329"]
    assert of("DTSTART", one) + of("DTEND", one) == ["DTSTART;VALUE=DATE:20271031", "DTEND;VALUE=DATE:20271101"]
    assert b"TZID" not in two


def test_an_evening_until_midnight_ends_on_the_next_day():
    body = ics.write(FEED, [entry(end=datetime(2027, 4, 20))])

    assert of("DTEND", body) == ["DTEND;TZID=Europe/Berlin:20270420T000000"]


def test_zones_without_rules_are_written_in_utc():
    body = ics.write(FEED, [entry(zone="Asia/Jerusalem"), entry(uid="b", zone="UTC")])

    assert all(line.endswith("Z") for line in of("DTSTART", body))
    assert b"VTIMEZONE" not in body


def test_a_wall_time_that_is_skipped_is_written_as_the_one_that_is_meant():
    body = ics.write(FEED, [entry(start=datetime(2027, 3, 28, 2, 30), end=datetime(2027, 3, 28, 4))])

    assert of("DTSTART", body)[-1] == "DTSTART;TZID=Europe/Berlin:20270328T033000"


def test_one_sorted_zone_component_each_and_events_by_start_then_uid():
    pacific = {"zone": "America/Los_Angeles", "start": datetime(2027, 4, 19, 8), "end": datetime(2027, 4, 19, 9)}
    earlier = {"start": datetime(2026, 5, 1, 9), "end": datetime(2026, 5, 1, 10)}
    some = [entry(uid="c"), entry(uid="b"), entry(uid="a", **pacific), entry(uid="z", **earlier)]

    body = ics.write(FEED, some)

    assert of("TZID", body) == ["TZID:America/Los_Angeles", "TZID:Europe/Berlin"]
    assert of("UID", body) == ["UID:z", "UID:a", "UID:b", "UID:c"]
    assert body.index(b"END:VTIMEZONE") < body.index(b"BEGIN:VEVENT")
    assert b"DTSTART:20250330T020000" in body
    assert body == ics.write(FEED, reversed(some))


@pytest.mark.parametrize(
    ("calendar", "entries", "fault"),
    [
        (FEED, [entry(end=datetime(2027, 4, 19, 17))], "ends before"),
        (FEED, [entry(start=date(2027, 4, 19), end=date(2027, 4, 18))], "ends before"),
        (FEED, [entry(), entry()], "share a UID"),
        (FEED, [entry(zone=None)], "needs a zone"),
        (FEED, [entry(end=date(2027, 4, 19))], "both ends"),
        (FEED, [entry(start=date(2027, 4, 19))], "both ends"),
        (FEED, [entry(organizer=ADA)], "feeds nobody"),
        (ics.Calendar(prodid="x", stamp=STAMP, method="REQUEST"), [entry(organizer=ADA)], "recipient"),
        (ics.Calendar(prodid="x", stamp=STAMP, method="CANCEL"), [entry(attendee=CEM)], "recipient"),
        (ics.Calendar(prodid="x", stamp=STAMP, method="PUBLISH"), [entry(organizer=ADA, attendee=CEM)], "organiser"),
        (ics.Calendar(prodid="x", stamp=STAMP, method="PUBLISH"), [], "one event"),
    ],
)
def test_what_would_cost_readers_the_file_is_refused(calendar, entries, fault):
    with pytest.raises(ValueError, match=fault):
        ics.write(calendar, entries)


@pytest.mark.parametrize(
    ("given_", "written"),
    [
        ("C:\\New folder", "C:\\\\New folder"),
        ("a\\n b", "a\\\\n b"),
        ("one\ntwo\r\nthree\rfour", "one\\ntwo\\nthree\\nfour"),
        ("tab\tstays", "tab\tstays"),
        ("nul\x00 vt\x0b del\x7f nel\x85 ls\u2028 ps\u2029 bom\ufeff", "nul vt del nel ls ps bom"),
        ("Mu\u0308ller", "Müller"),
        ("a;b,c:d", "a\\;b\\,c:d"),
    ],
)
def test_text_is_escaped_and_cleaned(given_, written):
    assert of("DESCRIPTION", ics.write(FILE, [entry(description=given_)])) == [f"DESCRIPTION:{written}"]


def test_titles_and_places_stay_on_one_line():
    body = ics.write(FEED, [entry(summary="One\r\n  two\n", location="Hall\n\nHamburg")])

    assert of("SUMMARY", body) == ["SUMMARY:One two"]
    assert of("LOCATION", body) == ["LOCATION:Hall Hamburg"]


def test_addresses_and_names_cannot_break_out():
    call = ics.Link("https://example.org/j\r\nX-EVIL:1", 'say "hi"; ^n: now')
    body = ics.write(FEED, [entry(url="https://example.org/ä\r\nATTACH:x y", uid="a\r\nX-EVIL:2", conference=call)])

    assert not any(line.startswith(("X-EVIL", "ATTACH")) for line in lines(body))
    assert of("URL", body)[1] == "URL:https://example.org/ä%0D%0AATTACH:x%20y"
    assert "LABEL=\"say ^'hi^'; ^^n: now\":https" in of("CONFERENCE", body)[0]


@pytest.mark.parametrize("width", range(60, 80))
@pytest.mark.parametrize("char", ["a", "ä", "日", "🎉"])
def test_folding_never_tears_a_character(width, char):
    text = "x" * width + char * 200

    assert of("DESCRIPTION", ics.write(FILE, [entry(description=text)])) == [f"DESCRIPTION:{text}"]


def test_description_ends_with_the_address():
    assert ics.described("Text", "https://example.org/e") == "Text\n\nhttps://example.org/e"
    assert ics.described("  ", "https://example.org/e") == "https://example.org/e"
    long = ics.described("Wort " * 1000, "https://example.org/e")
    assert len(long) <= ics.DESCRIPTION_LENGTH
    assert long.endswith("…\n\nhttps://example.org/e")


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
