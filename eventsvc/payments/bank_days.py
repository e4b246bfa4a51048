"""Days on which banks in the euro area carry out transfers (TARGET). Pure."""

from datetime import date, datetime, time, timedelta

from eventsvc.core import zones

FIXED = {(1, 1), (5, 1), (12, 25), (12, 26)}
LAST_MINUTE = time(23, 59)
SUNDAY_BEFORE, MONDAY_AFTER = timedelta(days=-2), timedelta(days=1)


def is_one(day: date) -> bool:
    """No weekend, no holiday of TARGET: New Year, Good Friday, Easter Monday, 1 May, the two days of Christmas."""
    if day.weekday() > 4 or (day.month, day.day) in FIXED:
        return False
    sunday = easter(day.year)
    return day not in {sunday + SUNDAY_BEFORE, sunday + MONDAY_AFTER}


def after(day: date, many: int) -> date:
    """The bank day that comes so many of them later."""
    while many > 0:
        day += timedelta(days=1)
        many -= is_one(day)
    return day


def until(ordered: datetime, many: int, zone: str) -> datetime:
    """By when the money must be here: the last minute of that bank day, by the event's clock."""
    day = after(zones.local(ordered, zone).date(), many)
    return zones.instant(datetime.combine(day, LAST_MINUTE), zone)


def easter(year: int) -> date:
    """Easter Sunday (Meeus, Jones and Butcher)."""
    golden, century, rest = year % 19, year // 100, year % 100
    leaps = century // 4
    epact = (19 * golden + century - leaps - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    moved = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * moved + 114, 31)
    return date(year, month, day + 1)
