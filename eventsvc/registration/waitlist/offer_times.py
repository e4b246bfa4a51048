"""Until when an offer of the waitlist holds. Pure."""

from datetime import datetime, time, timedelta

from eventsvc.core import zones

NIGHT_FROM, NIGHT_TO = time(22), time(8)


def until(now: datetime, zone: str, starts_at: datetime, *, hours: int, day_minutes: int) -> datetime | None:
    """So many hours; on the day of the event so many minutes; never past its start. None: no offers on the day itself (0 minutes).

    No deadline ends between ten at night and eight in the morning by the event's clock: it is put off until eight, if the event
    has not begun by then.
    """
    here, begins = zones.local(now, zone), zones.local(starts_at, zone)
    long = now + timedelta(hours=hours)
    on_the_day = here.date() >= begins.date()
    if on_the_day and not day_minutes:
        return None
    end = now + timedelta(minutes=day_minutes or 60) if on_the_day or long >= starts_at else long
    local = zones.local(end, zone)
    if local.time() >= NIGHT_FROM or local.time() < NIGHT_TO:
        morning = local.date() + timedelta(days=1) if local.time() >= NIGHT_FROM else local.date()
        end = zones.instant(datetime.combine(morning, NIGHT_TO), zone)
    return min(end, starts_at)


def short(now: datetime, starts_at: datetime) -> datetime:
    """An offer by hand where none would be made: an hour, never past the start."""
    return min(now + timedelta(hours=1), starts_at)
