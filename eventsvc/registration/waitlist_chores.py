"""What time does to the list: offers end, places that nobody noticed are given, the list ends with the event, and is forgotten."""

from datetime import timedelta
from typing import cast

from sqlalchemy import Table, bindparam, exists, literal_column, or_, select

from eventsvc.core import clock
from eventsvc.core.db import reading, transaction
from eventsvc.events.models import Event
from eventsvc.registration import forgetting, records
from eventsvc.registration.models import QUEUED, Registration, WaitlistChoice, WaitlistEntry
from eventsvc.registration.records import By
from eventsvc.registration.waitlist import entries
from eventsvc.registration.waitlist import service as waitlist
from eventsvc.ticket_types.models import Pool, TicketType
from eventsvc.tickets.models import Ticket

SYSTEM = By(system=True)
KEPT = timedelta(days=7)
STEP = 200

_W = cast(Table, WaitlistEntry.__table__)
_C = cast(Table, WaitlistChoice.__table__)
_R = cast(Table, Registration.__table__)
_SOMETHING_FREE = (
    select(_W.c.event_id).distinct()
    .join(Event, Event.id == _W.c.event_id)
    .join(_C, _C.c.entry_id == _W.c.id)
    .join(TicketType, TicketType.id == _C.c.ticket_type_id)
    .join(Pool, Pool.id == TicketType.pool_id)
    .where(
        literal_column("waitlist_entry.state = 'waiting'"), _W.c.offered_at.is_(None), Event.state == "published",
        Event.waitlist_mode.in_(("confirm", "offer")), Event.starts_at > bindparam("now"),
        Pool.capacity - Pool.taken - Pool.held >= _W.c.seats,
        or_(TicketType.most.is_(None), TicketType.most - TicketType.used >= _W.c.seats),
    )
    .limit(STEP)
)
_OVER = (
    select(_W.c.registration_id).join(Event, Event.id == _W.c.event_id)
    .where(literal_column(f"waitlist_entry.{QUEUED}"), Event.ends_at <= bindparam("now")).limit(STEP)
)
_ANY = _W.alias()
_TO_FORGET = (
    select(_R.c.id).distinct().join(_W, _W.c.registration_id == _R.c.id).join(Event, Event.id == _R.c.event_id)
    .where(
        Event.ends_at <= bindparam("long_ago"), _R.c.state.in_(("cancelled", "expired")), _R.c.name != "",
        ~exists().where(_ANY.c.registration_id == _R.c.id, _ANY.c.state == "done"),
        ~exists().where(Ticket.registration_id == _R.c.id, Ticket.state.not_in(("cancelled", "replaced"))),
    )
    .limit(STEP)
)


def sweep() -> int:
    """Offers whose time is over pass on; what is free and was noticed by nobody is given. Answers how many offers ended."""
    ended = waitlist.sweep()
    for event_id in list(reading().execute(_SOMETHING_FREE, {"now": clock.now()}).scalars()):
        with transaction() as connection:
            records.seized(connection, event_id)
            waitlist.fill(connection, event_id, quiet=True)
    return ended


def end() -> int:
    """After an event nobody waits for it any more. Answers how many did."""
    over = list(reading().execute(_OVER, {"now": clock.now()}).scalars())
    for registration_id in over:
        with transaction() as connection:
            record = records.locked(connection, registration_id)
            if record.event_over and entries.drop(connection, record, "ended") and record.state == "waiting":
                entries.over(connection, record, "expired")
    return len(over)


def forget() -> int:
    """Seven days after an event, names and addresses of those who only waited for it are deleted, as the form promised."""
    old = list(reading().execute(_TO_FORGET, {"long_ago": clock.now() - KEPT}).scalars())
    for registration_id in old:
        with transaction() as connection:
            record = records.locked(connection, registration_id)
            forgetting.forget(connection, record)
    return len(old)
