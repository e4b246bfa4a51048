"""Somebody withdraws."""

import uuid
from typing import Any

from eventsvc.accounts.models import Organisation
from eventsvc.events.models import Event
from eventsvc.registration import withdrawals
from eventsvc.registration.models import Registration, Withdrawal
from tests import factories


def ordered(name: str = "Ada", *, withdrawal: str = "statutory", cents: int = 4500, **changes: Any) -> tuple[Event, Registration]:
    """An event, and somebody whose ticket for it is paid."""
    event = factories.make_event(withdrawal=withdrawal, room=5)
    return event, factories.make_registration(event, name, total_cents=cents, **changes)


def code(registration: Registration) -> str:
    """The first code of a registration, as it stands on the ticket."""
    reference = factories.all_of(factories.Ticket, registration_id=registration.id)[0].reference
    return f"{reference[:4]} {reference[4:]}"


def declared(
    identification: str, email: str = "ada@elsewhere.example", *, organisation: Organisation | None = None, **changes: Any,
) -> Withdrawal:
    """What is kept of it."""
    owner = organisation or factories.all_of(Organisation)[0]
    plain = {"name": "Ada Ahrens", "identification": identification, "email": email, "language": "en", "once": uuid.uuid4().hex}
    number = withdrawals.declare(owner.id, withdrawals.Declaration(**{**plain, **changes}))
    return factories.only(Withdrawal, id=number)
