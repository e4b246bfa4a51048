"""Many people of the desk at once: no seat is promised twice, and an answer is told or taken back, never both."""

from collections.abc import Iterator

import pytest
from flask import Flask

from eventsvc.core.errors import Refused
from eventsvc.core.outbox import OutboxRow
from eventsvc.registration import service
from eventsvc.registration.approval import service as applications
from eventsvc.registration.approval.service import Reply
from eventsvc.registration.models import Ruling
from tests import factories
from tests.registration.applying import BY, applied, counters, letters, stage, stands
from tests.registration.cases import SPRING
from tests.support import Frozen, at_once, frozen
from tests.whole import faults

pytestmark = pytest.mark.both
YES = Reply(answer="yes")


@pytest.fixture(autouse=True)
def time(app: Flask) -> Iterator[Frozen]:
    with frozen(SPRING) as standing:
        yield standing


def test_eight_people_say_yes_to_the_same_eight_for_three_seats(app: Flask, time: Frozen) -> None:
    event = factories.make_event(room=3)
    kind = stage(event)
    ids = [applied(event, kind, f"Guest {number}") for number in range(8)]

    def yes(number: int) -> list[str]:
        mine = ids[number:] + ids[:number]
        return [one.refused.reason if one.refused else "yes" for one in applications.decide(mine, YES, by=service.By(number + 1))]

    answers = at_once(8, yes, app)

    assert [one for one in answers if isinstance(one, BaseException)] == []
    given = [word for many in answers for word in many]  # type: ignore[union-attr]
    assert given.count("yes") == 3
    assert set(given) <= {"yes", "answered-already", "sold-out"}
    assert (counters(event), len(factories.all_of(Ruling))) == ((0, 3), 3)
    time.move(minutes=10)
    applications.sweep()
    assert (counters(event), len(factories.all_of(OutboxRow, kind="approved")), faults()) == ((3, 0), 3, [])


def test_telling_and_taking_back_at_once_is_one_of_them(app: Flask, time: Frozen) -> None:
    event = factories.make_event(room=6)
    kind = stage(event)
    ids = [applied(event, kind, f"Guest {number}") for number in range(6)]
    applications.decide(ids, YES, by=BY)
    time.move(minutes=10)

    def deed(number: int) -> object:
        return applications.undo(ids[number % 6], by=BY) if number < 6 else applications.tell(ids[number % 6])

    answers = at_once(12, deed, app)

    assert [one for one in answers if isinstance(one, BaseException) and not isinstance(one, Refused)] == []
    confirmed = [one for one in ids if stands(one)[0] == "confirmed"]
    assert sorted(one for one in ids if "approved" in letters(one)) == confirmed
    assert (counters(event), faults()) == ((len(confirmed), 0), [])
