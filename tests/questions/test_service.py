"""Answers: kept with the words they were asked in, deleted when it was promised, whatever becomes of the question."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from eventsvc.core import uploads
from eventsvc.core.db import reading, transaction
from eventsvc.core.errors import Missing, Refused
from eventsvc.events.models import Event
from eventsvc.questions import library, queries, service, uses
from eventsvc.questions.models import Answer, Question, QuestionUse
from eventsvc.registration.models import Registration
from eventsvc.ticket_types.models import TicketType
from eventsvc.tickets.models import Ticket
from tests import factories
from tests.questions.asking import PDF, given, make_question, make_use, sent, used
from tests.support import at_once, counted_queries, frozen

pytestmark = pytest.mark.both


def answers() -> list[tuple[int, str, Any, str]]:
    return [(row.ticket_id, row.asked, row.value, row.given) for row in factories.all_of(Answer)]


def test_an_answer_is_kept_and_the_next_one_takes_its_place(app: Flask) -> None:
    event = factories.make_event()
    registration, asked = factories.make_registration(event), make_use(event)

    service.answer(registration.id, [given(asked, "Cranes")])
    service.answer(registration.id, [given(asked, "Ships")])

    assert answers() == [(0, "What are you working on?", "Ships", "Ships")]


def test_one_without_a_value_is_taken_away_and_leaves_the_others(app: Flask) -> None:
    event = factories.make_event()
    registration, one, other = factories.make_registration(event), make_use(event), make_use(event, "yesno")
    service.answer(registration.id, [given(one), given(other, "yes")])

    service.answer(registration.id, [given(one, None)])

    assert [row[2] for row in answers()] == ["yes"]


def test_each_ticket_has_answers_of_its_own_and_others_have_none(app: Flask) -> None:
    event = factories.make_event()
    registration, asked = factories.make_registration(event, holders=("Ada", "Ben")), make_use(event)
    ada, ben = factories.all_of(Ticket)
    foreign = factories.make_registration(event, "Cem")
    theirs = factories.only(Ticket, registration_id=foreign.id)

    service.answer(registration.id, [given(asked, "A", ada.id), given(asked, "B", ben.id), given(asked, "C", theirs.id)])

    assert [(row[0], row[2]) for row in answers()] == [(ada.id, "A"), (ben.id, "B")]


def test_what_the_event_does_not_ask_is_left_out(app: Flask) -> None:
    event, other = factories.make_event(), factories.make_event()
    registration, elsewhere = factories.make_registration(event), make_use(other)

    service.answer(registration.id, [given(elsewhere)])

    assert answers() == []
    with pytest.raises(Missing):
        service.answer(registration.id + 1, [])


def test_a_question_that_changed_meanwhile_gets_no_answer_meant_for_the_old_one(app: Flask) -> None:
    event = factories.make_event()
    registration, asked = factories.make_registration(event), make_use(event)
    reworded(asked.question.id, event, "Do you eat meat?")

    with pytest.raises(Refused, match="question-changed"):
        service.answer(registration.id, [given(asked)])

    assert answers() == []


def reworded(question_id: int, event: Event, english: str, **more: Any) -> None:
    old = queries.by_id(question_id, event.organisation_id)
    wish = library.QuestionWish(
        kind=old.kind, asked_de=old.asked_de, asked_en=english, options=more.pop("options", tuple((o.de, o.en) for o in old.offered)),
        **{"per": old.per, "moment": old.moment, "delete_after_days": old.delete_after_days, **more},
    )
    assert library.edit(question_id, event.organisation_id, wish, version=old.version, by=None)


def test_changing_a_question_neither_destroys_nor_relabels_what_was_answered(app: Flask) -> None:
    event = factories.make_event()
    registration, asked = factories.make_registration(event), make_use(event, "choice")
    service.answer(registration.id, [given(asked, "ob", given="Harbour")])

    reworded(asked.question.id, event, "Which part?", options=(("Energie", "Energy"), ("Recht", "Law")))
    now = used(event, asked.id)
    service.answer(registration.id, [])

    assert answers() == [(0, "What are you working on?", "ob", "Harbour")]
    assert [one.key for one in now.question.offered] == ["oa", "oc"]
    assert now.question.option("ob") is not None
    assert now.question.version == 2


def test_an_answer_that_says_the_same_keeps_its_words(app: Flask) -> None:
    event = factories.make_event()
    registration, asked = factories.make_registration(event), make_use(event)
    with frozen("2027-04-01 12:00") as now:
        service.answer(registration.id, [given(asked, "Cranes")])
        before = factories.only(Answer).given_at
        now.move(hours=1)
        service.answer(registration.id, [given(asked, "Cranes", asked="Woran arbeitest du?", language="de")])

    assert factories.only(Answer).given_at == before
    assert answers() == [(0, "What are you working on?", "Cranes", "Cranes")]


def test_two_at_once_leave_one_answer(app: Flask) -> None:
    event = factories.make_event()
    registration, asked = factories.make_registration(event), make_use(event)

    done = at_once(8, lambda number: service.answer(registration.id, [given(asked, f"answer {number}")]))

    assert done == [None] * 8
    assert len(answers()) == 1


def test_needed_answers_are_counted_for_each_ticket_and_condition(app: Flask) -> None:
    event = factories.make_event()
    registration = factories.make_registration(event, holders=("Ada", "Ben"))
    ada, ben = factories.all_of(Ticket)
    opener = make_use(event, "yesno", moment="before-needed")
    opened = make_use(event, moment="before-needed", shown_if_use_id=opener.id, shown_if_values=["yes"])
    make_use(event, moment="before")
    make_use(event, moment="before-needed", ticket_type_id=factories.types_of(event)[1].id)

    def lacking() -> int:
        with transaction() as connection:
            return queries.missing(connection, registration.id)

    assert lacking() == 2
    service.answer(registration.id, [given(opener, "yes", ada.id), given(opener, "no", ben.id)])
    assert lacking() == 1
    service.answer(registration.id, [given(opened, "Linux", ada.id)])
    assert lacking() == 0
    service.answer(registration.id, [given(opener, None, ben.id)])
    assert lacking() == 1


def test_where_nothing_is_needed_nothing_is_missing_in_two_reads(app: Flask) -> None:
    event = factories.make_event()
    registration = factories.make_registration(event)
    make_use(event)

    with counted_queries() as seen, transaction() as connection:
        assert queries.missing(connection, registration.id) == 0

    assert len(seen) == 2


@pytest.mark.parametrize(("how", "asks", "needs"), [
    ({}, 0, 0), ({"moment": "before"}, 1, 0), ({"moment": "before-needed"}, 1, 1),
    ({"moment": "after", "own_moment": "before-needed"}, 1, 1), ({"moment": "before-needed", "own_moment": "after"}, 0, 0),
    ({"health": True, "delete_after_days": 7, "own_moment": "before-needed"}, 1, 0),
])
def test_one_part_of_a_statement_tells_whether_anything_is_asked_before(app: Flask, how: dict[str, Any], asks: int, needs: int) -> None:
    event = factories.make_event()
    room, online = factories.types_of(event)
    make_use(event, ticket_type_id=room.id, **how)
    found = select(TicketType.id, queries.asks_before(TicketType.event_id, TicketType.id)).order_by(TicketType.id)

    rows = [tuple(row) for row in reading().execute(found)]

    assert [(one, int(asked)) for one, asked in rows] == [(room.id, asks), (online.id, 0)]
    assert [queries.needs_before(reading(), event.id, one.id) for one in (room, online)] == [bool(needs), False]
    assert len(queries.asked_before(event.id, room.id)) == asks
    assert len(queries.asked_after(event.id, room.id)) == 1


def test_another_event_asks_the_same_under_the_same_conditions(app: Flask) -> None:
    event, other = factories.make_event(), factories.make_event()
    types = {old.id: new.id for old, new in zip(factories.types_of(event)[:1], factories.types_of(other), strict=False)}
    room, online = factories.types_of(event)
    opener = make_use(event, "yesno", ticket_type_id=room.id, moment="before")
    make_use(event, shown_if_use_id=opener.id, shown_if_values=["yes"], own_moment="after")
    make_use(event, ticket_type_id=online.id)

    assert service.copy_uses(event.id, other.id, types) == 2
    assert service.copy_uses(event.id, other.id, types) == 0

    first, second = queries.uses(other.id)
    assert (first.question.id, first.ticket_type_id) == (opener.question.id, types[room.id])
    assert (second.shown_if_use_id, second.shown_if_values, second.own_moment) == (first.id, ("yes",), "after")


def test_a_type_or_a_draft_that_goes_takes_its_questions_with_it_but_not_from_the_collection(app: Flask) -> None:
    event = factories.make_event()
    room, _online = factories.types_of(event)
    opener = make_use(event, "yesno", ticket_type_id=room.id)
    waiting = make_use(event, make_question(event), shown_if_use_id=opener.id, shown_if_values=["yes"])

    with transaction() as connection:
        connection.execute(delete(TicketType).where(TicketType.id == room.id))

    assert [(row.id, row.shown_if_use_id) for row in factories.all_of(QuestionUse)] == [(waiting.id, None)]
    assert len(factories.all_of(Question)) == 2


def test_answers_are_read_with_one_query_however_many(app: Flask) -> None:
    event = factories.make_event()
    asked = [make_use(event), make_use(event, "yesno", health=True, delete_after_days=7, shown_at_door=True)]
    made = [factories.make_registration(event, name) for name in ("Ada", "Ben", "Cem")]
    for one in made:
        service.answer(one.id, [given(asked[0], one.name), given(asked[1], "yes", consent=True)])

    with counted_queries() as seen:
        found = queries.of_registrations(*(one.id for one in made))

    assert len(seen) == 1
    assert [(one.given, one.health, one.shown_at_door, one.consent) for one in found if one.registration_id == made[0].id] == [
        ("Ada", False, False, False), ("yes", True, True, True),
    ]
    assert queries.answers_of_event(event.id) == {asked[0].question.id: 3, asked[1].question.id: 3}
    assert queries.of_registrations() == ()


def test_one_answer_belongs_to_its_registration_alone(app: Flask) -> None:
    event = factories.make_event()
    ada, ben, asked = factories.make_registration(event), factories.make_registration(event, "Ben"), make_use(event, "file")
    upload = sent("My CV.pdf")
    service.answer(ada.id, [given(asked, upload, upload_id=upload)])
    answer_id = factories.only(Answer).id

    found = queries.answer(answer_id, ada.id).file

    assert found is not None
    assert (found.name, found.media_type, found.size) == ("My CV.pdf", "application/pdf", len(PDF))
    assert uploads.read(found.key) == PDF
    with pytest.raises(Missing):
        queries.answer(answer_id, ben.id)


def test_registrations_of_this_event_are_named_by_its_questions_only(app: Flask) -> None:
    event = factories.make_event()
    registration = factories.make_registration(event)
    use_id = uses.ask(event.id, event.organisation_id, make_question(event).id, by=None)
    service.answer(registration.id, [given(used(event, use_id))])
    uses.drop(event.id, event.organisation_id, use_id, by=None)

    assert [row[2] for row in answers()] == ["Cranes"]
    assert factories.only(Registration).id == registration.id
