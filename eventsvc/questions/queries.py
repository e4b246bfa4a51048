"""Reads of questions and answers."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    SQLColumnExpression,
    Table,
    and_,
    bindparam,
    column,
    exists,
    func,
    or_,
    select,
    table,
)

from eventsvc.core.db import UtcDateTime, reading
from eventsvc.core.errors import Missing
from eventsvc.events.models import Event
from eventsvc.questions import asking, kinds
from eventsvc.questions.facts import AnswerFacts, FileFacts, QuestionFacts, Seat, UseFacts
from eventsvc.questions.models import Answer, Question, QuestionUse, Upload
from eventsvc.tickets.models import Ticket

Statement = Select[*tuple[Any, ...]]

# the table of registrations belongs to those above us; here its rows are only looked up
REGISTRATION = table("registration", column("id"), column("event_id"), column("state"), column("changed_at", UtcDateTime))
_Q, _U, _A = (cast(Table, one.__table__) for one in (Question, QuestionUse, Answer))
QUESTION = tuple(
    getattr(Question, name) for name in (
        "id", "organisation_id", "kind", "asked_de", "asked_en", "help_de", "help_en", "options", "per", "moment", "delete_after_days",
        "health", "shown_at_door", "archived", "version",
    )
)
_USE = tuple(
    getattr(QuestionUse, name).label(f"use_{name}")
    for name in ("id", "event_id", "position", "ticket_type_id", "shown_if_use_id", "shown_if_values", "moment")
)
_USES: Statement = (
    select(*QUESTION, *_USE).join(Question, Question.id == QuestionUse.question_id)
    .where(QuestionUse.event_id == bindparam("event"))
    .order_by(QuestionUse.position, QuestionUse.id)
)
_MANY = select(func.count()).select_from(QuestionUse).where(QuestionUse.event_id == bindparam("event"))
_LIBRARY: Statement = select(*QUESTION).where(Question.organisation_id == bindparam("organisation"))
_OFFERED = _LIBRARY.where(~Question.archived).order_by(Question.id)
_ONE = _LIBRARY.where(Question.id == bindparam("question"))
_EVENTS_OF = (
    select(QuestionUse.question_id, func.count()).join(Question, Question.id == QuestionUse.question_id)
    .where(Question.organisation_id == bindparam("organisation")).group_by(QuestionUse.question_id)
)
_ANSWERS_OF_EVENT = (
    select(Answer.question_id, func.count()).join(REGISTRATION, REGISTRATION.c.id == Answer.registration_id)
    .where(REGISTRATION.c.event_id == bindparam("event")).group_by(Answer.question_id)
)
_ANSWERS_OF_QUESTION = select(func.count()).select_from(Answer).where(Answer.question_id == bindparam("question"))
_ANSWERS: Statement = (
    select(
        Answer.id, Answer.registration_id, Answer.ticket_id, Answer.question_id, Answer.language, Answer.asked, Answer.value, Answer.given,
        Answer.consent, Answer.given_at, Answer.delete_after_days, Question.delete_after_days.label("now_after_days"), Question.health,
        Question.shown_at_door, Event.ends_at, Upload.id.label("upload_id"), Upload.key, Upload.name, Upload.media_type, Upload.size,
    )
    .join(Question, Question.id == Answer.question_id)
    .join(REGISTRATION, REGISTRATION.c.id == Answer.registration_id)
    .join(Event, Event.id == REGISTRATION.c.event_id)
    .outerjoin(Upload, Upload.id == Answer.upload_id)
)
_OF_REGISTRATIONS = _ANSWERS.where(Answer.registration_id.in_(bindparam("of", expanding=True))).order_by(
    Answer.registration_id, Answer.ticket_id, Answer.id,
)
_ONE_ANSWER = _ANSWERS.where(Answer.id == bindparam("answer"), Answer.registration_id == bindparam("of"))
_SEATS = (
    select(Ticket.id, Ticket.ticket_type_id, Ticket.holder)
    .join(REGISTRATION, REGISTRATION.c.id == Ticket.registration_id)
    .where(
        Ticket.registration_id == bindparam("of"), Ticket.state != "replaced",
        or_(Ticket.state != "cancelled", REGISTRATION.c.state == "expired"),  # its time ran out: what is typed then is kept too
    )
    .order_by(Ticket.id)
)
_OWN_SEATS = _SEATS.where(Ticket.guest_filled_at.is_(None))  # who has entered by an own link answers there
_EVENT_OF = select(REGISTRATION.c.event_id).where(REGISTRATION.c.id == bindparam("of"))
_VALUES = select(_A.c.ticket_id, _A.c.question_id, _A.c.value).where(_A.c.registration_id == bindparam("of"))


def question(row: Row[*tuple[Any, ...]]) -> QuestionFacts:
    """A row as facts."""
    values = {name: getattr(row, name) for name in QuestionFacts.__dataclass_fields__}
    return QuestionFacts(**{**values, "options": kinds.options(row.options)})


def _use(row: Row[Any]) -> UseFacts:
    return UseFacts(
        id=row.use_id, event_id=row.use_event_id, position=row.use_position, ticket_type_id=row.use_ticket_type_id,
        shown_if_use_id=row.use_shown_if_use_id, shown_if_values=tuple(row.use_shown_if_values), own_moment=row.use_moment,
        question=question(row),
    )


def uses(event_id: int, connection: Connection | None = None) -> tuple[UseFacts, ...]:
    """All that an event asks, in its order."""
    return tuple(_use(row) for row in (connection or reading()).execute(_USES, {"event": event_id}))


def many(event_id: int) -> int:
    """How many questions an event asks."""
    return int(reading().execute(_MANY, {"event": event_id}).scalar_one())


def asked_before(event_id: int, ticket_type_id: int) -> tuple[UseFacts, ...]:
    """What is asked of this type before there is a ticket."""
    return tuple(use for use in uses(event_id) if use.before and use.ticket_type_id in {None, ticket_type_id})


def asked_after(event_id: int, ticket_type_id: int) -> tuple[UseFacts, ...]:
    """Everything that is asked of this type: afterwards all answers can be looked through."""
    return tuple(use for use in uses(event_id) if use.ticket_type_id in {None, ticket_type_id})


def library(organisation_id: int) -> tuple[QuestionFacts, ...]:
    """The collection, without what was taken out of it."""
    return tuple(question(row) for row in reading().execute(_OFFERED, {"organisation": organisation_id}))


def by_id(question_id: int, organisation_id: int) -> QuestionFacts:
    """One question of this organisation."""
    row = reading().execute(_ONE, {"question": question_id, "organisation": organisation_id}).first()
    if row is None:
        raise Missing
    return question(row)


def events_of(organisation_id: int) -> dict[int, int]:
    """Question -> how many events ask it."""
    return {row[0]: row[1] for row in reading().execute(_EVENTS_OF, {"organisation": organisation_id})}


def answers_of_event(event_id: int) -> dict[int, int]:
    """Question -> how many answers guests of this event have given."""
    return {row[0]: row[1] for row in reading().execute(_ANSWERS_OF_EVENT, {"event": event_id})}


def answers_of_question(question_id: int, connection: Connection | None = None) -> int:
    """How many answers there are, in all events."""
    return int((connection or reading()).execute(_ANSWERS_OF_QUESTION, {"question": question_id}).scalar_one())


def of_registrations(*registration_ids: int) -> tuple[AnswerFacts, ...]:
    """All answers of these registrations, in the order in which they were given."""
    if not registration_ids:
        return ()
    return tuple(_answer(row) for row in reading().execute(_OF_REGISTRATIONS, {"of": registration_ids}))


def answer(answer_id: int, registration_id: int) -> AnswerFacts:
    """One answer of this registration."""
    row = reading().execute(_ONE_ANSWER, {"answer": answer_id, "of": registration_id}).first()
    if row is None:
        raise Missing
    return _answer(row)


def _answer(row: Row[Any]) -> AnswerFacts:
    sent = None
    if row.upload_id is not None:
        sent = FileFacts(id=row.upload_id, key=row.key, name=row.name, media_type=row.media_type, size=row.size)
    names = set(AnswerFacts.__dataclass_fields__) - {"file", "goes_at"}
    days = min(row.delete_after_days, row.now_after_days)
    return AnswerFacts(**{name: getattr(row, name) for name in names}, goes_at=row.ends_at + timedelta(days=days), file=sent)


def seats(connection: Connection, registration_id: int) -> tuple[Seat, ...]:
    """The tickets of a registration that are not over, wished for or held ones too."""
    return tuple(Seat(*row) for row in connection.execute(_SEATS, {"of": registration_id}))


def asks_before(event_id: SQLColumnExpression[int], type_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Whether anything is asked before there is a ticket: a part of another statement, for its event and its ticket type."""
    return (
        exists(select(1).select_from(_U.join(_Q, _Q.c.id == _U.c.question_id)))
        .where(
            _U.c.event_id == event_id, or_(_U.c.ticket_type_id.is_(None), _U.c.ticket_type_id == type_id),
            func.coalesce(_U.c.moment, _Q.c.moment) != "after",
        )
    )


_NEEDS = select(exists(
    select(1).select_from(_U.join(_Q, _Q.c.id == _U.c.question_id)).where(
        _U.c.event_id == bindparam("event"), or_(_U.c.ticket_type_id.is_(None), _U.c.ticket_type_id == bindparam("type")),
        and_(func.coalesce(_U.c.moment, _Q.c.moment) == "before-needed", ~_Q.c.health),
    )
))


def needs_before(connection: Connection, event_id: int, type_id: int) -> bool:
    """Whether there may be no ticket of this type without an answer."""
    return bool(connection.execute(_NEEDS, {"event": event_id, "type": type_id}).scalar_one())


def missing(connection: Connection, registration_id: int) -> int:
    """How many needed answers of a registration are not there yet. One indexed read where nothing is asked."""
    event_id = connection.execute(_EVENT_OF, {"of": registration_id}).scalar()
    asked = () if event_id is None else uses(event_id, connection)
    if not any(use.needed for use in asked):
        return 0
    values = _values(connection, registration_id)
    found = asking.groups(asked, seats(connection, registration_id), before=True)
    return sum(len(asking.lacking(group, by_use(group.uses, values.get(group.ticket_id, {})))) for group in found)


def _values(connection: Connection, registration_id: int) -> dict[int, dict[int, Any]]:
    """Ticket -> question -> value."""
    values: dict[int, dict[int, Any]] = {}
    for row in connection.execute(_VALUES, {"of": registration_id}):
        values.setdefault(row.ticket_id, {})[row.question_id] = row.value
    return values


def asked_and_open(registration_id: int, event_id: int) -> tuple[int, int]:
    """(how many questions whoever registered is asked, how many of them have no answer yet). One indexed read where nothing is asked."""
    asked = uses(event_id)
    if not asked:
        return 0, 0
    values = _values(reading(), registration_id)
    many = unanswered = 0
    for group in asking.groups(asked, [Seat(*row) for row in reading().execute(_OWN_SEATS, {"of": registration_id})]):
        given = by_use(group.uses, values.get(group.ticket_id, {}))
        shown = asking.visible(group.uses, given)
        many, unanswered = many + len(shown), unanswered + sum(given.get(use_id) is None for use_id in shown)
    return many, unanswered


def by_use(of: Iterable[UseFacts], values: dict[int, Any]) -> dict[int, Any]:
    """Answers by question -> by use."""
    return {use.id: values[use.question.id] for use in of if use.question.id in values}


def organisation_of(connection: Connection, event_id: int) -> int:
    """Whose event it is."""
    found: int | None = connection.execute(select(Event.organisation_id).where(Event.id == event_id)).scalar()
    if found is None:
        raise Missing
    return found


def lacking(registration_id: int) -> int:
    """The same for pages, outside of a transaction."""
    return missing(reading(), registration_id)
