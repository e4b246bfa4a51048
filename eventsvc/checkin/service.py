"""Scans: kept for ever, each answered with a verdict. The partial unique index of `admission` decides who was first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update

from eventsvc.checkin.batch import Batch
from eventsvc.checkin.models import CheckinList, DoorDevice
from eventsvc.checkin.phones import Phone
from eventsvc.checkin.protocol import Broken, Result, Take
from eventsvc.core import clock
from eventsvc.core.db import insert, reading, transaction

SEEN_EVERY = timedelta(seconds=15)
_SEEN = update(DoorDevice).where(DoorDevice.id == bindparam("phone")).values(
    seen_at=bindparam("now"), queue_len=bindparam("queue"), roster_rev=bindparam("rev"), clock_off_ms=bindparam("off"),
)


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What a phone says of itself with its scans."""

    queue_len: int = 0
    roster_rev: int = 0
    clock_off_ms: int = 0


def usual_list(event_id: int) -> int:
    """The list that every event has; made when it is first needed."""
    unnamed = select(CheckinList.id).where(CheckinList.event_id == event_id, CheckinList.name == "")
    found = reading().execute(unnamed).scalar()
    if found is not None:
        return found
    with transaction() as connection:
        plain = {"event_id": event_id, "name": "", "pool_kinds": [], "entry_rule": "once"}
        connection.execute(insert(CheckinList).values(plain).on_conflict_do_nothing())
        return connection.execute(unnamed).scalar_one()


def scan(phone: Phone, takes: Sequence[Take | Broken], heard: Heard) -> list[Result]:
    """Keep the scans of a phone and answer each, in order. One that cannot be kept does not hold up the others."""
    now = clock.now()
    if not takes and not _news(phone, heard, now):
        return []
    with transaction() as connection:
        results = Batch(connection, phone, now).results(takes) if takes else []
        connection.execute(_SEEN, {
            "phone": phone.id, "now": now, "queue": heard.queue_len, "rev": heard.roster_rev, "off": heard.clock_off_ms,
        })
    return results


def _news(phone: Phone, heard: Heard, now: datetime) -> bool:
    return now - phone.seen_at >= SEEN_EVERY or heard.queue_len != phone.queue_len
