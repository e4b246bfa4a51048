"""The times of a right of withdrawal: fourteen days by the calendar, and what happens within them. Pure (spec: law 4.3, 4.14)."""

from datetime import date, datetime, timedelta

from eventsvc.core import zones

DAYS = 14
SUNDAY, WEEK = 6, 7


def last_day(concluded: datetime, zone: str) -> date:
    """The last day to withdraw: the contract's day does not count, and no Saturday or Sunday is the last (§§ 187, 188, 193 BGB)."""
    day = zones.local(concluded, zone).date() + timedelta(days=DAYS)
    return day + timedelta(days=max(0, WEEK - day.weekday())) if day.weekday() >= SUNDAY - 1 else day


def pay_back_by(received: datetime, zone: str) -> date:
    """Until when the money must be back (§ 357 BGB): careful, so weekends give no more time."""
    return zones.local(received, zone).date() + timedelta(days=DAYS)


def begins_within(setting: str, starts_at: datetime, concluded: datetime, zone: str) -> bool:
    """Whether the service begins while there is still a right to withdraw: then it takes an express wish."""
    return setting == "statutory" and zones.local(starts_at, zone).date() <= last_day(concluded, zone)
