"""Reminders before an event, and the organiser's question "still coming?": planned by the hour of the event, one each for a date.

The key of a job holds the instant of the event, so a moved event is reminded of anew, and no date twice (trap T36). Who registers
after a reminder was due gets none; who is no longer registered when it is sent gets none either (`mails.letters`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select

from eventsvc.core import clock, outbox, zones
from eventsvc.core.db import reading, transaction
from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.registration import records
from eventsvc.registration.records import By

NIGHT_FROM, NIGHT_TO, EVENING = time(22), time(8), time(20)
FURTHEST = timedelta(days=31)


@dataclass(frozen=True)
class Reminder:
    """Sent so long before; given up when the worker comes later than `late`; only to who registered `ahead` of the start."""

    kind: str
    before: timedelta
    late: timedelta
    ahead: timedelta = timedelta(0)


USUAL = (
    Reminder("reminder-week", timedelta(days=7), late=timedelta(days=1), ahead=timedelta(days=10)),
    Reminder("reminder-day", timedelta(hours=24), late=timedelta(hours=6)),
    Reminder("reminder-hour", timedelta(hours=1), late=timedelta(minutes=30)),
)
_COMING = (
    select(Event.id, Event.organisation_id, Event.zone, Event.starts_at, Event.ask_days)
    .where(Event.state == "published", Event.starts_at > bindparam("now"), Event.starts_at <= bindparam("until"))
    .order_by(Event.starts_at, Event.id)
)
_PLANNED = select(OutboxRow.once).where(OutboxRow.once.in_(bindparam("keys", expanding=True)))


@dataclass(frozen=True)
class Due:
    """A job that is to be written now."""

    key: str
    kind: str
    event: Row[*tuple[Any, ...]]
    due: datetime
    registered_by: datetime


def due_at(starts_at: datetime, zone: str, before: timedelta) -> datetime:
    """When a reminder is due: so long before, but none between ten at night and eight in the morning by the event's clock.

    What would come at night comes at eight the evening before. Pure.
    """
    at = zones.local(starts_at - before, zone)
    if NIGHT_TO <= at.time() < NIGHT_FROM:
        return starts_at - before
    evening = at.date() if at.time() >= NIGHT_FROM else at.date() - timedelta(days=1)
    return zones.instant(datetime.combine(evening, EVENING), zone)


def of_event(event: Row[*tuple[Any, ...]], now: datetime) -> Iterator[Due]:
    """What is due of an event at this moment."""
    asked = () if event.ask_days is None else (Reminder("still-coming", timedelta(days=event.ask_days), late=timedelta(hours=12)),)
    for one in (*USUAL, *asked):
        due = due_at(event.starts_at, event.zone, one.before)
        if due <= now < due + one.late:
            by = min(due, event.starts_at - one.ahead) if one.ahead else due
            yield Due(f"{one.kind}:{event.id}:{int(event.starts_at.timestamp())}", one.kind, event, due, by)


def plan() -> int:
    """Write the jobs that are due; the worker calls it each minute. Answers how many are new."""
    now = clock.now()
    events = reading().execute(_COMING, {"now": now, "until": now + FURTHEST}).all()
    due = [one for event in events for one in of_event(event, now)]
    new = _new(due)
    if new:
        with transaction():
            for one in new:
                outbox.enqueue(
                    one.kind, organisation_id=one.event.organisation_id, event_id=one.event.id, once=one.key, payload={
                        "event_id": one.event.id, "starts_at": one.event.starts_at.isoformat(),
                        "registered_by": one.registered_by.isoformat(),
                    },
                )
    return len(new)


def _new(due: Sequence[Due]) -> list[Due]:
    """Those that are not planned yet: a read, so that an idle minute writes nothing."""
    planned = set(reading().execute(_PLANNED, {"keys": [one.key for one in due]}).scalars()) if due else set()
    return [one for one in due if one.key not in planned]


def coming(registration_id: int, *, by: By = By()) -> None:  # noqa: B008  a frozen value
    """"I am coming": told once more each time it is pressed."""
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        if record.state == "confirmed":
            records.change(connection, record, coming_at=clock.now())
            records.note(record, "coming", by)


def remind(registration_id: int, *, wanted: bool, by: By = By()) -> None:  # noqa: B008  a frozen value
    """No more reminders of this event, or again some."""
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        records.change(connection, record, reminds=wanted)
        records.note(record, "reminders-on" if wanted else "reminders-off", by)
