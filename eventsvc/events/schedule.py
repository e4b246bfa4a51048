"""When an event is: wall time and zone are the promise, instants follow from them. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from eventsvc.core import zones
from eventsvc.core.errors import Refused

LONGEST = timedelta(days=31)
_EARLY = timedelta(hours=6)
_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_WEEKS_AHEAD = 8


@dataclass(frozen=True)
class Span:
    """From when to when, by the event's clock and as instants."""

    local_start: datetime
    local_end: datetime
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Closer:
    """The two sides lie at another distance than usual on this day; and the three ways to take it, as wall times of the start."""

    note: zones.ShiftNote
    home_kept: datetime
    partner_kept: datetime
    later: datetime


def span(day: date, start: time, end: time, zone: str, *, last_day: date | None = None) -> Span:
    """An end at or before the start means the next day, unless the last day is said. Refuses what cannot be."""
    local_start = datetime.combine(day, start)
    local_end = datetime.combine(last_day or day, end)
    if last_day is None and local_end <= local_start:
        local_end += _DAY
    return between(local_start, local_end, zone)


def between(local_start: datetime, local_end: datetime, zone: str) -> Span:
    """The span between two wall times. Refuses an end that is not after the start, and a time that the clock leaves out that day."""
    starts_at, ends_at = zones.instant(local_start, zone), zones.instant(local_end, zone)
    for wall, at in ((local_start, starts_at), (local_end, ends_at)):
        if zones.local(at, zone).replace(tzinfo=None) != wall:
            raise Refused("time-left-out", wall=wall)
    if ends_at <= starts_at:
        raise Refused("end-before-start")
    if local_end - local_start > LONGEST:
        raise Refused("too-long", days=LONGEST.days)
    return Span(local_start, local_end, starts_at, ends_at)


def moved(span: Span, local_start: datetime, zone: str) -> Span:
    """The same length by the clock, begun at another wall time."""
    return between(local_start, local_start + (span.local_end - span.local_start), zone)


def on_the_day(local_start: datetime, at: time) -> datetime:
    """The wall time that a line of the programme means: up to six hours before the start, else after it, past midnight if need be."""
    said = datetime.combine(local_start.date(), at)
    earliest = local_start - _EARLY
    if said < earliest:
        return said + _DAY
    return said - _DAY if said >= earliest + _DAY else said


def closer(span: Span, zone: str, partner_zone: str | None) -> Closer | None:
    """What to tell the organiser when the zones are at another distance than usual; None on an ordinary day or without a partner."""
    note = zones.closer_note(span.starts_at, zone, partner_zone) if partner_zone else None
    if note is None or partner_zone is None:
        return None
    start = span.local_start
    return Closer(note, home_kept=start, partner_kept=start + (note.usual - note.actual), later=_ordinary(start, zone, partner_zone))


def _ordinary(start: datetime, zone: str, partner_zone: str) -> datetime:
    for weeks in range(1, _WEEKS_AHEAD):
        later = start + weeks * _WEEK
        if zones.closer_note(zones.instant(later, zone), zone, partner_zone) is None:
            return later
    return start + _WEEK
