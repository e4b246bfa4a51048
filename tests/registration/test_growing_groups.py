"""More people in one registration, and what happens when all of a group do something at once."""

import pytest
from flask import Flask

from eventsvc.core.db import transaction
from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.registration import blocks, changes, ends, forgetting, groups, service
from eventsvc.registration.models import Registration
from eventsvc.tickets.models import Ticket
from tests import factories
from tests.registration.cases import SPRING, reason, wish
from tests.registration.groups_of import CEM, entered, entry, group, known, letters, link, own, tickets
from tests.registration.lines import changed, joined
from tests.support import Frozen, at_once, frozen
from tests.whole import faults

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]


@pytest.fixture(autouse=True)
def now(app: Flask) -> object:
    with frozen(SPRING) as stopped:
        yield stopped


def test_more_people_come_into_the_same_registration() -> None:
    event = factories.make_event(room=5)
    ben = factories.only(Registration, id=service.register(event.id, wish(event, "Ben Brandt")).registration_id)

    groups.add(ben.id, ("", "Dora Dietz"))

    there = tickets(ben)
    assert [one.holder for one in there] == ["Ben Brandt", "", "Dora Dietz"]
    assert [known(link(one)) for one in there] == [False, True, True]
    assert len({one.code_hash for one in there}) == 3
    assert (factories.pool_of(event).taken, factories.fresh(ben).quantity) == (3, 3)
    assert letters(ben) == ["ticket", "ticket"]
    assert faults() == []


@pytest.mark.parametrize(("why", "many"), [
    ("too-many", 4), ("sold-out", 3), ("add-costs", 1), ("needs-yes", 1), ("several-types", 1), ("begun", 1), ("cancelled", 1),
    ("ticket-cancelled", 1), ("sale-over", 1), ("type-full", 2), ("others-wait", 1),
])
def test_who_cannot_be_added_is_told_why_and_nothing_changes(now: Frozen, why: str, many: int) -> None:
    event = factories.make_event(room=4, **({"waitlist_mode": "hand"} if why == "others-wait" else {}))
    room, online = factories.types_of(event)
    changed(room, max_each=5)
    ben = group(event)
    kinds = {
        "add-costs": {"price_cents": 100}, "needs-yes": {"approval": True}, "type-full": {"most": 3, "used": 2},
        "sale-over": {"sale_until": event.local_start.replace(year=2026)},
    }
    changed(room, **kinds.get(why, {}))
    if why == "several-types":
        changes.switch(ben.id, tickets(ben)[1].id, online.id)
    elif why == "begun":
        now.at = event.starts_at
    elif why == "cancelled":
        changed(event, state="cancelled")
    elif why == "ticket-cancelled":
        ends.cancel(ben.id)
    elif why == "others-wait":
        _somebody_waits(event, room.id)
    before = [(one.id, one.state) for one in factories.all_of(Ticket)]

    assert reason(groups.add, ben.id, ("",) * many) == why

    assert [(one.id, one.state) for one in factories.all_of(Ticket)] == before


def _somebody_waits(event: Event, type_id: int) -> None:
    """A seat is free, and by hand nobody moves up."""
    for number in range(2):
        service.register(event.id, wish(event, f"Guest {number}"))
    joined(event, "Dora", type_ids=(type_id,))
    ends.cancel(factories.all_of(Registration, name="Guest 1")[0].id)


@pytest.mark.parametrize("deed", [forgetting.erase, forgetting.disown])
def test_guests_hear_of_it_when_who_registered_wants_to_be_forgotten(deed: object) -> None:
    ben = group(factories.make_event(), "", "")
    entered(tickets(ben)[1])

    deed(ben.id)  # type: ignore[operator]

    told = factories.only(OutboxRow, kind="guest-gone")
    assert (told.recipient, told.registration_id, told.state) == (CEM, None, "waiting")
    assert [one.email for one in tickets(ben)] == ["", "", ""]
    assert faults() == []


def test_groups_that_grow_at_once_do_not_take_one_seat_too_many(app: Flask) -> None:
    event = factories.make_event(room=20)
    many = [group(event) for _number in range(8)]

    answers = at_once(8, lambda number: groups.add(many[number].id, ("",)), app)

    assert [getattr(one, "reason", None) for one in answers].count("sold-out") == 4
    assert factories.pool_of(event).taken == 20
    assert faults() == []


def test_everything_at_once(app: Flask) -> None:
    event = factories.make_event(room=30)
    changed(factories.types_of(event)[0], max_each=20)
    ben = group(event, *[""] * 9)
    seats = tickets(ben)[1:]
    for number, one in enumerate(seats[:3]):
        entered(one, name=f"Guest {number}", email=f"{number}@guests.example")
    seats = tickets(ben)[1:]

    def deed(number: int) -> object:
        if number < 3:
            return groups.give_back(link(seats[number]), own(seats[number]))
        if number < 6:
            return groups.enter(link(seats[number]), entry(f"New {number}", f"new{number}@guests.example"))
        if number < 8:
            return ends.cancel(ben.id, ticket_id=seats[number].id)
        return groups.add(ben.id, ("",)) if number < 10 else groups.send(ben.id, seats[8].id, CEM)

    links = at_once(11, deed, app)

    assert [one for one in links if isinstance(one, BaseException)] == []
    assert len(tickets(ben, "valid")) == 10 - 2 + 2
    assert faults() == []


def test_who_wants_nothing_of_this_event_cannot_be_invited_or_reminded(now: Frozen) -> None:
    ben = group(factories.make_event())
    seat = tickets(ben)[1]
    groups.send(ben.id, seat.id, CEM)
    with transaction() as connection:
        blocks.block(connection, ben.event_id, CEM.upper())
    now.move(hours=2)

    assert reason(groups.send, ben.id, seat.id) == "address-blocked"
    assert reason(groups.remind, ben.id) == "nobody-to-remind"
    assert reason(groups.enter, link(factories.fresh(seat)), entry()) == "address-blocked"
    assert letters(ben, CEM) == ["guest-invitation"]
