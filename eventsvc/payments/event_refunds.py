"""A cancelled event gives back everybody's money, one registration after the other, however often the run is interrupted.

What is still to be done is read from the rows: paid, not back, and not asked for since the cancellation. So nothing is forgotten when a
process dies, and nothing is asked for twice. A refund that fails is not begun anew by itself: somebody looks at it (`refunds.again`).

Tickets stay as they are (`registration.event_turns`), so that an event which takes place after all finds its guests again. Whose money
is back (or on its way) has no ticket any more then: it ends in the transaction that brings the event back, and whoever still wants to
come orders anew. So no ticket is ever valid without its price.
"""

from typing import Any, cast

from sqlalchemy import Connection, Select, Table, bindparam, select

from eventsvc.core.db import reading, transaction
from eventsvc.events.models import Event
from eventsvc.payments import refunds
from eventsvc.payments.models import Bill, Refund
from eventsvc.registration import ends, records
from eventsvc.registration.models import Registration
from eventsvc.registration.records import By

SYSTEM = By(system=True)
AT_ONCE = 200
REASON = "event-cancelled"

_B, _R = cast(Table, Bill.__table__), cast(Table, Refund.__table__)
_ASKED = select(_R.c.id).where(
    _R.c.registration_id == _B.c.registration_id, _R.c.reason == REASON, _R.c.created_at >= Event.cancelled_at,
).correlate(_B, Event.__table__).exists()
_OPEN: Select[*tuple[Any, ...]] = (
    select(_B.c.registration_id, _B.c.received_cents - _B.c.returned_cents).join(Event, Event.id == _B.c.event_id)
    .join(Registration, Registration.id == _B.c.registration_id)
    .where(Registration.state.in_(("confirmed", "passed")))  # who cancelled before has had what the terms said
    .where(Event.state == "cancelled", _B.c.settled_at.is_not(None), _B.c.received_cents > _B.c.returned_cents, ~_ASKED)
)
_DUE = _OPEN.where(_B.c.registration_id > bindparam("last")).order_by(_B.c.registration_id).limit(AT_ONCE)
_ONE = _OPEN.where(_B.c.registration_id == bindparam("of"))
_BACK = (
    select(Registration.id).join(_B, _B.c.registration_id == Registration.id)
    .where(
        _B.c.event_id == bindparam("event"), Registration.state == "confirmed", _B.c.received_cents > 0,
        _B.c.received_cents == _B.c.returned_cents,
    )
    .order_by(Registration.id)
)


def sweep(most: int | None = None) -> int:
    """Ask for what goes back, each registration in a transaction of its own; `payments.sweeping` tells Stripe. Answers how many."""
    done, last = 0, 0
    while most is None or done < most:
        due = [row[0] for row in reading().execute(_DUE, {"last": last}).all()]
        if not due:
            break
        for registration_id in due[: None if most is None else most - done]:
            done += _one(registration_id)
        last = due[-1]
    return done


def _one(registration_id: int) -> bool:
    """Everything that is left. False: it is not to be given back any more."""
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        row = connection.execute(_ONE, {"of": registration_id}).first()
        if row is None:
            return False
        refunds.ask(connection, record, row[1], reason=REASON, by=SYSTEM)
        records.note(record, "refunded", SYSTEM, after={"cents": row[1]})
        return True


def taken_back(connection: Connection, event_id: int) -> int:
    """It takes place after all, in the transaction that says so: whose money is back has no ticket any more. Answers how many."""
    event, rev = records.seized(connection, event_id)
    gone = list(connection.execute(_BACK, {"event": event_id}).scalars())
    for registration_id in gone:
        record = records.again(connection, registration_id, event, rev)
        ends.end(connection, record, "cancelled")
        records.note(record, "cancelled", SYSTEM, before={"state": record.state})
        records.letter("registration-cancelled", record, paid_back=True)
    return len(gone)
