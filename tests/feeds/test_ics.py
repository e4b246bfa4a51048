"""Calendar files to the letter: strict form, escaping, folding, and what is refused."""

# ruff: noqa: DTZ001 - wall times are the subject

from datetime import date, datetime

import pytest

from eventsvc.feeds import ics
from tests.feeds.calendars import ADA, CEM, FEED, FILE, HEADER, STAMP, entry, lines, of


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
