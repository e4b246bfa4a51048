"""One question in a form: what was typed, how it is judged, how it is shown (`parts.Asked`)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Refused
from eventsvc.questions import asking, check, files
from eventsvc.questions.check import Empty, Fits, Judged, Wrong
from eventsvc.questions.facts import AnswerFacts, UseFacts
from eventsvc.questions.files import File
from eventsvc.web import question_words as words
from eventsvc.web.errors import sentence
from eventsvc.web.parts import Asked

MOST_RADIOS = 6
KINDS = {"choice": "one", "choices": "many"}


@dataclass(frozen=True)
class Setting:
    """What all questions of a form share: the reader's language, when answers go, and where a file that was sent can be had."""

    lang: str
    ends_at: datetime
    zone: str
    file_url: Callable[[int], str] | None = None


@dataclass
class QuestionField:
    """The answer of one ticket (or of the whole registration) to one question."""

    use: UseFacts
    ticket_id: int
    setting: Setting
    had: AnswerFacts | None
    typed: tuple[str, ...] = ()
    consented: bool = False
    sent: tuple[bytes, str] | None = None
    file: File | None = None
    errors: list[str] = field(default_factory=list)
    consent: "Consent" = field(init=False)
    found: Judged | None = None

    def __post_init__(self) -> None:
        self.consent = Consent(f"{self.name}-consent")

    @property
    def name(self) -> str:
        """Of the field in the form, and its id."""
        return f"q{self.use.id}-{self.ticket_id}" if self.ticket_id else f"q{self.use.id}"

    @property
    def id(self) -> str:
        """Where the list of mistakes leads to."""
        return self.name

    @property
    def asked(self) -> str:
        """The question in the reader's language, or in the one it was written in."""
        return pick(self.use.question, "asked", self.setting.lang).text

    def as_it_was(self) -> None:
        """Show the answer that is kept."""
        if self.had is not None:
            self.typed = check.shown(self.use.question.kind, self.had.value, self.setting.lang)
            self.consented = self.had.consent

    def judged(self) -> Judged:
        """What was typed, as a value. A file that is kept already is an answer too."""
        if self.found is None:
            self.found = self._judged()
        return self.found

    def _judged(self) -> Judged:
        if self.use.question.kind != "file":
            return check.judge(self.use.question, self.typed, self.setting.lang, asking.chosen(self.had.value if self.had else None))
        if self.sent is not None:
            return self._read(*self.sent)
        kept = self.had.file if self.had is not None else None
        return Empty() if kept is None else Fits(kept.name, kept.name)

    def _read(self, raw: bytes, name: str) -> Judged:
        try:
            self.file = files.checked(raw, name)
        except Refused as no:
            return Wrong("file", {"sentence": sentence(no)})
        return Fits(self.file.name, self.file.name)

    def complain(self, found: Judged, *, changed: bool) -> None:
        """Say what is wrong with it."""
        if isinstance(found, Wrong):
            self.errors = [found.facts["sentence"] if found.reason == "file" else words.wrong(found.reason, found.facts)]
        elif isinstance(found, Empty):
            self.errors = [words.needed(self.asked)] if self.use.needed else []
        elif changed:
            self.errors = [words.changed()]
        if isinstance(found, Fits) and self.use.question.health and not self.consented:
            self.consent.errors = [words.consent_missing()]

    # how it is shown

    def shown(self, fields: Sequence["QuestionField"], values: Mapping[int, Any], reason: str = "") -> list[Asked]:
        """The question, and the consent that belongs to it. `fields`: all of its group; `reason`: why it is asked."""
        question, lang = self.use.question, self.setting.lang
        said, choices = pick(question, "asked", lang), self.choices()
        one = Asked(
            id=self.id, name=self.name, kind=self._kind(), label=said.text, hint=self._hint(reason), optional=not self.use.needed,
            value="" if question.kind in {"choices", "file"} else (self.typed[0] if self.typed else ""),
            values=self.typed if question.kind == "choices" else (), choices=choices, error=self.errors[0] if self.errors else "",
            lang="" if said.lang == lang else said.lang, longest=check.LONGEST.get(question.kind, 0),
            accept=files.ACCEPT if question.kind == "file" else "", below=self._below(fields, values, [key for key, _word in choices]),
            opened=" ".join(self.use.shown_if_values), **self._kept(),
        )
        return [one, self._consent()] if question.health else [one]

    def _kind(self) -> str:
        kind = self.use.question.kind
        if kind == "choice" and len(self.choices()) > MOST_RADIOS + 1:
            return "select"
        return KINDS.get(kind, kind)

    def choices(self) -> tuple[tuple[str, str], ...]:
        """What can be chosen, and what was chosen before. Where none is needed, none can be chosen again."""
        question, lang = self.use.question, self.setting.lang
        none = () if self.use.needed else (("", _("No answer")),)
        if question.kind == "yesno":
            return (*words.yes_no(), *none)
        if question.kind == "country":
            return tuple(check.countries(lang))
        had = asking.chosen(self.had.value if self.had else None)
        known = tuple((option.key, option.label(lang)) for option in question.options if not option.gone or option.key in had)
        return (*known, *none) if question.kind == "choice" and len(known) <= MOST_RADIOS else known

    def _hint(self, reason: str) -> str:
        question = self.use.question
        about = pick(question, "help", self.setting.lang).text
        return " ".join(part for part in (reason, about, words.file_rules() if question.kind == "file" else "") if part)

    def _kept(self) -> dict[str, str]:
        kept = self.had.file if self.had is not None else None
        if kept is None or self.had is None:
            return {}
        url = self.setting.file_url(self.had.id) if self.setting.file_url is not None else ""
        return {"kept": f"{kept.name}, {words.size(kept.size)}", "kept_url": url, "drop": self.name}

    def _consent(self) -> Asked:
        question = self.use.question
        return Asked(
            id=self.consent.id, name=self.consent.id, kind="tick", label=words.consent(), value="yes" if self.consented else "",
            optional=True, error=self.consent.errors[0] if self.consent.errors else "",
            opened=" ".join(self.use.shown_if_values),
            hint=words.consent_about(self.goes_at, self.setting.zone, at_door=question.shown_at_door),
        )

    @property
    def goes_at(self) -> datetime:
        """When the answer will be deleted."""
        return self.use.goes_at(self.setting.ends_at)

    def _below(self, fields: Sequence["QuestionField"], values: Mapping[int, Any], keys: Sequence[str]) -> tuple[tuple[str, Asked], ...]:
        """What waits for this answer, each below the last of the answers that open it."""
        found: list[tuple[str, Asked]] = []
        for one in fields:
            opening = [key for key in keys if key in one.use.shown_if_values] if one.use.shown_if_use_id == self.use.id else []
            if not opening:
                continue
            labels = dict(self.choices())
            holds = not asking.chosen(values.get(self.use.id)).isdisjoint(opening)
            reason = words.opened_by([labels[key] for key in opening], holds=holds)
            found += [(opening[-1], asked) for asked in one.shown(fields, values, reason)]
        return tuple(found)


@dataclass
class Consent:
    """The box beside an answer that may tell something about somebody's health."""

    id: str
    errors: list[str] = field(default_factory=list)
