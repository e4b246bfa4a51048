"""Thousands of steps of everything at once, against a simple model: never one seat too many, no ticket in two places, each letter once."""

import uuid
from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from eventsvc.core.db import reading, transaction
from eventsvc.core.errors import Refused
from eventsvc.core.outbox import OutboxRow
from eventsvc.registration import changes, holds, offers, seats, service, waiting, waitlist
from eventsvc.registration.models import Registration
from eventsvc.ticket_types.models import Pool
from tests import factories, whole
from tests.registration.cases import SPRING, reason
from tests.registration.reference import Model, Person, Type
from tests.support import frozen

pytestmark = [pytest.mark.both, pytest.mark.slow]
STEPS, RUNS = 2000, 30
OWED = {
    "ticket", "where-it-stands", "waitlist-joined", "registration-cancelled", "waitlist-offer", "offer-lapsed", "ordered", "applied",
    "passed-to", "passed-on",
}
DESK = service.By(system=True)


class Evening(RuleBasedStateMachine):
    """One event with a small room. `done` counts the steps of the whole test, and what came of them."""

    done: Counter[str]

    @initialize(mode=st.sampled_from(["offer", "confirm", "hand"]))
    def open(self, mode: str) -> None:
        self.stopped = frozen(SPRING)
        self.clock = self.stopped.__enter__()
        self.event = factories.make_event(room=3, online_places=2, waitlist_mode=mode)
        room, online = factories.types_of(self.event)
        limited = factories.make_type(self.event, most=2)
        paid = factories.make_type(self.event, price_cents=1000)
        applying = factories.make_type(self.event, approval=True)
        self.types = (
            Type(room.id, "room"), Type(limited.id, "room", most=2), Type(paid.id, "room", price=1000),
            Type(applying.id, "room", approval=True), Type(online.id, "online"),
        )
        self.number = 0
        self.model = Model(
            mode, self.event.zone, self.event.starts_at, self.event.ends_at, {"room": 3, "online": 2},
        )
        for number, many in ((0, 1), (2, 2), (4, 2)):
            self.register(number, many)

    def wish(self, kind: Type, many: int) -> service.Wish:
        self.number += 1
        name = f"Guest {self.number}"
        return service.Wish(
            ticket_type_id=kind.id, name=name, email=f"{uuid.uuid4().hex[:10]}@guests.example",
            holders=(name, *(f"{name}-{index}" for index in range(1, many))), language="en", once=uuid.uuid4().hex,
        )

    def among(self, *states: str) -> list[Person]:
        return [one for one in self.model.people.values() if one.state in states] if hasattr(self, "model") else []

    def some(self, data: st.DataObject, *states: str) -> Person:
        return data.draw(st.sampled_from(self.among(*states)))

    @rule(number=st.integers(0, 4), many=st.integers(1, 3))
    def somebody_registers(self, number: int, many: int) -> None:
        self.register(number, many)

    def register(self, number: int, many: int) -> None:
        kind = self.types[number]
        expected = self.model.refusal(kind, many)
        if expected is not None:
            assert reason(service.register, self.event.id, self.wish(kind, many)) == expected
            return
        kept = service.register(self.event.id, self.wish(kind, many))
        assert kept.state == self.model.add(kept.registration_id, kind, many, self.clock.at)

    @rule(first=st.integers(0, 4), second=st.integers(0, 4), many=st.integers(1, 3))
    def join(self, first: int, second: int, many: int) -> None:
        wished = dict.fromkeys((self.types[first], self.types[second]))
        types = [one for one in wished if not one.approval and self.model.refusal(one, many) is not None]
        if not types:
            return
        wish = self.wish(types[0], many)
        kept = waiting.join(self.event.id, waiting.JoinWish(
            type_ids=tuple(one.id for one in types), seats=many, name=wish.name, email=wish.email, language="en", once=wish.once,
        ))
        self.model.wait(kept.registration_id, types, many)

    @precondition(lambda self: self.among("confirmed", "held", "unpaid", "applied"))
    @rule(data=st.data(), index=st.integers(0, 2))
    def cancel(self, data: st.DataObject, index: int) -> None:
        person = self.some(data, "confirmed", "held", "unpaid", "applied")
        tickets = [seat.ticket_id for seat in self.seats(person)]
        one = index if index < len(tickets) else None
        service.cancel(person.id, ticket_id=None if one is None else tickets[one])
        self.model.give_back(person, one, self.clock.at)

    def seats(self, person: Person) -> list[seats.Seat]:
        with transaction() as connection:
            return list(seats.live(connection, person.id))

    @precondition(lambda self: self.among("waiting"))
    @rule(data=st.data(), accepts=st.booleans())
    def answer_an_offer(self, data: st.DataObject, accepts: bool) -> None:  # noqa: FBT001  drawn
        person = self.some(data, "waiting")
        entry = self.model.entry(person)
        assert entry is not None
        if entry.until is None:
            if accepts:
                with pytest.raises(Refused):
                    waitlist.accept(person.id)
                return
        elif accepts:
            assert waitlist.accept(person.id) == self.model.accept(person)
            self.model.fill(self.clock.at)
            return
        waitlist.leave(person.id)
        self.model.end(person, "cancelled")
        self.model.fill(self.clock.at)

    @precondition(lambda self: self.among("confirmed"))
    @rule(data=st.data(), index=st.integers(0, 2), passes=st.booleans())
    def change_a_ticket(self, data: st.DataObject, index: int, passes: bool) -> None:  # noqa: FBT001  drawn
        person = self.some(data, "confirmed")
        (self.pass_on if passes else self.switch)(person, index % len(person.seats))

    def pass_on(self, person: Person, index: int) -> None:
        self.number += 1
        heir = changes.transfer(
            person.id, self.seats(person)[index].ticket_id, name=f"Heir {self.number}", email=f"{uuid.uuid4().hex[:10]}@heirs.example",
            language="de",
        )
        self.model.pass_on(person, index, heir.registration_id)

    def switch(self, person: Person, index: int) -> None:
        kind = self.types[0] if person.seats[index].type.pool == "online" else self.types[4]
        expected = "costs-differ" if person.price else self.model.refusal(kind, 1)
        ticket = self.seats(person)[index].ticket_id
        if expected is not None:
            assert reason(changes.switch, person.id, ticket, kind.id) == expected
            return
        changes.switch(person.id, ticket, kind.id)
        self.model.switch(person, index, kind, self.clock.at)

    @precondition(lambda self: self.among("held", "unpaid"))
    @rule(data=st.data())
    def order_and_pay(self, data: st.DataObject) -> None:
        person = self.some(data, "held", "unpaid")
        if person.state == "held":
            holds.order(person.id)
            self.model.order(person, self.clock.at)
        else:
            holds.settle(person.id, by=DESK)
            self.model.settle(person)

    @rule(minutes=st.sampled_from([1, 5, 20, 800]))
    def wait(self, minutes: int) -> None:
        if self.clock.at + timedelta(minutes=minutes) >= self.event.starts_at:
            return
        self.clock.move(minutes=minutes)
        holds.sweep()
        self.model.sweep(self.clock.at)

    @rule(kind=st.sampled_from(["room", "online"]), change=st.integers(-2, 2))
    def change_the_capacity(self, kind: str, change: int) -> None:
        places = max(self.model.places[kind] + change, 0)
        if places < self.model.used(kind):
            assert reason(self.resize, kind, places) == "below-taken"
            return
        self.resize(kind, places)
        self.model.places[kind] = places
        self.model.fill(self.clock.at)

    def resize(self, kind: str, places: int) -> None:
        offers.resize(self.event.id, self.event.organisation_id, kind, places, by=None)

    @precondition(lambda self: hasattr(self, "model"))
    @invariant()
    def all_agrees(self) -> None:
        self.done["step"] += 1
        if self.done["step"] % 5 == 0:
            assert whole.faults(letters=False) == []
        rows = reading()
        pools = rows.execute(select(Pool.kind, (Pool.taken + Pool.held).label("used")).where(Pool.event_id == self.event.id))
        assert {row.kind: row.used for row in pools} == {kind: self.model.used(kind) for kind in ("room", "online")}
        found = rows.execute(select(Registration.id, Registration.state).where(Registration.event_id == self.event.id))
        assert {row.id: row.state for row in found} == {one.id: one.state for one in self.model.people.values()}
        letters = rows.execute(select(OutboxRow.registration_id, OutboxRow.kind).where(OutboxRow.event_id == self.event.id))
        assert Counter((row.registration_id, row.kind) for row in letters) == self.model.letters

    def teardown(self) -> None:
        assert whole.faults(letters=False) == []
        self.done.update(kind for _person, kind in self.model.letters.elements())
        self.stopped.__exit__(None, None, None)


def test_everything_at_once_agrees_with_a_simple_model(app: Flask) -> None:
    Evening.done = Counter()
    run_state_machine_as_test(
        Evening,
        settings=settings(
            max_examples=RUNS, stateful_step_count=100, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True,
        ),
    )
    assert Evening.done["step"] >= STEPS
    assert {kind for kind in OWED if not Evening.done[kind]} == set(), Evening.done
