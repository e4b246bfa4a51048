"""Registering and taking it back, on both databases."""

import uuid
from datetime import UTC, datetime

import pytest

from eventsvc.core import signing
from eventsvc.core.audit import AuditEntry
from eventsvc.core.db import db, transaction
from eventsvc.core.errors import Missing, Refused
from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.registration import service
from eventsvc.registration.models import Registration
from eventsvc.tickets import codes
from eventsvc.tickets.models import Roster, Ticket
from tests import factories
from tests.registration.cases import SPRING, reason, wish
from tests.support import frozen

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]


def test_registering_keeps_issues_and_writes() -> None:
    event = factories.make_event(room=5)
    wanted = wish(event, "Ada", email="Ada@Uni.example", holders=("Ada", "Cem"))

    kept = service.register(event.id, wanted)

    row = factories.only(Registration)
    assert (row.state, row.name, row.email, row.email_key, row.language, row.quantity) == (
        "confirmed", "Ada", "Ada@Uni.example", "ada@uni.example", "de", 2,
    )
    assert kept.fresh
    assert row.secret_hash == signing.digest(kept.secret)
    assert kept.secret == factories.secret_of(row)
    tickets = factories.all_of(Ticket)
    assert [(one.holder, one.state, one.code_index) for one in tickets] == [("Ada", "valid", 0), ("Cem", "valid", 1)]
    assert tickets[0].code_hash == codes.code_hash(factories.code_of(tickets[0]))
    assert factories.pool_of(event).taken == 2
    assert factories.only(Roster).next_index == 2
    letter = factories.only(OutboxRow)
    assert (letter.kind, letter.registration_id, letter.recipient, letter.language) == ("ticket", row.id, "Ada@Uni.example", "de")


def test_code_pool_is_made_on_demand() -> None:
    event = factories.make_event(roster=False)

    service.register(event.id, wish(event))
    service.register(event.id, wish(event, "Cem"))

    assert [one.code_index for one in factories.all_of(Ticket)] == [0, 1]
    assert factories.only(Roster).rev == 2


def test_same_submit_gives_the_first_result() -> None:
    event = factories.make_event(room=1)
    wanted = wish(event)

    first, second = service.register(event.id, wanted), service.register(event.id, wanted)

    assert (first.fresh, second.fresh) == (True, False)
    assert first.secret == second.secret
    assert factories.pool_of(event).taken == 1
    assert len(factories.all_of(OutboxRow)) == 1


def test_same_submit_is_answered_after_the_event_was_cancelled() -> None:
    event = factories.make_event()
    wanted = wish(event)
    first = service.register(event.id, wanted)
    _state(event.id, "cancelled")

    assert service.register(event.id, wanted).secret == first.secret


def test_token_of_another_event_gives_nothing_of_it() -> None:
    event, other = factories.make_event(), factories.make_event()
    wanted = wish(event)
    service.register(event.id, wanted)

    assert reason(service.register, other.id, wish(other, once=wanted.once)) == "type-unknown"
    assert factories.pool_of(other).taken == 0


@pytest.mark.parametrize("again", ["Ann@Example.org", "ann@example.org ", "\u200bann@example.org", "ann@example.org\u00a0"])
def test_other_spellings_of_an_address_are_the_same_person(again: str) -> None:
    event = factories.make_event()
    service.register(event.id, wish(event, "Ann", email="ann@example.org"))

    assert reason(service.register, event.id, wish(event, "Ann", email=again)) == "already-registered"

    assert len(factories.all_of(Registration)) == 1
    assert factories.pool_of(event).taken == 1
    assert [one.kind for one in factories.all_of(OutboxRow)] == ["ticket", "tickets-again"]


def test_who_cancelled_may_register_again() -> None:
    event = factories.make_event()
    first = service.register(event.id, wish(event, "Ann", email="ann@example.org"))
    service.cancel(first.registration_id)

    assert service.register(event.id, wish(event, "Ann", email="ann@example.org")).fresh


def test_one_address_may_register_several_people() -> None:
    event = factories.make_event()

    for name in ("Ada", "Cem"):
        assert service.register(event.id, wish(event, name, email="office@example.org")).fresh


def test_sold_out_says_what_is_left_and_takes_nothing() -> None:
    event = factories.make_event(room=3)
    service.register(event.id, wish(event, holders=("Ada", "Cem")))

    with pytest.raises(Refused) as no:
        service.register(event.id, wish(event, "Dora", holders=("Dora", "Ben")))

    assert (no.value.reason, no.value.facts) == ("sold-out", {"left": 1})
    assert factories.pool_of(event).taken == 2
    assert len(factories.all_of(Registration)) == 1
    assert service.register(event.id, wish(event, "Dora")).fresh


def test_pools_do_not_share_their_places() -> None:
    event = factories.make_event(room=1, online_places=1)
    room, online = factories.types_of(event)

    service.register(event.id, wish(event, ticket_type_id=room.id))
    service.register(event.id, wish(event, ticket_type_id=online.id))

    assert reason(service.register, event.id, wish(event, ticket_type_id=online.id)) == "sold-out"


@pytest.mark.parametrize("state", ["postponed", "cancelled"])
def test_events_that_do_not_take_place_take_nobody(state: str) -> None:
    event = factories.make_event(state=state)

    assert reason(service.register, event.id, wish(event)) == state


def test_draft_is_not_there() -> None:
    event = factories.make_event(state="draft")

    with pytest.raises(Missing):
        service.register(event.id, wish(event))


def test_type_of_another_event_is_unknown() -> None:
    event, other = factories.make_event(), factories.make_event()

    assert reason(service.register, event.id, wish(other)) == "type-unknown"


def test_type_that_costs_money_is_not_given_away() -> None:
    event = factories.make_event()
    paid = factories.make_type(event, price_cents=4500)

    kept = service.register(event.id, wish(event, ticket_type_id=paid.id))

    assert (kept.state, factories.pool_of(event).taken, factories.pool_of(event).held) == ("held", 0, 1)
    assert factories.all_of(OutboxRow) == []


def test_place_that_the_event_is_not_held_in_is_unknown() -> None:
    event = factories.make_event(online=False)
    online = factories.types_of(event)[1]

    assert reason(service.register, event.id, wish(event, ticket_type_id=online.id)) == "type-unknown"


@pytest.mark.parametrize(("many", "why"), [(0, "too-few"), (11, "too-many")])
def test_one_to_ten_tickets_at_a_time(many: int, why: str) -> None:
    event = factories.make_event()

    assert reason(service.register, event.id, wish(event, holders=("Ada",) * many)) == why


def test_sale_window_is_judged_at_the_time_of_the_submit() -> None:
    event = factories.make_event()
    window = {"sale_from": datetime(2027, 3, 1, 8), "sale_until": datetime(2027, 4, 18, 23, 59)}  # noqa: DTZ001  wall times
    evening = factories.make_type(event, **window).id

    for at, expected in (
        ("2027-03-01 06:59", "sale-not-open"), ("2027-03-01 07:00", None), ("2027-04-18 21:58", None), ("2027-04-18 22:01", "sale-over"),
    ):
        with frozen(at):
            if expected is None:
                assert service.register(event.id, wish(event, ticket_type_id=evening)).fresh
            else:
                assert reason(service.register, event.id, wish(event, ticket_type_id=evening)) == expected


def test_running_event_takes_people_until_its_end() -> None:
    event = factories.make_event()

    with frozen("2027-04-19 17:59"):
        assert service.register(event.id, wish(event)).fresh
    with frozen("2027-04-19 18:00"):
        assert reason(service.register, event.id, wish(event, "Cem")) == "past"


def test_letter_box_gets_three_letters_an_hour() -> None:
    events = [factories.make_event() for _ in range(4)]

    with frozen(SPRING) as now:
        for event in events[:3]:
            service.register(event.id, wish(event, email="victim@example.org"))
        assert reason(service.register, events[3].id, wish(events[3], email="Victim@example.org")) == "mailbox-full"
        assert factories.pool_of(events[3]).taken == 0
        now.move(minutes=66)
        assert service.register(events[3].id, wish(events[3], email="victim@example.org")).fresh


@pytest.mark.parametrize("name", [
    "Suharti", "Nguyễn Thị Ánh", "X Æ A-12", "de la Cruz y Ortega-Müller von und zu", "日本語", "😀" * 60, "ﷺ" * 120,
])
def test_all_names_are_right(name: str) -> None:
    event = factories.make_event()

    service.register(event.id, wish(event, name))

    assert factories.only(Ticket).holder == name


def test_guest_of_the_desk_is_noted_and_not_counted() -> None:
    event = factories.make_event()
    person = factories.make_person()

    for name in ("Ada", "Ben", "Cem", "Dora"):
        service.register(event.id, wish(event, name, email="office@example.org"), by=service.By(person.id))

    assert [(one.deed, one.person_id) for one in factories.all_of(AuditEntry)] == [("registered", person.id)] * 4


def test_uuid_is_one() -> None:
    event = factories.make_event()

    service.register(event.id, wish(event))

    assert uuid.UUID(factories.only(Registration).uuid).version == 4
    assert factories.only(Registration).created_at.tzinfo == UTC


def _state(event_id: int, state: str) -> None:
    with transaction():
        db.session.get_one(Event, event_id).state = state
