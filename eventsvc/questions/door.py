"""What the door is told of a guest's answers when the guest comes in. It is never put on a phone's list, only said at that moment."""

from collections.abc import Iterable

from sqlalchemy import bindparam, or_, select

from eventsvc.core.bilingual import pick
from eventsvc.core.db import reading
from eventsvc.questions import check, kinds, queries
from eventsvc.questions.models import Answer, Question
from eventsvc.tickets.models import Ticket

_NOTES = (
    select(
        *queries.QUESTION, Ticket.code_hash, Answer.value, Answer.given, Answer.asked.label("was_asked"), Answer.version.label("was"),
    )
    .select_from(Ticket)
    .join(Answer, Answer.registration_id == Ticket.registration_id)
    .join(Question, Question.id == Answer.question_id)
    .where(
        Ticket.code_hash.in_(bindparam("of", expanding=True)), Ticket.event_id == bindparam("event"), Question.shown_at_door,
        or_(Answer.ticket_id == Ticket.id, Answer.ticket_id == kinds.WHOLE),
    )
    .order_by(Answer.id)
)


def notes(event_id: int, code_hashes: Iterable[str], lang: str) -> dict[str, str]:
    """Code -> questions with answers, in the helper's language where the question still is what it was, else as it was answered."""
    wanted = list(code_hashes)
    found: dict[str, list[str]] = {}
    for row in reading().execute(_NOTES, {"of": wanted, "event": event_id}) if wanted else ():
        asked, given = row.was_asked, row.given
        if row.was == row.version:
            asked, given = pick(row, "asked", lang).text, check.worded(queries.question(row), row.value, lang) or row.given
        found.setdefault(row.code_hash, []).append(f"{asked} {given}")
    return {code_hash: "; ".join(said) for code_hash, said in found.items()}
