"""All counters once more from the rows: what differs is reported, never repaired in silence.

Each kind of counter is one statement, so that it sees counter and rows at the same instant, whoever registers meanwhile.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from eventsvc.core import audit
from eventsvc.core.db import reading, transaction
from eventsvc.events.models import Event
from eventsvc.registration.models import Registration
from eventsvc.ticket_types import vouchers
from eventsvc.ticket_types.models import Allotment, Pool, TicketType, Voucher
from eventsvc.tickets import states
from eventsvc.tickets.models import Ticket

log = logging.getLogger("eventsvc.recount")
Statement = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Difference:
    """A counter that is not what the rows say."""

    event_id: int
    counter: str
    id: int
    kept: int
    counted: int


def _tickets(as_: str) -> Any:
    """How many of a pool's tickets count as `taken` or `held`."""
    wanted = [state for state, counter in states.SEATS.items() if counter == as_]
    return (
        select(func.count()).select_from(Ticket)
        .where(Ticket.event_id == Pool.event_id, Ticket.pool_id == Pool.id, Ticket.state.in_(wanted))
        .correlate(Pool).scalar_subquery()
    )


_BLOCKS = (
    select(func.coalesce(func.sum(Allotment.left_seats), 0)).where(Allotment.pool_id == Pool.id, Allotment.released_at.is_(None))
    .correlate(Pool).scalar_subquery()
)
_OF_TYPE = (
    select(func.count()).select_from(Ticket)
    .where(Ticket.event_id == TicketType.event_id, Ticket.ticket_type_id == TicketType.id, Ticket.state.in_(states.SEATS))
    .correlate(TicketType).scalar_subquery()
)
_USES = (
    select(func.count()).select_from(Registration)
    .where(Registration.voucher_id == Voucher.id, Registration.state.not_in(vouchers.ENDED))
    .correlate(Voucher).scalar_subquery()
)
_OUT = (
    select(func.count()).select_from(Ticket).join(Registration, Registration.id == Ticket.registration_id)
    .where(Registration.allotment_id == Allotment.id, Ticket.state.in_(states.SEATS))
    .correlate(Allotment).scalar_subquery()
)


def _differing(table: Any, kept: Any, counted: Any) -> Statement:
    return select(table.event_id, table.id, kept.label("kept"), counted.label("counted")).where(kept != counted)


_ALL: tuple[tuple[str, Any, Statement], ...] = (
    ("pool.taken", Pool, _differing(Pool, Pool.taken, _tickets("taken"))),
    ("pool.held", Pool, _differing(Pool, Pool.held, _tickets("held") + _BLOCKS)),
    ("ticket_type.used", TicketType, _differing(TicketType, TicketType.used, _OF_TYPE).where(TicketType.most.is_not(None))),
    ("voucher.used", Voucher, _differing(Voucher, Voucher.used, _USES)),
    (
        "allotment.left_seats", Allotment,
        _differing(Allotment, Allotment.left_seats, Allotment.seats - _OUT).where(Allotment.released_at.is_(None)),
    ),
)


def differences(event_id: int | None = None) -> Sequence[Difference]:
    """What does not agree, of one event or of all."""
    found = []
    for counter, table, statement in _ALL:
        asked = statement if event_id is None else statement.where(table.event_id == event_id)
        for row in reading().execute(asked.order_by(table.event_id, table.id)):
            found.append(Difference(row.event_id, counter, row.id, int(row.kept), int(row.counted)))  # noqa: PERF401  two loops read better
    return found


def report() -> int:
    """Each night: what differs goes into the log, and into the history of its event, which the desk shows. Answers how much it is."""
    found = differences()
    if not found:
        return 0
    with transaction() as connection:
        whose = select(Event.id, Event.organisation_id).where(Event.id.in_({one.event_id for one in found}))
        owners = {row.id: row.organisation_id for row in connection.execute(whose)}
        for one in found:
            log.error("a counter differs from its rows", extra={
                "counter": one.counter, "row": one.id, "event": one.event_id, "kept": one.kept, "counted": one.counted,
            })
            audit.note(
                organisation_id=owners[one.event_id], deed="counter-differs", kind="event", subject_id=one.event_id, actor="system",
                after={"counter": one.counter, "row": one.id, "kept": one.kept, "counted": one.counted},
            )
    return len(found)
