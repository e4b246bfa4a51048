"""The two clocks as a page shows them: words from core.wording, zones from core.zones, the band drawn here."""

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import ngettext

from eventsvc.core import wording, zones

HOUR = 10  # units of the drawing, 240 wide
DAY = 24 * HOUR
LEAST = 4.0
NIGHT = "M0 4h55v6H0zM210 4h30v6h-30z"  # until 5:30 and from 21:00
DAWN = "M55 4h20v6H55zM185 4h25v6h-25z"
DAYLIGHT = "M75 4h110v6H75z"  # 7:30 to 18:30


@dataclass(frozen=True)
class Place:
    """A city and the zone it keeps."""

    city: str
    zone: str


@dataclass(frozen=True)
class Rect:
    """A piece of the pill on the band."""

    x: str
    width: str


@dataclass(frozen=True)
class Band:
    """24 hours as paths, and the event on them: two pieces where it wraps at midnight."""

    now: tuple[Rect, ...]
    night: str = NIGHT
    dawn: str = DAWN
    day: str = DAYLIGHT


@dataclass(frozen=True)
class Clock:
    """One city's half of the block."""

    city: str
    zone_abbr: str
    start: str
    start_unit: str
    start_unit_shown: bool
    end: str
    unit: str
    date: str
    iso_start: str
    iso_end: str
    band: Band


@dataclass(frozen=True)
class Word:
    """One entry of the short form; day only where it is another one than at home."""

    time: str
    city: str
    day: str = ""

    def __str__(self) -> str:
        return f"{self.time} {self.city}" + (f" ({self.day})" if self.day else "")


@dataclass(frozen=True)
class Clocks:
    """What the macros two_clocks, clocks_line and own_zone take. right is None for an event with one zone."""

    left: Clock
    right: Clock | None
    gap: str
    line: tuple[Word, ...]

    def __str__(self) -> str:
        return ", ".join(str(word) for word in self.line)


def band(start: datetime, end: datetime) -> Band:
    """Where the event lies on the city's day. Takes wall times of that city; a change of the clocks in between is not drawn."""
    at = start.hour * HOUR + start.minute * HOUR / 60
    walls = end.replace(tzinfo=None) - start.replace(tzinfo=None)
    long = min(max(walls / timedelta(hours=1) * HOUR, LEAST), DAY)
    first = min(long, DAY - at)
    pieces = [(at, first)] + ([(0.0, long - first)] if long > first else [])
    return Band(tuple(Rect(_number(x), _number(width)) for x, width in pieces))


def of(start: datetime, end: datetime, home: Place, partner: Place | None, lang: str) -> Clocks:
    """The clocks of an event from its instants (aware) and its cities; a partner in the same zone adds nothing."""
    home = Place(zones.city_name(home.city, lang), home.zone)
    other = Place(zones.city_name(partner.city, lang), partner.zone) if partner and partner.zone != home.zone else None
    right = _clock(start, end, other, lang) if other else None
    return Clocks(
        left=_clock(start, end, home, lang),
        right=right,
        gap=_gap(zones.gap_hours(start, home.zone, other.zone), lang) if other else "",
        line=_line(start, end, home, other, lang),
    )


def _clock(start: datetime, end: datetime, place: Place, lang: str) -> Clock:
    begins, ends = zones.local(start, place.zone), zones.local(end, place.zone)
    time, half = _halves(wording.clock(begins, lang))
    _, other_half = _halves(wording.clock(ends, lang))
    same_day = begins.date() == ends.date()
    return Clock(
        city=place.city,
        zone_abbr=zones.abbreviation(start, place.zone, lang),
        start=time,
        start_unit=half,
        start_unit_shown=half != other_half,
        end=wording.clock(ends, lang),
        unit="Uhr" if lang == "de" else "",
        date=wording.day(begins, lang) if same_day else f"{_day_month(begins, lang)} – {_day_month(ends, lang)}",
        iso_start=begins.isoformat(timespec="minutes"),
        iso_end=ends.isoformat(timespec="minutes"),
        band=band(begins, ends),
    )


def _line(start: datetime, end: datetime, home: Place, other: Place | None, lang: str) -> tuple[Word, ...]:
    here = zones.local(start, home.zone)
    if other is None:
        time, half = _halves(wording.clock(here, lang))
        till = wording.clock(zones.local(end, home.zone), lang)
        return (Word(f"{time if half == _halves(till)[1] else wording.clock(here, lang)}–{till}", home.city),)
    there = zones.local(start, other.zone)
    day = wording.weekday_short(there, lang) if there.date() != here.date() else ""
    return (Word(wording.clock(here, lang), home.city), Word(wording.clock(there, lang), other.city, day))


def _day_month(moment: datetime, lang: str) -> str:
    return f"{wording.weekday_short(moment, lang)}, {wording.day_month(moment, lang)}"


def _gap(hours: float, lang: str) -> str:
    apart = abs(float(hours))
    apart = int(apart) if apart.is_integer() else apart
    return str(ngettext("%(hours)s hour", "%(hours)s hours", math.ceil(apart), hours=wording.number(apart, lang)))


def _halves(text: str) -> tuple[str, str]:
    """"6:00 PM" as ("6:00", "PM"); "18:00" as ("18:00", "")."""
    time, _, half = re.sub(r"\s", " ", text).partition(" ")
    return time, half


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
