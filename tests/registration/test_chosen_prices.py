"""Pay what you can: what guests choose is judged once, and carried through every way to a ticket."""

from typing import Any

import pytest

from eventsvc.core.errors import Refused
from eventsvc.events.models import Event
from eventsvc.registration import changes, finishing, groups, holds, service, waiting
from eventsvc.registration.approval import service as approval
from eventsvc.registration.approval.service import Reply
from eventsvc.registration.models import Registration
from eventsvc.registration.rules import Paying
from eventsvc.registration.waitlist import service as waitlist
from eventsvc.ticket_types.models import TicketType
from eventsvc.tickets.models import Ticket
from tests import factories
from tests.registration.cases import reason, wish
from tests.registration.lines import join_wish
from tests.ticket_types.offers import make_voucher
from tests.whole import faults

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]


def choosing(least: int = 500, *, room: int = 10, **changes_: Any) -> tuple[Event, TicketType]:
    event = factories.make_event(room=room)
    return event, factories.make_type(event, price_kind="choice", price_cents=least, name_en="Support", **changes_)


def begun(event: Event, kind: TicketType, cents: int | None, many: int = 1, **more: Any) -> Registration:
    names = ("Ada", *(f"Guest {number}" for number in range(1, many)))
    kept = service.register(event.id, wish(event, ticket_type_id=kind.id, holders=names, paying=Paying(cents), **more))
    return factories.only(Registration, id=kept.registration_id)


@pytest.mark.parametrize(("least", "cents", "why"), [
    (500, None, "amount-missing"), (500, 499, "amount-too-small"), (500, 0, "amount-too-small"), (0, 49, "amount-too-small"),
    (0, None, "amount-missing"), (500, 1_000_001, "amount-too-large"),
])  # fmt: skip
def test_what_cannot_be_chosen_is_refused_and_takes_no_seat(least: int, cents: int | None, why: str) -> None:
    event, kind = choosing(least)

    assert reason(service.register, event.id, wish(event, ticket_type_id=kind.id, paying=Paying(cents))) == why
    assert (factories.pool_of(event).held, factories.all_of(Registration)) == (0, [])


def test_the_refusal_says_what_is_possible() -> None:
    event, kind = choosing(0)

    with pytest.raises(Refused) as no:
        service.register(event.id, wish(event, ticket_type_id=kind.id, paying=Paying(20)))

    assert no.value.facts == {"minimum": 0, "least": 50, "currency": "EUR"}


def test_one_price_for_all_tickets_until_they_are_paid() -> None:
    event, kind = choosing()

    one = begun(event, kind, 1250, many=3)
    assert (one.state, one.total_cents, factories.pool_of(event).held) == ("held", 3750, 3)

    finishing.order(one.id)
    holds.settle(one.id, by=service.By(system=True))
    assert (factories.fresh(one).state, factories.fresh(one).total_cents) == ("confirmed", 3750)
    assert faults() == []


def test_nothing_chosen_is_a_free_ticket_at_once() -> None:
    event, kind = choosing(0)

    assert (begun(event, kind, 0).state, factories.pool_of(event).taken) == ("confirmed", 1)


def test_a_fixed_price_does_not_listen() -> None:
    event = factories.make_event()
    kind = factories.make_type(event, price_cents=1000)

    assert begun(event, kind, 5).total_cents == 1000


def test_a_code_shows_the_ticket_but_leaves_the_price() -> None:
    event, kind = choosing(visibility="code")
    make_voucher(event, "FRIENDS", effect="percent", value=50, unlocks=True)

    assert begun(event, kind, 800, code="FRIENDS").total_cents == 800


def test_the_desk_gives_it_free_of_charge() -> None:
    event, kind = choosing()

    kept = service.register(event.id, wish(event, ticket_type_id=kind.id), by=service.By(person_id=factories.make_person().id))

    assert (kept.state, factories.only(Registration).total_cents) == ("confirmed", 0)


@pytest.mark.parametrize(("cents", "state"), [(800, "approved"), (0, "confirmed")])
def test_who_applies_pays_what_was_said_then(cents: int, state: str) -> None:
    event, kind = choosing(0, approval=True)
    one = begun(event, kind, cents)
    assert (one.state, one.total_cents) == ("applied", cents)

    approval.answer(one.id, Reply(answer="yes"), by=service.By(person_id=factories.make_person().id))
    approval.tell(one.id)

    assert (factories.fresh(one).state, factories.fresh(one).total_cents) == (state, cents)


@pytest.mark.parametrize(("cents", "state"), [(900, "unpaid"), (0, "confirmed")])
def test_who_waits_pays_what_was_said_then(cents: int, state: str) -> None:
    event, kind = choosing(0, room=1)
    event = factories.fresh(event)
    holder = service.register(event.id, wish(event, "Ben"))
    kept = waiting.join(event.id, join_wish(event, type_ids=(kind.id,), paying=Paying(cents)))
    assert factories.only(Registration, id=kept.registration_id).chosen_cents == cents

    service.cancel(holder.registration_id)
    if cents:
        waitlist.accept(kept.registration_id)

    one = factories.only(Registration, id=kept.registration_id)
    assert (one.state, one.total_cents) == (state, cents)
    assert faults() == []


def test_who_waits_for_it_must_say_what_it_is_worth() -> None:
    event, kind = choosing(500, room=1)
    service.register(event.id, wish(event, "Ben"))

    assert reason(waiting.join, event.id, join_wish(event, type_ids=(kind.id,))) == "amount-missing"
    assert reason(waiting.join, event.id, join_wish(event, type_ids=(kind.id,), paying=Paying(400))) == "amount-too-small"

    kept = waiting.join(event.id, join_wish(event))
    assert reason(waiting.change, kept.registration_id, [kind.id]) == "amount-missing"


def test_nobody_slips_into_it_for_nothing() -> None:
    """Switching, adding guests and the way from online to the room ask for no amount, so they do not lead there."""
    event, kind = choosing(0)
    ada = service.register(event.id, wish(event))
    online = service.register(event.id, wish(event, "Ben", ticket_type_id=factories.types_of(event)[1].id))
    chosen = begun(event, kind, 0, name="Cem")

    ticket = factories.only(Ticket, registration_id=online.registration_id)
    assert reason(changes.switch, online.registration_id, ticket.id, kind.id) == "costs-differ"
    assert reason(groups.add, chosen.id, ("Dora",)) == "add-costs"
    assert factories.only(Registration, id=ada.registration_id).total_cents == 0
