"""The form of an event's questions: for a registration as a whole and for each of its tickets. Faces draw it and keep what it gives.

It reads the request by itself. What was typed stays, whatever is wrong; files that are fine are kept at once, because no browser sends
them a second time. Answers that are not asked for (any more) are never needed and never kept.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _

from eventsvc.events.facts import EventFacts
from eventsvc.questions import asking, queries, service
from eventsvc.questions.asking import Group
from eventsvc.questions.check import Fits, Judged
from eventsvc.questions.facts import AnswerFacts, Given, Seat
from eventsvc.registration.queries import Whole
from eventsvc.tickets.queries import Held
from eventsvc.web import question_words as words
from eventsvc.web.languages import current
from eventsvc.web.parts import Asked
from eventsvc.web.question_fields import Consent, QuestionField, Setting

OVER = frozenset({"cancelled", "replaced"})
SEEN = "questions"


@dataclass(frozen=True)
class Part:
    """What is asked about one guest, or about all (no title where there is only one such part)."""

    id: str
    title: str
    questions: tuple[Asked, ...]


@dataclass
class Fields:
    """The fields of one group, with what was judged of them."""

    group: Group
    fields: tuple[QuestionField, ...]

    def values(self, found: Mapping[int, Judged]) -> dict[int, Any]:
        """Use -> value, of what fits."""
        return {use_id: one.value for use_id, one in found.items() if isinstance(one, Fits)}

    def judged(self) -> dict[int, Judged]:
        """Use -> what was typed."""
        return {field.use.id: field.judged() for field in self.fields}


class QuestionForm:
    """`validate()`, then `given()`. Works with `error_mark` and `error_summary` like any form."""

    def __init__(self, registration_id: int, groups: tuple[Group, ...], answers: tuple[AnswerFacts, ...], setting: Setting) -> None:
        self.registration_id = registration_id
        self.setting = setting
        self.form_errors: list[str] = []
        had = {(answer.ticket_id, answer.question_id): answer for answer in answers}
        self._groups = tuple(
            Fields(group, tuple(
                QuestionField(use, group.ticket_id, setting, had.get((group.ticket_id, use.question.id))) for use in group.uses
            ))
            for group in groups
        )
        self.submitted = request.method == "POST" and SEEN in request.form
        self._judged: list[dict[int, Judged]] = []
        for field in self.fields:
            self._read(field)

    @property
    def fields(self) -> tuple[QuestionField, ...]:
        """All of them, in their order."""
        return tuple(field for group in self._groups for field in group.fields)

    def _read(self, field: QuestionField) -> None:
        if not self.submitted:
            field.as_it_was()
            return
        field.typed = tuple(request.form.getlist(field.name))
        field.consented = field.consent.id in request.form
        chosen = request.files.get(field.name)
        if chosen is not None and chosen.filename:
            field.sent = chosen.read(), chosen.filename

    def __iter__(self) -> Iterator[QuestionField | Consent]:
        for field in self.fields:
            yield field
            yield field.consent

    @property
    def errors(self) -> dict[str, list[str]]:
        """Field -> what is wrong with it."""
        found = {one.id: one.errors for one in self if one.errors}
        return {**found, "": self.form_errors} if self.form_errors else found

    @property
    def asks(self) -> bool:
        """Whether there is anything to ask."""
        return bool(self._groups)

    @property
    def count(self) -> int:
        """How many questions there are; those that wait for an answer count when they are asked."""
        return sum(len(asking.visible(one.group.uses, one.values(one.judged()))) for one in self._groups)

    @property
    def enctype(self) -> str:
        """How the browser must send it."""
        sends = any(field.use.question.kind == "file" for field in self.fields)
        return "multipart/form-data" if sends else "application/x-www-form-urlencoded"

    def validate(self) -> bool:
        """Whether everything fits. Else the fields say what does not, and files that do are kept."""
        dropped = request.form.get("drop", "")
        if dropped:
            self._drop(dropped)
            return False
        seen = _versions(request.form.get(SEEN, ""))
        self._judged = [one.judged() for one in self._groups]
        for one, found in zip(self._groups, self._judged, strict=True):
            asked = asking.visible(one.group.uses, one.values(found))
            for field in one.fields:
                if field.use.id in asked:
                    field.complain(found[field.use.id], changed=seen.get(field.use.id) not in {None, field.use.question.version})
        if self.errors:
            self.keep_files()
        return not self.errors

    def given(self) -> tuple[Given, ...]:
        """What is to be kept, and what is to be taken away, because it was taken out or is not asked any more."""
        return tuple(
            self._given(field, found[field.use.id] if field.use.id in asked else None)
            for one, found, asked in self._asked() for field in one.fields if self._differs(field, found, asked)
        )

    def _asked(self) -> Iterator[tuple[Fields, dict[int, Judged], frozenset[int]]]:
        judged = self._judged or [one.judged() for one in self._groups]
        for one, found in zip(self._groups, judged, strict=True):
            yield one, found, asking.visible(one.group.uses, one.values(found))

    def _differs(self, field: QuestionField, found: Mapping[int, Judged], asked: frozenset[int]) -> bool:
        """Whether there is anything to write: no file that stays, nothing where there was nothing."""
        if field.use.id in asked and isinstance(found[field.use.id], Fits):
            return field.use.question.kind != "file" or field.file is not None
        return field.had is not None

    def _given(self, field: QuestionField, found: Judged | None) -> Given:
        fits = found if isinstance(found, Fits) else None
        question = field.use.question
        return Given(
            use_id=field.use.id, question_id=question.id, version=question.version, ticket_id=field.ticket_id, language=self.setting.lang,
            asked=field.asked, value=fits.value if fits else None, given=fits.given if fits else "",
            consent=question.health and fits is not None and field.consented,
            upload_id=service.keep_file(field.file) if fits and field.file is not None else None,
        )

    def keep_files(self) -> None:
        """Keep the files that were chosen and are fine, and nothing else: the form is shown once more."""
        fine = [
            (field, found[field.use.id]) for one, found, asked in self._asked() for field in one.fields
            if field.file is not None and field.use.id in asked and not field.errors and (field.consented or not field.use.question.health)
        ]
        if fine:
            service.answer(self.registration_id, [self._given(field, found) for field, found in fine])
            self._look_again()

    def _drop(self, name: str) -> None:
        """The button "Remove" of a file."""
        wanted = [field for field in self.fields if field.name == name and field.had is not None]
        service.answer(self.registration_id, [self._given(field, None) for field in wanted])
        self._look_again()

    def _look_again(self) -> None:
        """What is kept now."""
        kept = {(one.ticket_id, one.question_id): one for one in queries.of_registrations(self.registration_id)}
        for field in self.fields:
            field.had = kept.get((field.ticket_id, field.use.question.id))
            field.file = field.sent = field.found = None

    # how it is shown

    @property
    def seen(self) -> str:
        """The versions of the questions as they are shown now; the form sends them back."""
        return " ".join(dict.fromkeys(f"{field.use.id}.{field.use.question.version}" for field in self.fields))

    @property
    def parts(self) -> tuple[Part, ...]:
        """What the macro `question_form` draws."""
        return tuple(self._part(number, one) for number, one in enumerate(self._groups, start=1))

    def _part(self, number: int, one: Fields) -> Part:
        values, title = one.values(one.judged()), ""
        if sum(group.group.seat is not None for group in self._groups) > 1:
            seat = one.group.seat
            title = _("For all of you") if seat is None else seat.holder or _("Guest %(number)s", number=number)
        first = [field for field in one.fields if field.use.shown_if_use_id is None]
        return Part(f"part-{number}", title, tuple(asked for field in first for asked in field.shown(one.fields, values)))

    @property
    def note(self) -> str:
        """The small print: who sees the answers, and when they are deleted."""
        if not self.fields:
            return ""
        at_door = any(field.use.question.shown_at_door for field in self.fields)
        return words.note(max(field.goes_at for field in self.fields), self.setting.zone, at_door=at_door)


def form_for(
    whole: Whole, moment: str, *, ticket_id: int | None = None, file_url: Callable[[int], str] | None = None,
) -> QuestionForm:
    """The form of a registration. `moment`: "before" (what is asked before there is a ticket) or "after" (everything).

    `ticket_id`: only what is asked about this guest. `file_url`: the address of an answer's file, for who may have it.
    """
    event = whole.event
    ended = OVER if whole.registration.state != "expired" else OVER - {"cancelled"}  # its time ran out: what is typed then is kept too
    foreign = others(whole) if moment == "after" and ticket_id is None else frozenset()
    seats = [_seat(one) for one in whole.tickets if one.ticket.state not in ended and one.ticket.id not in foreign]
    found = asking.groups(queries.uses(event.id), seats, before=moment == "before")
    if ticket_id is not None:
        found = tuple(group for group in found if group.ticket_id == ticket_id)
    answers = queries.of_registrations(whole.registration.id) if found else ()
    setting = Setting(lang=current(), ends_at=event.ends_at, zone=event.zone, file_url=file_url)
    return QuestionForm(whole.registration.id, found, answers, setting)


def others(whole: Whole) -> frozenset[int]:
    """Tickets of guests who have entered themselves by a link of their own: what they answer is theirs alone."""
    return frozenset(held.ticket.id for held in whole.tickets if held.ticket.guest_filled_at is not None)


def _seat(held: Held) -> Seat:
    return Seat(held.ticket.id, held.ticket.ticket_type_id, held.ticket.holder)


def _versions(sent: str) -> dict[int, int]:
    """Use -> version, as the form was shown."""
    found = (part.split(".", 1) for part in sent.split()[:200] if part.count(".") == 1)
    return {int(use): int(version) for use, version in found if _number(use) and _number(version)}


def _number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def preview(event: EventFacts, moment: str, lang: str) -> QuestionForm:
    """The form as it looks for somebody who is asked everything. Nothing is read and nothing kept."""
    before = moment == "before"
    found = Group(Seat(0 if before else 1, 0), tuple(use for use in queries.uses(event.id) if use.before or not before))
    return QuestionForm(0, (found,) if found.uses else (), (), Setting(lang=lang, ends_at=event.ends_at, zone=event.zone))
