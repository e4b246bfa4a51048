"""The collection of questions, and what an event takes from it."""

from typing import Any

import pytest
from flask import Flask

from eventsvc.core.audit import AuditEntry
from eventsvc.core.errors import Missing
from eventsvc.events.models import Event
from eventsvc.questions import library, queries, service, uses
from eventsvc.questions.library import QuestionWish
from eventsvc.questions.models import Question, QuestionUse
from eventsvc.questions.uses import UseWish
from tests import factories
from tests.questions.asking import given, make_question, make_use, used
from tests.registration.cases import reason
from tests.support import at_once

pytestmark = pytest.mark.both


def wish(**changes: Any) -> QuestionWish:
    return QuestionWish(**{"kind": "text", "asked_de": "Woran arbeitest du?", "asked_en": "What are you working on?", **changes})


def test_a_new_question_is_asked_by_the_event_at_once(app: Flask) -> None:
    event = factories.make_event()

    use_id = uses.create_and_ask(event.id, event.organisation_id, wish(kind="choice", options=(("Ja", "Yes"), ("Nein", "No"))), by=None)

    found = used(event, use_id)
    assert [(option.de, option.en) for option in found.question.offered] == [("Ja", "Yes"), ("Nein", "No")]
    assert (found.question.version, found.moment, found.question.per) == (1, "after", "ticket")
    assert [entry.deed for entry in factories.all_of(AuditEntry)] == ["question-made", "questions"]


@pytest.mark.parametrize(("changes", "why"), [
    ({"asked_de": "", "asked_en": ""}, "question-empty"), ({"kind": "choice"}, "options-few"),
    ({"kind": "choices", "options": (("a", "a"),)}, "options-few"),
    ({"kind": "choice", "options": (("a", "a"), ("", ""))}, "options-uneven"),
    ({"kind": "choice", "options": tuple((str(n), "") for n in range(61))}, "options-many"),
    ({"health": True, "moment": "before-needed", "delete_after_days": 7}, "health-needed"),
    ({"health": True, "delete_after_days": 30}, "health-long"),
])
def test_what_makes_no_question_is_refused(app: Flask, changes: dict[str, Any], why: str) -> None:
    event = factories.make_event()

    assert reason(library.create, event.organisation_id, wish(**changes), by=None) == why
    assert factories.all_of(Question) == []


def test_only_what_changes_the_meaning_makes_a_new_version(app: Flask) -> None:
    event = factories.make_event()
    number = library.create(event.organisation_id, wish(), by=None)

    def edited(version: int, **changes: Any) -> int:
        library.edit(number, event.organisation_id, wish(**changes), version=version, by=None)
        return queries.by_id(number, event.organisation_id).version

    assert edited(1, delete_after_days=7, shown_at_door=True) == 1
    assert edited(1, asked_en="What do you do?") == 2
    assert reason(library.edit, number, event.organisation_id, wish(asked_en="x"), version=1, by=None) == "changed-meanwhile"
    assert not library.edit(number, event.organisation_id, wish(asked_en="What do you do?"), version=2, by=None)


def test_two_editors_at_once_do_not_overwrite_each_other(app: Flask) -> None:
    event = factories.make_event()
    number = library.create(event.organisation_id, wish(), by=None)

    done = at_once(6, lambda one: library.edit(number, event.organisation_id, wish(asked_en=f"Version {one}"), version=1, by=None))

    assert sorted(map(str, done)) == ["True"] + ["changed-meanwhile"] * 5


def test_a_question_with_answers_keeps_its_kind_and_whom_it_asks(app: Flask) -> None:
    event = factories.make_event()
    asked = make_use(event)
    edit = (library.edit, asked.question.id, event.organisation_id)
    service.answer(factories.make_registration(event).id, [given(asked)])

    assert reason(*edit, wish(kind="number"), version=1, by=None) == "kind-fixed"
    assert reason(*edit, wish(per="registration"), version=1, by=None) == "per-fixed"


def test_a_question_that_others_wait_for_keeps_its_kind(app: Flask) -> None:
    event = factories.make_event()
    opener = make_use(event, "yesno")
    waiting = make_use(event, shown_if_use_id=opener.id, shown_if_values=["yes"])
    owner = event.organisation_id

    assert reason(library.edit, opener.question.id, owner, wish(kind="text"), version=1, by=None) == "opener-fixed"
    assert reason(library.edit, waiting.question.id, owner, wish(kind="text", per="registration"), version=1, by=None) == "opener-fixed"


def test_out_of_the_collection_it_is_still_asked_where_it_was(app: Flask) -> None:
    event, other = factories.make_event(), factories.make_event()
    asked = make_use(event)
    owner = event.organisation_id

    library.archive(asked.question.id, owner, by=None)
    library.archive(asked.question.id, owner, by=None)

    assert queries.library(owner) == ()
    assert [use.id for use in queries.uses(event.id)] == [asked.id]
    assert reason(uses.ask, other.id, owner, asked.question.id, by=None) == "question-archived"
    library.archive(asked.question.id, owner, by=None, back=True)
    assert len(queries.library(owner)) == 1
    assert [entry.deed for entry in factories.all_of(AuditEntry)] == ["question-archived", "question-back"]


def test_of_another_organisation_there_is_nothing_to_take_or_change(app: Flask) -> None:
    event = factories.make_event()
    stranger = factories.make_organisation()
    asked, theirs = make_use(event), factories.make_event(organisation=stranger)

    for deed, args in (
        (library.edit, (asked.question.id, stranger.id, wish())), (library.archive, (asked.question.id, stranger.id)),
        (uses.ask, (theirs.id, stranger.id, asked.question.id)), (uses.ask, (event.id, stranger.id, asked.question.id)),
        (uses.drop, (event.id, stranger.id, asked.id)), (uses.move, (event.id, stranger.id, asked.id, 1)),
        (uses.change, (event.id, stranger.id, asked.id, UseWish())), (uses.drop, (theirs.id, stranger.id, asked.id)),
    ):
        more: Any = {"version": 1} if deed is library.edit else {}
        with pytest.raises(Missing):
            deed(*args, by=None, **more)  # type: ignore[operator]


def test_asked_twice_it_is_asked_once(app: Flask) -> None:
    event = factories.make_event()
    row = make_question(event)

    done = at_once(6, lambda _number: uses.ask(event.id, event.organisation_id, row.id, by=None))

    assert len(set(done)) == 1
    assert len(factories.all_of(QuestionUse)) == 1


@pytest.mark.parametrize(("which", "steps", "order"), [
    (0, 1, [1, 0, 2]), (2, -1, [0, 2, 1]), (0, -1, [0, 1, 2]), (2, 1, [0, 1, 2]), (0, 9, [1, 2, 0]), (2, -9, [2, 0, 1]),
])
def test_questions_change_places(app: Flask, which: int, steps: int, order: list[int]) -> None:
    event = factories.make_event()
    made = [make_use(event).id for _number in range(3)]

    uses.move(event.id, event.organisation_id, made[which], steps, by=None)

    assert [made.index(one.id) for one in queries.uses(event.id)] == order
    assert len(factories.all_of(AuditEntry)) == int(order != [0, 1, 2])


def test_an_event_asks_when_and_whom_it_wants(app: Flask) -> None:
    event = factories.make_event()
    asked, opener = make_use(event), make_use(event, "choice")
    room = factories.types_of(event)[0]
    wanted = UseWish(ticket_type_id=room.id, moment="before-needed", opener_id=opener.id, values=("oc", "oa"))

    assert uses.change(event.id, event.organisation_id, asked.id, wanted, by=None)
    assert not uses.change(event.id, event.organisation_id, asked.id, wanted, by=None)

    now = used(event, asked.id)
    assert (now.ticket_type_id, now.moment, now.shown_if_use_id, now.shown_if_values) == (room.id, "before-needed", opener.id, ("oa", "oc"))
    uses.drop(event.id, event.organisation_id, opener.id, by=None)
    assert used(event, asked.id).shown_if_use_id is None


def conditions(event: Event) -> dict[str, tuple[int, UseWish]]:
    text, opener, once = make_use(event), make_use(event, "yesno"), make_use(event, "yesno", per="registration")
    waits = make_use(event, "yesno", shown_if_use_id=opener.id, shown_if_values=["yes"])
    health = make_use(event, health=True, delete_after_days=7)
    return {
        "opener-kind": (opener.id, UseWish(opener_id=text.id, values=("yes",))),
        "opener-apart": (opener.id, UseWish(opener_id=once.id, values=("yes",))),
        "opener-circle": (opener.id, UseWish(opener_id=waits.id, values=("yes",))),
        "opener-values": (text.id, UseWish(opener_id=opener.id, values=("maybe",))),
        "health-needed": (health.id, UseWish(moment="before-needed")),
    }


@pytest.mark.parametrize("why", ["opener-kind", "opener-apart", "opener-circle", "opener-values", "health-needed"])
def test_a_condition_that_could_never_be_right_is_refused(app: Flask, why: str) -> None:
    event = factories.make_event()
    use_id, wanted = conditions(event)[why]

    assert reason(uses.change, event.id, event.organisation_id, use_id, wanted, by=None) == why


def test_no_question_waits_for_itself_or_for_one_of_another_event(app: Flask) -> None:
    event, other = factories.make_event(), factories.make_event()
    mine, theirs = make_use(event, "yesno"), make_use(other, "yesno")
    change = (uses.change, event.id, event.organisation_id, mine.id)

    assert reason(*change, UseWish(opener_id=mine.id, values=("yes",)), by=None) == "opener-circle"
    for wanted in (UseWish(opener_id=theirs.id, values=("yes",)), UseWish(ticket_type_id=factories.types_of(other)[0].id)):
        with pytest.raises(Missing):
            uses.change(event.id, event.organisation_id, mine.id, wanted, by=None)


def test_an_event_asks_a_bearable_number_of_questions(app: Flask) -> None:
    event = factories.make_event()
    for _number in range(60):
        make_use(event)

    assert reason(uses.ask, event.id, event.organisation_id, make_question(event).id, by=None) == "questions-many"
