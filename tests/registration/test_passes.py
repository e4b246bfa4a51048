"""One registration for many dates of a series: all or none, or what is free; leaving, adding, waiting; many at once. On both databases."""

from typing import Any

import pytest
from flask import Flask

from eventsvc.core.errors import Refused
from eventsvc.core.outbox import OutboxRow
from eventsvc.registration import pass_queries, passes, service
from eventsvc.registration.models import Registration, SeriesPass
from eventsvc.registration.passes import PassKept
from eventsvc.tickets.models import Ticket
from tests import factories, whole
from tests.questions.asking import make_use
from tests.registration.cases import reason, wish
from tests.registration.lines import changed, full
from tests.registration.passing import dates, kinds, of, refused, wanted
from tests.support import at_once

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]


def test_one_press_is_a_ticket_for_each_date_and_one_letter() -> None:
    series, events = dates()

    kept = passes.register(wanted(series, events, whole=True))

    assert (kept.fresh, kept.missed) == (True, {})
    assert of(kept) == {one.id: "confirmed" for one in events}
    assert [(one.state, one.holder) for one in factories.all_of(Ticket)] == [("valid", "Dora")] * 3
    assert [factories.pool_of(one).taken for one in events] == [1, 1, 1]
    assert kinds() == ["pass"]
    assert pass_queries.by_secret(kept.secret).dates[0].event.id == events[0].id
    assert whole.faults() == []


def test_all_or_none_changes_nothing_when_one_date_is_full() -> None:
    series, events = dates(room=1)
    full(events[1], 1)
    before = [len(factories.all_of(table)) for table in (Registration, Ticket, OutboxRow)]

    why = refused(wanted(series, events, whole=True))

    assert why == ("pass-not-all", {events[1].id: "sold-out"})
    assert [len(factories.all_of(table)) for table in (Registration, Ticket, OutboxRow)] == before
    assert factories.all_of(SeriesPass) == []
    assert [factories.pool_of(one).taken for one in events] == [0, 1, 0]
    assert whole.faults() == []


def test_what_is_free_is_given_and_the_rest_is_told() -> None:
    series, events = dates(room=1)
    full(events[1], 1)

    kept = passes.register(wanted(series, events))

    assert {event_id: no.reason for event_id, no in kept.missed.items()} == {events[1].id: "sold-out"}
    assert of(kept) == {events[0].id: "confirmed", events[2].id: "confirmed"}
    assert [factories.pool_of(one).taken for one in events] == [1, 1, 1]
    assert whole.faults() == []


def test_nothing_to_be_had_keeps_nothing() -> None:
    series, events = dates(2, room=1)
    for one in events:
        full(one, 1)

    assert refused(wanted(series, events)) == ("pass-nothing", dict.fromkeys([one.id for one in events], "sold-out"))
    assert factories.all_of(SeriesPass) == []


def test_where_the_room_is_full_it_is_online_and_who_wants_online_is_not_in_the_room() -> None:
    series, events = dates(2, room=1, online_places=5)
    full(events[0], 1)

    dora = passes.register(wanted(series, events))
    cem = passes.register(wanted(series, events, name="Cem", online=True))

    assert [factories.pool_of(one, "room").taken for one in events] == [1, 1]
    assert [factories.pool_of(one, "online").taken for one in events] == [2, 1]
    assert (len(of(dora)), len(of(cem))) == (2, 2)


@pytest.mark.parametrize(("changes", "why"), [
    ({"price_cents": 1000}, "costs"), ({"approval": True}, "yes"), ({"min_each": 2}, "several"), ({"domains": ["uni.example"]}, "domain"),
    ({"visibility": "code"}, ""),
])
def test_what_needs_more_than_two_fields_is_registered_for_by_itself(changes: dict[str, Any], why: str) -> None:
    series, events = dates(2)
    changed(factories.types_of(events[1])[0], **changes)

    kept = passes.register(wanted(series, events))

    assert [(no.reason, no.facts["why"]) for no in kept.missed.values()] == [("pass-elsewhere", why)]
    assert list(of(kept)) == [events[0].id]


def test_questions_and_addresses_to_confirm_are_for_the_event_alone() -> None:
    series, events = dates(3)
    make_use(events[1], "yesno", moment="before-needed")
    changed(events[2], confirm_mail=True)

    kept = passes.register(wanted(series, events))

    assert {event_id: no.facts["why"] for event_id, no in kept.missed.items()} == {events[1].id: "asks", events[2].id: "confirm"}


def test_questions_afterwards_hinder_nobody() -> None:
    series, events = dates(2)
    make_use(events[1], "yesno", moment="after")

    assert passes.register(wanted(series, events)).missed == {}


def test_a_date_that_is_off_or_of_another_series_is_told() -> None:
    series, events = dates(3)
    elsewhere = factories.make_event()
    changed(events[1], state="cancelled")
    changed(events[2], state="draft")

    kept = passes.register(wanted(series, [*events, elsewhere]))

    assert {event_id: no.reason for event_id, no in kept.missed.items()} == {
        events[1].id: "cancelled", events[2].id: "pass-gone", elsewhere.id: "pass-gone",
    }
    assert factories.pool_of(elsewhere).taken == 0


def test_who_is_registered_for_a_date_already_keeps_it_and_gets_the_others() -> None:
    series, events = dates()
    service.register(events[1].id, wish(events[1], "Dora", email="dora@guests.example"))
    deed = wanted(series, events, email="Dora@Guests.example", whole=True)

    kept = passes.register(deed)

    assert {event_id: no.reason for event_id, no in kept.missed.items()} == {events[1].id: "pass-have"}
    assert events[1].id not in of(kept)  # what was there before is not shown to who knows a name and an address
    again = refused(wanted(series, events, email="dora@guests.example"))
    assert again == ("pass-nothing", dict.fromkeys([one.id for one in events], "pass-have"))


def test_a_date_that_somebody_has_stands_in_nobodys_way_though_it_is_full_by_now() -> None:
    series, events = dates(2, room=1)
    service.register(events[0].id, wish(events[0], "Dora", email="dora@guests.example"))

    kept = passes.register(wanted(series, events, email="dora@guests.example", whole=True))

    assert {event_id: no.reason for event_id, no in kept.missed.items()} == {events[0].id: "pass-have"}
    assert of(kept) == {events[1].id: "confirmed"}
    assert reason(passes.add, kept.pass_id, events[0].id) == "pass-have"


def test_pressed_twice_it_is_done_once() -> None:
    series, events = dates()
    deed = wanted(series, events)

    first, second = passes.register(deed), passes.register(deed)

    assert (second.fresh, second.secret, second.pass_id) == (False, first.secret, first.pass_id)
    assert (len(factories.all_of(Ticket)), kinds()) == (3, ["pass"])


def test_five_equal_submits_at_once_are_one_pass(app: Flask) -> None:
    series, events = dates()
    deed = wanted(series, events)

    answers = at_once(5, lambda _number: passes.register(deed), app)

    kept = [one for one in answers if isinstance(one, PassKept)]
    assert (len(kept), [one.fresh for one in kept].count(True), len({one.secret for one in kept})) == (5, 1, 1), answers
    assert (len(factories.all_of(Ticket)), kinds()) == (3, ["pass"])


def test_a_letter_box_gets_no_fourth_mail_in_an_hour() -> None:
    series, events = dates(2)
    for number in range(3):
        passes.register(wanted(series, events, name=f"Dora {number}", email="dora@guests.example"))

    assert refused(wanted(series, events, name="Dora 4", email="dora@guests.example")) == ("mailbox-full", {})
    assert factories.pool_of(events[0]).taken == 3


def test_two_passes_for_the_last_seat_of_one_date_are_never_too_many(app: Flask) -> None:
    series, events = dates()
    full(events[1], 4)
    deeds = [wanted(series, events[::-1] if number % 2 else events, name=f"Guest {number}") for number in range(2)]

    answers = at_once(2, lambda number: passes.register(deeds[number]), app)

    assert sorted(len(one.missed) for one in answers if isinstance(one, PassKept)) == [0, 1], answers
    assert [factories.pool_of(one).taken for one in events] == [2, 5, 2]
    assert whole.faults() == []


def test_passes_registrations_and_leaving_at_once_stand_in_nobodys_way(app: Flask) -> None:
    series, events = dates(4)
    deeds = [wanted(series, events[::-1] if number % 2 else events, name=f"Guest {number}", whole=number % 3 == 0) for number in range(12)]
    kept = [passes.register(wanted(series, events, name=f"Early {number}")) for number in range(2)]

    def act(number: int) -> object:
        if number < 12:
            return passes.register(deeds[number])
        if number < 16:
            return service.register(events[number % 4].id, wish(events[number % 4], f"Single {number}"))
        return passes.leave_all(kept[number % 2].pass_id)

    answers = at_once(20, act, app)

    wrong = [one for one in answers if isinstance(one, BaseException) and not isinstance(one, Refused)]
    assert wrong == []
    assert [factories.pool_of(one).taken for one in events] == [5] * 4 or all(factories.pool_of(one).taken <= 5 for one in events)
    assert whole.faults() == []
