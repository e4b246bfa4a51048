"""How much of what is offered was given: seats of each ticket type, seats of each partner's block. For the desk."""

from sqlalchemy import bindparam, func, select

from eventsvc.core.db import reading
from eventsvc.registration.models import Registration
from eventsvc.tickets import states
from eventsvc.tickets.models import Ticket

_SEATS = (Ticket.event_id == bindparam("event"), Ticket.state.in_(states.SEATS))
_GIVEN = select(Ticket.ticket_type_id, func.count()).where(*_SEATS).group_by(Ticket.ticket_type_id)
_REDEEMED = (
    select(Registration.allotment_id, func.count())
    .select_from(Ticket).join(Registration, Registration.id == Ticket.registration_id)
    .where(*_SEATS, Registration.allotment_id.is_not(None)).group_by(Registration.allotment_id)
)


def given(event_id: int) -> dict[int, int]:
    """Ticket type -> its seats, kept ones too."""
    return {int(row[0]): int(row[1]) for row in reading().execute(_GIVEN, {"event": event_id})}


def redeemed(event_id: int) -> dict[int, int]:
    """Block -> the seats that the partner's guests have, also after its release."""
    return {int(row[0] or 0): int(row[1]) for row in reading().execute(_REDEEMED, {"event": event_id})}
