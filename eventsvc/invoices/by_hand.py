"""The desk says that the money is there: the tickets are valid and the document about it is written, together or not at all."""

from eventsvc.core import clock
from eventsvc.core.db import transaction
from eventsvc.invoices import service
from eventsvc.registration import holds
from eventsvc.registration.records import By


def settle(registration_id: int, *, by: By) -> str:
    """As `holds.settle`; answers the new state. Twice does no harm."""
    with transaction() as connection:
        state = holds.settle(registration_id, by=by)
        if state == "confirmed":
            service.issue(connection, registration_id, means="desk", paid_at=clock.now())
        return state
