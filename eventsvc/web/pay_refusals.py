"""Why a payment, a refund or an account at Stripe did not come about, and what to do."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from eventsvc.core import wording
from eventsvc.web.errors import SENTENCES
from eventsvc.web.languages import current


def _too_much(facts: Mapping[str, Any]) -> str:
    if not facts["left"]:
        return _("There is nothing left to give back.")
    return _("At most %(sum)s can be given back.", sum=wording.money(facts["left"], facts["currency"], current()))


SENTENCES.update({
    "no-stripe": lambda _facts: _("This order cannot be paid online at the moment. Choose another way to pay, or ask the organiser."),
    "pay-unreachable": lambda _facts: _(
        "The payment page does not answer at the moment. Nothing was charged, and the place stays yours. Please try again in a minute.",
    ),
    "pay-refused": lambda _facts: _(
        "The payment page could not be made. Nothing was charged, and the organiser has been told. Choose another way to pay, or ask the "
        "organiser.",
    ),
    "being-paid": lambda _facts: _(
        "This order is being paid at this moment. Wait until that is decided; after that it can be cancelled as usual.",
    ),
    "part-paid": lambda _facts: _("A part of this order came by bank transfer already. Please transfer the rest too."),
    "iban-wrong": lambda _facts: _("This IBAN has a typing error: its check digits do not fit. Please compare it with your bank card."),
    "bic-wrong": lambda _facts: _("A BIC has 8 or 11 characters. It may stay empty."),
    "holder-missing": lambda _facts: _("Say whom the account belongs to: guests see that in their banking app."),
    "statement-large": lambda _facts: _("This file is larger than 5 MB. Export fewer days."),
    "statement-unreadable": lambda _facts: _(
        "No statement was found in this file. Export it from your bank as CAMT.053 or as CSV, and do not change it in a spreadsheet.",
    ),
    "line-done": lambda _facts: _("Somebody has dealt with this arrival already. Nothing was changed."),
    "line-changed": lambda _facts: _("This arrival does not fit any more. Look at it and decide."),
    "line-unknown": lambda _facts: _("First say which registration this money is for."),
    "too-much": _too_much,
    "refund-changed": lambda facts: _(
        "What goes back has changed meanwhile: now it is %(sum)s. Nothing was cancelled; press again if that is right.",
        sum=wording.money(facts["cents"], facts["currency"], current()),
    ),
    "sealed-elsewhere": lambda _facts: _("The key was stored under another SECRET_KEY and cannot be read. Please enter it again."),
    "full-key": lambda _facts: _("That is a full key, which may do everything. Make a restricted one at Stripe; it begins with rk_live_."),
    "no-key": lambda _facts: _("That is no key of Stripe's. It begins with rk_live_, or rk_test_ for trying things out."),
    "no-webhook": lambda _facts: _("That is no secret for notices. It is shown at Stripe under Webhooks, and begins with whsec_."),
    "no-connect": lambda _facts: _("Accounts cannot be connected on this installation. Enter keys of your own instead."),
    "key-wrong": lambda facts: _("Stripe does not accept this key: %(text)s", text=facts["text"]),
    "stripe-down": lambda _facts: _("Stripe does not answer at the moment. Nothing was changed; please try again in a minute."),
    "charges-off": lambda _facts: _("This account may not take payments yet. Complete it at Stripe, then save here again."),
})
