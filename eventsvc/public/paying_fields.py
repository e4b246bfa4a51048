"""What buyers are asked besides name and address: the amount where guests choose it, and the country for online tickets."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from babel import Locale
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from eventsvc.core import money, wording
from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Refused
from eventsvc.core.folding import fold
from eventsvc.registration.rules import Paying
from eventsvc.ticket_types import supply
from eventsvc.ticket_types.queries import Offer
from eventsvc.web.refusals import sentence


@dataclass(frozen=True)
class Asked:
    """The label and the hint of the amount; `amount` empty: it is not asked. `germany`: a box to tick; `country`: all of them to choose."""

    amount: str = ""
    hint: str = ""
    needed: bool = False
    germany: bool = False
    country: bool = False
    where_hint: str = ""


NOTHING = Asked()
_NO_COUNTRY = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}


def of(offers: Sequence[Offer], lang: str) -> Asked:
    """What is asked for these types: one that is settled, or several to choose among. Nothing for what is free."""
    chosen, here = [one for one in offers if one.choice], [one for one in offers if one.asks_country]
    if not chosen and not here:
        return NOTHING
    alone, anywhere = len(offers) == 1, any(one.sold_to == "anywhere" for one in here)
    return Asked(
        amount=_label(chosen[0], lang) if len(chosen) == 1 else _("Your amount for each ticket") if chosen else "",
        hint=" ".join(part for one in chosen for part in (_hint(one, lang, named=not alone),) if part),
        needed=alone and bool(chosen), germany=bool(here) and not anywhere, country=anywhere,
        where_hint="" if alone or not here else _("Only for: %(names)s", names=", ".join(pick(one, "name", lang).text for one in here)),
    )


@lru_cache
def countries(lang: str) -> tuple[SelectChoice, ...]:
    """All countries by their names, Germany first; nothing is chosen before."""
    names = {code: name for code, name in Locale(lang).territories.items() if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY}
    rest = sorted(((code, name) for code, name in names.items() if code != supply.HOME), key=lambda one: fold(one[1]))
    return tuple(SelectChoice(code, name) for code, name in (("", "–"), (supply.HOME, names[supply.HOME]), *rest))


def fill(form: Any, asked: Asked, lang: str) -> None:
    """The list of countries, where they are asked for."""
    if asked.country:
        form.country.choices = list(countries(lang))


def paying(form: Any) -> Paying:
    """What was typed, as a value."""
    typed = str(form.country.data or "")
    known = typed in {one.value for one in countries("en")}
    return Paying(money.cents(form.amount.data or ""), typed if typed and known else supply.HOME if form.germany.data else "")


def refuse(form: Any, no: Refused) -> None:
    """Say no at the field that it is about, else above the form. `form` has both fields."""
    fields = {"amount": form.amount, "country": form.country, "only": form.country if form.country.choices else form.germany}
    at = fields.get(no.reason.partition("-")[0]) if no.reason.startswith(("amount-", "country-", "only-germany")) else None
    if at is None:
        form.form_errors.append(sentence(no))
    else:
        at.errors = [sentence(no)]


def _sum(cents: int, one: Offer, lang: str) -> str:
    return wording.money(cents, one.currency, lang)


def _label(one: Offer, lang: str) -> str:
    """The least stands in it."""
    if one.price_cents:
        return _("Your amount for each ticket (at least %(sum)s)", sum=_sum(one.price_cents, one, lang))
    return _("Your amount for each ticket (0 is possible)")


def _hint(one: Offer, lang: str, *, named: bool) -> str:
    """The suggestion is said, never filled in (§ 312a III BGB)."""
    parts = [_("0, or %(sum)s at least.", sum=_sum(money.least(one.currency), one, lang))] if not one.price_cents else []
    if one.suggested_cents is not None:
        parts.append(_("Suggestion: %(sum)s.", sum=_sum(one.suggested_cents, one, lang)))
    if not named:
        return " ".join(parts)
    least = [_("at least %(sum)s.", sum=_sum(one.price_cents, one, lang))] if one.price_cents else []
    return f"{pick(one, 'name', lang).text}: {' '.join((*least, *parts))}"
