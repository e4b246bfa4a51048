"""Who is asked what."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventsvc.questions import asking
from eventsvc.questions.facts import Seat
from tests.questions.asking import use

ROOM, ONLINE = 7, 8
SEATS = (Seat(11, ROOM, "Ada"), Seat(12, ONLINE, "Ben"))


def numbers(found: tuple[asking.Group, ...]) -> list[tuple[int, list[int]]]:
    return [(group.ticket_id, [one.id for one in group.uses]) for group in found]


def test_once_for_all_or_for_each_ticket_and_only_for_its_type() -> None:
    uses = [use(1, per="registration"), use(2), use(3, ticket_type_id=ROOM), use(4, per="registration", ticket_type_id=99)]

    assert numbers(asking.groups(uses, SEATS)) == [(0, [1]), (11, [2, 3]), (12, [2])]
    assert numbers(asking.groups(uses, SEATS[1:])) == [(0, [1]), (12, [2])]
    assert asking.groups(uses, ()) == ()


def test_before_the_ticket_only_what_is_asked_before() -> None:
    uses = [use(1, moment="before"), use(2), use(3, own_moment="before-needed"), use(4, moment="before-needed", own_moment="after")]

    assert numbers(asking.groups(uses, SEATS[:1], before=True)) == [(11, [1, 3])]


def test_what_may_tell_something_about_health_is_never_needed() -> None:
    asked = use(1, health=True, own_moment="before-needed")

    assert (asked.moment, asked.needed, asked.before) == ("before", False, True)


@pytest.mark.parametrize(("values", "shown"), [
    ({}, {1, 4}), ({1: "yes"}, {1, 2, 4}), ({1: "no"}, {1, 4}), ({1: "yes", 2: ["oa", "oc"]}, {1, 2, 3, 4}), ({2: ["oa"]}, {1, 4}),
    ({1: "yes", 2: ["ob"]}, {1, 2, 4}),
])
def test_a_question_is_asked_if_the_answer_before_it_fits(values: dict[int, Any], shown: set[int]) -> None:
    uses = [
        use(1, "yesno"), use(2, "choices", shown_if_use_id=1, shown_if_values=("yes",)),
        use(3, shown_if_use_id=2, shown_if_values=("oa", "oc")), use(4), use(5, shown_if_use_id=99, shown_if_values=("yes",)),
    ]

    assert asking.visible(uses, values) == shown


def test_what_is_lacking_is_needed_asked_and_not_answered() -> None:
    uses = (
        use(1, "yesno", moment="before-needed"), use(2, moment="before-needed", shown_if_use_id=1, shown_if_values=("yes",)), use(3),
    )
    group = asking.Group(SEATS[0], uses)

    assert [one.id for one in asking.lacking(group, {})] == [1]
    assert [one.id for one in asking.lacking(group, {1: "yes"})] == [2]
    assert asking.lacking(group, {1: "no"}) == ()
    assert asking.lacking(group, {1: "yes", 2: "x"}) == ()


@given(st.lists(st.integers(0, 6), min_size=6, max_size=6), st.sets(st.integers(1, 6)))
def test_no_circle_keeps_us_for_ever(openers: list[int], answered: set[int]) -> None:
    uses = [use(number, "yesno", shown_if_use_id=opener or None, shown_if_values=("yes",)) for number, opener in enumerate(openers, 1)]

    shown = asking.visible(uses, dict.fromkeys(answered, "yes"))

    for one in uses:
        waits = one.shown_if_use_id
        if waits is None:
            assert one.id in shown
        elif asking.depends_on(one.id, waits, uses):
            assert one.id not in shown
        elif one.id in shown:
            assert waits in shown
            assert waits in answered
