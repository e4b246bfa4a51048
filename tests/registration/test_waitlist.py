"""Moving up: who gets a freed seat, when, and that nobody gets it twice."""

from datetime import timedelta

import pytest

from eventsvc.registration import service
from eventsvc.registration.waitlist import service as waitlist
from tests import factories
from tests.registration.cases import reason, wish
from tests.registration.lines import MORNING, capacity, changed, entry, full_event, joined, letters, order, state, ticket_states
from tests.support import frozen
from tests.whole import faults

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]


def test_a_freed_seat_goes_to_the_first_at_once() -> None:
    event, [ada] = full_event()
    first, second = joined(event, "Dora"), joined(event, "Cem")

    service.cancel(ada)

    assert (state(first), state(second)) == ("confirmed", "waiting")
    assert (ticket_states(first), ticket_states(second)) == (["valid"], ["wanted"])
    assert (entry(first).state, letters(first)) == ("done", ["waitlist-joined", "waitlist-ticket"])
    assert factories.pool_of(event).taken == 1
    assert faults() == []


def test_an_offer_holds_the_seat_until_it_is_accepted() -> None:
    with frozen(MORNING):
        event, [ada] = full_event(mode="offer")
        dora = joined(event)
        service.cancel(ada)
        offered, pool = entry(dora), factories.pool_of(event)

        newcomer = reason(service.register, event.id, wish(event, "Ben"))
        answer = waitlist.accept(dora)
        again = waitlist.accept(dora)

    assert (offered.state, offered.until, state(dora)) == ("offered", MORNING + timedelta(hours=12), "confirmed")
    assert (pool.taken, pool.held, newcomer) == (0, 1, "sold-out")
    assert (answer, again, ticket_states(dora)) == ("confirmed", "confirmed", ["valid"])
    assert letters(dora) == ["waitlist-joined", "waitlist-offer", "ticket"]
    assert faults() == []


def test_an_offer_that_is_passed_on_goes_to_the_next() -> None:
    event, [ada] = full_event(mode="offer")
    dora, cem = joined(event, "Dora"), joined(event, "Cem")
    service.cancel(ada)

    waitlist.leave(dora)

    assert (state(dora), entry(dora).state, ticket_states(dora)) == ("cancelled", "left", ["cancelled"])
    assert (entry(cem).state, ticket_states(cem)) == ("offered", ["reserved"])
    assert faults() == []


def test_an_offer_that_lapses_goes_to_the_next_and_both_are_told() -> None:
    with frozen(MORNING) as time:
        event, [ada] = full_event(mode="offer")
        dora, cem = joined(event, "Dora"), joined(event, "Cem")
        service.cancel(ada)
        time.move(hours=12)

        too_late = reason(waitlist.accept, dora)
        ended = waitlist.sweep()

    assert (too_late, ended) == ("offer-over", 1)
    assert (state(dora), entry(dora).state, letters(dora)[-1]) == ("expired", "lapsed", "offer-lapsed")
    assert (entry(cem).state, letters(cem)[-1]) == ("offered", "waitlist-offer")
    assert faults() == []


def test_paid_seats_are_offered_even_where_free_ones_come_at_once() -> None:
    with frozen(MORNING):
        event, [ada] = full_event()
        paid = factories.make_type(event, price_cents=4500)
        dora = joined(event, type_ids=(paid.id,), seats=1)
        service.cancel(ada)
        until = entry(dora).until

        answer = waitlist.accept(dora)

    kept = factories.only(factories.Registration, id=dora)
    assert (answer, kept.state, kept.total_cents, kept.deadline) == ("unpaid", "unpaid", 4500, until)
    assert (ticket_states(dora), letters(dora)[-1]) == (["unpaid"], "ordered")
    assert faults() == []


def test_a_group_is_passed_over_and_served_later() -> None:
    event, registered = full_event(3)
    group, one = joined(event, "Dora", seats=3), joined(event, "Cem")

    service.cancel(registered[0])
    after_one = (state(group), state(one))
    service.cancel(registered[1])
    service.cancel(one)
    service.cancel(registered[2])

    assert after_one == ("waiting", "confirmed")
    assert (state(group), ticket_states(group)) == ("confirmed", ["valid"] * 3)
    assert faults() == []


def test_the_second_wish_does_where_the_first_is_full() -> None:
    event, _ = full_event(online_places=1)
    room, online = factories.types_of(event)
    ben = service.register(event.id, wish(event, "Ben", ticket_type_id=online.id)).registration_id
    dora = joined(event, type_ids=(room.id, online.id))

    service.cancel(ben)

    ticket = factories.only(factories.Ticket, registration_id=dora)
    assert (ticket.ticket_type_id, ticket.pool_id, ticket.state) == (online.id, online.pool_id, "valid")
    assert faults() == []


def test_raising_the_capacity_lets_those_who_wait_in_before_newcomers() -> None:
    """T25: 10 of 10, four wait; 12, then as many as there are."""
    event, _ = full_event(10)
    line = [joined(event, f"Waiting {number}") for number in range(4)]

    capacity(event, 12)
    at_twelve, newcomer = [state(one) for one in line], reason(service.register, event.id, wish(event, "New"))
    capacity(event, 1000)

    assert at_twelve == ["confirmed", "confirmed", "waiting", "waiting"]
    assert newcomer == "sold-out"
    assert [state(one) for one in line] == ["confirmed"] * 4
    assert [letters(one).count("waitlist-ticket") for one in line] == [1] * 4
    assert service.register(event.id, wish(event, "New")).state == "confirmed"
    assert faults() == []


def test_by_hand_nobody_moves_up_and_nobody_overtakes() -> None:
    event, [ada] = full_event(mode="hand")
    dora = joined(event)

    service.cancel(ada)

    assert (state(dora), factories.pool_of(event).taken) == ("waiting", 0)
    assert reason(service.register, event.id, wish(event, "Ben")) == "others-wait"
    assert service.register(event.id, wish(event, "Ben"), by=service.By(factories.make_person().id)).state == "confirmed"
    assert faults() == []


def test_on_the_day_itself_there_may_be_no_offers() -> None:
    with frozen("2027-04-19 10:00"):
        event, [ada] = full_event(mode="offer", waitlist_day_minutes=0)
        dora = joined(event)

        service.cancel(ada)

        assert entry(dora).state == "waiting"
        assert service.register(event.id, wish(event, "Ben")).state == "confirmed"


def test_once_the_evening_has_begun_nobody_moves_up() -> None:
    with frozen(MORNING) as time:
        event, [ada] = full_event()
        dora = joined(event)
        time.at = event.starts_at
        service.cancel(ada)

        assert (state(dora), reason(waitlist.accept, dora)) == ("waiting", "offer-over")


def test_leaving_the_list_twice_does_no_harm() -> None:
    event, _ = full_event()
    dora = joined(event)

    assert [waitlist.leave(dora), waitlist.leave(dora)] == [True, False]
    assert (state(dora), letters(dora)) == ("cancelled", ["waitlist-joined"])
    assert faults() == []


def test_who_gives_back_a_wanted_ticket_waits_for_fewer() -> None:
    event, registered = full_event(2)
    group = joined(event, seats=3)
    service.cancel(group, ticket_id=factories.all_of(factories.Ticket, registration_id=group)[1].id)
    waits_for = entry(group).seats

    for one in registered:
        service.cancel(one)

    assert waits_for == 2
    assert (state(group), sorted(ticket_states(group))) == ("confirmed", ["cancelled", "valid", "valid"])
    assert faults() == []


def test_an_offer_of_which_one_seat_is_given_back_keeps_the_rest() -> None:
    event, registered = full_event(2, "offer")
    group, cem = joined(event, seats=2), joined(event, "Cem")
    for one in registered:
        service.cancel(one)

    service.cancel(group, ticket_id=factories.all_of(factories.Ticket, registration_id=group)[0].id)

    assert (entry(group).state, entry(group).seats, entry(cem).state) == ("offered", 1, "offered")
    assert factories.pool_of(event).held == 2
    assert faults() == []


def test_cancelling_who_waits_tells_them_about_the_list() -> None:
    event, _ = full_event()
    dora = joined(event)

    service.cancel(dora, by=service.By(factories.make_person().id))

    assert (state(dora), letters(dora)[-1]) == ("cancelled", "waitlist-left")
    assert faults() == []


def test_that_was_not_me_ends_the_place_in_the_list() -> None:
    event, [ada] = full_event()
    dora, cem = joined(event), joined(event, "Cem")

    service.disown(dora)
    service.cancel(ada)

    assert (entry(dora).state, state(cem), order(event)) == ("left", "confirmed", [])
    assert faults(letters=False) == []


def test_the_sale_that_has_ended_gives_nothing_more() -> None:
    with frozen(MORNING) as time:
        event, [ada] = full_event()
        dora = joined(event)
        changed(factories.types_of(event)[0], sale_until=MORNING.replace(tzinfo=None) + timedelta(hours=5))
        time.move(hours=6)

        service.cancel(ada)

    assert state(dora) == "waiting"
