"""Plain questions, as an organisation asks them, and answers to them."""

import io
from typing import Any

from PIL import Image

from eventsvc.core import clock
from eventsvc.events.models import Event
from eventsvc.questions import files, queries, service
from eventsvc.questions.facts import Given, QuestionFacts, UseFacts
from eventsvc.questions.kinds import Option
from eventsvc.questions.models import Question, QuestionUse
from tests import factories

TOPICS = (Option("oa", "Energie", "Energy"), Option("ob", "Hafen", "Harbour"), Option("oc", "Recht", "Law"))
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def question(kind: str = "text", **changes: Any) -> QuestionFacts:
    """A question without a database."""
    plain: dict[str, Any] = {
        "id": 1, "organisation_id": 1, "kind": kind, "asked_de": "Woran arbeitest du?", "asked_en": "What are you working on?",
        "help_de": "", "help_en": "", "options": TOPICS if kind in {"choice", "choices"} else (), "per": "ticket", "moment": "after",
        "delete_after_days": 30, "health": False, "shown_at_door": False, "archived": False, "version": 1,
    }
    return QuestionFacts(**{**plain, **changes})


def use(number: int = 1, kind: str = "text", **changes: Any) -> UseFacts:
    """Its use, without a database. What belongs to the question goes to it."""
    of_question = {name: changes.pop(name) for name in list(changes) if name in QuestionFacts.__dataclass_fields__ and name != "id"}
    plain: dict[str, Any] = {
        "id": number, "event_id": 1, "position": number, "ticket_type_id": None, "shown_if_use_id": None, "shown_if_values": (),
        "own_moment": None, "question": question(kind, id=100 + number, **of_question),
    }
    return UseFacts(**{**plain, **changes})


def make_question(event: Event, kind: str = "text", **changes: Any) -> Question:
    """A question of the event's organisation."""
    options = [{"key": one.key, "de": one.de, "en": one.en, "gone": False} for one in TOPICS] if kind in {"choice", "choices"} else []
    plain: dict[str, Any] = {
        "organisation_id": event.organisation_id, "kind": kind, "asked_de": "Woran arbeitest du?", "asked_en": "What are you working on?",
        "options": options, "created_at": clock.now(),
    }
    return factories.kept(Question(**{**plain, **changes}))


def make_use(event: Event, of: Question | str = "text", **changes: Any) -> UseFacts:
    """The event asks this question (or a new one of this kind). What belongs to the question goes to it."""
    if isinstance(of, str):
        of_question = {name: changes.pop(name) for name in list(changes) if hasattr(Question, name)and name != "id"}
        if "own_moment" in changes:
            changes["moment"] = changes.pop("own_moment")
        of = make_question(event, of, **of_question)
    place = len(factories.all_of(QuestionUse, event_id=event.id))
    row = factories.kept(QuestionUse(event_id=event.id, question_id=of.id, position=place, **changes))
    return used(event, row.id)


def used(event: Event, use_id: int) -> UseFacts:
    """A use as it stands now."""
    return next(one for one in queries.uses(event.id) if one.id == use_id)


def given(to: UseFacts, value: Any = "Cranes", ticket_id: int = 0, **changes: Any) -> Given:
    """An answer in English."""
    plain: dict[str, Any] = {
        "use_id": to.id, "question_id": to.question.id, "version": to.question.version, "ticket_id": ticket_id, "language": "en",
        "asked": to.question.asked_en, "value": value, "given": "" if value is None else str(value),
    }
    return Given(**{**plain, **changes})


def picture(kind: str = "PNG", size: tuple[int, int] = (30, 20), **how: Any) -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **how)
    return out.getvalue()


def sent(name: str = "cv.pdf") -> int:
    """A file that is kept already."""
    return service.keep_file(files.checked(PDF, name))
