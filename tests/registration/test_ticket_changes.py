"""Passing a ticket on, giving it back, room and online: on both databases, one at a time and many at once."""

from datetime import datetime

import pytest
from flask import Flask

from eventsvc.core.audit import AuditEntry
from eventsvc.core.db import transaction
from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.registration import changes, queries, service, waiting
from eventsvc.registration.models import Registration
from eventsvc.ticket_types.models import TicketType
from eventsvc.tickets.models import Ticket
from tests import factories, whole
from tests.checkin.door import EVENING, make_phone, scan, take, verdicts
from tests.registration.cases import SPRING, reason, wish
from tests.support import at_once, frozen

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]


def registered(event: Event, name: str = "Ada", **more: object) -> tuple[service.Kept, Ticket]:
    """Somebody with a ticket."""
    kept = service.register(event.id, wish(event, name, **more))
    return kept, factories.all_of(Ticket, registration_id=kept.registration_id)[0]


def passed(kept: service.Kept, ticket: Ticket, name: str = "Ben", email: str = "ben@guests.example") -> service.Kept:
    return changes.transfer(kept.registration_id, ticket.id, name=name, email=email, language="en")


def waits(ticket_type: TicketType, name: str) -> waiting.JoinWish:
    """One person for one place."""
    return waiting.JoinWish(
        type_ids=(ticket_type.id,), seats=1, name=name, email=f"{name.lower()}@guests.example", language="en", once=name,
    )


def seats(event: Event) -> tuple[int, int]:
    return factories.pool_of(event).taken, factories.pool_of(event, "online").taken


def letters(registration_id: int) -> list[str]:
    return [one.kind for one in factories.all_of(OutboxRow, registration_id=registration_id)]


def test_the_old_code_is_void_and_the_new_one_is_good() -> None:
    with frozen(EVENING):
        event = factories.make_event(room=1)
        kept, old = registered(event)
        phone = make_phone(event)

        new_one = passed(kept, old)

        new = factories.only(Ticket, registration_id=new_one.registration_id)
        assert (new.holder, new.state, factories.fresh(old).state) == ("Ben", "valid", "replaced")
        assert new.code_hash != old.code_hash
        assert verdicts(scan(phone, take(event, factories.fresh(old)), take(event, new))) == ["replaced", "admit"]
        assert seats(event) == (1, 0)
        assert queries.by_secret(new_one.secret).registration.name == "Ben"


def test_both_get_a_letter_and_the_giver_is_passed() -> None:
    event = factories.make_event()
    kept, ticket = registered(event)

    new = passed(kept, ticket)

    assert (letters(kept.registration_id), letters(new.registration_id)) == (["ticket", "passed-on"], ["passed-to"])
    assert factories.only(Registration, id=kept.registration_id).state == "passed"
    assert factories.only(Registration, id=new.registration_id).passed_from == kept.registration_id
    assert {one.deed for one in factories.all_of(AuditEntry)} == {"passed-on", "passed-to"}
    assert whole.faults() == []


def test_one_of_two_tickets_is_passed_on() -> None:
    event = factories.make_event()
    kept, ticket = registered(event, holders=("Ada", "Cem"))

    passed(kept, ticket)

    assert factories.only(Registration, id=kept.registration_id).state == "confirmed"
    assert seats(event) == (2, 0)
    assert whole.faults() == []


def test_what_is_declined_is_the_former_holders_again() -> None:
    event = factories.make_event(room=1)
    kept, old = registered(event)
    new = passed(kept, old)

    changes.decline(new.registration_id)

    states = {one.id: one.state for one in factories.all_of(Registration)}
    assert states == {kept.registration_id: "confirmed", new.registration_id: "cancelled"}
    assert [one.state for one in factories.all_of(Ticket)] == ["replaced", "cancelled", "valid"]
    assert len({one.code_hash for one in factories.all_of(Ticket)}) == 3
    assert seats(event) == (1, 0)
    assert letters(kept.registration_id)[-1] == "came-back"
    assert reason(changes.decline, new.registration_id) == "not-passed"
    assert reason(changes.decline, kept.registration_id) == "not-passed"
    assert whole.faults() == []


@pytest.mark.parametrize("what", ["same-person", "there-already", "begun", "ticket-cancelled", "mailbox-full", "admitted"])
def test_what_cannot_be_passed_on_is_refused_and_nothing_changes(what: str) -> None:
    with frozen(SPRING) as time:
        event = factories.make_event()
        kept, ticket = registered(event)
        name, email = "Ben", "ben@guests.example"
        if what == "same-person":
            name, email = "ADA", factories.only(Registration).email.upper()
        elif what == "there-already":
            service.register(event.id, wish(event, "Ben", email=email))
        elif what == "begun":
            time.at = event.starts_at
        elif what == "ticket-cancelled":
            service.cancel(kept.registration_id)
        elif what == "mailbox-full":
            for number in range(3):
                service.register(factories.make_event().id, wish(factories.all_of(Event)[-1], f"Ben {number}", email=email))
        else:
            time.at = datetime.fromisoformat(f"{EVENING}:00+00:00")
            scan(make_phone(event), take(event, ticket))

        before = [(one.id, one.state) for one in factories.all_of(Ticket)]

        assert reason(changes.transfer, kept.registration_id, ticket.id, name=name, email=email, language="en") == what
        assert [(one.id, one.state) for one in factories.all_of(Ticket)] == before
        assert whole.faults() == []


def test_room_and_online_and_back_keep_the_code() -> None:
    event = factories.make_event(room=1, online_places=1)
    room, online = factories.types_of(event)
    kept, ticket = registered(event)

    changes.switch(kept.registration_id, ticket.id, online.id)
    assert (seats(event), factories.fresh(ticket).pool_id) == ((0, 1), online.pool_id)
    changes.switch(kept.registration_id, ticket.id, room.id)

    assert (seats(event), factories.fresh(ticket).pool_id) == ((1, 0), room.pool_id)
    assert (factories.fresh(ticket).code_hash, factories.fresh(ticket).state) == (ticket.code_hash, "valid")
    assert letters(kept.registration_id) == ["ticket", "ticket", "ticket"]
    assert whole.faults() == []


def test_the_freed_seat_goes_to_who_waits_in_the_same_breath() -> None:
    event = factories.make_event(room=1)
    room, online = factories.types_of(event)
    kept, ticket = registered(event)
    ben = waiting.join(event.id, waits(room, "Ben"))

    changes.switch(kept.registration_id, ticket.id, online.id)

    assert factories.only(Registration, id=ben.registration_id).state == "confirmed"
    assert reason(changes.switch, kept.registration_id, ticket.id, room.id) == "sold-out"
    assert whole.faults() == []


@pytest.mark.parametrize(("why", "changed"), [
    ("same-way", {"kind": "room"}), ("costs-differ", {"kind": "online", "price_cents": 500}),
    ("type-unknown", {"kind": "online", "visibility": "hidden"}), ("code-needed", {"kind": "online", "visibility": "code"}),
    ("wrong-domain", {"kind": "online", "domains": ["uni.example"]}), ("needs-yes", {"kind": "online", "approval": True}),
    ("type-full", {"kind": "online", "most": 0}),
])
def test_another_way_that_is_not_open_to_this_guest(why: str, changed: dict[str, object]) -> None:
    event = factories.make_event()
    other = factories.make_type(event, **changed)  # type: ignore[arg-type]
    kept, ticket = registered(event)

    assert reason(changes.switch, kept.registration_id, ticket.id, other.id) == why
    assert seats(event) == (1, 0)


def test_cancelling_has_the_organisers_deadline_and_none_for_who_is_in() -> None:
    with frozen(SPRING) as time:
        event = factories.make_event(cancel_until=datetime(2027, 4, 12, 23, 59))  # noqa: DTZ001  a wall time
        kept, ticket = registered(event)
        time.at = datetime.fromisoformat("2027-04-12T22:00:00+00:00")

        assert reason(service.cancel, kept.registration_id) == "cancel-over"
        assert service.cancel(kept.registration_id, by=service.By(system=True)) == 1
    with frozen(EVENING):
        event = factories.make_event()
        kept, ticket = registered(event)
        scan(make_phone(event), take(event, ticket))

        assert reason(service.cancel, kept.registration_id) == "admitted"


def test_eight_guests_switch_to_three_online_places_at_once(app: Flask) -> None:
    event = factories.make_event(room=8, online_places=3)
    online = factories.types_of(event)[1]
    guests = [registered(event, f"Guest {number}") for number in range(8)]

    answers = at_once(8, lambda number: changes.switch(guests[number][0].registration_id, guests[number][1].id, online.id), app)

    assert answers.count(None) == 3
    assert seats(event) == (5, 3)
    assert whole.faults() == []


def test_passed_on_and_cancelled_at_once_is_one_of_both(app: Flask) -> None:
    event = factories.make_event(room=4)
    guests = [registered(event, f"Guest {number}") for number in range(4)]

    def one(number: int) -> object:
        kept, ticket = guests[number // 4]
        if number % 2:
            return service.cancel(kept.registration_id)
        return passed(kept, ticket, f"Ben {number}", f"ben{number}@guests.example")

    at_once(16, one, app)

    valid = factories.all_of(Ticket, state="valid")
    assert len({one.id for one in valid}) == factories.pool_of(event).taken
    assert len([one for one in factories.all_of(Registration) if one.passed_from]) <= 4
    assert whole.faults() == []


def test_six_passes_of_one_ticket_at_once_are_one(app: Flask) -> None:
    event = factories.make_event(room=1)
    kept, ticket = registered(event)

    answers = at_once(6, lambda number: passed(kept, ticket, f"Ben {number}", f"ben{number}@guests.example"), app)

    assert len([one for one in answers if isinstance(one, service.Kept)]) == 1
    with transaction() as connection:
        assert connection.exec_driver_sql("select count(*) from ticket where state = 'valid'").scalar() == 1
    assert whole.faults() == []


def test_all_go_online_or_none_and_whoever_waits_gets_the_seats() -> None:
    event = factories.make_event(room=2, online_places=2)
    kept, _ticket = registered(event, holders=("Ada", "Ben"))
    room, stream = factories.types_of(event)
    queued = [waiting.join(event.id, waits(room, name)).registration_id for name in ("Cem", "Dora")]

    changes.online(kept.registration_id, stream.id)

    assert seats(event) == (2, 2)
    assert [factories.only(Registration, id=one).state for one in queued] == ["confirmed", "confirmed"]
    assert letters(kept.registration_id) == ["ticket", "ticket"]
    assert whole.faults() == []
    assert reason(changes.online, kept.registration_id, stream.id) == "ticket-cancelled"


def test_where_one_place_is_missing_nobody_of_the_group_goes_online() -> None:
    event = factories.make_event(online_places=1)
    kept, _ticket = registered(event, holders=("Ada", "Ben"))

    assert reason(changes.online, kept.registration_id, factories.types_of(event)[1].id) == "sold-out"

    assert seats(event) == (2, 0)
    assert whole.faults() == []
