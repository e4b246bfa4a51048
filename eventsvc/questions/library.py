"""Deeds on the collection of questions. What changes the meaning of a question makes a new version; answers keep the words they had."""

from dataclasses import asdict, dataclass
from typing import Any, cast

from sqlalchemy import Connection, Table, bindparam, exists, insert, or_, select, update

from eventsvc.core import audit, clock
from eventsvc.core.db import transaction
from eventsvc.core.errors import Missing, Refused
from eventsvc.questions import kinds, queries
from eventsvc.questions.facts import QuestionFacts
from eventsvc.questions.kinds import CHOOSING, HEALTH_DAYS
from eventsvc.questions.models import Question, QuestionUse

MEANING = ("kind", "asked_de", "asked_en", "help_de", "help_en", "options")
FIXED = ("kind", "per")

_Q = cast(Table, Question.__table__)
_LOCKED = select(_Q).where(_Q.c.id == bindparam("question"), _Q.c.organisation_id == bindparam("organisation")).with_for_update()
_OTHER = QuestionUse.__table__.alias("other")
_IN_CONDITION = select(exists(
    select(1).select_from(QuestionUse).where(
        QuestionUse.question_id == bindparam("question"),
        or_(
            QuestionUse.shown_if_use_id.is_not(None),
            exists().where(_OTHER.c.shown_if_use_id == QuestionUse.id),
        ),
    ),
))


@dataclass(frozen=True, kw_only=True)
class QuestionWish:
    """A question as typed. `options`: pairs of German and English words."""

    kind: str
    asked_de: str = ""
    asked_en: str = ""
    help_de: str = ""
    help_en: str = ""
    options: tuple[tuple[str, str], ...] = ()
    per: str = "ticket"
    moment: str = "after"
    delete_after_days: int = 30
    health: bool = False
    shown_at_door: bool = False


def create(organisation_id: int, wish: QuestionWish, *, by: int | None) -> int:
    """A new question of the collection; answers its id. Refused: question-empty, options-few, health-needed, health-long."""
    check(wish)
    values = {**_plain(wish), "options": kinds.rows(kinds.renewed((), wish.options))}
    with transaction() as connection:
        made = connection.execute(
            insert(Question).values(organisation_id=organisation_id, version=1, archived=False, created_at=clock.now(), **values)
            .returning(Question.id),
        )
        question_id = int(made.scalar_one())
        _note(organisation_id, question_id, "question-made", by, after={"asked": wish.asked_de or wish.asked_en})
    return question_id


def edit(question_id: int, organisation_id: int, wish: QuestionWish, *, version: int, by: int | None) -> bool:
    """The question as it is from now on, in all events; answers that are given keep their words. Answers whether anything changed.

    Refused: as `create`; changed-meanwhile (saved by somebody else since `version`), kind-fixed, per-fixed (answers are there),
    opener-fixed (other questions wait for its answers).
    """
    check(wish)
    with transaction() as connection:
        old = _locked(connection, question_id, organisation_id)
        if old.version != version:
            raise Refused("changed-meanwhile")
        options = kinds.rows(kinds.renewed(old.options, wish.options)) if wish.kind in CHOOSING else kinds.rows(old.options)
        wanted = {**_plain(wish), "options": options}
        before = {**{name: getattr(old, name) for name in wanted}, "options": kinds.rows(old.options)}
        changed = {name: value for name, value in wanted.items() if before[name] != value}
        _check_fixed(connection, old, changed)
        if not changed:
            return False
        connection.execute(
            update(Question).where(Question.id == question_id)
            .values(**changed, version=Question.version + (1 if set(changed) & set(MEANING) else 0)),
        )
        _note(
            organisation_id, question_id, "question-edited", by,
            before={name: before[name] for name in changed}, after=dict(changed.items()),
        )
        return True


def archive(question_id: int, organisation_id: int, *, by: int | None, back: bool = False) -> None:
    """Out of the collection: events that ask it go on, and no other one can. `back`: into it again."""
    with transaction() as connection:
        old = _locked(connection, question_id, organisation_id)
        if old.archived != back:
            return
        connection.execute(update(Question).where(Question.id == question_id).values(archived=not back))
        deed = "question-back" if back else "question-archived"
        _note(organisation_id, question_id, deed, by, after={"asked": old.asked_de or old.asked_en})


def check(wish: QuestionWish) -> None:
    """What makes no question."""
    if not (wish.asked_de or wish.asked_en):
        raise Refused("question-empty")
    if wish.kind in CHOOSING:
        if len(wish.options) < 2:
            raise Refused("options-few")
        if len(wish.options) > kinds.MOST_OPTIONS:
            raise Refused("options-many", most=kinds.MOST_OPTIONS)
        if not all(de or en for de, en in wish.options):
            raise Refused("options-uneven")
    if wish.health and wish.moment == "before-needed":
        raise Refused("health-needed")
    if wish.health and wish.delete_after_days > HEALTH_DAYS:
        raise Refused("health-long", most=HEALTH_DAYS)


def _check_fixed(connection: Connection, old: QuestionFacts, changed: dict[str, Any]) -> None:
    if not set(changed) & set(FIXED):
        return
    if queries.answers_of_question(old.id, connection):
        raise Refused("kind-fixed" if "kind" in changed else "per-fixed")
    if connection.execute(_IN_CONDITION, {"question": old.id}).scalar_one():
        raise Refused("opener-fixed")


def _plain(wish: QuestionWish) -> dict[str, Any]:
    return {name: value for name, value in asdict(wish).items() if name != "options"}


def _locked(connection: Connection, question_id: int, organisation_id: int) -> QuestionFacts:
    row = connection.execute(_LOCKED, {"question": question_id, "organisation": organisation_id}).first()
    if row is None:
        raise Missing
    return queries.question(row)


def _note(
    organisation_id: int, question_id: int, deed: str, by: int | None, *, after: dict[str, Any], before: dict[str, Any] | None = None,
) -> None:
    audit.note(
        organisation_id=organisation_id, person_id=by, deed=deed, kind="question", subject_id=question_id, before=before, after=after,
    )
