"""What only the desk does: another type, another event, more time, a note. Seats, codes and letters stay true."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from eventsvc.core.audit import AuditEntry
from eventsvc.core.db import transaction
from eventsvc.core.errors import Missing, Refused
from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.registration import blocks, holds, moving, service
from eventsvc.registration.approval import service as applications
from eventsvc.registration.approval.service import Reply
from eventsvc.registration.models import Registration
from eventsvc.ticket_types.models import TicketType, Voucher
from eventsvc.tickets.models import Ticket
from tests import factories
from tests.checkin.door import EVENING, make_phone, scan, take
from tests.registration.applying import applied, stage, stands
from tests.registration.cases import SPRING, reason, wish
from tests.registration.groups_of import CEM, entered, group, tickets
from tests.registration.lines import full, joined
from tests.support import Frozen, at_once, frozen
from tests.whole import faults

pytestmark = pytest.mark.both
BY = service.By(1, "Bat am Telefon darum")


@pytest.fixture(autouse=True)
def time(app: Flask) -> Iterator[Frozen]:
    with frozen(SPRING) as standing:
        yield standing


def kinds(registration_id: int) -> list[str]:
    return [row.kind for row in factories.all_of(OutboxRow, registration_id=registration_id)]


def places(event: Event) -> dict[str, tuple[int, int]]:
    return {kind: (factories.pool_of(event, kind).taken, factories.pool_of(event, kind).held) for kind in ("room", "online")}


def admitted(event: Event, registration_id: int, time: Frozen) -> None:
    """Somebody came in on the evening."""
    time.at = datetime.fromisoformat(EVENING).replace(tzinfo=UTC)
    scan(make_phone(event), take(event, factories.only(Ticket, registration_id=registration_id)))


def registered(event: Event, name: str = "Ada", **changes: Any) -> int:
    return service.register(event.id, wish(event, name, **changes)).registration_id


def test_another_type_keeps_the_code_and_moves_the_seat() -> None:
    event = factories.make_event(room=1)
    online = factories.types_of(event)[1]
    ada = registered(event)
    waits = joined(event, "Dora")
    before = factories.only(Ticket, registration_id=ada)

    assert moving.retype(ada, online.id, by=BY) == 1

    after = factories.only(Ticket, registration_id=ada)
    assert (after.code_hash, after.ticket_type_id, after.state) == (before.code_hash, online.id, "valid")
    assert stands(waits)[0] == "confirmed"
    assert places(event) == {"room": (1, 0), "online": (1, 0)}
    note = factories.only(AuditEntry, deed="retyped")
    assert (note.before["name_en"], note.after["name_en"], note.reason) == ("On site", "Online", "Bat am Telefon darum")
    assert kinds(ada) == ["ticket", "ticket"]
    assert faults() == []


def test_one_ticket_of_several_changes_its_type() -> None:
    event = factories.make_event(room=5)
    ada = registered(event, holders=("Ada", "Cem"))
    second = factories.all_of(Ticket, registration_id=ada)[1]

    moving.retype(ada, factories.types_of(event)[1].id, ticket_id=second.id, by=BY)

    assert places(event) == {"room": (1, 0), "online": (1, 0)}


@pytest.mark.parametrize(("state", "tickets"), [("unpaid", "unpaid"), ("applied", "wanted"), ("approved", "reserved")])
def test_what_is_not_finished_changes_its_type_too(state: str, tickets: str) -> None:
    event = factories.make_event(room=2)
    other = factories.make_type(event, price_cents=500, most=1)
    if state == "unpaid":
        ada = registered(event, ticket_type_id=factories.make_type(event, price_cents=1000).id)
        holds.order(ada)
    else:
        ada = applied(event, stage(event, price_cents=1000))
        if state == "approved":
            applications.answer(ada, Reply(answer="yes", at_once=True), by=BY)

    moving.retype(ada, other.id, by=BY)

    assert stands(ada) == (state, [tickets])
    assert factories.only(Ticket).ticket_type_id == other.id
    assert factories.only(Registration).total_cents == 1000
    assert factories.only(TicketType, id=other.id).used == (0 if state == "applied" else 1)
    assert faults() == []


def test_a_type_that_is_full_is_refused_and_nothing_changes() -> None:
    event = factories.make_event(room=1)
    full(event, 1)
    ada = registered(event, ticket_type_id=factories.types_of(event)[1].id)

    assert reason(moving.retype, ada, factories.types_of(event)[0].id, by=BY) == "sold-out"
    assert places(event) == {"room": (1, 0), "online": (1, 0)}
    assert factories.all_of(AuditEntry) == []


def test_what_is_refused_to_be_retyped(time: Frozen) -> None:
    event = factories.make_event()
    room, online = factories.types_of(event)
    ada, ben, cem = registered(event, "Ada"), registered(event, "Ben"), registered(event, "Cem")
    service.cancel(cem)
    admitted(event, ben, time)

    assert reason(moving.retype, ada, room.id, by=BY) == "same-type"
    assert reason(moving.retype, ben, online.id, by=BY) == "admitted"
    assert reason(moving.retype, cem, online.id, by=BY) == "not-movable"
    assert reason(moving.retype, ada, online.id, ticket_id=0, by=BY) == "ticket-cancelled"


def test_another_event_means_a_new_code_there_and_none_here() -> None:
    here, there = factories.make_event(room=1), factories.make_event(room=2)
    ada = registered(here, holders=("Ada",), source="Rundbrief", language="en")
    waits = joined(here, "Dora")
    moving.note(ada, "Sitzt vorn.", by=BY)

    kept = moving.move(ada, there.id, factories.types_of(there)[0].id, by=BY)

    assert (stands(ada), stands(kept.registration_id)) == (("cancelled", ["replaced"]), ("confirmed", ["valid"]))
    new = factories.only(Registration, id=kept.registration_id)
    assert (new.event_id, new.name, new.language, new.source, new.note) == (there.id, "Ada", "en", "Rundbrief", "Sitzt vorn.")
    assert stands(waits)[0] == "confirmed"
    assert (places(here)["room"], places(there)["room"]) == ((1, 0), (1, 0))
    assert (kinds(ada), kinds(new.id)) == (["ticket", "moved-away"], ["moved-to"])
    gone, came = factories.only(AuditEntry, deed="moved-away"), factories.only(AuditEntry, deed="moved-here")
    assert (gone.subject_id, gone.after["registration"], came.subject_id, came.before["registration"]) == (ada, new.id, new.id, ada)
    assert faults() == []


def test_a_guest_who_wants_nothing_of_the_other_event_is_not_written_to_there() -> None:
    event, other = factories.make_event(), factories.make_event()
    ben = group(event, "", "")
    entered(tickets(ben)[1], email=CEM)
    with transaction() as connection:
        blocks.block(connection, other.id, CEM)

    kept = moving.move(ben.id, other.id, factories.types_of(other)[0].id, by=BY)

    assert "guest-ticket" not in kinds(kept.registration_id)
    assert {one.email for one in factories.all_of(Ticket, registration_id=kept.registration_id)} == {""}
    assert faults() == []


def test_guests_of_a_group_keep_their_address() -> None:
    here, there = factories.make_event(), factories.make_event()
    ada = factories.make_registration(here, "Ada", holders=())
    for name in ("Ada", "Cem"):
        factories.make_ticket(here, ada, name, email=f"{name.lower()}@guests.example", language="en")

    kept = moving.move(ada.id, there.id, factories.types_of(there)[0].id, by=BY)

    assert [(one.holder, one.email) for one in factories.all_of(Ticket, registration_id=kept.registration_id)] == [
        ("Ada", "ada@guests.example"), ("Cem", "cem@guests.example"),
    ]


def test_what_is_refused_to_be_moved(time: Frozen) -> None:
    here, there = factories.make_event(), factories.make_event(room=1)
    foreign = factories.make_event(organisation=factories.make_organisation())
    full(there, 1)
    ada = registered(here, email="ada@guests.example")
    wanted = factories.types_of(there)
    service.register(there.id, wish(there, "Ada", email="ada@guests.example", ticket_type_id=wanted[1].id))
    ben, cem = registered(here, "Ben"), registered(here, "Cem")
    admitted(here, cem, time)

    assert reason(moving.move, ada, here.id, factories.types_of(here)[1].id, by=BY) == "same-event"
    assert reason(moving.move, ada, there.id, wanted[1].id, by=BY) == "there-already"
    assert reason(moving.move, ben, there.id, wanted[0].id, by=BY) == "sold-out"
    assert reason(moving.move, cem, there.id, wanted[1].id, by=BY) == "admitted"
    with pytest.raises(Missing):
        moving.move(ben, foreign.id, factories.types_of(foreign)[0].id, by=BY)
    with pytest.raises(Missing):
        moving.move(0, there.id, wanted[0].id, by=BY)
    assert [stands(one) for one in (ada, ben, cem)] == [("confirmed", ["valid"])] * 3


def test_a_code_that_was_used_here_is_free_again() -> None:
    here, there = factories.make_event(), factories.make_event()
    code = factories.kept(Voucher(event_id=here.id, code="GAST", code_key="GAST", created_at=SPRING))
    ada = registered(here, code="GAST")

    moving.move(ada, there.id, factories.types_of(there)[0].id, by=BY)

    assert factories.fresh(code).used == 0
    assert faults() == []


def test_people_move_both_ways_at_once(app: Flask) -> None:
    """Locks in ascending order: nobody waits in a circle."""
    one, two = factories.make_event(room=8), factories.make_event(room=8)
    ids = [registered(one, f"One {number}") for number in range(4)] + [registered(two, f"Two {number}") for number in range(4)]
    room = {event.id: factories.types_of(event)[0].id for event in (one, two)}

    def deed(number: int) -> object:
        target = two.id if number < 4 else one.id
        return moving.move(ids[number], target, room[target], by=BY)

    answers = at_once(8, deed, app)

    assert [answer for answer in answers if isinstance(answer, BaseException)] == []
    assert (places(one)["room"], places(two)["room"]) == ((4, 0), (4, 0))
    assert faults() == []


def test_four_are_moved_to_two_seats(app: Flask) -> None:
    here, there = factories.make_event(), factories.make_event(room=2)
    ids = [registered(here, f"Guest {number}") for number in range(4)]
    room = factories.types_of(there)[0].id

    answers = at_once(4, lambda number: moving.move(ids[number], there.id, room, by=BY), app)

    assert sorted(one.reason for one in answers if isinstance(one, Refused)) == ["sold-out"] * 2
    assert (places(here)["room"], places(there)["room"]) == ((2, 0), (2, 0))
    assert faults() == []


@pytest.mark.parametrize(("state", "letter"), [("unpaid", "ordered"), ("approved", "where-it-stands"), ("held", None)])
def test_a_deadline_is_extended_and_told(time: Frozen, state: str, letter: str | None) -> None:
    event = factories.make_event(room=1)
    if state == "approved":
        ada = applied(event, stage(event, price_cents=1000))
        applications.answer(ada, Reply(answer="yes", at_once=True), by=BY)
    else:
        ada = registered(event, ticket_type_id=factories.make_type(event, price_cents=1000).id)
    if state == "unpaid":
        holds.order(ada)
    before = kinds(ada)

    moving.extend(ada, SPRING + timedelta(days=10), by=BY)
    time.move(days=9)
    holds.sweep()

    assert stands(ada)[0] == state
    assert kinds(ada)[len(before):] == ([letter] if letter else [])
    note = factories.only(AuditEntry, deed="deadline-extended")
    assert datetime.fromisoformat(note.after["until"]) == SPRING + timedelta(days=10)


@pytest.mark.parametrize("days", [-1, 0, 6, 30])
def test_a_deadline_only_becomes_later_and_ends_with_the_event(days: int) -> None:
    event = factories.make_event()
    ada = registered(event, ticket_type_id=factories.make_type(event, price_cents=1000).id)
    holds.order(ada)

    assert reason(moving.extend, ada, SPRING + timedelta(days=days), by=BY) == "deadline-when"


def test_what_has_no_deadline_is_not_extended() -> None:
    assert reason(moving.extend, registered(factories.make_event()), SPRING + timedelta(days=1), by=BY) == "no-deadline"


def test_a_note_is_kept_with_what_it_was_before() -> None:
    ada = registered(factories.make_event())

    assert [moving.note(ada, text, by=BY) for text in ("Vegan", "Vegan", "Vegetarisch")] == [True, False, True]

    assert factories.only(Registration).note == "Vegetarisch"
    assert [(one.before, one.after) for one in factories.all_of(AuditEntry, deed="noted")] == [
        ({"note": ""}, {"note": "Vegan"}), ({"note": "Vegan"}, {"note": "Vegetarisch"}),
    ]
