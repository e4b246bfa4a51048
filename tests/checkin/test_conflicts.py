"""Two admissions of one ticket, and a ticket let in that was void: both count what they must, and the desk is told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from eventsvc.checkin import queries
from eventsvc.checkin.models import Admission
from eventsvc.checkin.protocol import Previous
from tests.checkin.door import become, inside, scan, take, verdicts
from tests.factories import only

pytestmark = pytest.mark.both
MINUTE = timedelta(minutes=1)


def test_a_door_that_had_let_in_already_makes_a_conflict(now, event, ada, kim, lea):
    scan(kim, take(event, ada))
    now.move(minutes=3)

    late = scan(lea, take(event, ada, decision="admit"))

    assert verdicts(late) == ["conflict"]
    assert late[0].previous == Previous("Tür 1, Kim", now.at - 3 * MINUTE)
    assert inside(event) == 1
    found = queries.conflicts(event.id)
    assert [(one.holder, one.entries) for one in found] == [("Ada", (("Tür 1, Kim", now.at - 3 * MINUTE), ("Tür 2, Lea", now.at)))]


def test_the_earlier_of_two_admissions_counts(now, event, ada, kim, lea):
    scan(kim, take(event, ada))

    scan(lea, take(event, ada, now.at - 5 * MINUTE, decision="admit"))

    assert only(Admission).at == now.at - 5 * MINUTE
    assert scan(kim, take(event, ada))[0].previous == Previous("Tür 2, Lea", now.at - 5 * MINUTE)


def test_a_cancelled_ticket_that_a_door_let_in_is_in_and_told(event, ada, kim):
    become(ada, state="cancelled")

    result = scan(kim, take(event, ada, decision="admit"))

    assert verdicts(result) == ["conflict"]
    assert inside(event) == 1
    assert [one.state for one in queries.conflicts(event.id)] == ["cancelled"]


def test_a_conflict_ends_when_one_of_both_is_taken_back(now, event, ada, kim, lea):
    first = take(event, ada)
    scan(kim, first)
    scan(lea, take(event, ada, decision="admit"))

    scan(kim, take(event, undo_of=first.sid))

    assert queries.conflicts(event.id) == []
    assert inside(event) == 1
    assert scan(kim, take(event, ada))[0].previous == Previous("Tür 2, Lea", now.at)


def test_a_no_that_came_too_late_becomes_a_conflict_and_can_be_taken_back(now, event, ada, kim, lea):
    scan(kim, take(event, ada))
    late = take(event, ada)
    no = scan(lea, late)

    told = scan(lea, replace(late, decision="admit"))
    again = scan(lea, replace(late, decision="admit"))
    listed = queries.conflicts(event.id)
    undone = scan(lea, take(event, undo_of=late.sid))

    assert [verdicts(no), verdicts(told), verdicts(again), verdicts(undone)] == [["duplicate"], ["conflict"], ["conflict"], ["undone"]]
    assert told[0].sid == late.sid
    assert [len(one.entries) for one in listed] == [2]
    assert queries.conflicts(event.id) == []
    assert inside(event) == 1
