"""What is offered, in words: prices, what is left, when it opens."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.core import wording, zones
from eventsvc.events.facts import EventFacts
from eventsvc.ticket_types.queries import Offer

FEW = 8
Badge = tuple[str, str, str]  # kind, icon, text


def state(offers: Sequence[Offer]) -> str:
    """open if anything can be taken now; else not-yet, sold-out, over, cancelled, postponed; none without offers."""
    states = [offer.state for offer in offers]
    return next((one for one in ("open", "not-yet", "sold-out", "postponed", "cancelled", "over") if one in states), "none")


def places_left(count: int, lang: str) -> str:
    """9 places left."""
    return ngettext("%(count)s place left", "%(count)s places left", count, count=wording.number(count, lang))


def cheapest(offers: Sequence[Offer], lang: str) -> str:
    """The lowest price of what is offered: free, or "from €10.00"."""
    prices = sorted({offer.price_cents for offer in offers})
    if not prices:
        return ""
    currency = offers[0].currency
    if len(prices) == 1 and any(offer.choice for offer in offers):
        return _("from %(sum)s", sum=wording.money(prices[0], currency, lang)) if prices[0] else _("as you choose")
    if len(prices) == 1:
        return _("free") if not prices[0] else wording.money(prices[0], currency, lang)
    return _("from %(sum)s", sum=wording.money(prices[0], currency, lang))


def scarce(offers: Sequence[Offer], lang: str) -> str:
    """What is scarce, for one line: 9 places left in the room. Empty while there is plenty of everything."""
    pools: dict[int, Offer] = {}
    for offer in offers:
        if offer.state in {"open", "sold-out"} and (offer.pool_id not in pools or offer.left > pools[offer.pool_id].left):
            pools[offer.pool_id] = offer
    few = [offer for offer in pools.values() if offer.state == "open" and offer.few is not None]
    if not few:
        return ""
    first = min(few, key=lambda offer: offer.left)
    count = wording.number(first.left, lang)
    if len(pools) == 1:
        return places_left(first.left, lang)
    if first.kind == "room":
        return ngettext("%(count)s place left in the room", "%(count)s places left in the room", first.left, count=count)
    return ngettext("%(count)s place left online", "%(count)s places left online", first.left, count=count)


def opening(offers: Sequence[Offer]) -> datetime | None:
    """When the first offer opens, if none is open yet."""
    coming = [offer.opens_at for offer in offers if offer.state == "not-yet" and offer.opens_at is not None]
    return min(coming, default=None)


def listed(event: EventFacts, now: datetime) -> bool:
    """Whether the event has a waitlist now."""
    return event.state == "published" and event.waitlist_mode != "none" and now < event.starts_at


def waits(offers: Sequence[Offer], event: EventFacts, now: datetime) -> bool:
    """Whether one should be led to the list: something is sold out that nobody decides about."""
    return listed(event, now) and any(offer.state == "sold-out" for offer in wished(offers))


def wished(offers: Sequence[Offer]) -> tuple[Offer, ...]:
    """What one can wait for: sold out, or with so few places that a group may not fit. Nothing that the organiser decides about,
    and nothing of a partner's block: its places are there, or they are not.
    """
    return tuple(
        offer for offer in offers
        if offer.visibility != "hidden" and not offer.approval and not offer.block
        and (offer.state == "sold-out" or (offer.state == "open" and offer.left < min(offer.max_each, FEW)))
    )


def badge(offers: Sequence[Offer], zone: str, lang: str, *, listed: bool = False) -> Badge | None:
    """The one badge that a card carries about its places. `listed`: there is a waitlist."""
    now = state(offers)
    opens = opening(offers)
    if now == "none":
        return ("", "", _("being planned"))
    if now == "sold-out":
        return ("note", "list", _("Waitlist")) if listed else ("note", "ticket", _("sold out"))
    if now == "over":
        return ("", "", _("registration closed"))
    if now == "not-yet" and opens is not None:
        return ("", "bell", _("Registration from %(day)s", day=wording.day_month(zones.local(opens, zone), lang)))
    if now != "open":
        return None
    rare = scarce(offers, lang)
    if rare:
        return ("warn", "ticket", rare)
    if any(offer.state == "sold-out" and offer.kind == "room" for offer in offers):
        return ("note", "ticket", _("room sold out"))
    return ("", "", _("free")) if all(offer.free for offer in offers) else None
