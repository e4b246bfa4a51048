"""What is known of a question, of its use in an event, and of an answer. Values between layers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from eventsvc.questions.kinds import CHOOSING, Option


@dataclass(frozen=True, kw_only=True)
class QuestionFacts:
    """A question of the library."""

    id: int
    organisation_id: int
    kind: str
    asked_de: str
    asked_en: str
    help_de: str
    help_en: str
    options: tuple[Option, ...]
    per: str
    moment: str
    delete_after_days: int
    health: bool
    shown_at_door: bool
    archived: bool
    version: int

    @property
    def offered(self) -> tuple[Option, ...]:
        """What can be chosen now."""
        return tuple(option for option in self.options if not option.gone)

    def option(self, key: str) -> Option | None:
        """The option with this key, gone or not."""
        return next((option for option in self.options if option.key == key), None)

    @property
    def untranslated(self) -> str:
        """The language in which something is missing ("": nothing is)."""
        for lang, other in (("en", "de"), ("de", "en")):
            texts = [(getattr(self, f"{name}_{lang}"), getattr(self, f"{name}_{other}")) for name in ("asked", "help")]
            if self.kind in CHOOSING:
                texts += [(getattr(option, lang), getattr(option, other)) for option in self.offered]
            if any(there and not here for here, there in texts):
                return lang
        return ""


@dataclass(frozen=True, kw_only=True)
class UseFacts:
    """A question as an event asks it. `own_moment`: when this event asks, where that differs from the library."""

    id: int
    event_id: int
    position: int
    ticket_type_id: int | None
    shown_if_use_id: int | None
    shown_if_values: tuple[str, ...]
    own_moment: str | None
    question: QuestionFacts

    @property
    def moment(self) -> str:
        """When it is asked. What may tell something about health is never needed."""
        moment = self.own_moment or self.question.moment
        return "before" if self.question.health and moment == "before-needed" else moment

    @property
    def before(self) -> bool:
        """Whether it is asked before there is a ticket."""
        return self.moment != "after"

    @property
    def needed(self) -> bool:
        """Whether there is no ticket without an answer."""
        return self.moment == "before-needed"

    def goes_at(self, ends_at: datetime) -> datetime:
        """When answers that are given now will be deleted."""
        return ends_at + timedelta(days=self.question.delete_after_days)


@dataclass(frozen=True)
class Seat:
    """A ticket of a registration, as far as questions go."""

    ticket_id: int
    type_id: int
    holder: str = ""


@dataclass(frozen=True, kw_only=True)
class FileFacts:
    """A file that was sent."""

    id: int
    key: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, kw_only=True)
class AnswerFacts:
    """An answer as it was given. `goes_at`: when it will be deleted."""

    id: int
    registration_id: int
    ticket_id: int
    question_id: int
    language: str
    asked: str
    value: Any
    given: str
    health: bool
    shown_at_door: bool
    consent: bool
    given_at: datetime
    goes_at: datetime
    file: FileFacts | None = None


@dataclass(frozen=True, kw_only=True)
class Given:
    """An answer that was found right and is to be kept; `value` None: there is none (any more).

    `version` and `asked`: of the question that was answered. `upload_id`: the file, which is kept already.
    """

    use_id: int
    question_id: int
    version: int
    ticket_id: int
    language: str
    asked: str
    value: Any = None
    given: str = ""
    consent: bool = False
    upload_id: int | None = None
