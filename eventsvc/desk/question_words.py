"""Questions as the desk speaks of them, and why it says no."""

from collections.abc import Callable, Mapping, Sequence

from flask import g
from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.core import bilingual, wording, zones
from eventsvc.core.bilingual import Said
from eventsvc.events.facts import EventFacts
from eventsvc.questions.facts import QuestionFacts, UseFacts
from eventsvc.questions.kinds import DAYS, KINDS, MOMENTS
from eventsvc.web.errors import SENTENCES
from eventsvc.web.question_words import yes_no


def asked(question: QuestionFacts) -> Said:
    """The question in the member's language, or in the one it was written in."""
    return bilingual.pick(question, "asked", g.lang)


def kind(name: str) -> str:
    """What an answer is."""
    words: dict[str, Callable[[], str]] = {
        "text": lambda: _("One line"), "long": lambda: _("Several lines"), "choice": lambda: _("One of several answers"),
        "choices": lambda: _("Several answers to tick"), "yesno": lambda: _("Yes or no"), "number": lambda: _("Number"),
        "date": lambda: _("Date"), "phone": lambda: _("Phone number"), "country": lambda: _("Country"),
        "file": lambda: _("File: picture or PDF"),
    }
    return words[name]()


def moment(name: str) -> str:
    """When it is asked."""
    words: dict[str, Callable[[], str]] = {
        "after": lambda: _("after the ticket, optional"), "before": lambda: _("before the ticket, optional"),
        "before-needed": lambda: _("before the ticket, needed"),
    }
    return words[name]()


def per(name: str) -> str:
    """Whom it asks."""
    return _("each guest") if name == "ticket" else _("once per registration")


def days(many: int) -> str:
    """When answers are deleted."""
    return _("on the day after the event") if many == 1 else _("%(num)s days after the event", num=many)


def kinds() -> list[tuple[str, str]]:
    """For a select."""
    return [(name, kind(name)) for name in KINDS]


def moments() -> list[tuple[str, str]]:
    """For a select."""
    return [(name, moment(name)) for name in MOMENTS]


def all_days() -> list[tuple[str, str]]:
    """For a select."""
    return [(str(many), days(many)) for many in DAYS]


def goes(use: UseFacts, event: EventFacts) -> str:
    """The day on which answers that are given now will be deleted."""
    there = zones.local(use.goes_at(event.ends_at), event.zone)
    return _("deleted on %(day)s", day=f"{wording.day_month(there, g.lang)} {there.year}")


def answers(many: int) -> str:
    """How many were given."""
    return ngettext("%(count)s answer", "%(count)s answers", many, count=wording.number(many, g.lang))


def where(question: QuestionFacts, events: int) -> str:
    """In the collection: how many events ask it, in which languages it is there."""
    used = ngettext("in %(count)s event", "in %(count)s events", events, count=wording.number(events, g.lang))
    missing = {"de": _("German is missing"), "en": _("English is missing"), "": "DE EN"}[question.untranslated]
    return f"{used}, {missing}"


def condition(use: UseFacts, uses: Sequence[UseFacts]) -> str:
    """After which answer it is asked ("": of everybody)."""
    opener = next((one for one in uses if one.id == use.shown_if_use_id), None)
    if opener is None:
        return ""
    labels = dict(values(opener.question))
    chosen = _(" or ").join(_("“%(answer)s”", answer=labels.get(key, key)) for key in use.shown_if_values)
    return _("only after %(answer)s to: %(question)s", answer=chosen, question=asked(opener.question).text)


def values(question: QuestionFacts) -> list[tuple[str, str]]:
    """What may open another question, with words; what is gone is still known."""
    if question.kind == "yesno":
        return list(yes_no())
    return [(option.key, option.label(g.lang)) for option in question.options]


def _fixed(_facts: Mapping[str, object]) -> str:
    return _("Answers have been given, so this stays as it is. Make a new question instead, and take this one out.")


SENTENCES.update({
    "question-empty": lambda _facts: _("Write the question in at least one language."),
    "options-few": lambda _facts: _("At least two answers are needed, one per line."),
    "options-many": lambda facts: _("At most %(most)s answers.", most=facts["most"]),
    "options-uneven": lambda _facts: _("A line is empty in both languages."),
    "health-needed": lambda _facts: _("What may tell something about health is asked of free will only. Choose “optional”."),
    "health-long": lambda facts: _("What may tell something about health goes within %(most)s days.", most=facts["most"]),
    "kind-fixed": _fixed,
    "per-fixed": _fixed,
    "opener-fixed": lambda _facts: _("Other questions wait for this one in some event. Take that condition away first."),
    "question-archived": lambda _facts: _("This question is not in the collection any more."),
    "questions-many": lambda facts: _("An event asks at most %(most)s questions.", most=facts["most"]),
    "opener-kind": lambda _facts: _("Only a question with fixed answers can open another one."),
    "opener-apart": lambda _facts: _("One of the two is asked for each guest, the other once. Choose one that asks the same people."),
    "opener-circle": lambda _facts: _("The two questions would wait for each other. Choose another one."),
    "opener-values": lambda _facts: _("Choose the answers that open this question."),
})
