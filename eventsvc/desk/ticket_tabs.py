"""The chips above everything about an event's tickets: types and quotas, codes, questions, with their counts."""

from flask import g, url_for
from flask_babel import gettext as _

from eventsvc.core import wording
from eventsvc.questions import queries as questions
from eventsvc.ticket_types import code_queries
from eventsvc.web.shell import Link


def chips(event_id: int, current: str) -> list[Link]:
    """For the macro `chips`; `current` is "types", "codes" or "questions"."""
    rows = (
        ("types", "desk_types.index", _("Types and quotas"), None), ("codes", "desk_codes.index", _("Codes"), code_queries.many(event_id)),
        ("questions", "desk_questions.index", _("Questions"), questions.many(event_id)),
    )
    return [
        Link(word, url_for(endpoint, event_id=event_id), name == current, count=None if many is None else wording.number(many, g.lang))
        for name, endpoint, word, many in rows
    ]
