"""Orders that wait for a transfer: a reminder the day before the deadline, and what becomes of a part when the order has ended."""

from datetime import datetime, time, timedelta
from typing import cast

from sqlalchemy import Table, bindparam, select, update

from eventsvc.core import clock, zones
from eventsvc.core.db import reading, transaction
from eventsvc.events.models import Event
from eventsvc.payments import arrivals, bills
from eventsvc.payments.models import Bill
from eventsvc.registration import records
from eventsvc.registration.models import Registration
from eventsvc.registration.records import By

AHEAD = timedelta(hours=50)
MORNING = time(9)
PATIENCE = timedelta(days=5)
"""So long the rest of the money may still be on its way."""
SYSTEM = By(system=True)

_B, _R = cast(Table, Bill.__table__), cast(Table, Registration.__table__)
_DUE = (
    select(_B.c.registration_id, _R.c.deadline, Event.zone, _B.c.ordered_at)
    .join(_R, _R.c.id == _B.c.registration_id).join(Event, Event.id == _B.c.event_id)
    .where(
        _B.c.method == "bank", _B.c.reminded_at.is_(None), _R.c.state == "unpaid", _R.c.deadline <= bindparam("until"),
        _R.c.deadline > bindparam("now"),
    ).order_by(_R.c.deadline, _R.c.id).limit(200)
)
_PARTS = (
    select(_B.c.registration_id).join(_R, _R.c.id == _B.c.registration_id)
    .where(
        _B.c.method == "bank", _B.c.settled_at.is_(None), _B.c.returned_cents < _B.c.received_cents,
        _R.c.state.in_(("expired", "cancelled")), _R.c.changed_at <= bindparam("before"),
    ).order_by(_B.c.registration_id).limit(200)
)


def remind() -> int:
    """On the day before the deadline, from nine in the morning by the event's clock. Who ordered on that day knows it."""
    now, told = clock.now(), 0
    for row in reading().execute(_DUE, {"now": now, "until": now + AHEAD}).all():
        day = zones.local(row.deadline, row.zone).date() - timedelta(days=1)
        at = zones.instant(datetime.combine(day, MORNING), row.zone)
        if at <= now and row.ordered_at < at:
            told += _remind(row.registration_id)
    return told


def _remind(registration_id: int) -> bool:
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        bill = bills.row(connection, registration_id)
        if record.state != "unpaid" or bill is None or bill.method != "bank" or bill.reminded_at is not None:
            return False
        connection.execute(update(_B).where(_B.c.registration_id == registration_id).values(reminded_at=clock.now()))
        records.letter("transfer-reminder", record, once=f"transfer-reminder:{registration_id}")
        return True


def give_back() -> int:
    """A part came, the rest did not, and the order has ended: it goes back by hand. Answers how many such orders there were."""
    due = list(reading().execute(_PARTS, {"before": clock.now() - PATIENCE}).scalars())
    for registration_id in due:
        arrivals.give_back(registration_id, by=SYSTEM)
    return len(due)
