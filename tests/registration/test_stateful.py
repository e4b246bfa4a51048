"""Thousands of steps of everything at once, against a simple model: never one seat too many, no ticket in two places, each letter once."""

from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from eventsvc.core.db import reading
from eventsvc.core.outbox import OutboxRow
from eventsvc.registration import offers
from eventsvc.registration.approval import service as applications
from eventsvc.registration.approval.service import Reply
from eventsvc.registration.models import Registration
from eventsvc.ticket_types.models import Pool, Voucher
from tests import whole
from tests.registration.cases import reason
from tests.registration.reference_hall import Person
from tests.registration.stateful_changes import DESK
from tests.registration.stateful_entry import FREE, USES
from tests.registration.stateful_passes import Passing

pytestmark = [pytest.mark.both, pytest.mark.slow]
STEPS, RUNS = 2000, 34
OWED = {
    "ticket", "where-it-stands", "waitlist-joined", "registration-cancelled", "waitlist-offer", "offer-lapsed", "ordered", "applied",
    "passed-to", "passed-on", "approved", "declined", "answer-later", "application-withdrawn", "guest-ticket", "guest-off",
    "guest-gave-back", "pass", "came-back", "guest-gone",
}
TOLD = {
    "pass-nothing", "pass-not-all", "pass-gone", "pass-have", "address-blocked", "answers-missing", "hold-gone", "not-passed", "admitted",
    "added", "left", "answered", "offer answered", "revived", "disowned", "pass disowned",
}


class Evening(Passing):
    """Deeds of the desk, and what must be true after each step."""

    @precondition(lambda self: self.among("applied", "declined"))
    @rule(data=st.data(), answer=st.sampled_from(["yes", "yes", "later", "no"]), at_once=st.booleans())
    def the_desk_answers(self, data: st.DataObject, answer: str, at_once: bool) -> None:  # noqa: FBT001  drawn
        person = self.some(data, "applied", "declined")
        reply = Reply(answer=answer, until=self.clock.at + timedelta(days=1), at_once=at_once)
        expected = self.no_answer(person, answer)
        if expected is not None:
            assert reason(applications.answer, person.id, reply, by=DESK) == expected
            return
        applications.answer(person.id, reply, by=DESK)
        self.model.answer(person, answer, self.clock.at, at_once=at_once)

    def no_answer(self, person: Person, answer: str) -> str | None:
        if person.state == "declined" and answer != "yes":
            return "not-applied"
        if person.ruling is not None:
            return "answered-already"
        if answer == "later" and self.clock.at + timedelta(days=1) > self.event.starts_at:
            return "later-when"
        if answer != "yes":
            return None
        if person.state == "declined" and person.coded and not self.model.uses:
            return "voucher-used-up"
        wished = person.seats or person.ended
        return "sold-out" if len(wished) > self.model.left(wished[0].type) else None

    @precondition(lambda self: self.among("applied"))
    @rule(data=st.data())
    def the_desk_takes_an_answer_back(self, data: st.DataObject) -> None:
        person = self.some(data, "applied")
        if person.ruling is None:
            assert reason(applications.undo, person.id, by=DESK) == "told-already"
            return
        assert applications.undo(person.id, by=DESK) == person.ruling.answer
        self.model.undo(person, self.clock.at)

    @precondition(lambda self: self.among("waiting") and self.among("confirmed"))
    @rule(data=st.data())
    def a_seat_is_free_and_nobody_answers(self, data: st.DataObject) -> None:
        self.cancel(data, 0)
        self.wait(800)

    @precondition(lambda self: self.among("applied"))
    @rule(data=st.data(), answer=st.sampled_from(["yes", "later", "no"]))
    def an_answer_is_not_taken_back(self, data: st.DataObject, answer: str) -> None:
        self.the_desk_answers(data, answer, at_once=False)
        self.wait(20)

    @precondition(lambda self: self.among("confirmed"))
    @rule(data=st.data())
    def a_guest_has_entered_and_somebody_cancels(self, data: st.DataObject) -> None:
        self.a_guest_follows_the_own_link(data, 1, "enter")
        self.cancel(data, 1)

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
        pools = rows.execute(select(Pool.event_id, Pool.kind, (Pool.taken + Pool.held).label("used")))
        used = {(event_id, kind): hall.used(kind) for event_id, hall in self.halls.items() for kind in hall.places}
        assert {(row.event_id, row.kind): row.used for row in pools if row.event_id in self.halls} == used
        found = rows.execute(select(Registration.id, Registration.state).where(Registration.event_id.in_(self.halls)))
        people = [one for hall in self.halls.values() for one in hall.people.values()]
        assert {row.id: row.state for row in found} == {one.id: one.state for one in people}
        sums = select(Registration.id, Registration.total_cents).where(
            Registration.event_id == self.event.id, Registration.state.in_(("held", "applied", "approved", "unpaid")),
        )
        owing = {row.id: row.total_cents for row in rows.execute(sums)}
        assert owing == {one: self.model.people[one].price for one in owing}
        uses = select(Voucher.used).where(Voucher.event_id == self.event.id, Voucher.code == FREE)
        assert rows.execute(uses).scalar_one() == USES - self.model.uses
        letters = rows.execute(select(OutboxRow.registration_id, OutboxRow.kind).where(OutboxRow.event_id.in_(self.halls)))
        assert Counter((row.registration_id or 0, row.kind) for row in letters) == self.model.letters

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
            phases=[Phase.generate],  # shrinking takes many minutes, and each step names what it does
        ),
    )
    assert Evening.done["step"] >= STEPS
    assert {kind for kind in OWED | TOLD if not Evening.done[kind]} == set(), Evening.done
