"""Why the desk says no about ticket types, codes and places for partners. Take `sentence` from here."""

from collections.abc import Mapping
from typing import Any

from flask import g
from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.core import wording
from eventsvc.web.errors import SENTENCES
from eventsvc.web.refusals import sentence

__all__ = ["sentence"]


def _money(facts: Mapping[str, Any], what: str) -> str:
    return wording.money(facts[what], str(facts.get("currency", "EUR")), g.lang)


SENTENCES.update({
    "name-missing": lambda _facts: _("A name in one language at least."),
    "each-wrong": lambda _facts: _("The most for each registration must not be less than the least."),
    "below-used": lambda facts: ngettext(
        "%(num)s ticket of this kind is given already. Choose at least as many.",
        "%(num)s tickets of this kind are given already. Choose at least as many.", facts["used"],
    ),
    "price-too-small": lambda facts: _("Nothing can be paid below %(least)s. Choose 0, or more.", least=_money(facts, "least")),
    "price-too-large": lambda facts: _("At most %(most)s.", most=_money(facts, "most")),
    "price-with-code": lambda facts: _(
        "With the code %(code)s this would cost %(sum)s, which cannot be paid. Change the price or the code.",
        code=facts["code"], sum=_money(facts, "cents"),
    ),
    "suggested-too-small": lambda facts: _("Suggest %(least)s at least, or nothing.", least=_money(facts, "least")),
    "choice-with-code": lambda facts: _(
        "The code %(code)s changes the price of this ticket. Guests cannot choose it then; change the code first.", code=facts["code"],
    ),
    "code-choice": lambda _facts: _(
        "What guests choose to pay no code can change. Take that ticket out, or let the code leave prices alone.",
    ),
    "type-in-code": lambda facts: _("The code %(code)s is for this ticket. Change the code first.", code=facts["code"]),
    "code-taken": lambda _facts: _("There is such a code already. Choose another one."),
    "code-short": lambda facts: _("A code has %(least)s to %(most)s letters and digits.", least=facts["least"], most=facts["most"]),
    "code-price": lambda facts: _(
        "With it a ticket for %(price)s would cost %(sum)s, which cannot be paid. Make it free, or %(least)s at least.",
        price=_money(facts, "price"), sum=_money(facts, "cents"), least=_money(facts, "least"),
    ),
    "code-below-used": lambda facts: ngettext(
        "It has been used %(num)s time already. Choose at least as many.",
        "It has been used %(num)s times already. Choose at least as many.", facts["used"],
    ),
    "code-in-use": lambda _facts: _("Somebody has used this code. Switch it off instead."),
    "codes-too-many": lambda facts: _("At most %(most)s codes at once.", most=facts["most"]),
    "percent-wrong": lambda _facts: _("Percent from 1 to 100, or a sum."),
    "block-too-big": lambda facts: ngettext(
        "There is only %(num)s place free. Keep that many, or choose another ticket.",
        "There are only %(num)s places free. Keep that many, or choose another ticket.", facts["left"],
    ),
    "block-too-late": lambda _facts: _("The release must lie ahead, and before the event begins."),
    "block-released": lambda _facts: _("These places are released already."),
    "block-below-taken": lambda facts: ngettext(
        "%(num)s guest of the partner has a place already. Keep at least as many, or release what is left.",
        "%(num)s guests of the partner have a place already. Keep at least as many, or release what is left.", max(facts["used"], 1),
    ),
    "block-no-contact": lambda _facts: _("No address is known. Enter the one of the contact and save first."),
    "block-links-many": lambda facts: _(
        "More than %(most)s links do not fit into a mail. Send the table (CSV) instead.", most=facts["most"],
    ),
})
