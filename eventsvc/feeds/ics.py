"""An iCalendar file from plain values (RFC 5545, 7986): what readers really read, in a fixed order, so equal content has equal bytes."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from eventsvc.core import zones
from eventsvc.feeds import vtimezone

Method = Literal["REQUEST", "CANCEL", "PUBLISH"]
DESCRIPTION_LENGTH = 1500

_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")
_BREAKS = re.compile("\r\n?")
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_CARETS = str.maketrans({"^": "^^", '"': "^'", "\n": " ", "\t": " "})
_NOT_IN_ADDRESSES = re.compile(r'[\x00-\x20\x7f-\x9f"<>\\^`{|}\u2028\u2029]')
_PLAIN_NAME = re.compile(r"[\w .-]*")
_COMES = ("CUTYPE=INDIVIDUAL", "ROLE=REQ-PARTICIPANT", "PARTSTAT=ACCEPTED", "RSVP=FALSE")
_WIDTH = 75


@dataclass(frozen=True)
class Person:
    name: str
    email: str


@dataclass(frozen=True)
class Link:
    url: str
    label: str


@dataclass(frozen=True)
class Entry:
    """One event. Start and end are wall times in `zone`, or whole days, both included; stamp and created are instants."""

    uid: str
    stamp: datetime
    created: datetime
    sequence: int
    start: datetime | date
    end: datetime | date
    summary: str
    zone: str | None = None
    description: str = ""
    location: str = ""
    url: str | None = None
    status: Literal["CONFIRMED", "TENTATIVE", "CANCELLED"] = "CONFIRMED"
    transp: Literal["OPAQUE", "TRANSPARENT"] | None = "OPAQUE"
    klass: Literal["PUBLIC", "PRIVATE"] | None = "PUBLIC"
    organizer: Person | None = None
    attendee: Person | None = None
    conference: Link | None = None
    categories: tuple[str, ...] = ()
    image: str | None = None


@dataclass(frozen=True)
class Calendar:
    """The feed or file. Without a name nothing invites a program to make a calendar of its own (single events, mails)."""

    prodid: str
    stamp: datetime
    name: str = ""
    description: str = ""
    zone: str | None = None
    source: str | None = None
    url: str | None = None
    color: str | None = None
    uid: str | None = None
    method: Method | None = None


def prodid(organisation: str, lang: str) -> str:
    """Without a version: a release must not change the bytes."""
    return f"-//{organisation.replace('//', '/')}//eventsvc//{lang.upper()}"


def described(text: str, url: str) -> str:
    """At most as long as calendars show, with the address as its last line, because many programs hide URL."""
    room = DESCRIPTION_LENGTH - len(url) - 2
    short = text.strip() if len(text.strip()) <= room else text.strip()[: room - 1].rstrip() + "…"
    return f"{short}\n\n{url}" if short else url


def write(calendar: Calendar, entries: Iterable[Entry]) -> bytes:
    """The whole file. ValueError for what would cost readers the file: an end before its start, a UID twice, mail rules broken."""
    ordered = sorted(entries, key=_place)
    _check(calendar, ordered)
    first_year = min((entry.start.year for entry in ordered), default=calendar.stamp.year)
    used = sorted({entry.zone for entry in ordered if entry.zone is not None and isinstance(entry.start, datetime)})
    components = {zone: vtimezone.component(zone, first_year) for zone in used}
    declared = frozenset(zone for zone, text in components.items() if text is not None)
    parts = [_folded(line) for line in ("BEGIN:VCALENDAR", *_head(calendar))]
    parts += [text.encode("ascii") for text in components.values() if text is not None]
    for entry in ordered:
        parts += [_folded(line) for line in _event(entry, declared)]
    return b"".join([*parts, b"END:VCALENDAR\r\n"])


def _head(calendar: Calendar) -> Iterator[str]:
    name, about = _line(calendar.name), _text(calendar.description)
    is_feed = bool(name) and calendar.method is None
    return _given(
        ("VERSION:", "2.0"),
        ("PRODID:", _line(calendar.prodid)),
        ("CALSCALE:", "GREGORIAN"),
        ("METHOD:", calendar.method),
        ("NAME:", name),
        ("X-WR-CALNAME:", name),
        ("DESCRIPTION:", about),
        ("X-WR-CALDESC:", about),
        ("X-WR-TIMEZONE:", calendar.zone),
        ("REFRESH-INTERVAL;VALUE=DURATION:", is_feed and "PT1H"),
        ("X-PUBLISHED-TTL:", is_feed and "PT1H"),
        ("SOURCE;VALUE=URI:", calendar.source and _uri(calendar.source)),
        ("URL:", calendar.url and _uri(calendar.url)),
        ("COLOR:", calendar.color and _line(calendar.color)),
        ("LAST-MODIFIED:", calendar.method is None and _utc(calendar.stamp)),
        ("UID:", calendar.uid and _line(calendar.uid)),
    )


def _event(entry: Entry, declared: frozenset[str]) -> Iterator[str]:
    call = entry.conference
    yield "BEGIN:VEVENT"
    yield f"UID:{_line(entry.uid)}"
    yield f"DTSTAMP:{_utc(entry.stamp)}"
    yield f"LAST-MODIFIED:{_utc(entry.stamp)}"
    yield f"CREATED:{_utc(entry.created)}"
    yield f"SEQUENCE:{entry.sequence}"
    yield from _times(entry, declared)
    yield f"SUMMARY:{_line(entry.summary)}"
    yield from _given(
        ("DESCRIPTION:", _text(entry.description)),
        ("LOCATION:", _line(entry.location)),
        ("CATEGORIES:", ",".join(_line(category) for category in entry.categories)),
        ("IMAGE;VALUE=URI:", entry.image and _uri(entry.image)),
        ("URL:", entry.url and _uri(entry.url)),
        ("CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL=", call and f"{_parameter(call.label)}:{_uri(call.url)}"),
        ("STATUS:", entry.status),
        ("TRANSP:", entry.transp),
        ("CLASS:", entry.klass),
        ("ORGANIZER;", entry.organizer and _person(entry.organizer)),
        ("ATTENDEE;", entry.attendee and _person(entry.attendee, *_COMES)),
    )
    yield "END:VEVENT"


def _given(*properties: tuple[str, object]) -> Iterator[str]:
    return (f"{name}{value}" for name, value in properties if value)


def _times(entry: Entry, declared: frozenset[str]) -> Iterator[str]:
    if not isinstance(entry.start, datetime):
        yield f"DTSTART;VALUE=DATE:{entry.start:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{entry.end + timedelta(days=1):%Y%m%d}"
        return
    for name, (at, zone) in (("DTSTART", _moment(entry, entry.start)), ("DTEND", _moment(entry, entry.end))):
        if zone in declared:  # back from the instant, so that a skipped wall time is written as the one that is meant
            yield f"{name};TZID={zone}:{_stamp(zones.local(at, zone))}"
        else:
            yield f"{name}:{_utc(at)}"


def _moment(entry: Entry, wall: datetime | date) -> tuple[datetime, str]:
    if entry.zone is None or not isinstance(wall, datetime):
        raise ValueError(f"{entry.uid}: a time needs a zone, and both ends are times or both are days")
    return zones.instant(wall, entry.zone), entry.zone


def _span(entry: Entry) -> tuple[datetime, datetime]:
    if isinstance(entry.start, datetime):
        return _moment(entry, entry.start)[0], _moment(entry, entry.end)[0]
    if isinstance(entry.end, datetime):
        raise ValueError(f"{entry.uid}: both ends are times or both are days")
    return _midnight(entry.start), _midnight(entry.end)


def _place(entry: Entry) -> tuple[datetime, str]:
    return _span(entry)[0], entry.uid


def _check(calendar: Calendar, entries: Sequence[Entry]) -> None:
    if len({entry.uid for entry in entries}) < len(entries):
        raise ValueError("two events share a UID")
    for entry in entries:
        start, end = _span(entry)
        if end < start:
            raise ValueError(f"{entry.uid} ends before it starts")
    if calendar.method and len(entries) != 1:
        raise ValueError("a calendar mail carries one event")
    wanted = (calendar.method is not None, calendar.method in {"REQUEST", "CANCEL"})
    if any((entry.organizer is not None, entry.attendee is not None) != wanted for entry in entries):
        raise ValueError("mails name an organiser, invitations also the recipient, feeds nobody")


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _utc(at: datetime) -> str:
    return f"{_stamp(at.astimezone(UTC))}Z"


def _stamp(at: datetime) -> str:
    return f"{at.year:04}{at.month:02}{at.day:02}T{at.hour:02}{at.minute:02}{at.second:02}"


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", _NEVER.sub("", _BREAKS.sub("\n", text)))


def _text(text: str) -> str:
    return _clean(text).translate(_ESCAPES)


def _line(text: str) -> str:
    """On one line: a break in a title makes a program drop the event."""
    return " ".join(_clean(text).split()).translate(_ESCAPES)


def _uri(address: str) -> str:
    return _NOT_IN_ADDRESSES.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), unicodedata.normalize("NFC", address))


def _person(person: Person, *parameters: str) -> str:
    return ";".join([f"CN={_parameter(person.name)}", *parameters]) + f":mailto:{_uri(person.email)}"


def _parameter(text: str) -> str:
    """RFC 6868: quotes and carets are spelt with carets."""
    value = " ".join(_clean(text).split()).translate(_CARETS)
    return value if value and _PLAIN_NAME.fullmatch(value) else f'"{value}"'


def _folded(line: str) -> bytes:
    """At most 75 octets a line, and no character torn: ten of eleven readers stumble over that."""
    raw = line.encode("utf-8")
    if len(raw) <= _WIDTH:
        return raw + b"\r\n"
    pieces, at, room = [], 0, _WIDTH
    while len(raw) - at > room:
        cut = at + room
        while raw[cut] & 0b11000000 == 0b10000000:
            cut -= 1
        pieces.append(raw[at:cut])
        at, room = cut, _WIDTH - 1
    return b"\r\n ".join([*pieces, raw[at:]]) + b"\r\n"
