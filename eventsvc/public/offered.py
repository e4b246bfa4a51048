"""What an event offers to somebody who comes now. Where the desk gives free places by hand, those who wait go before newcomers."""

from collections.abc import Mapping
from dataclasses import replace

from eventsvc.events.facts import EventFacts
from eventsvc.registration.waitlist import queries as waitlist_queries
from eventsvc.ticket_types import queries as types
from eventsvc.ticket_types.freshness import Stamp
from eventsvc.ticket_types.queries import Offer
from eventsvc.ticket_types.vouchers import Code


def of(event: EventFacts, code: Code | None = None) -> tuple[Offer, ...]:
    """All types that the public, or who has this code, is shown as of now; what others wait for is sold out to everybody else.

    A partner's block is for its guests, whoever waits.
    """
    offers = types.offers(event.id, code)
    if event.waitlist_mode != "hand":
        return offers
    waits = waitlist_queries.per_type(event.id)
    own = {offer.id for offer in offers if code is not None and code.allotment_id is not None and code.holds_for(offer.id)}
    return tuple(
        replace(offer, state="sold-out", left=0, few=0) if offer.state == "open" and waits.get(offer.id) and offer.id not in own else offer
        for offer in offers
    )


def waits(stamp: Stamp) -> tuple[tuple[int, int], ...]:
    """How many wait for what, for the key of a page that shows it; read only where it matters."""
    found: Mapping[int, int] = waitlist_queries.per_type(stamp.event_id) if stamp.sold_out or stamp.by_hand else {}
    return tuple(sorted(found.items()))
