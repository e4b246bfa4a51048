"""An evening whose tickets are paid by bank transfer."""

from datetime import UTC, date, datetime

from eventsvc.core import clock
from eventsvc.core.db import db
from eventsvc.events.models import Event
from eventsvc.payments import bank_days, service
from eventsvc.payments.bank_models import BankAccount
from eventsvc.registration import service as registrations
from eventsvc.registration.records import By
from eventsvc.registration.service import Kept
from tests import factories
from tests.registration.cases import wish

IBAN, TOLD = "DE89370400440532013000", "DE89 3704 0044 0532 0130 00"
PRICE = 11_900
TODAY = date(2027, 3, 30)
ORDERED = datetime(2027, 3, 30, 10, tzinfo=UTC)
DESK = By(reason="statement")


def evening(room: int = 5, **changes: object) -> Event:
    """On 19 April 2027; the organisation has an account."""
    event = factories.make_event(room=room, online_places=None)
    factories.make_type(event, price_cents=PRICE, name_de="Vor Ort", name_en="On site")
    factories.kept(BankAccount(**{
        "organisation_id": event.organisation_id, "active": True, "holder": "Hafen Forum e. V.", "iban": IBAN, "bic": "", "days": 5,
        "changed_at": clock.now(), **changes,
    }))
    return event


def held(event: Event, name: str = "Ada Ahrens", many: int = 1) -> Kept:
    """Begun, in English."""
    kind = factories.types_of(event)[-1]
    holders = (name, *(f"{name} {number}" for number in range(2, many + 1)))
    return registrations.register(event.id, wish(event, name, holders=holders, ticket_type_id=kind.id, language="en"))


def ordered(event: Event, name: str = "Ada Ahrens", many: int = 1) -> Kept:
    """Ordered, to be paid by transfer."""
    kept = held(event, name, many)
    service.order(kept.registration_id, "bank", None, bank_days.until(clock.now(), 5, event.zone))
    db.session.rollback()
    return kept
