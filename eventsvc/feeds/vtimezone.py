"""A zone's two yearly rules as a VTIMEZONE, from the last line of its time-zone file. None where rules do not tell the truth: write UTC."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

_NAME = r"(?:<([+\-\w]+)>|([A-Za-z]+))"
_OFFSET = r"([+-]?\d{1,2}(?::\d{2}){0,2})"
_RULE = r"M(\d{1,2})\.([1-5])\.([0-6])(?:/([+-]?\d{1,3}(?::\d{2}){0,2}))?"
_POSIX = re.compile(f"{_NAME}{_OFFSET}(?:{_NAME}{_OFFSET}?,{_RULE},{_RULE})?")
_WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
_UTC_NAMES = frozenset({"UTC", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Universal", "Zulu"})
_TRIED_YEARS = 10
_SECOND = timedelta(seconds=1)
_WEEK = timedelta(days=7)
_LAST = 5


@dataclass(frozen=True)
class _Rule:
    """On the week-th (5: last) weekday of the month, at this time of the clock that ends there."""

    month: int
    week: int
    weekday: int
    at: timedelta

    def wall(self, year: int) -> datetime:
        first = datetime(year, self.month, 1)  # noqa: DTZ001  a wall time
        day = first + timedelta(days=(self.weekday - first.isoweekday()) % 7, weeks=self.week - 1)
        while day.month != self.month:
            day -= _WEEK
        return day + self.at

    def text(self) -> str:
        week = "-1" if self.week == _LAST else str(self.week)
        return f"RRULE:FREQ=YEARLY;BYMONTH={self.month};BYDAY={week}{_WEEKDAYS[self.weekday]}"


@dataclass(frozen=True)
class _Half:
    """One of the zone's two clocks, and when it is put on."""

    name: str
    offset: timedelta
    before: timedelta
    begins: _Rule | None

    def instant(self, year: int) -> datetime | None:
        return (self.begins.wall(year) - self.before).replace(tzinfo=UTC) if self.begins else None

    def lines(self, kind: str, year: int) -> list[str]:
        onset = self.begins.wall(year) if self.begins else datetime(year, 1, 1)  # noqa: DTZ001  a wall time
        return [
            f"BEGIN:{kind}",
            f"DTSTART:{onset:%Y%m%dT%H%M%S}",
            *([self.begins.text()] if self.begins else []),
            f"TZNAME:{self.name}",
            f"TZOFFSETFROM:{_signed(self.before)}",
            f"TZOFFSETTO:{_signed(self.offset)}",
            f"END:{kind}",
        ]


@lru_cache(maxsize=512)
def component(zone: str, first_year: int) -> str | None:
    """Right from `first_year` (that of the earliest event) on, anchored in the year before it."""
    halves = _halves(zone)
    if halves is None or zone in _UTC_NAMES or not _true(halves, zone, first_year):
        return None
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone}"]
    lightest = min(half.offset for half in halves)
    for half in sorted(halves, key=lambda half: half.offset):  # Dublin's law calls its summer standard; calendars do not
        lines += half.lines("STANDARD" if half.offset == lightest else "DAYLIGHT", first_year - 1)
    return "\r\n".join([*lines, "END:VTIMEZONE", ""])


def _halves(zone: str) -> tuple[_Half, ...] | None:
    found = _POSIX.fullmatch(_tail(zone))
    if found is None:
        return None
    name, offset = found[1] or found[2], -_span(found[3])
    if found[7] is None:
        return (_Half(name, offset, offset, None),)
    summer_name = found[4] or found[5]
    summer = -_span(found[6]) if found[6] else offset + timedelta(hours=1)
    to_summer, to_winter = _rule(*found.group(7, 8, 9, 10)), _rule(*found.group(11, 12, 13, 14))
    if to_summer is None or to_winter is None:
        return None
    return (_Half(name, offset, summer, to_winter), _Half(summer_name, summer, offset, to_summer))


def _rule(month: str, week: str, weekday: str, at: str | None) -> _Rule | None:
    time = _span(at or "2")
    if not timedelta() <= time < timedelta(days=1):
        return None  # a day before or after the named one: no RRULE says that
    return _Rule(int(month), int(week), int(weekday), time)


def _true(halves: tuple[_Half, ...], zone: str, first_year: int) -> bool:
    """Whether the rules give what the full table gives: in every week, and on both sides of every change."""
    place = ZoneInfo(zone)
    for year in range(first_year, first_year + _TRIED_YEARS):
        changes = sorted((at, half) for half in halves if (at := half.instant(year)) is not None) if len(halves) > 1 else []
        for at, half in changes:
            if (at - _SECOND).astimezone(place).utcoffset() != half.before or at.astimezone(place).utcoffset() != half.offset:
                return False
        weeks = [datetime(year, 1, 2, tzinfo=UTC) + _WEEK * number for number in range(52)]
        if any(week.astimezone(place).utcoffset() != _ruled(week, halves, changes) for week in weeks):
            return False
    return True


def _ruled(at: datetime, halves: tuple[_Half, ...], changes: list[tuple[datetime, _Half]]) -> timedelta:
    passed = [half for begins, half in changes if begins <= at]
    if passed:
        return passed[-1].offset
    return changes[0][1].before if changes else halves[0].offset


@lru_cache(maxsize=512)
def _tail(zone: str) -> str:
    try:
        raw = resources.files("tzdata").joinpath("zoneinfo", *zone.split("/")).read_bytes()
    except OSError:
        return ""
    return raw.rstrip(b"\n").rsplit(b"\n", 1)[-1].decode("ascii", "replace")


def _span(text: str) -> timedelta:
    hours, minutes, seconds = (*text.lstrip("+-").split(":"), "0", "0")[:3]
    size = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds))
    return -size if text.startswith("-") else size


def _signed(offset: timedelta) -> str:
    minutes, seconds = divmod(int(abs(offset).total_seconds()), 60)
    sign = "-" if offset < timedelta() else "+"
    return f"{sign}{minutes // 60:02}{minutes % 60:02}" + (f"{seconds:02}" if seconds else "")
