"""Joining the list, waiting with an online ticket, wishing for something else: and who is sent to what is free."""

from datetime import timedelta

import pytest

from eventsvc.core.errors import Missing
from eventsvc.registration import service, waiting
from eventsvc.tickets.models import Ticket
from tests import factories
from tests.registration.cases import SPRING, reason, wish
from tests.registration.lines import changed, entry, full, full_event, join_wish, joined, letters, order, state, ticket_states
from tests.support import frozen
from tests.whole import faults

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]


def test_who_joins_waits_at_the_end_and_is_told() -> None:
    event, _ = full_event()
    first = joined(event, "Dora")
    kept = waiting.join(event.id, join_wish(event, "Cem", seats=2))

    assert (kept.state, kept.fresh, order(event)) == ("waiting", True, [first, kept.registration_id])
    assert ticket_states(kept.registration_id) == ["wanted", "wanted"]
    assert [one.holder for one in factories.all_of(Ticket, registration_id=kept.registration_id)] == ["Cem", ""]
    assert (entry(first).joined_rank, entry(kept.registration_id).joined_rank) == (1, 2)
    assert letters(kept.registration_id) == ["waitlist-joined"]
    assert faults() == []


def test_sending_the_form_twice_is_one_place() -> None:
    event, _ = full_event()
    same = join_wish(event)

    first, second = waiting.join(event.id, same), waiting.join(event.id, same)

    assert (second.secret, second.fresh, len(order(event))) == (first.secret, False, 1)


def test_nobody_queues_for_what_is_free() -> None:
    event, registered = full_event(2)
    service.cancel(registered[0])

    assert reason(waiting.join, event.id, join_wish(event)) == "places-free"
    assert joined(event, seats=2)
    assert faults() == []


def test_who_has_a_ticket_or_a_place_is_known() -> None:
    event, _ = full_event()
    dora = joined(event, email="dora@guests.example")
    ada = service.register(event.id, wish(event, "Ada", ticket_type_id=factories.types_of(event)[1].id, email="ada@guests.example"))

    again = reason(waiting.join, event.id, join_wish(event, email="dora@guests.example"))
    registered = reason(waiting.join, event.id, join_wish(event, "Ada", email="ada@guests.example"))

    assert (again, registered) == ("known-already", "known-already")
    assert letters(dora) == ["waitlist-joined", "where-it-stands"]
    assert letters(ada.registration_id) == ["ticket", "tickets-again"]
    assert faults() == []


@pytest.mark.parametrize(("event_has", "type_has", "wished", "why"), [
    ({"waitlist_mode": "none"}, {}, {}, "no-waitlist"),
    ({"state": "cancelled"}, {}, {}, "cancelled"),
    ({"state": "postponed"}, {}, {}, "postponed"),
    ({}, {"approval": True}, {}, "apply-instead"),
    ({}, {"visibility": "code"}, {}, "code-needed"),
    ({}, {"visibility": "hidden"}, {}, "type-unknown"),
    ({}, {"domains": ["uni.example"]}, {}, "wrong-domain"),
    ({}, {"sale_until": SPRING.replace(tzinfo=None)}, {}, "sale-over"),
    ({}, {"max_each": 2}, {"seats": 3}, "too-many"),
    ({}, {"min_each": 2}, {}, "too-few"),
    ({}, {}, {"type_ids": ()}, "type-unknown"),
    ({}, {}, {"type_ids": (0,)}, "type-unknown"),
])
def test_why_nobody_can_join(event_has: dict[str, object], type_has: dict[str, object], wished: dict[str, object], why: str) -> None:
    with frozen(SPRING + timedelta(days=1)):
        event, _ = full_event()
        changed(event, **event_has)
        changed(factories.types_of(event)[0], **type_has)

        assert reason(waiting.join, event.id, join_wish(event, **wished)) == why


def test_the_list_ends_when_the_evening_begins() -> None:
    with frozen(SPRING) as time:
        event, _ = full_event()
        time.at = event.starts_at
        begun = reason(waiting.join, event.id, join_wish(event))
        time.at = event.ends_at
        over = reason(waiting.join, event.id, join_wish(event))

    assert (begun, over) == ("waitlist-over", "past")


def test_nobody_waits_for_a_draft() -> None:
    event = factories.make_event(state="draft", room=0)

    with pytest.raises(Missing):
        waiting.join(event.id, join_wish(event))


def test_a_letter_box_is_not_flooded_through_the_list() -> None:
    event, _ = full_event()
    for number in range(3):
        joined(event, f"Dora {number}", email="dora@guests.example")

    assert reason(waiting.join, event.id, join_wish(event, "Dora 4", email="dora@guests.example")) == "mailbox-full"
    assert len(order(event)) == 3


def test_an_online_guest_queues_for_the_room() -> None:
    event, [ada] = full_event()
    online = factories.types_of(event)[1]
    dora = service.register(event.id, wish(event, "Dora", ticket_type_id=online.id, holders=("Dora", "Cem"))).registration_id
    waiting.wait(dora, [factories.types_of(event)[0].id])
    seats = entry(dora).seats

    waiting.wait(dora, [factories.types_of(event)[0].id])
    service.cancel(ada)

    assert (seats, entry(dora).state, len(order(event))) == (2, "waiting", 1)
    assert faults() == []


def test_an_online_guest_does_not_queue_for_what_is_free() -> None:
    event = factories.make_event(room=1)
    room, online = factories.types_of(event)
    dora = service.register(event.id, wish(event, "Dora", ticket_type_id=online.id)).registration_id
    [ada] = full(event, 1)

    assert reason(waiting.wait, ada, [room.id]) == "nothing-to-swap"
    service.cancel(ada)
    assert reason(waiting.wait, dora, [room.id]) == "places-free-switch"


def test_other_wishes_and_fewer_people_keep_the_place_and_more_lose_it() -> None:
    event, _ = full_event(4)
    room = factories.types_of(event)[0]
    other = factories.make_type(event, name_en="Students")
    dora, cem = joined(event, "Dora", seats=3), joined(event, "Cem")

    waiting.change(dora, [other.id, room.id], 2)
    kept = (order(event), entry(dora).seats, ticket_states(dora))
    waiting.change(dora, [room.id], 4)

    assert kept == ([dora, cem], 2, ["wanted", "wanted", "replaced"])
    assert (order(event), entry(dora).seats, ticket_states(dora).count("wanted")) == ([cem, dora], 4, 4)
    assert faults() == []


def test_a_wish_that_can_be_met_now_is_met() -> None:
    event, _ = full_event()
    dora = joined(event)

    waiting.change(dora, [factories.types_of(event)[1].id])

    assert (state(dora), letters(dora)[-1]) == ("confirmed", "waitlist-ticket")
    assert faults() == []


def test_with_an_offer_in_hand_nothing_is_changed() -> None:
    event, [ada] = full_event(mode="offer")
    dora = joined(event)
    service.cancel(ada)

    room, online = factories.types_of(event)
    ben = service.register(event.id, wish(event, "Ben", ticket_type_id=online.id)).registration_id

    assert (reason(waiting.change, dora, [room.id]), reason(waiting.change, ben, [room.id])) == ("offer-open", "not-waiting")
