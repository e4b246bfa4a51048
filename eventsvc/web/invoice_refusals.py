"""Why no invoice can be written, and what to do."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from eventsvc.web.errors import SENTENCES


def _incomplete(facts: Mapping[str, Any]) -> str:
    named = {"name": _("the name"), "street": _("the street"), "postcode": _("the postcode"), "city": _("the city")}
    return _("An invoice needs the whole address. Add: %(what)s.", what=", ".join(named[name] for name in facts["missing"]))


SENTENCES.update({
    "vat-id": lambda _facts: _("A VAT ID begins with its country, such as DE123456789. Correct it, or leave it out."),
    "buyer-incomplete": _incomplete,
    "buyer-country": lambda _facts: _("Choose the country from the list."),
    "buyer-postcode": lambda _facts: _("A German postcode has five digits, such as 20095."),
    "no-invoice": lambda _facts: _("Nothing has been paid here yet, so there is no invoice."),
    "invoices-enough": lambda _facts: _("The invoice has been written anew often enough. Write to the organiser to have it put right."),
})
