"""Ben and his guests: what the tests of groups begin with."""

from typing import Any

from eventsvc.core.db import db, transaction
from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.registration import groups, service
from eventsvc.registration.groups import Entry
from eventsvc.registration.models import Registration
from eventsvc.tickets import guests
from eventsvc.tickets.models import Ticket
from tests import factories
from tests.registration.cases import wish

CEM = "cem@guests.example"


def group(event: Event, *names: str, **more: Any) -> Registration:
    """Ben, and whoever comes along: as many as there are names, and one open seat if there are none."""
    holders = ("Ben Brandt", *(names or ("",)))
    kept = service.register(event.id, wish(event, "Ben Brandt", holders=holders, **more))
    return factories.only(Registration, id=kept.registration_id)


def tickets(registration: Registration, *states: str) -> list[Ticket]:
    """The tickets of a registration, in the order of issue."""
    found = factories.all_of(Ticket, registration_id=registration.id)
    return [one for one in found if not states or one.state in states]


def link(ticket: Ticket) -> str:
    """What stands in a guest's link now."""
    return guests.secret(factories.only(Event, id=ticket.event_id).uuid, ticket.code_index, ticket.guest_turn)


def own(ticket: Ticket) -> str:
    """What only the guest has."""
    return guests.own(factories.only(Event, id=ticket.event_id).uuid, ticket.code_index, ticket.guest_turn, ticket.email)


def entry(name: str = "Cem Coşkun", email: str = CEM, language: str = "en", **more: Any) -> Entry:
    return Entry(name=name, email=email, language=language, **more)


def entered(ticket: Ticket, **more: Any) -> Ticket:
    """Cem has entered."""
    groups.enter(link(ticket), entry(**more))
    return factories.fresh(ticket)


def letters(registration: Registration, recipient: str | None = None) -> list[str]:
    """The kinds of letters of a registration, the first one first."""
    found = factories.all_of(OutboxRow, registration_id=registration.id)
    return [one.kind for one in found if recipient is None or one.recipient == recipient]


def known(token: str) -> bool:
    """Whether a link leads anywhere."""
    with transaction() as connection:
        found = guests.by_secret(connection, token) is not None
    db.session.rollback()
    return found
