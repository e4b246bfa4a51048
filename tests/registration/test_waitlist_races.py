"""Cancelling, joining, accepting, lapsing at once: the event's mutex and the conditional writes keep every seat for one person."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from eventsvc.checkin.models import Admission
from eventsvc.core import clock
from eventsvc.core.db import db, reading, transaction
from eventsvc.core.errors import Refused
from eventsvc.registration import service, waiting
from eventsvc.registration.event_turns import turn
from eventsvc.registration.models import Registration, WaitlistEntry
from eventsvc.registration.waitlist import entries
from eventsvc.registration.waitlist import service as waitlist
from eventsvc.ticket_types import pools
from tests import factories
from tests.checkin.door import make_phone, scan, take, tickets_of, verdicts
from tests.registration.cases import wish
from tests.registration.lines import changed, entry, full, full_event, join_wish, joined, letters, order
from tests.support import at_once
from tests.whole import faults

pytestmark = pytest.mark.both


def wrong(answers: list[object]) -> list[object]:
    return [one for one in answers if isinstance(one, BaseException) and not isinstance(one, Refused)]


def test_cancelling_joining_and_accepting_at_once(app: Flask) -> None:
    event = factories.make_event(room=16, waitlist_mode="offer")
    here = full(event, 16)
    line = [joined(event, f"Waiting {number}") for number in range(12)]
    for one in here[8:]:
        service.cancel(one)
    offered = [one for one in line if entry(one).state == "offered"]
    newcomers = [join_wish(event, f"New {number}") for number in range(8)]

    def deed(number: int) -> object:
        which = number % 8
        if number < 8:
            return service.cancel(here[which])
        if number < 16:
            return waiting.join(event.id, newcomers[which])
        return waitlist.accept(offered[which])

    answers = at_once(24, deed, app)

    assert len(offered) == 8
    assert wrong(answers) == []
    assert answers[16:] == ["confirmed"] * 8
    assert faults() == []
    pool, waits = factories.pool_of(event), order(event)
    assert pool.taken == 8
    assert pool.held == 8 if waits else pool.held >= 4  # who joined a moment after the last seat was given, was told that one is free


def test_groups_and_singles_that_move_up_at_once(app: Flask) -> None:
    event = factories.make_event(room=12)
    here = full(event, 12)
    for number in range(9):
        joined(event, f"Waiting {number}", seats=1 + number % 3)

    answers = at_once(12, lambda number: service.cancel(here[number]), app)

    assert wrong(answers) == []
    assert faults() == []
    assert factories.pool_of(event).taken == 12


def test_accepting_passing_on_and_lapsing_at_once_is_one_of_them(app: Flask) -> None:
    event, [one] = full_event(mode="offer")
    dora, cem = joined(event, "Dora"), joined(event, "Cem")
    service.cancel(one)
    changed(entry(dora), until=clock.now() + timedelta(milliseconds=30))
    deeds = (waitlist.accept, waitlist.leave, waitlist.lapse)

    answers = at_once(9, lambda number: deeds[number % 3](dora), app)  # type: ignore[operator]

    assert wrong(answers) == []
    assert faults() == []
    accepted = entry(dora).state == "done"
    assert (factories.pool_of(event).taken, entry(cem).state) == ((1, "waiting") if accepted else (0, "offered"))


def test_accepting_while_the_event_is_cancelled(app: Flask) -> None:
    event = factories.make_event(room=8, waitlist_mode="offer")
    here = full(event, 8)
    line = [joined(event, f"Waiting {number}") for number in range(8)]
    for one in here:
        service.cancel(one)

    def deed(number: int) -> object:
        return turn("cancel", event.id, event.organisation_id, by=None) if number == 4 else waitlist.accept(line[number])

    answers = at_once(8, deed, app)

    assert wrong(answers) == []
    assert {one.reason for one in answers if isinstance(one, Refused)} <= {"cancelled", "offer-over"}
    assert factories.pool_of(event).held == 0
    assert faults() == []


def test_swapping_while_others_go_online(app: Flask) -> None:
    event = factories.make_event(room=4, online_places=6)
    here, online = full(event, 4), factories.types_of(event)[1]
    line = [joined(event, f"Waiting {number}", meanwhile=online.id) for number in range(6)]

    def deed(number: int) -> object:
        if number < 4:
            return service.cancel(here[number])
        return service.register(event.id, wish(event, f"New {number}", ticket_type_id=online.id))

    answers = at_once(10, deed, app)

    assert wrong(answers) == []
    assert faults() == []
    assert factories.pool_of(event).taken == 4
    assert [letters(one).count("waitlist-ticket") for one in line] == [1, 1, 1, 1, 0, 0]


def test_without_the_mutex_two_seats_go_to_the_same_person(app: Flask) -> None:
    """What the guard is for: read who is first, think, write."""
    event, _ = full_event(2, "hand")
    dora, cem = joined(event, "Dora"), joined(event, "Cem")
    pool_id = factories.pool_of(event).id
    changed(factories.pool_of(event), capacity=4)
    both_have_read = threading.Barrier(2)

    def read_then_write(_number: int) -> int:
        first = entries.queue(reading(), event.id)[0]
        db.session.rollback()
        both_have_read.wait(30)
        with transaction() as connection:
            pools.shift(connection, pool_id, taken=1)
            connection.execute(update(WaitlistEntry).where(WaitlistEntry.id == first.entry_id).values(state="done"))
        return first.registration_id

    given = at_once(2, read_then_write, app)

    assert given == [dora, dora]
    assert (entry(cem).state, factories.pool_of(event).taken) == ("waiting", 4)
    assert [one.split(":")[0] for one in faults()] == [
        "a pool's counter differs from its valid tickets", "somebody waits who is in no list",
    ]


def test_the_door_lets_in_while_the_same_tickets_are_cancelled_and_others_move_up(app: Flask) -> None:
    event = factories.make_event(room=8, waitlist_mode="confirm")
    here = full(event, 8)
    line = [joined(event, f"Waiting {number}") for number in range(8)]
    phone, tickets = make_phone(event), tickets_of(event)[:8]

    def deed(number: int) -> object:
        which = number % 8
        return service.cancel(here[which]) if number < 8 else verdicts(scan(phone, take(event, tickets[which])))[0]

    answers = at_once(16, deed, app)

    assert wrong(answers) == []
    inside = {row.ticket_id for row in factories.all_of(Admission)}
    for cancelled, said, ticket in zip(answers[:8], answers[8:], tickets, strict=True):
        assert (cancelled, said) == (1, "revoked") or (said == "admit" and isinstance(cancelled, Refused)), (cancelled, said)
        assert (factories.fresh(ticket).state == "valid") is (ticket.id in inside) is (said == "admit")
    moved = [one for one in line if factories.only(Registration, id=one).state == "confirmed"]
    assert len(moved) == answers[:8].count(1)
    assert factories.pool_of(event).taken == 8
    assert faults() == []
