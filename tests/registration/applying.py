"""People who apply for what the desk decides."""

from datetime import datetime
from typing import Any

from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.registration import service
from eventsvc.registration.models import Registration
from eventsvc.ticket_types.models import TicketType
from eventsvc.tickets.models import Ticket
from tests import factories
from tests.registration.cases import wish

BY = service.By(1)
ANSWER_BY = datetime(2027, 4, 12, 18, 0)  # noqa: DTZ001  a wall time


def stage(event: Event, **changes: Any) -> TicketType:
    """A type that needs a yes, with an answer promised until Monday evening."""
    return factories.make_type(event, **{"name_de": "Bühne", "name_en": "Stage", "approval": True, "answer_by": ANSWER_BY, **changes})


def applied(event: Event, kind: TicketType, name: str = "Ada", **changes: Any) -> int:
    """Somebody who applied."""
    return service.register(event.id, wish(event, name, ticket_type_id=kind.id, **changes)).registration_id


def stands(registration_id: int) -> tuple[str, list[str]]:
    """The state of a registration, and those of its tickets."""
    one = factories.only(Registration, id=registration_id)
    return one.state, [ticket.state for ticket in factories.all_of(Ticket, registration_id=registration_id)]


def letters(registration_id: int) -> list[str]:
    """What is mailed to a registration, in its order."""
    return [row.kind for row in factories.all_of(OutboxRow, registration_id=registration_id)]


def counters(event: Event) -> tuple[int, int]:
    """Taken and held of the room."""
    pool = factories.pool_of(event)
    return pool.taken, pool.held
