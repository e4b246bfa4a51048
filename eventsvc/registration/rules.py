"""Whether somebody may register now. Pure: the offer as read, the number of seats and the hour go in, a reason or nothing comes out."""

from dataclasses import dataclass
from datetime import datetime

from eventsvc.core.errors import Refused
from eventsvc.ticket_types import windows

MOST_TICKETS = 10


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A ticket type as it stands at the moment of the submit. `pool_id` None: the event offers no such type."""

    event_id: int
    event_uuid: str
    organisation_id: int
    state: str
    zone: str
    ends_at: datetime
    pool_id: int | None = None
    sale_from: datetime | None = None
    sale_until: datetime | None = None
    price_cents: int = 0
    currency: str = "EUR"
    capacity: int = 0
    taken: int = 0


def check(offer: Offer, *, seats: int, now: datetime, by_desk: bool = False) -> int:
    """Answer the pool to claim from, or raise Refused with the reason that tells most. Whether the seats are there decides the claim.

    The sale window is for the public; the desk adds guests outside of it too.
    """
    if offer.state != "published":
        raise Refused(offer.state)
    if now >= offer.ends_at:
        raise Refused("past", ended=offer.ends_at, zone=offer.zone)
    if offer.pool_id is None or offer.price_cents:
        raise Refused("type-unknown")
    if not 1 <= seats <= MOST_TICKETS:
        raise Refused("too-many", most=MOST_TICKETS)
    if not by_desk:
        check_window(offer, now)
    if offer.taken + seats > offer.capacity:
        raise sold_out(offer.capacity - offer.taken)
    return offer.pool_id


def check_window(offer: Offer, now: datetime) -> None:
    """The sale window is wall time at the event's place; its end is the first instant at which nothing is sold any more."""
    opens = windows.opens_at(offer.sale_from, offer.zone)
    if opens is not None and now < opens:
        raise Refused("sale-not-open", opens=opens, zone=offer.zone)
    closes = windows.closes_at(offer.sale_until, offer.zone, offer.ends_at)
    if now >= closes:
        raise Refused("sale-over", ended=closes, zone=offer.zone)


def sold_out(left: int) -> Refused:
    """Not that many left; `left` says how many there are."""
    return Refused("sold-out", left=max(left, 0))
