"""What the mails to applicants say in the organiser's own words: for one event, else for all of the organisation, else our own.

A text is there in both languages or not at all, so that nobody gets a mail in the other language. `{name}` and the like are filled in.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import cast

from sqlalchemy import Table, bindparam, delete, select

from eventsvc.core import audit, clock
from eventsvc.core.db import insert, reading, transaction
from eventsvc.core.errors import Refused
from eventsvc.registration.models import AnswerText

PLACES = ("name", "event", "when", "until")
LONGEST_SUBJECT, LONGEST_TEXT = 150, 3000

_T = cast(Table, AnswerText.__table__)
_HOLDS = (
    select(_T)
    .where(_T.c.organisation_id == bindparam("organisation"), (_T.c.event_id == bindparam("event")) | _T.c.event_id.is_(None))
    .order_by(_T.c.event_id.is_(None).desc(), _T.c.id)
)


@dataclass(frozen=True, kw_only=True)
class Texts:
    """One mail in both languages; all empty: our own words."""

    subject_de: str = ""
    text_de: str = ""
    subject_en: str = ""
    text_en: str = ""

    @property
    def whole(self) -> bool:
        """Whether nothing is missing."""
        return all(asdict(self).values())

    @property
    def none(self) -> bool:
        """Whether nothing is there."""
        return not any(asdict(self).values())


@dataclass(frozen=True)
class Held:
    """What holds for an event, and whether it is its own."""

    texts: Texts
    of_event: bool


def holding(organisation_id: int, event_id: int) -> dict[str, Held]:
    """The organiser's words for each answer that has some: the event's own ones go before those for all events."""
    rows = reading().execute(_HOLDS, {"organisation": organisation_id, "event": event_id})
    return {
        row.answer: Held(
            Texts(subject_de=row.subject_de, text_de=row.text_de, subject_en=row.subject_en, text_en=row.text_en), row.event_id is not None,
        )
        for row in rows
    }


def keep(organisation_id: int, event_id: int, answer: str, texts: Texts, *, for_all: bool, by: int) -> bool:
    """Say it like this from now on: in mails of this event, or (`for_all`) of all events that have no words of their own.

    Empty texts take the words away. False: nothing changed. Refused: both-languages.
    """
    if not texts.none and not texts.whole:
        raise Refused("both-languages")
    whose = _T.c.event_id.is_(None) if for_all else _T.c.event_id == event_id
    mine = (_T.c.organisation_id == organisation_id, _T.c.answer == answer, whose)
    with transaction() as connection:
        row = connection.execute(select(_T.c.subject_de, _T.c.text_de, _T.c.subject_en, _T.c.text_en).where(*mine)).mappings().first()
        before = Texts() if row is None else Texts(**row)
        if before == texts:
            return False
        connection.execute(delete(_T).where(*mine))
        if not texts.none:
            connection.execute(insert(AnswerText).on_conflict_do_nothing().values(
                organisation_id=organisation_id, event_id=None if for_all else event_id, answer=answer, changed_at=clock.now(),
                **asdict(texts),
            ))
        audit.note(
            organisation_id=organisation_id, person_id=by, deed="answer-text", kind="event", subject_id=event_id,
            before=_changed(before, texts), after={**_changed(texts, before), "answer": answer, "for_all": for_all},
        )
        return True


def _changed(one: Texts, other: Texts) -> dict[str, str]:
    return {name: value for name, value in asdict(one).items() if value != getattr(other, name)}


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with what stands for the person and the event; what is not known stays as it is."""
    for name in PLACES:
        text = text.replace("{" + name + "}", values.get(name, ""))
    return text
