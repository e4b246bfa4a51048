"""The chips above everything about an event's tickets: types and quotas, codes, questions; and what has a page elsewhere."""

from flask import g, url_for
from flask_babel import gettext as _

from eventsvc.accounts import roles
from eventsvc.core import wording
from eventsvc.questions import queries as questions
from eventsvc.ticket_types import code_queries
from eventsvc.web.shell import Link


def chips(event_id: int, current: str) -> list[Link]:
    """For the macro `chips`; `current` is "types", "codes", "questions" or "registration". The waitlist stands among the guests."""
    rows = (
        ("types", "desk_types.index", _("Types and quotas"), None), ("codes", "desk_codes.index", _("Codes"), code_queries.many(event_id)),
        ("questions", "desk_questions.index", _("Questions"), questions.many(event_id)),
        ("registration", "desk_events.registration", _("Registration"), None),
        ("waitlist", "desk_waitlist.index", _("Waitlist"), None),
    )
    return [
        Link(word, url_for(endpoint, event_id=event_id), name == current, count=None if many is None else wording.number(many, g.lang))
        for name, endpoint, word, many in rows
        if name != "waitlist" or roles.may(g.member.role, "guest.see")
    ]
