"""Whether somebody may register now, and how it goes on. Pure: the offer as read, the wish and the hour go in.

The one place that decides this, for the page, the desk, the waitlist and programs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from eventsvc.core import money
from eventsvc.core.errors import Refused
from eventsvc.ticket_types import supply, vouchers, windows
from eventsvc.ticket_types.vouchers import Code

MOST_TICKETS = 20
HOLD = timedelta(minutes=15)
APPLICATION = timedelta(hours=2)
CONFIRM_WITHIN = timedelta(hours=2)
PAY_WITHIN = timedelta(days=7)
MOST_EXTENSIONS = 12
MOST_CENTS = 1_000_000
"""What can be chosen to pay for one ticket: a slip of the finger is not an order of millions."""
PATIENCE = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A ticket type as it stands at the moment of the submit. `pool_id` None: the event offers no such type."""

    event_id: int
    event_uuid: str
    organisation_id: int
    state: str
    zone: str
    starts_at: datetime
    ends_at: datetime
    confirm_mail: bool = False
    ticket_type_id: int = 0
    pool_id: int | None = None
    kind: str = "room"
    sale_from: datetime | None = None
    sale_until: datetime | None = None
    price_cents: int = 0
    price_kind: str = "fixed"
    sold_to: str = "germany"
    currency: str = "EUR"
    capacity: int = 0
    taken: int = 0
    held: int = 0
    most: int | None = None
    used: int = 0
    min_each: int = 1
    max_each: int = 10
    visibility: str = "public"
    domains: tuple[str, ...] = ()
    approval: bool = False
    answer_by: datetime | None = None
    asks: bool = False
    queued: bool = False
    blocks: bool = False

    @property
    def left(self) -> int:
        """Seats that are free for this type: of the pool, and of its own limit."""
        free = self.capacity - self.taken - self.held
        return max(free if self.most is None else min(free, self.most - self.used), 0)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """How a registration begins: its state, that of its tickets, until when seats are kept, what it costs, when an answer is promised."""

    pool_id: int
    state: str
    ticket_state: str
    total_cents: int = 0
    deadline: datetime | None = None
    answer_at: datetime | None = None


@dataclass(frozen=True)
class Paying:
    """What buyers say about paying: the amount that they choose for each ticket, and the country they are in (for online tickets)."""

    amount_cents: int | None = None
    country: str = ""


NOT_ASKED = Paying()


def decide(
    offer: Offer, *, seats: int, email: str, now: datetime, by_desk: bool = False, code: Code | None = None, paying: Paying = NOT_ASKED,
) -> Decision:
    """How it goes on, or Refused with the reason that tells most. Whether the seats are there is decided by the conditional write.

    The sale window, who may see a type, its domains, the questions and the yes of the desk are for the public; the desk adds guests
    without, free of charge. A code may show a type, and skip the waiting for the yes.
    """
    pool_id = check_event(offer, now)
    if code is not None:
        vouchers.check(code, offer.ticket_type_id, now, offer.zone)
    check_number(offer, seats, by_desk=by_desk)
    if by_desk:
        check_seats(offer, seats, code, by_desk=True)
        return Decision(pool_id=pool_id, state="confirmed", ticket_state="valid")
    check_visibility(offer, code)
    check_window(offer, now)
    check_domain(offer, email)
    applies = offer.approval and not (code is not None and code.skips_approval)
    if not applies:
        check_seats(offer, seats, code)
    price = unit(offer, paying.amount_cents, code)
    check_country(offer, price, paying.country)
    return _begin(offer, pool_id, price * seats, now, applies=applies)


def unit(offer: Offer, amount: int | None, code: Code | None = None) -> int:
    """What one ticket costs: with a code, or as somebody chose. Refused: amount-missing, amount-too-small (least), amount-too-large."""
    if offer.price_kind != "choice":
        return vouchers.price(offer.price_cents, code)
    facts = {"minimum": offer.price_cents, "least": max(offer.price_cents, money.least(offer.currency)), "currency": offer.currency}
    if amount is None:
        raise Refused("amount-missing", **facts)
    if amount < offer.price_cents or not money.payable(amount, offer.currency):
        raise Refused("amount-too-small", **facts)
    if amount > MOST_CENTS:
        raise Refused("amount-too-large", most=MOST_CENTS, currency=offer.currency)
    return amount


def check_country(offer: Offer, price: int, country: str) -> None:
    """An online ticket that costs something is taxed where its buyer is. Refused: as `supply.refusal` says."""
    why = supply.refusal(offer.kind, offer.sold_to, country) if price else ""
    if why:
        raise Refused(why)


def _begin(offer: Offer, pool_id: int, total: int, now: datetime, *, applies: bool) -> Decision:
    ticket_state, answer_at = "wanted" if applies else "reserved", promised(offer, now) if applies else None
    if offer.asks or (total and not applies):
        deadline = min(now + (APPLICATION if applies else HOLD), offer.ends_at)
        return Decision(pool_id=pool_id, state="held", ticket_state=ticket_state, total_cents=total, deadline=deadline, answer_at=answer_at)
    if applies:
        return Decision(pool_id=pool_id, state="applied", ticket_state=ticket_state, total_cents=total, answer_at=answer_at)
    if offer.confirm_mail:
        deadline = min(now + CONFIRM_WITHIN, offer.ends_at)
        return Decision(pool_id=pool_id, state="unconfirmed", ticket_state=ticket_state, deadline=deadline)
    return Decision(pool_id=pool_id, state="confirmed", ticket_state="valid")


def with_code(offer: Offer, code: Code | None) -> Offer:
    """A type as it is for who waits with this code: shown by it, at its price, let in without the yes."""
    if code is None or not code.holds_for(offer.ticket_type_id):
        return offer
    shown = offer.visibility == "code" and code.shows(offer.ticket_type_id)
    return replace(
        offer, price_cents=vouchers.price(offer.price_cents, code, offer.price_kind), visibility="public" if shown else offer.visibility,
        approval=offer.approval and not code.skips_approval,
    )


def with_amount(offer: Offer, chosen: int | None) -> Offer:
    """A type at the price that somebody who waits has chosen for it."""
    return offer if chosen is None or offer.price_kind != "choice" else replace(offer, price_cents=chosen)


def promised(offer: Offer, now: datetime) -> datetime | None:
    """Until when applicants are promised an answer; None: nothing was said, or that hour is over."""
    at = windows.opens_at(offer.answer_by, offer.zone)
    return at if at is not None and at > now else None


def check_event(offer: Offer, now: datetime) -> int:
    """Whether the event takes anybody at all; answers the pool of the type."""
    if offer.state != "published":
        raise Refused(offer.state)
    if now >= offer.ends_at:
        raise Refused("past", ended=offer.ends_at, zone=offer.zone)
    if offer.pool_id is None:
        raise Refused("type-unknown")
    return offer.pool_id


def check_number(offer: Offer, seats: int, *, by_desk: bool = False) -> None:
    """How many at a time."""
    most = MOST_TICKETS if by_desk else min(offer.max_each, MOST_TICKETS)
    if seats > most:
        raise Refused("too-many", most=most)
    if seats < (1 if by_desk else offer.min_each):
        raise Refused("too-few", least=offer.min_each)


def check_visibility(offer: Offer, code: Code | None) -> None:
    """Hidden types are given by the desk alone, some only by a code."""
    if offer.visibility == "hidden":
        raise Refused("type-unknown")
    if offer.visibility == "code" and not (code is not None and code.shows(offer.ticket_type_id)):
        raise Refused("code-needed")


def check_domain(offer: Offer, email: str) -> None:
    """Some types are for addresses of a university, and of its departments."""
    check_domains(offer.domains, email)


def check_domains(domains: Sequence[str], email: str) -> None:
    """The same where only the domains are known."""
    domain = email.rpartition("@")[2].lower()
    if domains and not any(domain == one or domain.endswith(f".{one}") for one in domains):
        raise Refused("wrong-domain", domains=tuple(domains))


def check_seats(offer: Offer, seats: int, code: Code | None = None, *, by_desk: bool = False) -> None:
    """Whether the seats seem to be there; a partner's block has its own. The desk may pass over those who wait."""
    if code is not None and code.allotment_id is not None:
        return
    if offer.capacity - offer.taken - offer.held >= seats > offer.left:
        raise Refused("type-full", left=offer.left)
    if seats > offer.left:
        raise Refused("sold-out", left=offer.left)
    if offer.queued and not by_desk:
        raise Refused("others-wait")


def check_window(offer: Offer, now: datetime) -> None:
    """The sale window is wall time at the event's place; its end is the first instant at which nothing is sold any more."""
    opens = windows.opens_at(offer.sale_from, offer.zone)
    if opens is not None and now < opens:
        raise Refused("sale-not-open", opens=opens, zone=offer.zone)
    closes = windows.closes_at(offer.sale_until, offer.zone, offer.ends_at)
    if now >= closes:
        raise Refused("sale-over", ended=closes, zone=offer.zone)


def check_answers(missing: int) -> None:
    """What must be answered before there is a ticket."""
    if missing:
        raise Refused("answers-missing", count=missing)
