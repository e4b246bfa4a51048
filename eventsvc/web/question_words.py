"""What is said about questions: what is wrong with an answer, what becomes of it, why it is asked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from eventsvc.core import wording, zones
from eventsvc.questions.files import MOST_BYTES
from eventsvc.questions.kinds import YES_NO
from eventsvc.web.errors import SENTENCES
from eventsvc.web.languages import current

MEGABYTE = 1_000_000


def wrong(reason: str, facts: Mapping[str, Any]) -> str:
    """Why what was typed is no answer, with one that is right."""
    return {
        "long": _("At most %(most)s characters.", most=facts.get("most", "")),
        "number": _("A number looks like 12 or 4.5."),
        "date": _("A day looks like 2027-04-19."),
        "phone": _("A phone number looks like +49 40 123456."),
        "country": _("Choose a country from the list."),
        "option": _("Choose one of the answers that stand here."),
    }[reason]


def needed(question: str) -> str:
    """There is no ticket without this answer."""
    return _("“%(question)s” needs an answer.", question=question.rstrip())


def consent_missing() -> str:
    """It was answered, but may not be kept."""
    return _("Tick this box so that we may keep the answer above, or take the answer out.")


def changed() -> str:
    """It means something else since the page was opened."""
    return _("This question was changed while you had it open. Read it once more, and send it again.")


def consent() -> str:
    """Beside an answer that may tell something about somebody's health."""
    return _("I agree that the team keeps and uses this answer for this event. It may tell something about my health.")


def consent_about(goes_at: datetime, zone: str, *, at_door: bool) -> str:
    """What it is good for, and how it ends."""
    seen = _("Seen by the team and at the door, by no partner.") if at_door else _("Seen by the team, by no partner.")
    goes = _("Deleted on %(day)s; you can take it out here before.", day=day(goes_at, zone))
    return f"{seen} {goes}"


def note(goes_at: datetime, zone: str, *, at_door: bool) -> str:
    """The small print below the form."""
    when = day(goes_at, zone)
    if at_door:
        return _("Answers are seen by the event's team, some at the door, by no partner. Deleted on %(day)s at the latest.", day=when)
    return _("Answers are seen by the event's team, by no partner. Deleted on %(day)s at the latest.", day=when)


def day(at: datetime, zone: str) -> str:
    """`14. September 2027` at the event's place."""
    there = zones.local(at, zone)
    return f"{wording.day_month(there, current())} {there.year}"


def file_rules() -> str:
    """What can be sent."""
    return _("Picture or PDF, up to %(most)s MB.", most=MOST_BYTES // MEGABYTE)


def size(many: int) -> str:
    """`84 kB`, `1,2 MB`."""
    if many < MEGABYTE:
        return f"{wording.number(max(many // 1000, 1), current())} kB"
    return f"{wording.number(round(many / MEGABYTE, 1), current())} MB"


def opened_by(answers: list[str], *, holds: bool) -> str:
    """Why a question stands there."""
    said = _(" or ").join(_("“%(answer)s”", answer=one) for one in answers)
    return _("Asked because you chose %(answer)s.", answer=said) if holds else _("Only if you choose %(answer)s.", answer=said)


def yes_no() -> tuple[tuple[str, str], ...]:
    """The two answers."""
    return tuple(zip(YES_NO, (_("Yes"), _("No")), strict=True))


SENTENCES.update({
    "question-changed": lambda _facts: changed(),
    "file-empty": lambda _facts: _("This file is empty. Choose another one."),
    "file-large": lambda facts: _("A file may have %(most)s MB. Choose a smaller one.", most=facts["most"]),
    "file-kind": lambda _facts: _("Send a picture (PNG, JPEG or WebP) or a PDF; this file is neither."),
    "file-pixels": lambda facts: _("A picture may have %(most)s megapixels. Choose a smaller one.", most=facts["megapixels"]),
})
