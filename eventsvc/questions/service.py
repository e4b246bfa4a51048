"""Deeds on answers and their files: keep them, delete what was promised to be deleted, forget those of one registration."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import Connection, Table, and_, bindparam, delete, exists, or_, select, tuple_, update

from eventsvc.core import clock, uploads
from eventsvc.core.db import insert, reading, transaction
from eventsvc.core.errors import Missing, Refused
from eventsvc.events.models import Event
from eventsvc.questions import queries
from eventsvc.questions.facts import Given
from eventsvc.questions.files import File
from eventsvc.questions.kinds import DAYS, WHOLE
from eventsvc.questions.models import Answer, Question, QuestionUse, Upload
from eventsvc.questions.queries import REGISTRATION

STEP = 500
ABANDONED = ("cancelled", "expired")
ABANDONED_KEPT = timedelta(days=7)
UPLOAD_KEPT = timedelta(hours=1)

_A = cast(Table, Answer.__table__)
_EVENT = (
    select(REGISTRATION.c.event_id, REGISTRATION.c.state).where(REGISTRATION.c.id == bindparam("of")).with_for_update(read=True)
)
_QUESTIONS = (
    select(Question.id, Question.version, Question.delete_after_days, QuestionUse.id.label("use_id"))
    .join(QuestionUse, QuestionUse.question_id == Question.id)
    .where(QuestionUse.event_id == bindparam("event"))
    .with_for_update(read=True, of=Question)  # nobody gives the question another meaning meanwhile
)
_OVER = (
    select(_A.c.id)
    .join(Question, Question.id == _A.c.question_id)
    .join(REGISTRATION, REGISTRATION.c.id == _A.c.registration_id)
    .join(Event, Event.id == REGISTRATION.c.event_id)
    .where(or_(
        *(
            and_(Event.ends_at <= bindparam(f"day_{days}"), or_(_A.c.delete_after_days == days, Question.delete_after_days == days))
            for days in DAYS
        ),
        and_(REGISTRATION.c.state.in_(ABANDONED), REGISTRATION.c.changed_at <= bindparam("abandoned")),
    ))
    .limit(STEP)
)
_LOOSE = (
    select(Upload.id, Upload.key)
    .where(Upload.made_at <= bindparam("before"), ~exists().where(Answer.upload_id == Upload.id)).limit(STEP)
)


def answer(registration_id: int, given: Sequence[Given]) -> None:
    """Keep these answers; one without a value is taken away, what is not asked any more is left out. Joins an outer transaction.

    Refused: question-changed (it means something else since it was read).
    """
    with transaction() as connection:
        event = connection.execute(_EVENT, {"of": registration_id}).first()
        if event is None:
            raise Missing
        asked = {(row.use_id, row.id): row for row in connection.execute(_QUESTIONS, {"event": event.event_id})}
        tickets = {WHOLE} | {seat.ticket_id for seat in queries.seats(connection, registration_id)}
        fitting = [one for one in given if (one.use_id, one.question_id) in asked and one.ticket_id in tickets]
        empty = [(one.ticket_id, one.question_id) for one in fitting if one.value is None]
        if empty:
            connection.execute(delete(Answer).where(
                Answer.registration_id == registration_id, tuple_(Answer.ticket_id, Answer.question_id).in_(empty),
            ))
        for one in fitting:
            row = asked[one.use_id, one.question_id]
            if one.value is None:
                continue
            if row.version != one.version:
                raise Refused("question-changed", asked=one.asked)
            _keep(connection, registration_id, one, row.delete_after_days)


def _keep(connection: Connection, registration_id: int, one: Given, days: int) -> None:
    """An answer that says the same stays as it was given, with the words it was asked in."""
    values: dict[str, Any] = {
        "version": one.version, "language": one.language, "asked": one.asked, "value": one.value, "given": one.given,
        "upload_id": one.upload_id, "consent": one.consent, "delete_after_days": days, "given_at": clock.now(),
    }
    key = {"registration_id": registration_id, "ticket_id": one.ticket_id, "question_id": one.question_id}
    old = connection.execute(
        select(Answer.id, Answer.value, Answer.upload_id, Answer.consent, Answer.version).filter_by(**key),
    ).first()
    if old is not None and (old.value, old.upload_id, old.consent, old.version) == (one.value, one.upload_id, one.consent, one.version):
        return
    connection.execute(
        insert(Answer).values(**key, **values).on_conflict_do_update(index_elements=list(key), set_=values),
    )


def keep_file(file: File) -> int:
    """Put a file away; answers the id that an answer names it by. One that no answer names is gone within some hours."""
    key = uploads.new_key()
    with transaction() as connection:
        made = connection.execute(
            insert(Upload).values(key=key, name=file.name, media_type=file.media_type, size=len(file.content), made_at=clock.now())
            .returning(Upload.id),
        )
        upload_id = int(made.scalar_one())
    uploads.write(key, file.content)
    return upload_id


def forget(connection: Connection, registration_id: int) -> None:
    """All answers of a registration, whatever their date. Its files follow with the next sweep."""
    connection.execute(delete(Answer).where(Answer.registration_id == registration_id))


def forget_due() -> int:
    """Delete the answers whose day has come, those of registrations that came to nothing, and files that no answer names any more."""
    now = clock.now()
    times = {f"day_{days}": now - timedelta(days=days) for days in DAYS}
    gone = 0
    while due := list(reading().execute(_OVER, {**times, "abandoned": now - ABANDONED_KEPT}).scalars()):
        with transaction() as connection:
            gone += connection.execute(delete(Answer).where(Answer.id.in_(due))).rowcount
    sweep_files()
    return gone


def sweep_files() -> int:
    """Files go first, then their rows: whatever stops this in between, the next time finds them."""
    gone = 0
    while loose := list(reading().execute(_LOOSE, {"before": clock.now() - UPLOAD_KEPT})):
        for row in loose:
            uploads.drop(row.key)
        with transaction() as connection:
            gone += connection.execute(delete(Upload).where(
                Upload.id.in_([row.id for row in loose]), ~exists().where(Answer.upload_id == Upload.id),
            )).rowcount
    return gone


def copy_uses(from_event_id: int, to_event_id: int, types: dict[int, int]) -> int:
    """The other event asks the same questions, in the same order, under the same conditions. `types`: old ticket type -> new one.

    A question for a type that the other event does not have is left out, and what waits for it is asked of everybody.
    """
    with transaction() as connection:
        made: dict[int, int] = {}
        wanted = [use for use in queries.uses(from_event_id, connection) if use.ticket_type_id is None or use.ticket_type_id in types]
        for use in wanted:
            new = connection.execute(insert(QuestionUse).values(
                event_id=to_event_id, question_id=use.question.id, position=use.position, moment=use.own_moment, shown_if_values=[],
                ticket_type_id=None if use.ticket_type_id is None else types[use.ticket_type_id],
            ).on_conflict_do_nothing().returning(QuestionUse.id)).scalar()
            if new is not None:
                made[use.id] = new
        for use in wanted:
            opener = made.get(use.shown_if_use_id or 0)
            if use.id in made and opener is not None:
                connection.execute(
                    update(QuestionUse).where(QuestionUse.id == made[use.id])
                    .values(shown_if_use_id=opener, shown_if_values=list(use.shown_if_values)),
                )
        return len(made)

