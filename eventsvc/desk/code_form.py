"""The forms of a code, of many codes, and of a partner's block."""

from collections.abc import Sequence
from typing import Any

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput

from eventsvc.core import money
from eventsvc.core.addresses import clean_email
from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Refused
from eventsvc.desk.fields import MomentField, line, needed
from eventsvc.desk.ticket_sentences import sentence
from eventsvc.desk.type_form import whole
from eventsvc.ticket_types.code_queries import CodeFacts
from eventsvc.ticket_types.code_service import MOST_AT_ONCE, CodeWish
from eventsvc.ticket_types.queries import Offer
from eventsvc.web.forms import DeskForm

AT_FIELD = {
    "code-taken": "code", "code-short": "code", "code-price": "value", "percent-wrong": "value", "code-below-used": "max_uses",
    "window-empty": "valid_until", "codes-too-many": "many", "block-too-big": "seats", "block-below-taken": "seats",
    "block-too-late": "release_at",
}


class Refusable(DeskForm):
    """A form that shows a rule's answer at the field that it is about, else above all."""

    def refuse(self, refused: Refused) -> None:
        """Say it there."""
        name = AT_FIELD.get(refused.reason, "")
        if name in self._fields:
            self._fields[name].errors = [*self._fields[name].errors, sentence(refused)]
        else:
            self.form_errors.append(sentence(refused))


class _Effect(Refusable):
    """What a code, or each of many codes, does."""

    effect = SelectField(_l("Price"))
    value = StringField(_l("Percent or euros"))
    types = SelectMultipleField(_l("For which tickets"), coerce=int, option_widget=CheckboxInput())
    skips_approval = BooleanField(_l("No yes is needed"))
    per_email = StringField(_l("Uses for each address"), [whole(1, 100, needed=False)])
    valid_from = MomentField(_l("Holds from"))
    valid_until = MomentField(_l("Holds until"))
    credit = StringField(_l("Counted for"), [line(80)])

    def __init__(self, offers: Sequence[Offer], one: CodeFacts | None = None) -> None:
        super().__init__(data=None if one is None else _typed(one))
        self.effect.choices = [
            SelectChoice("none", _("stays as it is")), SelectChoice("percent", _("Percent less")), SelectChoice("amount", _("Euros less")),
            SelectChoice("price", _("A price of its own")),
        ]
        self.types.choices = [SelectChoice(str(one.id), pick(one, "name", g.lang).text) for one in offers]

    def validate_value(self, field: StringField) -> None:
        """Percent up to 100, or a sum."""
        if self.effect.data == "none":
            return
        found = money.cents(field.data or "")
        if found is None or (self.effect.data == "percent" and (found % 100 or not 0 < found <= 10_000)):
            raise ValidationError(_("A whole number up to 100 for percent, else a sum like 10 or 10.00."))

    def _wish(self, **more: Any) -> CodeWish:
        """A code for chosen tickets shows those of them that need one."""
        typed, effect, chosen = money.cents(self.value.data or "") or 0, self.effect.data, tuple(self.types.data or ())
        return CodeWish(
            effect=effect, value={"none": 0, "percent": typed // 100}.get(effect, typed), unlocks=bool(chosen), type_ids=chosen,
            skips_approval=bool(self.skips_approval.data), per_email=_number(self.per_email), valid_from=self.valid_from.data,
            valid_until=self.valid_until.data, credit=self.credit.data or "", **more,
        )


class CodeForm(_Effect):
    """One code."""

    code = StringField(_l("Code"), [line(40)])
    max_uses = StringField(_l("Uses in all"), [whole(1, 100_000, needed=False)])

    def validate_code(self, field: StringField) -> None:
        """Something to type."""
        if not field.data:
            raise ValidationError(_("What is to be typed? For example ELBE-2027."))

    def wish(self) -> CodeWish:
        """What was typed, as a value."""
        return self._wish(code=self.code.data or "", max_uses=_number(self.max_uses))


class ManyForm(_Effect):
    """Many codes that work once each."""

    many = StringField(_l("How many?"), [whole(1, MOST_AT_ONCE, needed=True)], default="50")
    prefix = StringField(_l("Beginning"), [line(12)])

    def validate_prefix(self, field: StringField) -> None:
        """By it they are found again."""
        field.data = (field.data or "").strip(" -")
        if not field.data:
            raise ValidationError(_("What do they begin with? For example HSC."))

    def wish(self) -> CodeWish:
        """What was typed, as a value."""
        return self._wish()


class BlockForm(Refusable):
    """Seats for a partner."""

    partner = StringField(_l("Partner"), [line(80)])
    email = StringField(_l("Email address of the contact"))
    type_id = SelectField(_l("Ticket"), coerce=int)
    seats = StringField(_l("Places"), [whole(1, 10_000, needed=True)])
    release_at = MomentField(_l("Kept until"), [needed(lambda: _("Until when? After that the places are for everybody."))])
    code = StringField(_l("Code"), [line(40)])
    each = BooleanField(_l("A code of its own for each place, good once"))

    def __init__(self, offers: Sequence[Offer]) -> None:
        super().__init__()
        self.type_id.choices = [
            SelectChoice(str(one.id), _("%(ticket)s (%(left)s left)", ticket=pick(one, "name", g.lang).text, left=one.left))
            for one in offers
        ]

    def validate_partner(self, field: StringField) -> None:
        """Somebody."""
        if not field.data:
            raise ValidationError(_("Who is it for?"))

    def validate_email(self, field: StringField) -> None:
        """Nothing, or an address."""
        field.data = _address(field.data or "")

    def validate_code(self, field: StringField) -> None:
        """What the code or codes begin with."""
        field.data = (field.data or "").strip(" -") if self.each.data else field.data
        if not field.data:
            raise ValidationError(_("A code, or what the codes begin with."))
        if self.each.data and len(field.data) > 12:
            raise ValidationError(_("At most %(most)s characters.", most=12))


class BlockChangeForm(Refusable):
    """What can be changed of a block."""

    seats = StringField(_l("Places"), [whole(1, 10_000, needed=True)])
    email = StringField(_l("Email address of the contact"))
    release_at = MomentField(_l("Kept until"), [needed(lambda: _("Until when? After that the places are for everybody."))])

    def validate_email(self, field: StringField) -> None:
        """Nothing, or an address."""
        field.data = _address(field.data or "")


def _address(typed: str) -> str:
    try:
        return clean_email(typed) if typed.strip() else ""
    except ValueError:
        raise ValidationError(_("An address looks like ada@uni.example.")) from None


def _number(field: Any) -> int | None:
    return int(field.data) if field.data else None


def _typed(one: CodeFacts) -> dict[str, Any]:
    """A code as the form shows it."""
    same = ("code", "effect", "skips_approval", "valid_from", "valid_until", "credit")
    value = {"none": "", "percent": str(one.value)}.get(one.effect, money.typed(one.value, g.lang))
    return {
        **{name: getattr(one, name) for name in same}, "value": value, "types": list(one.type_ids),
        "max_uses": "" if one.max_uses is None else str(one.max_uses), "per_email": "" if one.per_email is None else str(one.per_email),
    }
