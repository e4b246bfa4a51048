"""T52: an event is cancelled. What was only kept ends, nothing is to be paid, tickets stay for the case that it takes place after all."""

import pytest

from eventsvc.core.outbox import OutboxRow
from eventsvc.mails import spread
from eventsvc.registration import event_turns, holds, service
from eventsvc.registration.models import Registration
from eventsvc.tickets.models import Ticket
from tests import factories
from tests.registration.cases import reason, wish
from tests.registration.lines import changed, full, full_event, joined, letters, state
from tests.whole import faults

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]


def test_what_was_kept_ends_and_everybody_is_told_once() -> None:
    event = factories.make_event(room=10)
    [ada] = full(event, 1)
    paid = factories.make_type(event, price_cents=1000)
    held, ordered = (service.register(event.id, wish(event, name, ticket_type_id=paid.id)).registration_id for name in ("Cem", "Dora"))
    holds.order(ordered)
    changed(event, confirm_mail=True)
    unconfirmed = service.register(event.id, wish(event, "Ben")).registration_id

    event_turns.turn("cancel", event.id, event.organisation_id, by=None)
    spread.into_letters(factories.only(OutboxRow, kind="event-cancelled"))

    assert [state(one) for one in (ada, held, ordered, unconfirmed)] == ["confirmed", "expired", "expired", "expired"]
    assert (factories.pool_of(event).taken, factories.pool_of(event).held) == (1, 0)
    assert [letters(one).count("letter-event-cancelled") for one in (ada, held, ordered, unconfirmed)] == [1, 0, 1, 1]
    assert faults() == []


def test_taking_place_after_all_restores_the_same_codes_and_the_list() -> None:
    event, [ada] = full_event()
    dora = joined(event, "Dora")
    code = factories.only(Ticket, registration_id=ada).code_hash

    event_turns.turn("cancel", event.id, event.organisation_id, by=None)
    refused = reason(service.register, event.id, wish(event, "Ben"))
    service.cancel(ada)
    while_off = state(dora)
    event_turns.turn("reinstate", event.id, event.organisation_id, by=None)

    assert (refused, while_off, state(dora)) == ("cancelled", "waiting", "confirmed")
    assert factories.only(Ticket, registration_id=ada).code_hash == code
    assert faults() == []


def test_postponing_lets_an_order_stand() -> None:
    event = factories.make_event(room=10)
    paid = factories.make_type(event, price_cents=1000)
    ordered = service.register(event.id, wish(event, ticket_type_id=paid.id)).registration_id
    holds.order(ordered)

    event_turns.turn("postpone", event.id, event.organisation_id, by=None)

    assert factories.only(Registration, id=ordered).state == "unpaid"
