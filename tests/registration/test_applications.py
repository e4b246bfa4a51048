"""The desk's yes, later and no: seats at once, the rest when it can no longer be taken back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from eventsvc.core.audit import AuditEntry
from eventsvc.core.outbox import OutboxRow
from eventsvc.registration import holds, service
from eventsvc.registration.approval import service as applications
from eventsvc.registration.models import Registration, Ruling
from eventsvc.ticket_types.models import TicketType, Voucher
from tests import factories
from tests.registration.applying import BY, applied, counters, letters, stage, stands
from tests.registration.cases import SPRING, reason, wish
from tests.registration.lines import changed
from tests.support import Frozen, frozen
from tests.whole import faults

pytestmark = pytest.mark.both
YES, NO = applications.Reply(answer="yes"), applications.Reply(answer="no", message="Der Abend ist voll.")


@pytest.fixture(autouse=True)
def time(app: Flask) -> Iterator[Frozen]:
    with frozen(SPRING) as standing:
        yield standing


def test_applying_takes_no_seat_and_promises_an_answer() -> None:
    event = factories.make_event(room=5)

    ada = applied(event, stage(event))

    assert stands(ada) == ("applied", ["wanted"])
    assert letters(ada) == ["applied"]
    assert counters(event) == (0, 0)
    assert factories.only(Registration).answer_at == datetime(2027, 4, 12, 16, tzinfo=UTC)


def test_no_answer_is_promised_once_the_hour_is_over(time: Frozen) -> None:
    event = factories.make_event()
    kind = stage(event)
    time.move(days=12)

    applied(event, kind)

    assert factories.only(Registration).answer_at is None


def test_a_yes_keeps_the_seat_at_once_and_is_told_ten_minutes_later(time: Frozen) -> None:
    event = factories.make_event(room=1)
    ada = applied(event, stage(event))

    applications.answer(ada, YES, by=BY)
    before = stands(ada), counters(event), letters(ada)
    time.move(minutes=9)
    early = applications.sweep()
    time.move(minutes=1)
    told = applications.sweep()

    assert before == (("applied", ["reserved"]), (0, 1), ["applied"])
    assert (early, told, applications.sweep()) == (0, 1, 0)
    assert (stands(ada), counters(event), letters(ada)) == (("confirmed", ["valid"]), (1, 0), ["applied", "approved"])
    assert factories.only(Ruling).state == "told"
    assert factories.only(Registration).decided_at == SPRING + timedelta(minutes=10)
    assert faults() == []


def test_a_yes_to_something_that_costs_is_ordered_and_paid_within_a_week(time: Frozen) -> None:
    event = factories.make_event(room=1)
    ada = applied(event, stage(event, price_cents=6000))

    applications.answer(ada, applications.Reply(answer="yes", at_once=True), by=BY)
    one = factories.only(Registration)
    approved = one.state, one.deadline, stands(ada)[1], counters(event)
    holds.order(ada)
    time.move(days=7)
    holds.sweep()

    assert approved == ("approved", SPRING + timedelta(days=7), ["reserved"], (0, 1))
    assert (stands(ada), counters(event)) == (("expired", ["cancelled"]), (0, 0))
    assert letters(ada) == ["applied", "approved", "ordered", "deadline-over"]
    assert faults() == []


def test_the_deadline_to_pay_is_never_past_the_beginning(time: Frozen) -> None:
    event = factories.make_event()
    ada = applied(event, stage(event, price_cents=6000))
    time.move(days=15)

    applications.answer(ada, applications.Reply(answer="yes", at_once=True), by=BY)

    assert factories.only(Registration).deadline == event.starts_at


def test_a_no_is_told_with_its_message_and_frees_the_code(time: Frozen) -> None:
    event = factories.make_event()
    kind = stage(event)
    code = factories.kept(Voucher(event_id=event.id, code="PRESSE", code_key="PRESSE", created_at=SPRING))
    ada = applied(event, kind, code="PRESSE")

    applications.answer(ada, NO, by=BY)
    time.move(minutes=10)
    applications.sweep()

    assert stands(ada) == ("declined", ["cancelled"])
    assert factories.fresh(code).used == 0
    row = factories.all_of(OutboxRow, registration_id=ada)[-1]
    assert (row.kind, row.payload) == ("declined", {"ruling": factories.only(Ruling).id})
    assert factories.only(Ruling).message == "Der Abend ist voll."


def test_later_moves_the_promised_hour(time: Frozen) -> None:
    event = factories.make_event()
    ada = applied(event, stage(event))
    until = SPRING + timedelta(days=14)

    applications.answer(ada, applications.Reply(answer="later", until=until), by=BY)
    before = factories.only(Registration).answer_at
    time.move(minutes=10)
    applications.sweep()

    assert before != until
    assert (stands(ada), factories.only(Registration).answer_at) == (("applied", ["wanted"]), until)
    assert letters(ada) == ["applied", "answer-later"]
    applications.answer(ada, YES, by=BY)


@pytest.mark.parametrize("days", [None, -1, 0, 40])
def test_later_is_to_come_and_before_the_event(days: int | None) -> None:
    event = factories.make_event()
    ada = applied(event, stage(event))
    until = None if days is None else SPRING + timedelta(days=days)

    assert reason(applications.answer, ada, applications.Reply(answer="later", until=until), by=BY) == "later-when"


@pytest.mark.parametrize("given", ["yes", "no", "later"])
def test_an_answer_is_taken_back_before_it_is_told(time: Frozen, given: str) -> None:
    event = factories.make_event(room=1)
    kind = stage(event)
    ada, ben = applied(event, kind, "Ada"), applied(event, kind, "Ben")
    until = SPRING + timedelta(days=3) if given == "later" else None
    applications.answer(ada, applications.Reply(answer=given, until=until), by=BY)

    taken_back = applications.undo(ada, by=BY)
    time.move(minutes=11)
    applications.sweep()

    assert taken_back == given
    assert (stands(ada), letters(ada), counters(event)) == (("applied", ["wanted"]), ["applied"], (0, 0))
    assert [entry.deed for entry in factories.all_of(AuditEntry)] == [f"answered-{given}", "answer-taken-back"]
    applications.answer(ben, YES, by=BY)
    assert faults() == []


def test_what_was_told_is_not_taken_back(time: Frozen) -> None:
    event = factories.make_event()
    ada = applied(event, stage(event))
    applications.answer(ada, YES, by=BY)
    time.move(minutes=10)
    applications.sweep()

    assert reason(applications.undo, ada, by=BY) == "told-already"
    assert stands(ada)[0] == "confirmed"


def test_the_desk_need_not_wait() -> None:
    event = factories.make_event()
    ada = applied(event, stage(event))
    applications.answer(ada, YES, by=BY)

    assert (applications.tell(ada), applications.tell(ada)) == (True, False)
    assert letters(ada) == ["applied", "approved"]


def test_many_are_answered_one_by_one_and_the_last_ones_are_refused() -> None:
    event = factories.make_event(room=3)
    kind = stage(event)
    ids = [applied(event, kind, f"Guest {number}") for number in range(5)]

    results = applications.decide([*ids, ids[0]], YES, by=BY)

    assert [(one.registration_id, one.refused and one.refused.reason) for one in results] == [
        (ids[0], None), (ids[1], None), (ids[2], None), (ids[3], "sold-out"), (ids[4], "sold-out"),
    ]
    assert [stands(one) for one in ids[3:]] == [("applied", ["wanted"])] * 2
    assert len(factories.all_of(AuditEntry)) == 3


def test_the_own_limit_of_the_type_holds() -> None:
    event = factories.make_event(room=10)
    kind = stage(event, most=1)
    ada, ben = applied(event, kind, "Ada"), applied(event, kind, "Ben")
    applications.answer(ada, YES, by=BY)

    assert reason(applications.answer, ben, YES, by=BY) == "type-full"
    assert factories.only(TicketType, id=kind.id).used == 1


def test_a_no_becomes_a_yes_after_all(time: Frozen) -> None:
    event = factories.make_event(room=1)
    ada = applied(event, stage(event))
    applications.answer(ada, applications.Reply(answer="no", at_once=True), by=BY)

    applications.answer(ada, YES, by=BY)

    assert (stands(ada), counters(event)) == (("confirmed", ["valid"]), (1, 0))
    assert letters(ada) == ["applied", "declined", "approved"]
    assert faults() == []


def test_who_has_registered_meanwhile_needs_no_late_yes() -> None:
    event = factories.make_event()
    ada = applied(event, stage(event), email="ada@guests.example")
    applications.answer(ada, applications.Reply(answer="no", at_once=True), by=BY)
    service.register(event.id, wish(event, "Ada", email="ada@guests.example"))

    assert reason(applications.answer, ada, YES, by=BY) == "already-registered"
    assert stands(ada) == ("declined", ["cancelled"])


@pytest.mark.parametrize(("state", "refused"), [("cancelled", "cancelled"), ("postponed", "postponed")])
def test_nobody_gets_a_yes_for_what_does_not_take_place(state: str, refused: str) -> None:
    event = factories.make_event()
    ada = applied(event, stage(event))
    changed(event, state=state)

    assert reason(applications.answer, ada, YES, by=BY) == refused
    applications.answer(ada, NO, by=BY)


def test_who_withdraws_meanwhile_is_told_nothing(time: Frozen) -> None:
    event = factories.make_event(room=1)
    ada = applied(event, stage(event))
    applications.answer(ada, YES, by=BY)

    service.cancel(ada)
    time.move(minutes=10)
    applications.sweep()

    assert (stands(ada), counters(event)) == (("cancelled", ["cancelled"]), (0, 0))
    assert letters(ada) == ["applied", "application-withdrawn"]
    assert factories.only(Ruling).state == "void"


def test_an_event_that_is_cancelled_meanwhile_voids_the_yes(time: Frozen) -> None:
    event = factories.make_event(room=1)
    ada = applied(event, stage(event))
    applications.answer(ada, YES, by=BY)
    changed(event, state="cancelled")
    time.move(minutes=10)

    applications.sweep()

    assert (stands(ada), counters(event), factories.only(Ruling).state) == (("applied", ["wanted"]), (0, 0), "void")


def test_what_nobody_answered_ends_with_the_event(time: Frozen) -> None:
    event = factories.make_event()
    ada = applied(event, stage(event))
    time.at = event.ends_at

    applications.sweep()

    assert stands(ada) == ("expired", ["cancelled"])
    assert letters(ada) == ["applied"]
    assert faults() == []


@pytest.mark.parametrize("state", ["confirmed", "waiting"])
def test_only_applications_are_answered(state: str) -> None:
    event = factories.make_event()
    one = factories.make_registration(event, state=state)

    assert reason(applications.answer, one.id, NO, by=BY) == "not-applied"


def test_a_code_that_skips_the_waiting_needs_no_answer() -> None:
    event = factories.make_event()
    kind = stage(event)
    factories.kept(Voucher(event_id=event.id, code="GAST", code_key="GAST", skips_approval=True, created_at=SPRING))

    ada = applied(event, kind, code="GAST")

    assert (stands(ada), factories.only(Registration).answer_at) == (("confirmed", ["valid"]), None)


def test_that_was_not_me_takes_out_what_was_written(time: Frozen) -> None:
    event = factories.make_event()
    ada = applied(event, stage(event))
    applications.answer(ada, NO, by=BY)

    service.disown(ada)

    assert factories.only(Ruling).message == ""
    assert {str(entry.after) for entry in factories.all_of(AuditEntry)} == {"{}"}
