"""Codes with real registrations: a use is taken exactly while a registration carries it."""

from typing import Any

import pytest
from flask import Flask

from eventsvc.registration import holds, recount, service
from eventsvc.registration.models import Registration
from eventsvc.tickets.models import Ticket
from tests import factories
from tests.registration.cases import wish
from tests.registration.offering import edited, registered
from tests.support import at_once, frozen
from tests.ticket_types.offers import make_voucher
from tests.whole import faults

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]


@pytest.fixture(autouse=True)
def today() -> Any:
    with frozen("2027-04-01 12:00") as stopped:
        yield stopped


def test_eight_people_for_the_last_use_of_a_code(app: Flask) -> None:
    event = factories.make_event(room=20, online_places=None)
    room, = factories.types_of(event)
    make_voucher(event, "ONCE", max_uses=1)

    answers = at_once(8, lambda number: registered(event, room, f"Guest {number}", "once"), app)

    assert (answers.count("confirmed"), answers.count("voucher-used-up")) == (1, 7)
    assert factories.pool_of(event).taken == 1  # a code that cannot be used takes no seat
    assert (faults(), recount.differences()) == ([], [])


def test_a_use_is_taken_while_any_ticket_that_was_bought_with_it_lives() -> None:
    """T27, step by step."""
    event = factories.make_event(room=20, online_places=None)
    room, = factories.types_of(event)
    code = make_voucher(event, "ONE", max_uses=1)
    first = service.register(event.id, wish(event, "Ada", holders=("Ada", "Cem"), code="ONE"))
    one, two = factories.all_of(Ticket, registration_id=first.registration_id)

    service.cancel(first.registration_id, ticket_id=one.id)
    assert registered(event, room, "Ben", "ONE") == "voucher-used-up"
    service.cancel(first.registration_id, ticket_id=two.id)
    assert factories.fresh(code).used == 0
    service.cancel(first.registration_id)
    assert factories.fresh(code).used == 0
    assert registered(event, room, "Ben", "ONE") == "confirmed"
    assert (factories.fresh(code).used, faults(), recount.differences()) == (1, [], [])


def test_a_use_comes_back_when_a_hold_lapses(today: Any) -> None:
    event = factories.make_event(room=20, online_places=None)
    room, = factories.types_of(event)
    edited(event, room, price_cents=4500)
    code = make_voucher(event, "ONE", max_uses=1, effect="percent", value=20)
    begun = service.register(event.id, wish(event, "Ada", code="ONE"))
    assert (begun.state, factories.only(Registration).total_cents) == ("held", 3600)
    assert registered(event, room, "Ben", "ONE") == "voucher-used-up"

    today.move(minutes=16)
    holds.sweep()

    assert (factories.fresh(code).used, factories.pool_of(event).held) == (0, 0)
    assert registered(event, room, "Ben", "ONE") == "held"
    assert (faults(), recount.differences()) == ([], [])


def test_a_code_that_makes_it_free_confirms_at_once() -> None:
    """T31: 49 € with a code of 100 %, of 49 € and of 50 €."""
    event = factories.make_event(room=20, online_places=None)
    room, = factories.types_of(event)
    edited(event, room, price_cents=4900)
    for name, effect, value in (("ALL", "percent", 100), ("SAME", "amount", 4900), ("MORE", "amount", 5000)):
        make_voucher(event, name, effect=effect, value=value)

    assert [registered(event, room, f"Guest of {name}", name) for name in ("ALL", "SAME", "MORE")] == ["confirmed"] * 3
    assert {one.total_cents for one in factories.all_of(Registration)} == {0}


def test_uses_of_one_address_are_counted() -> None:
    event = factories.make_event(room=20, online_places=None)
    room, = factories.types_of(event)
    make_voucher(event, "EACH", per_email=1)

    answers = [registered(event, room, name, "EACH", email="cem@guests.example") for name in ("Cem", "Dora")]

    assert answers == ["confirmed", "voucher-email"]
