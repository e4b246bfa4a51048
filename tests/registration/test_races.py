"""Many at once: one conditional write decides, on both databases. The same without it oversells."""

import threading

import pytest
from flask import Flask
from sqlalchemy import select, update

from eventsvc.core.db import db, reading, transaction
from eventsvc.core.errors import Refused
from eventsvc.core.outbox import OutboxRow
from eventsvc.events import service as events
from eventsvc.mails import spread
from eventsvc.registration import service
from eventsvc.registration.models import Registration
from eventsvc.ticket_types.models import Pool
from eventsvc.tickets.models import Ticket
from tests import factories
from tests.registration.cases import wish
from tests.support import at_once

pytestmark = pytest.mark.both


def test_64_people_for_the_last_seat_are_one(app: Flask) -> None:
    event = factories.make_event(room=1)
    wishes = [wish(event, f"Guest {number}") for number in range(64)]

    answers = at_once(64, lambda number: service.register(event.id, wishes[number]), app)

    kept = [one for one in answers if isinstance(one, service.Kept)]
    refused = [one.reason for one in answers if isinstance(one, Refused)]
    assert (len(kept), refused) == (1, ["sold-out"] * 63), [one for one in answers if not isinstance(one, Refused)]
    assert factories.pool_of(event).taken == 1
    assert len(factories.all_of(Ticket)) == len(factories.all_of(Registration)) == len(factories.all_of(OutboxRow)) == 1


@pytest.mark.usefixtures("no_referee")
def test_without_the_conditional_write_seats_are_sold_twice(app: Flask) -> None:
    """What the guard is for: read, think, write lets several people through."""
    event = factories.make_event(room=1)
    pool_id = factories.pool_of(event).id
    all_have_read = threading.Barrier(8)

    def read_then_write(_number: int) -> bool:
        pool = reading().execute(select(Pool.taken, Pool.capacity).where(Pool.id == pool_id)).one()
        db.session.rollback()
        all_have_read.wait(30)
        if pool.taken >= pool.capacity:
            return False
        with transaction() as connection:
            connection.execute(update(Pool).where(Pool.id == pool_id).values(taken=Pool.taken + 1))
        return True

    sold = at_once(8, read_then_write, app)

    assert sold.count(True) == 8  # type: ignore[arg-type]
    assert factories.pool_of(event).taken > factories.pool_of(event).capacity


def test_groups_never_exceed_the_capacity(app: Flask) -> None:
    event = factories.make_event(room=10)
    wishes = [wish(event, f"Guest {number}", holders=(f"Guest {number}", "a", "b")[: 1 + number % 3]) for number in range(24)]

    at_once(24, lambda number: service.register(event.id, wishes[number]), app)

    tickets = factories.all_of(Ticket, state="valid")
    assert factories.pool_of(event).taken == len(tickets) == 10
    assert len({one.code_index for one in tickets}) == 10


def test_five_equal_submits_at_once_are_one_registration(app: Flask) -> None:
    event = factories.make_event()
    same = wish(event)

    answers = at_once(5, lambda _number: service.register(event.id, same), app)

    assert [one.fresh for one in answers if isinstance(one, service.Kept)].count(True) == 1
    assert len({one.secret for one in answers if isinstance(one, service.Kept)}) == 1
    assert len(factories.all_of(Ticket)) == len(factories.all_of(OutboxRow)) == 1


def test_one_person_in_two_windows_is_one_registration(app: Flask) -> None:
    event = factories.make_event()
    wishes = [wish(event, "Ann", email=email) for email in ("ann@example.org", "Ann@Example.org", "ANN@example.org")]

    answers = at_once(3, lambda number: service.register(event.id, wishes[number]), app)

    assert len([one for one in answers if isinstance(one, service.Kept)]) == 1
    assert [one.reason for one in answers if isinstance(one, Refused)] == ["already-registered"] * 2
    assert factories.pool_of(event).taken == 1


@pytest.mark.parametrize("deed", ["email", "name"])
def test_two_that_become_one_person_at_once_are_told(app: Flask, deed: str) -> None:
    event = factories.make_event()
    people = [(f"Ann {number}" if deed == "name" else "Ann", f"ann{number if deed == 'email' else ''}@example.org") for number in range(3)]
    kept = [service.register(event.id, wish(event, name, email=email)).registration_id for name, email in people]
    tickets = factories.all_of(Ticket)

    def become(number: int) -> object:
        by = service.By(ada)
        if deed == "email":
            return service.correct_email(kept[number], "ann@uni.example", by=by)
        return service.rename(kept[number], tickets[number].id, "Ann", by=by)

    ada = factories.make_person().id
    answers = at_once(3, become, app)

    assert sorted(one.reason for one in answers if isinstance(one, Refused)) == ["already-registered"] * 2
    assert [one for one in answers if isinstance(one, BaseException) and not isinstance(one, Refused)] == []


def test_cancelling_at_once_frees_a_seat_once(app: Flask) -> None:
    event = factories.make_event(room=2)
    service.register(event.id, wish(event, "Dora"))
    kept = service.register(event.id, wish(event))

    freed = at_once(8, lambda _number: service.cancel(kept.registration_id), app)

    assert sorted(freed) == [0] * 7 + [1]  # type: ignore[type-var]
    assert factories.pool_of(event).taken == 1


def test_registering_cancelling_and_renaming_at_once_stand_in_nobodys_way(app: Flask) -> None:
    event = factories.make_event(room=500)
    kept = [service.register(event.id, wish(event, f"Guest {number}")) for number in range(10)]
    tickets = factories.all_of(Ticket)

    def deed(number: int) -> object:
        which = number % 10
        if number < 10:
            return service.register(event.id, wish(event, f"New {number}"))
        if number < 20:
            return service.rename(kept[which].registration_id, tickets[which].id, f"Other {number}")
        return service.cancel(kept[which].registration_id)

    answers = at_once(30, deed, app)

    wrong = [one for one in answers if isinstance(one, BaseException) and not isinstance(one, Refused)]
    assert wrong == []
    assert factories.pool_of(event).taken == len(factories.all_of(Ticket, state="valid")) == 10


def test_who_registers_while_the_event_is_cancelled_is_told(app: Flask) -> None:
    """Each registration that was kept is older than the cancellation, so that its letter reaches everybody."""
    event = factories.make_event(room=40)
    wishes = [wish(event, f"Guest {number}") for number in range(16)]

    def act(number: int) -> object:
        if number == 8:
            return events.turn("cancel", event.id, event.organisation_id, by=None)
        return service.register(event.id, wishes[number])

    answers = at_once(16, act, app)

    kept = {one.registration_id for one in answers if isinstance(one, service.Kept)}
    assert {one.reason for one in answers if isinstance(one, Refused)} <= {"cancelled"}
    job = factories.only(OutboxRow, kind="event-cancelled")
    spread.into_letters(job)
    assert {letter.registration_id for letter in factories.all_of(OutboxRow, kind="letter-event-cancelled")} == kept
