"""The forms of the page on questions: the question itself, and how one event asks it."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import ValidationError

from eventsvc.core.errors import Refused
from eventsvc.desk import question_words as words
from eventsvc.desk.fields import line
from eventsvc.questions import asking, kinds
from eventsvc.questions.facts import QuestionFacts, UseFacts
from eventsvc.questions.kinds import CHOOSING, OPENING
from eventsvc.questions.library import QuestionWish
from eventsvc.questions.uses import UseWish
from eventsvc.web import errors
from eventsvc.web.forms import DeskForm

AT_FIELD = {
    "question-empty": "asked_de", "options-few": "options_de", "options-many": "options_de", "options-uneven": "options_de",
    "health-needed": "moment", "health-long": "delete_after_days", "kind-fixed": "kind", "per-fixed": "per", "opener-fixed": "kind",
    "opener-kind": "opens", "opener-apart": "opens", "opener-circle": "opens", "opener-values": "opens",
}


class _Refusing(DeskForm):
    """A form that says at the right field why a rule says no."""

    def __init__(self, data: Mapping[str, object], *, sent: bool) -> None:
        """`sent`: this form of the page came with the request."""
        if sent:
            super().__init__(data=dict(data))
        else:
            super().__init__(formdata=None, data=dict(data))

    def refuse(self, refused: Refused, fields: dict[str, str] = AT_FIELD) -> None:
        """The sentence at its field, or above all."""
        name = fields.get(refused.reason, "")
        sentence = errors.sentence(refused)
        if name in self._fields:
            self._fields[name].errors = [*self._fields[name].errors, sentence]
        else:
            self.form_errors.append(sentence)


class QuestionForm(_Refusing):
    """A question of the collection."""

    version = HiddenField()
    asked_de = StringField(_l("Question"), [line(kinds.LONGEST_QUESTION)])
    asked_en = StringField(_l("Question"), [line(kinds.LONGEST_QUESTION)])
    help_de = StringField(_l("Hint"), [line(kinds.LONGEST_HELP)])
    help_en = StringField(_l("Hint"), [line(kinds.LONGEST_HELP)])
    kind = SelectField(_l("Kind of answer"))
    per = SelectField(_l("Asked"))
    options_de = TextAreaField(_l("Answers to choose from"))
    options_en = TextAreaField(_l("Answers to choose from"))
    moment = SelectField(_l("When it is asked"))
    delete_after_days = SelectField(_l("Answers are deleted"))
    health = BooleanField(_l("May tell something about health"))
    shown_at_door = BooleanField(_l("Shown at the door when the guest comes in"))

    def __init__(self, found: QuestionFacts | None, *, sent: bool, fixed: bool = False) -> None:
        super().__init__(_typed(found), sent=sent)
        self.kind.choices = [SelectChoice(*one) for one in words.kinds() if not fixed or found is None or one[0] == found.kind]
        self.per.choices = [
            SelectChoice(name, words.per(name)) for name in ("ticket", "registration") if not fixed or found is None or name == found.per
        ]
        self.moment.choices = [SelectChoice(*one) for one in words.moments()]
        self.delete_after_days.choices = [SelectChoice(*one) for one in words.all_days()]

    def validate_options_en(self, field: TextAreaField) -> None:
        """The two languages stand line by line beside each other; one may be missing as a whole."""
        if self.kind.data not in CHOOSING:
            return
        german, english = _lines(self.options_de.data), _lines(field.data)
        if any(len(one) > kinds.LONGEST_OPTION for one in (*german, *english)):
            raise ValidationError(_("An answer has at most %(most)s characters.", most=kinds.LONGEST_OPTION))
        if german and english and len(german) != len(english):
            raise ValidationError(_(
                "%(german)s lines in German, %(english)s in English. Each line is the translation of the one beside it.",
                german=len(german), english=len(english),
            ))

    def wish(self) -> QuestionWish:
        """What was typed, as a value."""
        german, english = _lines(self.options_de.data), _lines(self.options_en.data)
        many = max(len(german), len(english)) if self.kind.data in CHOOSING else 0
        pairs = tuple(((german[at] if german else ""), (english[at] if english else "")) for at in range(many))
        return QuestionWish(
            kind=str(self.kind.data), asked_de=self.asked_de.data or "", asked_en=self.asked_en.data or "",
            help_de=self.help_de.data or "", help_en=self.help_en.data or "", options=pairs, per=str(self.per.data),
            moment=str(self.moment.data), delete_after_days=int(self.delete_after_days.data), health=bool(self.health.data),
            shown_at_door=bool(self.shown_at_door.data),
        )

    @property
    def seen(self) -> int:
        """The version that was edited."""
        typed = str(self.version.data or "")
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


def _lines(typed: str | None) -> list[str]:
    """One option each; an empty line between others is a missing translation, at the end it is nothing."""
    rows = [" ".join(one.split()) for one in (typed or "").splitlines()]
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _typed(found: QuestionFacts | None) -> dict[str, object]:
    if found is None:
        return {"kind": "text", "per": "ticket", "moment": "after", "delete_after_days": "30"}
    names = ("version", "asked_de", "asked_en", "help_de", "help_en", "kind", "per", "moment", "health", "shown_at_door")
    options = {f"options_{lang}": "\n".join(getattr(option, lang) for option in found.offered).rstrip("\n") for lang in ("de", "en")}
    return {**{name: getattr(found, name) for name in names}, **options, "delete_after_days": str(found.delete_after_days)}


class UseForm(_Refusing):
    """How this event asks a question."""

    asked_of = SelectField(_l("Ticket type"))
    asked_when = SelectField(_l("When this event asks"))
    opens = SelectMultipleField(_l("Only after one of these answers"))

    def __init__(self, use: UseFacts, uses: Sequence[UseFacts], types: Sequence[tuple[int, str]], *, sent: bool) -> None:
        chosen = [f"{use.shown_if_use_id}:{key}" for key in use.shown_if_values]
        super().__init__({"asked_of": str(use.ticket_type_id or ""), "asked_when": use.own_moment or "", "opens": chosen}, sent=sent)
        self.asked_of.choices = [SelectChoice("", _("all")), *(SelectChoice(str(number), name) for number, name in types)]
        self.asked_when.choices = [SelectChoice("", _("as in the collection")), *(SelectChoice(*one) for one in words.moments())]
        self.openers = [
            (words.asked(one.question), [(f"{one.id}:{key}", label) for key, label in _offered(one, use)])
            for one in uses if _may_open(one, use, uses)
        ]
        self.opens.choices = [SelectChoice(value, label) for _question, rows in self.openers for value, label in rows]

    def validate_opens(self, field: SelectMultipleField) -> None:
        """Answers to one question."""
        if len({value.split(":")[0] for value in field.data or ()}) > 1:
            raise ValidationError(_("Choose answers to one question only."))

    def wish(self) -> UseWish:
        """What was chosen, as a value."""
        chosen = [value.split(":", 1) for value in self.opens.data or ()]
        return UseWish(
            ticket_type_id=int(self.asked_of.data) if self.asked_of.data else None, moment=self.asked_when.data or None,
            opener_id=int(chosen[0][0]) if chosen else None, values=tuple(key for _number, key in chosen),
        )


def _may_open(one: UseFacts, use: UseFacts, uses: Sequence[UseFacts]) -> bool:
    fitting = one.question.kind in OPENING and one.question.per == use.question.per
    return one.id != use.id and (one.id == use.shown_if_use_id or (fitting and not asking.depends_on(use.id, one.id, uses)))


def _offered(one: UseFacts, use: UseFacts) -> list[tuple[str, str]]:
    """The answers that can open something; one that is gone only where it does already."""
    gone = {option.key for option in one.question.options if option.gone}
    kept = set(use.shown_if_values) if use.shown_if_use_id == one.id else set()
    return [(key, label) for key, label in words.values(one.question) if key not in gone or key in kept]
