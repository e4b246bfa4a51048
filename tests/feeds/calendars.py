"""A feed, a file and a plain entry for tests of calendars; how their lines are looked at."""

# ruff: noqa: DTZ001 - wall times are the subject

import re
from datetime import UTC, datetime

from eventsvc.feeds import ics

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
