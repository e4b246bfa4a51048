"""Ticket types as radio cards: name, price, what is left, and why one cannot be had."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.core import clock, wording
from eventsvc.core.bilingual import Said, pick
from eventsvc.core.errors import Refused
from eventsvc.events.facts import EventFacts
from eventsvc.ticket_types.queries import Offer
from eventsvc.web import price_words, waiting_words
from eventsvc.web.parts import Badge, Go
from eventsvc.web.refusals import sentence


@dataclass(frozen=True, kw_only=True)
class Card:
    """What the macro `pick` takes."""

    value: int
    name: Said
    price: str
    more: Said
    left: str
    few: bool
    gone: bool
    checked: bool
    go: Go | None = None
    was: str = ""
    tax: str = ""
    badge: Badge | None = None


def cards(
    offers: Sequence[Offer], event: EventFacts, lang: str, chosen: int | None = None, waits: Mapping[int, int] | None = None,
    code: str = "", *, small_business: bool = False,
) -> tuple[Card, ...]:
    """All types in their order; the chosen one is checked, else the first that can be had.

    `waits`: how many people wait for each type, if there is a waitlist; what is sold out says so instead of its price, and leads there,
    with the code.
    """
    open_ones = [offer.id for offer in offers if offer.state == "open"]
    checked = chosen if chosen in open_ones else next(iter(open_ones), None)
    ways = {offer.id: None if waits is None else _go(offer, event, code) for offer in offers}
    return tuple(
        Card(
            value=offer.id, name=pick(offer, "name", lang), more=_more(offer, lang, waits),
            price=_("sold out") if ways[offer.id] else price(offer, lang),
            left=_left(offer, event, lang), few=offer.few is not None, gone=offer.state != "open", checked=offer.id == checked,
            go=ways[offer.id],
            was="" if offer.full_cents == offer.price_cents else wording.money(offer.full_cents, offer.currency, lang),
            tax="" if offer.free else price_words.included(offer.tax_mode, lang, small_business=small_business),
            badge=("accent", "lock", _("with your code")) if offer.visibility == "code" else None,
        )
        for offer in offers
    )


def _more(offer: Offer, lang: str, waits: Mapping[int, int] | None) -> Said:
    """What is said of a type; of one that is sold out, how many wait for it."""
    many = (waits or {}).get(offer.id, 0) if offer.state == "sold-out" else 0
    return Said(waiting_words.waiting(many, lang), lang) if many else pick(offer, "note", lang)


def _go(offer: Offer, event: EventFacts, code: str) -> Go | None:
    if offer.state != "sold-out" or offer.approval or offer.visibility == "hidden" or offer.block:
        return None
    return Go(url_for("waitlist.form", slug=event.slug, ticket=offer.id, code=code or None), _("Join the waitlist"))


def price(offer: Offer, lang: str) -> str:
    """What is paid in the end; where guests choose, the least."""
    if offer.choice:
        return chosen(offer.price_cents, offer.currency, lang)
    return _("free") if offer.free else wording.money(offer.price_cents, offer.currency, lang)


def chosen(least: int, currency: str, lang: str) -> str:
    """What a ticket costs whose guests say what they pay."""
    return _("from %(sum)s", sum=wording.money(least, currency, lang)) if least else _("as you choose")


def closed(event: EventFacts, offers: Sequence[Offer]) -> str | None:
    """Why nobody can register at the moment, in a sentence; None: somebody can."""
    if event.state in {"cancelled", "postponed"}:
        return sentence(Refused(event.state))
    if event.over(clock.now()):
        return sentence(Refused("past"))
    states = {offer.state for offer in offers}
    if "open" in states:
        return None
    opens = [offer.opens_at for offer in offers if offer.state == "not-yet" and offer.opens_at is not None]
    if opens:
        return sentence(Refused("sale-not-open", opens=min(opens), zone=event.zone))
    if "sold-out" in states:
        return sentence(Refused("sold-out", left=0))
    if not offers:
        return _("There are no tickets for this event yet.")
    return sentence(Refused("sale-over", ended=max(offer.closes_at for offer in offers), zone=event.zone))


def _left(offer: Offer, event: EventFacts, lang: str) -> str:
    if offer.state == "not-yet" and offer.opens_at is not None:
        return _("from %(when)s", when=wording.moment(offer.opens_at, event.zone, lang, now=clock.now()))
    if offer.state == "over":
        return _("closed")
    if offer.state == "sold-out":
        return _("sold out")
    if offer.few is not None:
        return ngettext("%(num)s place left", "%(num)s places left", offer.few)
    return _("places free")


def nothing(lang: str) -> str:
    """The sum of what costs nothing."""
    return wording.money(0, "EUR", lang)
