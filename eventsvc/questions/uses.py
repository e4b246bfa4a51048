"""Deeds on what one event asks: take a question from the collection, order, for whom, when, and after which answer."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from eventsvc.core import audit
from eventsvc.core.db import transaction
from eventsvc.core.errors import Missing, Refused
from eventsvc.events.models import Event
from eventsvc.questions import asking, kinds, library, queries
from eventsvc.questions.facts import UseFacts
from eventsvc.questions.kinds import OPENING, YES_NO
from eventsvc.questions.models import Question, QuestionUse
from eventsvc.ticket_types.models import TicketType

_EVENT = (
    select(Event.id).where(Event.id == bindparam("event"), Event.organisation_id == bindparam("organisation")).with_for_update()
)
_QUESTION = (
    select(Question.id, Question.archived, Question.asked_de, Question.asked_en)
    .where(Question.id == bindparam("question"), Question.organisation_id == bindparam("organisation")).with_for_update(read=True)
)
_TYPE = select(TicketType.id).where(TicketType.id == bindparam("type"), TicketType.event_id == bindparam("event"))


@dataclass(frozen=True, kw_only=True)
class UseWish:
    """How an event asks a question. `moment` None: as the collection says. `values` of `opener_id`'s answer open it."""

    ticket_type_id: int | None = None
    moment: str | None = None
    opener_id: int | None = None
    values: tuple[str, ...] = ()


def create_and_ask(event_id: int, organisation_id: int, wish: library.QuestionWish, *, by: int | None) -> int:
    """A new question that this event asks at once; answers the id of its use."""
    with transaction():
        question_id = library.create(organisation_id, wish, by=by)
        return ask(event_id, organisation_id, question_id, by=by)


def ask(event_id: int, organisation_id: int, question_id: int, *, by: int | None) -> int:
    """The event asks this question too, as the last one; answers the id of its use. Twice does no harm.

    Refused: question-archived, questions-many.
    """
    with transaction() as connection:
        uses = _uses(connection, event_id, organisation_id)
        row = connection.execute(_QUESTION, {"question": question_id, "organisation": organisation_id}).first()
        if row is None:
            raise Missing
        there = next((use.id for use in uses if use.question.id == question_id), None)
        if there is not None:
            return there
        if row.archived:
            raise Refused("question-archived")
        if len(uses) >= kinds.MOST_USES:
            raise Refused("questions-many", most=kinds.MOST_USES)
        made = connection.execute(insert(QuestionUse).values(
            event_id=event_id, question_id=question_id, position=max((use.position for use in uses), default=-1) + 1, shown_if_values=[],
        ).returning(QuestionUse.id))
        _note(event_id, organisation_id, by, before={}, after={"question": row.asked_de or row.asked_en})
        return int(made.scalar_one())


def drop(event_id: int, organisation_id: int, use_id: int, *, by: int | None) -> None:
    """The event does not ask it any more. Answers stay until their day; what waited for it is asked of everybody."""
    with transaction() as connection:
        use = _one(_uses(connection, event_id, organisation_id), use_id)
        connection.execute(
            update(QuestionUse).where(QuestionUse.shown_if_use_id == use_id).values(shown_if_use_id=None, shown_if_values=[]),
        )
        connection.execute(delete(QuestionUse).where(QuestionUse.id == use_id))
        _note(event_id, organisation_id, by, before={"question": use.question.asked_de or use.question.asked_en}, after={})


def move(event_id: int, organisation_id: int, use_id: int, steps: int, *, by: int | None) -> None:
    """So many places up (negative) or down; at an end it stays."""
    with transaction() as connection:
        uses = list(_uses(connection, event_id, organisation_id))
        use = _one(uses, use_id)
        place = uses.index(use)
        uses.insert(min(max(place + steps, 0), len(uses) - 1), uses.pop(place))
        for number, one in enumerate(uses):
            if one.position != number:
                connection.execute(update(QuestionUse).where(QuestionUse.id == one.id).values(position=number))
        if uses.index(use) != place:
            _note(event_id, organisation_id, by, before={}, after={"order": [one.id for one in uses]})


def change(event_id: int, organisation_id: int, use_id: int, wish: UseWish, *, by: int | None) -> bool:
    """For whom, when and under which condition. Answers whether anything changed.

    Refused: health-needed, opener-kind, opener-apart (one asks for each guest, the other once), opener-circle, opener-values.
    """
    with transaction() as connection:
        uses = _uses(connection, event_id, organisation_id)
        use = _one(uses, use_id)
        if wish.ticket_type_id is not None and connection.execute(_TYPE, {"type": wish.ticket_type_id, "event": event_id}).first() is None:
            raise Missing
        if wish.moment == "before-needed" and use.question.health:
            raise Refused("health-needed")
        values = list(_checked(uses, use, wish))
        wanted: dict[str, Any] = {
            "ticket_type_id": wish.ticket_type_id, "moment": wish.moment, "shown_if_use_id": wish.opener_id, "shown_if_values": values,
        }
        before: dict[str, Any] = {
            "ticket_type_id": use.ticket_type_id, "moment": use.own_moment, "shown_if_use_id": use.shown_if_use_id,
            "shown_if_values": list(use.shown_if_values),
        }
        changed = {name: value for name, value in wanted.items() if before[name] != value}
        if not changed:
            return False
        connection.execute(update(QuestionUse).where(QuestionUse.id == use_id).values(**changed))
        asked = {"question": use.question.asked_de or use.question.asked_en}
        _note(
            event_id, organisation_id, by,
            before={**asked, **{name: before[name] for name in changed}}, after={**asked, **changed},
        )
        return True


def _checked(uses: tuple[UseFacts, ...], use: UseFacts, wish: UseWish) -> tuple[str, ...]:
    """The answers that open it, in the order of the other question's options."""
    if wish.opener_id is None:
        return ()
    opener = _one(uses, wish.opener_id)
    if opener.question.kind not in OPENING:
        raise Refused("opener-kind")
    if opener.question.per != use.question.per:
        raise Refused("opener-apart")
    if asking.depends_on(use.id, opener.id, uses):
        raise Refused("opener-circle")
    known = YES_NO if opener.question.kind == "yesno" else tuple(option.key for option in opener.question.options)
    values = tuple(key for key in known if key in wish.values)
    if not values or set(wish.values) - set(known):
        raise Refused("opener-values")
    return values


def _uses(connection: Connection, event_id: int, organisation_id: int) -> tuple[UseFacts, ...]:
    """What the event asks; nobody else changes it until the transaction ends."""
    if connection.execute(_EVENT, {"event": event_id, "organisation": organisation_id}).first() is None:
        raise Missing
    return queries.uses(event_id, connection)


def _one(uses: tuple[UseFacts, ...] | list[UseFacts], use_id: int) -> UseFacts:
    for use in uses:
        if use.id == use_id:
            return use
    raise Missing


def _note(event_id: int, organisation_id: int, by: int | None, *, before: dict[str, Any], after: dict[str, Any]) -> None:
    audit.note(
        organisation_id=organisation_id, person_id=by, deed="questions", kind="event", subject_id=event_id, before=before, after=after,
    )
