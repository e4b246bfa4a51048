"""The forms of a code, of many codes, and of a partner's block."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import ValidationError

from eventsvc.core.addresses import clean_email
from eventsvc.core.bilingual import pick
from eventsvc.desk.fields import MomentField, line
from eventsvc.desk.type_form import cents, whole
from eventsvc.ticket_types.code_service import MOST_AT_ONCE, CodeWish
from eventsvc.ticket_types.queries import Offer
from eventsvc.web.forms import DeskForm


class CodeForm(DeskForm):
    """One code, or (with a number) many that work once each."""

    code = StringField(_l("Code"), [line(40)])
    many = StringField(_l("How many"), [whole(1, MOST_AT_ONCE, needed=False)])
    effect = SelectField(_l("What it does"))
    value = StringField(_l("Percent or euros"))
    type_id = SelectField(_l("For which ticket"))
    unlocks = BooleanField(_l("Shows a ticket that needs a code"))
    skips_approval = BooleanField(_l("No yes is needed"))
    max_uses = StringField(_l("Uses in all"), [whole(1, 100_000, needed=False)])
    per_email = StringField(_l("Uses for each address"), [whole(1, 100, needed=False)])
    valid_from = MomentField(_l("Holds from"))
    valid_until = MomentField(_l("Holds until"))
    credit = StringField(_l("Counted for"), [line(80)])

    def __init__(self, offers: tuple[Offer, ...], lang: str) -> None:
        super().__init__(prefix="code-")
        self.effect.choices = [
            SelectChoice("none", _("Opens or skips, costs the same")), SelectChoice("percent", _("Percent less")),
            SelectChoice("amount", _("Euros less")), SelectChoice("price", _("A price of its own")),
        ]
        self.type_id.choices = [SelectChoice("", _("All"))] + [SelectChoice(str(one.id), pick(one, "name", lang).text) for one in offers]

    def validate_value(self, field: StringField) -> None:
        """Percent up to 100, or a sum."""
        if self.effect.data == "none":
            return
        found = cents(field.data or "")
        if found is None or (self.effect.data == "percent" and (found % 100 or not 0 < found <= 10_000)):
            raise ValidationError(_("A whole number up to 100 for percent, else a sum like 10 or 10.00."))

    def wish(self) -> CodeWish:
        """What was typed, as a value."""
        typed, effect = cents(self.value.data or "") or 0, self.effect.data
        value = {"none": 0, "percent": typed // 100}.get(effect, typed)
        return CodeWish(
            code=self.code.data or "", effect=effect, value=value,
            unlocks=bool(self.unlocks.data), skips_approval=bool(self.skips_approval.data),
            type_ids=(int(self.type_id.data),) if self.type_id.data else (), max_uses=_number(self.max_uses),
            per_email=_number(self.per_email), valid_from=self.valid_from.data, valid_until=self.valid_until.data,
            credit=self.credit.data or "",
        )


class BlockForm(DeskForm):
    """Seats for a partner."""

    partner = StringField(_l("Partner"), [line(80)])
    email = StringField(_l("Their email address"))
    type_id = SelectField(_l("Ticket"))
    seats = StringField(_l("Places"), [whole(1, 10_000, needed=True)])
    release_at = MomentField(_l("Kept until"))
    code = StringField(_l("Code"), [line(40)])
    each = BooleanField(_l("A code for each place"))

    def __init__(self, offers: tuple[Offer, ...], lang: str) -> None:
        super().__init__(prefix="block-")
        self.type_id.choices = [SelectChoice(str(one.id), pick(one, "name", lang).text) for one in offers]

    def validate_partner(self, field: StringField) -> None:
        """Somebody."""
        if not field.data:
            raise ValidationError(_("Who is it for?"))

    def validate_email(self, field: StringField) -> None:
        """Nothing, or an address."""
        if (field.data or "").strip():
            try:
                field.data = clean_email(field.data or "")
            except ValueError:
                raise ValidationError(_("An address looks like ada@uni.example.")) from None

    def validate_release_at(self, field: MomentField) -> None:
        """A day is needed, or the seats would be kept for ever."""
        if field.data is None:
            raise ValidationError(_("Until when? After that the places are for everybody."))

    def validate_code(self, field: StringField) -> None:
        """What the code or codes begin with."""
        if not field.data:
            raise ValidationError(_("A code, or what the codes begin with."))


def _number(field: Any) -> int | None:
    return int(field.data) if field.data else None
