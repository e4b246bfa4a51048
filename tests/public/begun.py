"""Registrations that are begun, for the tests of their pages."""

from eventsvc.core.outbox import OutboxRow
from eventsvc.registration import service
from tests import factories
from tests.registration.cases import wish


def paid(**changes: object) -> tuple[factories.Event, service.Kept]:
    """An event with a type for ten euros, and somebody who began to order it."""
    event = factories.make_event(room=2, **changes)
    kind = factories.make_type(event, price_cents=1000, name_de="Firma", name_en="Company")
    return event, service.register(event.id, wish(event, "Ada Ahrens", ticket_type_id=kind.id, language="en"))


def kinds() -> list[str]:
    return [one.kind for one in factories.all_of(OutboxRow)]
