"""How a ticket type is taxed, in plain words: when each case holds, and what is written then (spec: law 4.8)."""

from dataclasses import dataclass

from flask import g
from flask_babel import gettext as _

from eventsvc.core import wording
from eventsvc.events.facts import EventFacts
from eventsvc.ticket_types import queries as types
from eventsvc.ticket_types import taxes
from eventsvc.ticket_types.queries import Offer
from eventsvc.web import offer_view, price_words
from eventsvc.web.parts import Option

HERE = {"Europe/Berlin", "Europe/Busingen"}


@dataclass(frozen=True)
class TaxView:
    """The cases to choose among (none for a small business), and how the price stands everywhere now."""

    options: tuple[Option, ...]
    price: str = ""
    included: str = ""
    parts: str = ""
    abroad: bool = False


def proposed(event: EventFacts) -> str:
    """The case for a type that costs nothing yet: where the room is decides, else what was sold last."""
    return "abroad" if _abroad(event) else types.usual_tax(event.organisation_id)


def _abroad(event: EventFacts) -> bool:
    return event.in_room and event.zone not in HERE


def view(event: EventFacts, chosen: str, one: Offer | None) -> TaxView:
    """For the form; `one`: as it is kept now."""
    small: bool = g.organisation.small_business
    options = () if small else tuple(_option(mode, chosen) for mode in taxes.CHOICES)
    if one is None or one.free:
        return TaxView(options, abroad=_abroad(event))
    net, vat = taxes.split(one.price_cents, taxes.effective(one.tax_mode, small_business=small))
    parts = _("Net %(net)s, tax %(tax)s", net=_money(net, one), tax=_money(vat, one)) if vat else ""
    return TaxView(
        options, offer_view.price(one, g.lang), price_words.included(one.tax_mode, g.lang, small_business=small), parts, _abroad(event),
    )


def _money(cents: int, one: Offer) -> str:
    return wording.money(cents, one.currency, g.lang)


def _option(mode: str, chosen: str) -> Option:
    strong, text, when = {
        "standard": (
            f"{taxes.rate(mode)} %", "",
            _("The usual case for a place in a room in Germany, for companies from abroad too; and for online tickets in Germany."),
        ),
        "reduced": (
            f"{taxes.rate(mode)} %", _(", for the purpose of a charity"),
            _("Recognised as a charity, and the evening belongs to its purpose (Sec. 12 (2) no. 8 a German VAT Act)."),
        ),
        "exempt-22a": (
            _("Exempt"), _(", talks and courses"),
            _("A charity or professional association, and what comes in mainly covers the costs (Sec. 4 no. 22 a German VAT Act)."),
        ),
        "abroad": (
            _("Not taxable in Germany"), "",
            _("The room is abroad, for example in San Francisco. What has to be paid there the law of that place says."),
        ),
    }[mode]
    written = _("Written: “%(words)s”", words=taxes.note(mode, g.lang))
    return Option(mode, strong, text, f"{when} {written}", checked=mode == chosen)
