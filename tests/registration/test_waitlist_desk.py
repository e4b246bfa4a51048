"""The desk and the list: out of turn with a reason, taken back, extended, removed; and what becomes of it with the event."""

from datetime import timedelta

import pytest

from eventsvc.core.audit import AuditEntry
from eventsvc.events.models import Event
from eventsvc.registration import event_turns, service, waitlist_chores
from eventsvc.registration.models import Registration
from eventsvc.registration.service import By
from eventsvc.registration.waitlist import desk as waitlist_desk
from eventsvc.registration.waitlist import service as waitlist
from eventsvc.registration.waitlist.desk import Rules
from tests import factories
from tests.registration.cases import reason, wish
from tests.registration.lines import MORNING, changed, entry, full_event, joined, letters, order, state, ticket_states
from tests.support import frozen
from tests.whole import faults

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]
USUAL = Rules(waitlist_mode="confirm", waitlist_hours=12, waitlist_day_minutes=60, waitlist_position=True)


def ada(reason: str = "") -> By:
    return By(factories.make_person().id, reason)


def test_by_hand_the_first_gets_an_offer_without_a_reason() -> None:
    event, [one] = full_event(mode="hand")
    dora, cem = joined(event, "Dora"), joined(event, "Cem")
    service.cancel(one)

    given = waitlist_desk.offer_to(event.id, [cem, dora], by=ada())

    assert (given, entry(dora).state, entry(cem).state) == ((1, 1), "offered", "waiting")
    assert letters(dora)[-1] == "waitlist-offer"
    assert faults() == []


def test_out_of_turn_only_with_a_reason_that_is_kept() -> None:
    event, [one] = full_event(mode="hand")
    dora, cem = joined(event, "Dora"), joined(event, "Cem")
    service.cancel(one)

    without = reason(waitlist_desk.offer_to, event.id, [cem], by=ada())
    given = waitlist_desk.offer_to(event.id, [cem], by=ada("Speaker's assistant"))

    assert (without, given, entry(dora).state, entry(cem).state) == ("reason-needed", (1, 0), "waiting", "offered")
    assert factories.only(AuditEntry, deed="offered", subject_id=cem).reason == "Speaker's assistant"


def test_passing_over_a_group_that_does_not_fit_needs_no_reason() -> None:
    event, [one] = full_event(mode="hand")
    group, cem = joined(event, "Dora", seats=2), joined(event, "Cem")
    service.cancel(one)

    assert waitlist_desk.offer_to(event.id, [cem], by=ada()) == (1, 0)
    assert entry(group).state == "waiting"


def test_the_desk_gives_what_the_public_cannot_take_any_more() -> None:
    with frozen(MORNING) as time:
        event, [one] = full_event()
        changed(factories.types_of(event)[0], sale_until=MORNING.replace(tzinfo=None) + timedelta(hours=4))
        dora = joined(event)
        time.move(hours=5)
        service.cancel(one)

        assert (state(dora), waitlist_desk.offer_to(event.id, [dora], by=ada()), state(dora)) == ("waiting", (1, 0), "confirmed")


def test_an_offer_taken_back_goes_to_the_next_and_the_place_is_kept() -> None:
    event, [one] = full_event(mode="offer")
    dora, cem = joined(event, "Dora"), joined(event, "Cem")
    service.cancel(one)

    done = [waitlist_desk.withdraw(dora, by=ada()), waitlist_desk.withdraw(dora, by=ada())]
    waitlist_chores.sweep()

    assert done == [True, False]
    assert (entry(dora).state, ticket_states(dora), entry(cem).state) == ("waiting", ["wanted"], "offered")
    assert letters(dora)[-1] == "offer-withdrawn"
    waitlist.leave(cem)
    assert entry(dora).state == "offered"
    assert faults() == []


def test_a_seat_that_was_taken_back_is_not_offered_again_by_itself() -> None:
    event, [one] = full_event(mode="offer")
    dora = joined(event)
    service.cancel(one)
    waitlist_desk.withdraw(dora, by=ada())

    waitlist_chores.sweep()

    assert entry(dora).state == "waiting"
    assert service.register(event.id, wish(event, "Ben")).state == "confirmed"


def test_an_offer_is_extended_by_the_usual_time_never_past_the_start() -> None:
    with frozen(MORNING) as time:
        event, [one] = full_event(mode="offer", waitlist_hours=3)
        dora = joined(event)
        service.cancel(one)
        first = waitlist_desk.extend(dora, by=ada())
        time.at = event.starts_at - timedelta(minutes=30)
        changed(entry(dora), until=event.starts_at - timedelta(minutes=10))
        last = [waitlist_desk.extend(dora, by=ada()), waitlist_desk.extend(dora, by=ada())]

    assert (first, last) == (MORNING + timedelta(hours=6), [event.starts_at] * 2)
    assert letters(dora) == ["waitlist-joined", *["waitlist-offer"] * 3]
    waitlist.leave(dora)
    assert reason(waitlist_desk.extend, dora, by=ada()) == "offer-over"


def test_who_is_taken_off_the_list_is_told_and_the_seat_goes_on() -> None:
    event, [one] = full_event(mode="offer")
    dora, cem, ben = (joined(event, name) for name in ("Dora", "Cem", "Ben"))
    foreign = joined(full_event()[0], "Eva")
    service.cancel(one)

    removed = waitlist_desk.remove(event.id, [dora, cem, foreign], by=ada("Asked for it"))

    assert (removed, order(event), entry(ben).state, state(foreign)) == (2, [], "offered", "waiting")
    assert (state(dora), letters(dora)[-1], letters(cem)[-1]) == ("cancelled", "waitlist-left", "waitlist-left")
    assert faults() == []


def test_changing_how_the_list_runs_lets_people_move_up_at_once() -> None:
    event, [one] = full_event(mode="hand")
    dora = joined(event)
    service.cancel(one)
    by = factories.make_person().id

    done = [waitlist_desk.run(event.id, event.organisation_id, USUAL, by=by) for _ in range(2)]

    assert (done, state(dora)) == ([True, False], "confirmed")
    assert waitlist_desk.rules_of(event.id, event.organisation_id) == USUAL
    assert factories.only(AuditEntry, kind="event").after == {"waitlist_mode": "confirm"}


def test_a_list_with_people_in_it_is_not_closed() -> None:
    event, _ = full_event()
    joined(event)
    closed = Rules(waitlist_mode="none", waitlist_hours=12, waitlist_day_minutes=60, waitlist_position=True)

    assert reason(waitlist_desk.run, event.id, event.organisation_id, closed, by=factories.make_person().id) == "people-wait"
    assert factories.only(Event, id=event.id).waitlist_mode == "confirm"


@pytest.mark.parametrize("deed", ["cancel", "postpone"])
def test_while_an_event_does_not_take_place_offers_are_taken_back_and_places_kept(deed: str) -> None:
    """T52, and when it takes place after all everything goes on where it was."""
    event, [one, two] = full_event(2, "offer")
    dora, cem, ben = (joined(event, name) for name in ("Dora", "Cem", "Ben"))
    service.cancel(one)

    event_turns.turn(deed, event.id, event.organisation_id, by=None)  # type: ignore[arg-type]
    off = ([entry(person).state for person in (dora, cem, ben)], factories.pool_of(event).held, reason(waitlist.accept, dora))
    service.cancel(two)
    resting = [entry(person).state for person in (dora, cem, ben)]
    event_turns.turn("reinstate", event.id, event.organisation_id, by=None)

    assert off == (["waiting"] * 3, 0, "offer-over")
    assert resting == ["waiting"] * 3
    assert [entry(person).state for person in (dora, cem, ben)] == ["offered", "offered", "waiting"]
    assert faults() == []


def test_an_offer_of_an_event_that_was_cancelled_behind_its_back_is_taken_back_in_time() -> None:
    event, [one] = full_event(mode="offer")
    dora = joined(event)
    service.cancel(one)
    changed(event, state="cancelled")

    refused = reason(waitlist.accept, dora)
    waitlist_chores.sweep()

    assert (refused, entry(dora).state, letters(dora)[-1]) == ("cancelled", "waiting", "waitlist-offer")
    assert faults() == []


def test_what_became_free_unnoticed_is_given_in_time() -> None:
    event, _ = full_event()
    dora = joined(event)
    changed(factories.pool_of(event), capacity=2)

    waitlist_chores.sweep()

    assert state(dora) == "confirmed"


def test_the_list_ends_with_the_event_and_is_forgotten_a_week_later() -> None:
    with frozen(MORNING) as time:
        event, _ = full_event()
        dora, cem = joined(event, "Dora"), joined(event, "Cem", meanwhile=factories.types_of(event)[1].id)
        time.at = event.ends_at
        ended = [waitlist_chores.end(), waitlist_chores.end()]
        after = [(state(one), entry(one).state) for one in (dora, cem)]
        kept = [waitlist_chores.forget(), factories.only(Registration, id=dora).name]
        time.move(days=7)
        forgotten = [waitlist_chores.forget(), waitlist_chores.forget()]

    assert (ended, after) == ([2, 0], [("expired", "ended"), ("confirmed", "ended")])
    assert (kept, forgotten) == ([0, "Dora"], [1, 0])
    gone, here = factories.only(Registration, id=dora), factories.only(Registration, id=cem)
    assert (gone.name, gone.email, gone.folded, here.name) == ("", "", "", "Cem")
    assert {one.holder for one in factories.all_of(factories.Ticket, registration_id=dora)} == {""}
    assert faults(letters=False) == []
