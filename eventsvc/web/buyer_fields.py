"""To whom an invoice is written, as guests and the desk type it."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, Form, SelectField, StringField
from wtforms.validators import StopValidation

from eventsvc.core.errors import Refused
from eventsvc.invoices.facts import Buyer
from eventsvc.web import invoice_words, languages
from eventsvc.web.forms import DeskForm, OpenForm
from eventsvc.web.refusals import sentence

NAMES = ("name", "street", "postcode", "city", "country", "vat_id", "order_number")
AT_FIELD = {"buyer-country": "country", "buyer-postcode": "postcode", "vat-id": "vat_id"}


def needed(_form: Form, field: Field) -> None:
    """A line without surplus blanks."""
    field.data = " ".join((field.data or "").split())[:200]
    if not field.data:
        raise StopValidation(_("This is missing."))


class _BuyerFields(Form):
    """A name and an address; a company's numbers."""

    name = StringField(_l("Company, university or institution"), [needed])
    street = StringField(_l("Street and number"), [needed])
    postcode = StringField(_l("Postcode"), [needed])
    city = StringField(_l("City"), [needed])
    country = SelectField(_l("Country"), default="DE", validate_choice=False)  # the rules refuse in our words
    vat_id = StringField(_l("VAT ID"))
    order_number = StringField(_l("Your order number"))
    business = BooleanField(_l("For business"))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.country.choices = invoice_words.countries(languages.current())

    def buyer(self) -> Buyer:
        """What was typed."""
        return Buyer(**{name: self._fields[name].data or "" for name in NAMES}, business=bool(self.business.data))

    def refuse(self, no: Refused) -> None:
        """The sentence at the field that it is about."""
        if no.reason in AT_FIELD:
            self._fields[AT_FIELD[no.reason]].errors = [sentence(no)]
        else:
            self.form_errors.append(sentence(no))


class BuyerForm(_BuyerFields, OpenForm):
    """For guests."""


class DeskBuyerForm(_BuyerFields, DeskForm):
    """For members."""
