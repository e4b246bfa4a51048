"""Room, else online: the online ticket is there at once, and becomes a room ticket when a seat is free. Never both, never neither."""

import pytest

from eventsvc.registration import holds, secret, service, waiting
from eventsvc.registration.models import Registration
from eventsvc.registration.waitlist import service as waitlist
from eventsvc.tickets.models import Ticket
from tests import factories
from tests.registration.cases import reason
from tests.registration.lines import changed, entry, full_event, join_wish, joined, letters, state, ticket_states
from tests.whole import faults

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]


def test_room_else_online_is_online_at_once_and_swapped_later() -> None:
    event, [ada] = full_event()
    online = factories.types_of(event)[1]
    kept = waiting.join(event.id, join_wish(event, meanwhile=online.id))
    dora = kept.registration_id
    before = (kept.state, sorted(ticket_states(dora)), factories.pool_of(event, "online").taken, letters(dora))
    code = factories.only(Ticket, registration_id=dora, state="valid").code_hash

    service.cancel(ada)

    ticket = factories.only(Ticket, registration_id=dora, state="valid")
    assert before == ("confirmed", ["valid", "wanted"], 1, ["ticket"])
    assert (ticket.pool_id, ticket.code_hash) == (factories.pool_of(event).id, code)
    assert (factories.pool_of(event).taken, factories.pool_of(event, "online").taken) == (1, 0)
    assert letters(dora) == ["ticket", "waitlist-ticket"]
    assert faults() == []


def test_a_swap_that_is_offered_is_never_both_and_never_neither() -> None:
    event, [ada] = full_event(mode="offer")
    dora = joined(event, meanwhile=factories.types_of(event)[1].id)
    service.cancel(ada)
    offered = (factories.pool_of(event).held, factories.pool_of(event, "online").taken, state(dora))

    waitlist.accept(dora)

    assert offered == (1, 1, "confirmed")
    assert (factories.pool_of(event).taken, factories.pool_of(event).held, factories.pool_of(event, "online").taken) == (1, 0, 0)
    assert sorted(ticket_states(dora)) == ["replaced", "valid"]
    assert letters(dora)[-2:] == ["waitlist-offer", "ticket"]
    assert faults() == []


def test_passing_a_swap_on_keeps_the_online_ticket() -> None:
    event, [ada] = full_event(mode="offer")
    dora = joined(event, meanwhile=factories.types_of(event)[1].id)
    service.cancel(ada)

    waitlist.leave(dora)

    assert (state(dora), sorted(ticket_states(dora)), factories.pool_of(event).held) == ("confirmed", ["replaced", "valid"], 0)
    assert faults() == []


def test_a_swap_makes_room_online_for_somebody_further_up() -> None:
    event, [ada] = full_event(online_places=1)
    online = factories.types_of(event)[1]
    dora = joined(event, "Dora", meanwhile=online.id)
    cem = joined(event, "Cem", type_ids=(online.id,))
    changed(entry(cem), rank=0)

    service.cancel(ada)

    assert (state(dora), state(cem)) == ("confirmed", "confirmed")
    assert faults() == []


def test_cancelling_an_online_ticket_asks_for_a_seat_less() -> None:
    event, registered = full_event(2)
    dora = joined(event, seats=2, meanwhile=factories.types_of(event)[1].id)
    online = factories.all_of(Ticket, registration_id=dora, state="valid")

    service.cancel(dora, ticket_id=online[0].id)
    seats = entry(dora).seats
    for one in registered:
        service.cancel(one)

    assert seats == 1
    assert factories.only(Ticket, registration_id=dora, state="valid").pool_id == factories.pool_of(event).id
    assert factories.pool_of(event).taken == 1
    assert faults() == []


def test_cancelling_all_of_it_leaves_the_list() -> None:
    event, _ = full_event()
    dora = joined(event, meanwhile=factories.types_of(event)[1].id)

    service.cancel(dora)

    assert (state(dora), entry(dora).state) == ("cancelled", "left")
    assert faults() == []


def test_a_new_name_on_the_online_ticket_goes_along_to_the_room() -> None:
    event, [ada] = full_event()
    dora = joined(event, meanwhile=factories.types_of(event)[1].id)
    service.rename(dora, factories.only(Ticket, registration_id=dora, state="valid").id, "Dora Duman")

    service.cancel(ada)

    assert factories.only(Ticket, registration_id=dora, state="valid").holder == "Dora Duman"


def test_what_costs_more_than_online_is_not_swapped() -> None:
    event, _ = full_event()
    paid, online = factories.make_type(event, price_cents=4500), factories.types_of(event)[1]

    assert reason(waiting.join, event.id, join_wish(event, type_ids=(paid.id,), meanwhile=online.id)) == "swap-costs"
    assert factories.pool_of(event, "online").taken == 0


def test_a_room_that_costs_something_by_now_is_no_swap() -> None:
    event, [ada] = full_event()
    dora = joined(event, meanwhile=factories.types_of(event)[1].id)
    changed(factories.types_of(event)[0], price_cents=1000)

    service.cancel(ada)

    assert entry(dora).state == "waiting"
    assert faults() == []


def test_a_room_that_costs_something_since_the_offer_is_no_swap() -> None:
    event, [ada] = full_event(mode="offer")
    dora = joined(event, meanwhile=factories.types_of(event)[1].id)
    service.cancel(ada)
    changed(factories.types_of(event)[0], price_cents=1000)

    assert reason(waitlist.accept, dora) == "swap-costs"
    assert (entry(dora).state, factories.pool_of(event, "online").taken) == ("offered", 1)


def test_an_address_that_is_to_be_confirmed_is_passed_over_until_then() -> None:
    event, [ada, ben] = full_event(2)
    changed(event, confirm_mail=True)
    dora = joined(event, meanwhile=factories.types_of(event)[1].id)
    cem = joined(event, "Cem")
    service.cancel(ada)
    first = (state(dora), entry(dora).state, state(cem), entry(cem).state)

    row = factories.only(Registration, id=dora)
    holds.confirm_address(dora, secret.confirming(row.uuid, row.email))
    service.cancel(ben)

    assert first == ("unconfirmed", "waiting", "waiting", "offered")
    assert (state(dora), entry(dora).state) == ("confirmed", "offered")
    assert faults(letters=False) == []
