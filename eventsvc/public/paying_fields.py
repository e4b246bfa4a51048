"""What buyers are asked besides name and address: the amount where guests choose it, and the country for online tickets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from eventsvc.core import money, wording
from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Refused
from eventsvc.ticket_types.queries import Offer
from eventsvc.web.refusals import sentence


@dataclass(frozen=True)
class Asked:
    """The label and the hint of the amount; `amount` empty: it is not asked. `germany`: the box to tick, with its hint."""

    amount: str = ""
    hint: str = ""
    needed: bool = False
    germany: bool = False
    germany_hint: str = ""


NOTHING = Asked()


def of(offers: Sequence[Offer], lang: str) -> Asked:
    """What is asked for these types: one that is settled, or several to choose among. Nothing for what is free."""
    chosen, here = [one for one in offers if one.choice], [one for one in offers if one.germany_only]
    if not chosen and not here:
        return NOTHING
    alone = len(offers) == 1
    return Asked(
        amount=_label(chosen[0], lang) if len(chosen) == 1 else _("Your amount for each ticket") if chosen else "",
        hint=" ".join(part for one in chosen for part in (_hint(one, lang, named=not alone),) if part),
        needed=alone and bool(chosen), germany=bool(here),
        germany_hint="" if alone else _("Only for: %(names)s", names=", ".join(pick(one, "name", lang).text for one in here)),
    )


def refuse(form: Any, no: Refused) -> None:
    """Say no at the field that it is about, else above the form. `form` has both fields."""
    at = form.amount if no.reason.startswith("amount-") else form.germany if no.reason == "only-germany" else None
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
