"""The form of a ticket type: text in, a wish out."""

import re

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, RadioField, StringField
from wtforms.validators import StopValidation, ValidationError

from eventsvc.core.money import cents, typed
from eventsvc.desk import tax_words
from eventsvc.desk.fields import MomentField, line
from eventsvc.events.facts import EventFacts
from eventsvc.registration.rules import MOST_TICKETS
from eventsvc.ticket_types import taxes
from eventsvc.ticket_types.queries import Offer
from eventsvc.ticket_types.type_service import TypeWish
from eventsvc.web.forms import DeskForm

_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


def whole(least: int, most: int, *, needed: bool) -> object:
    """A validator: a whole number within these, or nothing."""
    def check(_form: object, field: Field) -> None:
        typed = str(field.data or "").strip()
        if not typed and not needed:
            field.data = ""
            return
        if not (typed.isascii() and typed.isdecimal() and len(typed) < 7 and least <= int(typed) <= most):
            raise StopValidation(_("A whole number from %(least)s to %(most)s.", least=least, most=most))
        field.data = typed

    return check


class TypeForm(DeskForm):
    """A ticket type."""

    version = HiddenField()
    kind = RadioField(_l("Takes part"), default="room")
    name_de = StringField(_l("Name, German"), [line(80)])
    name_en = StringField(_l("Name, English"), [line(80)])
    note_de = StringField(_l("Note, German"), [line(160)])
    note_en = StringField(_l("Note, English"), [line(160)])
    price_kind = RadioField(_l("Who says what it costs"), default="fixed")
    price = StringField(_l("Price in euros, tax included"), default="0")
    suggested = StringField(_l("Suggestion in euros"))
    tax_mode = RadioField(_l("Tax"))
    sold_to = RadioField(_l("Online for money"), default="germany")
    most = StringField(_l("Of these at most"), [whole(0, 100_000, needed=False)])
    min_each = StringField(_l("At least for each registration"), [whole(1, MOST_TICKETS, needed=True)], default="1")
    max_each = StringField(_l("At most for each registration"), [whole(1, MOST_TICKETS, needed=True)], default="10")
    sale_from = MomentField(_l("On offer from"))
    sale_until = MomentField(_l("On offer until"))
    visibility = RadioField(_l("Who sees it"), default="public")
    domains = StringField(_l("Only for addresses of"))
    approval = BooleanField(_l("Needs a yes"))
    answer_by = MomentField(_l("Answer by"))

    def __init__(self, event: EventFacts, one: Offer | None = None) -> None:
        kept = {} if one is None else {**_typed(one), "version": str(event.version)}
        super().__init__(data={**kept, "tax_mode": tax_words.proposed(event) if one is None or one.free else one.tax_mode})
        held = [(kind, words) for kind, words, there in (
            ("room", _("In the room"), event.in_room), ("online", _("Online"), event.online),
        ) if there]
        self.kind.choices = held
        if one is not None:
            self.kind.data = one.kind
        elif self.kind.data not in {kind for kind, _words in held}:
            self.kind.data = held[0][0] if held else "room"
        self.price_kind.choices = [
            ("fixed", _("You: the price below holds for everybody")),
            ("choice", _("The guests: they pay what they can, the price below at least")),
        ]
        self.tax_mode.choices = [(mode, mode) for mode in taxes.CHOICES]
        self.sold_to.choices = [("germany", _("Only to buyers in Germany")), ("anywhere", _("To buyers in Germany and outside the EU"))]
        self.visibility.choices = [
            ("public", _("Public")), ("code", _("Only with a code: it appears when a code shows it")),
            ("hidden", _("Hidden: only the desk gives it")),
        ]

    def validate_name_en(self, field: StringField) -> None:
        """In one language at least."""
        if not field.data and not self.name_de.data:
            raise ValidationError(_("A name in one language at least."))

    def validate_price(self, field: StringField) -> None:
        """A sum."""
        if cents(field.data or "0") is None:
            raise ValidationError(_("A sum like 45 or 45.00; 0 is free."))

    def validate_suggested(self, field: StringField) -> None:
        """A sum, or nothing."""
        if (field.data or "").strip() and cents(field.data or "") is None:
            raise ValidationError(_("A sum like 45 or 45.00, or nothing."))

    def validate_domains(self, _field: StringField) -> None:
        """Names of domains."""
        wrong = next((one for one in self._domains() if not _DOMAIN.fullmatch(one)), None)
        if wrong is not None:
            raise ValidationError(_("“%(word)s” is no domain. Right would be, for example, uni.example, tu.example", word=wrong))

    def validate_sale_until(self, field: MomentField) -> None:
        """The window must be open for a while."""
        if field.data and self.sale_from.data and field.data <= self.sale_from.data:
            raise ValidationError(_("The end of the offer must be after its beginning."))

    def _domains(self) -> list[str]:
        return [part.strip().lower().lstrip("@") for part in re.split(r"[,;\s]+", self.domains.data or "") if part.strip()]

    def wish(self) -> TypeWish:
        """What was typed, as a value."""
        return TypeWish(
            kind=self.kind.data, name_de=self.name_de.data or "", name_en=self.name_en.data or "", note_de=self.note_de.data or "",
            note_en=self.note_en.data or "", price_cents=cents(self.price.data or "0") or 0, price_kind=self.price_kind.data,
            suggested_cents=cents(self.suggested.data or ""), sold_to=self.sold_to.data, tax_mode=self.tax_mode.data,
            sale_from=self.sale_from.data,
            sale_until=self.sale_until.data, most=int(self.most.data) if self.most.data else None, min_each=int(self.min_each.data or 1),
            max_each=int(self.max_each.data or 1), visibility=self.visibility.data, domains=tuple(self._domains()),
            approval=bool(self.approval.data), answer_by=self.answer_by.data,
        )


def _typed(one: Offer) -> dict[str, object]:
    """A type as the form shows it."""
    names = ("kind", "name_de", "name_en", "note_de", "note_en", "sale_from", "sale_until", "visibility", "approval", "answer_by",
             "price_kind", "sold_to")
    return {
        **{name: getattr(one, name) for name in names}, "price": typed(one.price_cents, g.lang),
        "suggested": "" if one.suggested_cents is None else typed(one.suggested_cents, g.lang),
        "most": "" if one.most is None else str(one.most), "min_each": str(one.min_each), "max_each": str(one.max_each),
        "domains": ", ".join(one.domains),
    }
