"""A letter box is not filled by what can be done over and over; what gives a seat back is done in any case."""

from collections.abc import Iterator

import pytest
from flask import Flask

from eventsvc.core.errors import Refused
from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.registration import changes, ends, groups, letter_boxes, service
from eventsvc.registration.models import Registration
from eventsvc.tickets.models import Ticket
from tests import factories
from tests.registration.cases import reason, wish
from tests.registration.groups_of import CEM, entered, group, link, own, tickets
from tests.support import Frozen, frozen
from tests.whole import faults

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]
VICTIM = "victim@guests.example"
MANY = letter_boxes.CHANGES


@pytest.fixture
def now(app: Flask) -> Iterator[Frozen]:
    with frozen("2027-03-01 12:00") as stopped:
        yield stopped


@pytest.fixture
def event(now: Frozen) -> Event:
    return factories.make_event()


def told(address: str) -> int:
    return len(factories.all_of(OutboxRow, recipient=address))


def there_and_back(event: Event, registration_id: int, times: int) -> list[str]:
    """Switch so often; why not, where it is refused."""
    ticket, no = factories.all_of(Ticket, registration_id=registration_id)[0], []
    for _number in range(times):
        room, online = (one.id for one in factories.types_of(event))
        now_at = factories.fresh(ticket).ticket_type_id
        try:
            changes.switch(registration_id, ticket.id, online if now_at == room else room)
        except Refused as refused:
            no.append(refused.reason)
    return no


def test_switching_there_and_back_fills_no_letter_box(event: Event, now: Frozen) -> None:
    kept = service.register(event.id, wish(event, email=VICTIM))
    other = factories.make_event()
    again = service.register(other.id, wish(other, email=VICTIM))

    assert there_and_back(event, kept.registration_id, MANY + 3) == ["mailbox-full"] * 3
    assert there_and_back(other, again.registration_id, 1) == ["mailbox-full"]
    assert told(VICTIM) == 2 + MANY

    now.move(hours=1, minutes=5)
    assert there_and_back(event, kept.registration_id, 1) == []
    assert faults() == []


def test_passing_on_and_adding_are_counted_too_and_change_nothing_when_it_is_enough(event: Event) -> None:
    kept = service.register(event.id, wish(event, email=VICTIM))
    ticket = factories.only(Ticket)
    there_and_back(event, kept.registration_id, MANY)
    rows = len(factories.all_of(OutboxRow))

    assert reason(groups.add, kept.registration_id, ("",)) == "mailbox-full"
    heir = {"name": "Ben", "email": "ben@guests.example", "language": "en"}
    assert reason(changes.transfer, kept.registration_id, ticket.id, **heir) == "mailbox-full"

    assert (len(factories.all_of(OutboxRow)), factories.fresh(ticket).state) == (rows, "valid")
    assert faults() == []


def test_giving_back_works_whatever_the_letter_box(event: Event) -> None:
    kept = service.register(event.id, wish(event, email=VICTIM, holders=("Ada", "Ben", "Cem")))
    first, *_others = factories.all_of(Ticket)
    there_and_back(event, kept.registration_id, MANY)
    before = told(VICTIM)

    assert ends.cancel(kept.registration_id, ticket_id=first.id) == 1
    assert told(VICTIM) == before
    assert ends.cancel(kept.registration_id) == 2

    assert told(VICTIM) == before + 1
    assert factories.only(Registration).state == "cancelled"
    assert faults() == []


def test_the_desk_is_not_counted(event: Event) -> None:
    kept = service.register(event.id, wish(event, email=VICTIM))
    there_and_back(event, kept.registration_id, MANY)
    ticket = factories.only(Ticket)
    other = next(one.id for one in factories.types_of(event) if one.id != ticket.ticket_type_id)

    changes.switch(kept.registration_id, ticket.id, other, by=service.By(1))

    assert told(VICTIM) == 2 + MANY


def test_a_guest_of_a_group_is_not_flooded_by_who_registered(event: Event, now: Frozen) -> None:
    ben = group(event, "", "")
    seat = tickets(ben)[1]
    entered(seat, email=CEM)
    room, online = (one.id for one in factories.types_of(event))
    for number in range(MANY):
        changes.switch(ben.id, seat.id, online if number % 2 == 0 else room)
    now.move(minutes=61 + 5)
    changes.switch(ben.id, seat.id, online)

    assert told(CEM) == 1 + MANY + 1
    assert faults() == []


def test_enter_and_give_back_in_turns_fills_no_letter_box(event: Event) -> None:
    ben = group(event, "", "")
    for number in range(MANY + 3):
        seat = entered(tickets(ben, "valid")[-1], email=f"someone{number}@guests.example")
        groups.give_back(link(seat), own(seat))

    assert len(factories.all_of(OutboxRow, kind="guest-gave-back")) == MANY
    assert faults() == []


