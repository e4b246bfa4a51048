"""What people do about the list: join it, wait for the room with an online ticket, wish for something else, become more or fewer.

Nobody queues for what is free: who could have a seat now is told to take it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from eventsvc.core import clock
from eventsvc.core.addresses import email_key
from eventsvc.core.db import transaction
from eventsvc.core.errors import Refused
from eventsvc.registration import records, rules, seats, service
from eventsvc.registration.records import By, Kept, Record, Wish
from eventsvc.registration.rules import NOT_ASKED, Decision, Offer, Paying
from eventsvc.registration.waitlist import entries
from eventsvc.registration.waitlist import service as waitlist
from eventsvc.registration.waitlist.entries import Terms
from eventsvc.ticket_types import vouchers
from eventsvc.ticket_types.vouchers import Code
from eventsvc.tickets import service as tickets

GUEST = By()


@dataclass(frozen=True, kw_only=True)
class JoinWish:
    """What somebody waits for: the types that would do, the dearest wish first. `meanwhile`: the online type that is wanted until then.

    `code`: shows a type, makes it cheaper, or lets in without a yes; it is carried from now on, as by any registration. `paying`: the
    amount for types whose price is free to choose, and the country for online tickets.
    """

    type_ids: tuple[int, ...]
    seats: int
    name: str
    email: str
    language: str
    once: str
    meanwhile: int | None = None
    code: str = ""
    source: str = ""
    paying: Paying = NOT_ASKED

    def holders(self) -> tuple[str, ...]:
        """Names for the tickets: the own one; who comes along is named later."""
        return (self.name, *[""] * (self.seats - 1))

    def of(self, ticket_type_id: int) -> Wish:
        """As a wish for one type."""
        return Wish(
            ticket_type_id=ticket_type_id, name=self.name, email=self.email, holders=self.holders(), language=self.language,
            once=self.once, source=self.source, paying=self.paying,
        )


class _Known(Exception):  # noqa: N818  an answer, not a fault
    """This person is registered for this event, or waits for it."""

    def __init__(self, registration_id: int) -> None:
        super().__init__(registration_id)
        self.registration_id = registration_id


def join(event_id: int, wish: JoinWish, *, by: By = GUEST) -> Kept:
    """Put somebody on the list; with `meanwhile` an online ticket is there at once, to be swapped for the room. All or nothing.

    Refused: no-waitlist, waitlist-over, places-free, apply-instead, swap-costs, online-first, known-already (a mail with the link is
    on its way), mailbox-full, what `rules` refuses for the event, the types, the number, and `vouchers` for the code. A partner's block is
    not waited for: block-empty.
    """
    try:
        return _joined(event_id, wish, by)
    except _Known as known:
        service.again(known.registration_id)
        raise Refused("known-already", email=wish.email) from None


def _joined(event_id: int, wish: JoinWish, by: By) -> Kept:
    if not wish.type_ids:
        raise Refused("type-unknown")
    with transaction() as connection:
        before = records.earlier(connection, event_id, wish.once)
        if before is not None:
            return before
        records.offer(connection, event_id, wish.type_ids[0])  # the event's row first
        many = wish.seats * (1 if wish.meanwhile is None else 2)
        first, rev = tickets.bump(connection, event_id, count=many)
        code = _code(connection, event_id, wish)
        offers = _checked(connection, event_id, wish, code)
        kept, online = _begun(connection, offers, wish, code)
        record = _record(offers[0], wish, kept, rev)
        _issue(connection, offers[0], record, wish.holders(), first, "wanted")
        entries.enter(connection, record, wish.type_ids, wish.seats)
        _write(connection, record, by)
        if online is not None:
            offer, state = online
            _issue(connection, offer, record, wish.holders(), first + wish.seats, state)
            kind = seats.Kind(ticket_type_id=offer.ticket_type_id, pool_id=offer.pool_id or 0, limited=offer.most is not None)
            seats.count(connection, kind, state, wish.seats)
        return kept


def _code(connection: Connection, event_id: int, wish: JoinWish) -> Code | None:
    """What was typed, if it holds for any of the wishes. Places that are kept for a partner's guests are there, or they are not."""
    if not wish.code:
        return None
    code, zone = vouchers.find(connection, event_id, wish.code), entries.terms(connection, event_id).zone
    vouchers.check(code, None, clock.now(), zone)
    if code is None or not any(code.holds_for(type_id) for type_id in wish.type_ids):
        raise Refused("voucher-other-type")
    if code.allotment_id is not None:
        left = code.block_left or 0
        raise Refused("places-free", left=left) if left >= wish.seats else Refused("block-empty")
    return code


def _begun(connection: Connection, offers: Sequence[Offer], wish: JoinWish, code: Code | None) -> tuple[Kept, tuple[Offer, str] | None]:
    """The registration: waiting, or with an online ticket until the room is free."""
    if wish.meanwhile is None:
        begins = Decision(pool_id=offers[0].pool_id or 0, state="waiting", ticket_state="wanted")
        return _kept(connection, offers[0], wish.of(offers[0].ticket_type_id), begins, code), None
    offer = rules.with_code(records.offer(connection, offers[0].event_id, wish.meanwhile), code)
    decision = rules.decide(offer, seats=wish.seats, email=wish.email, now=clock.now())
    if offer.kind != "online" or any(one.kind != "room" for one in offers):
        raise Refused("type-unknown")
    if decision.state not in {"confirmed", "unconfirmed"}:
        raise Refused("online-first")
    _check_price(offers, offer.price_cents)
    return _kept(connection, offer, wish.of(wish.meanwhile), decision, code), (offer, decision.ticket_state)


def _kept(connection: Connection, offer: Offer, wish: Wish, begins: Decision, code: Code | None) -> Kept:
    carries: dict[str, object] = {} if code is None else {"voucher_id": code.id, "source": wish.source or code.credit}
    if wish.paying.amount_cents is not None:
        carries["chosen_cents"] = wish.paying.amount_cents
    kept = records.keep(connection, offer, wish, begins, **carries)
    if kept is not None:
        if code is not None:
            vouchers.use(connection, code.id, email_key(wish.email), registration_id=kept.registration_id)
        return kept
    known = records.of_person(connection, offer.event_id, wish.name, wish.email)
    if known is None:
        raise Refused("type-unknown")  # a token of another event
    raise _Known(known)


def _checked(connection: Connection, event_id: int, wish: JoinWish, code: Code | None) -> list[Offer]:
    """What is wished for, if one can wait for it and nothing of it is free. Read under the mutex."""
    terms = entries.terms(connection, event_id)
    offers = [rules.with_code(records.offer(connection, event_id, type_id), code) for type_id in dict.fromkeys(wish.type_ids)]
    for offer in offers:
        _check(offer, wish.seats, wish.email, terms)
        rules.check_country(offer, rules.unit(offer, wish.paying.amount_cents), wish.paying.country)
    for offer in offers:
        if waitlist.fits(offer, wish.seats) and not offer.queued:
            raise Refused("places-free", left=offer.left)
    return offers


def _check(offer: Offer, many: int, email: str, terms: Terms) -> None:
    now = clock.now()
    rules.check_event(offer, now)
    if terms.mode == "none":
        raise Refused("no-waitlist")
    if now >= terms.starts_at:
        raise Refused("waitlist-over")
    rules.check_number(offer, many)
    rules.check_visibility(offer, None)
    rules.check_window(offer, now)
    rules.check_domain(offer, email)
    if offer.approval:
        raise Refused("apply-instead")


def _check_price(offers: Sequence[Offer], paid: int) -> None:
    """Swaps are between tickets that cost the same: what more it costs could not be asked for without losing the online ticket."""
    if any(one.price_cents != paid or one.price_kind == "choice" for one in offers):
        raise Refused("swap-costs")


def _issue(connection: Connection, offer: Offer, record: Record, holders: Sequence[str], first: int, state: str) -> None:
    tickets.issue(connection, tickets.Order(
        event_id=offer.event_id, event_uuid=offer.event_uuid, registration_id=record.id, ticket_type_id=offer.ticket_type_id,
        pool_id=offer.pool_id or 0, holders=holders, first=first, rev=record.rev, state=state, booker=record.name,
        linked=record.quantity > 1,
    ))


def _record(offer: Offer, wish: JoinWish, kept: Kept, rev: int) -> Record:
    return Record(
        id=kept.registration_id, state=kept.state, name=wish.name, email=wish.email, language=wish.language, event_id=offer.event_id,
        organisation_id=offer.organisation_id, rev=rev,
    )


def _write(connection: Connection, record: Record, by: By) -> None:
    if by.guest:
        records.check_mailbox(connection, record.event_id, record.email)
    kind = {"confirmed": "ticket", "unconfirmed": "confirm-address"}.get(record.state, "waitlist-joined")
    records.letter(kind, record, once=f"{kind}:{record.id}")
    records.note(record, "joined-waitlist", by)


def wait(registration_id: int, type_ids: Sequence[int], *, by: By = GUEST) -> None:
    """With an online ticket, wait for the room: as many seats as there are online tickets. On the list already: other wishes.

    Refused: nothing-to-swap, not-waiting (somebody who was on the list), places-free-switch, swap-costs, and as `join`.
    """
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        if entries.current(connection, registration_id) is not None:
            change(registration_id, type_ids, by=by)
            return
        online = entries.online(connection, record) if record.state == "confirmed" else ()
        if not online:
            raise Refused("nothing-to-swap" if record.state == "confirmed" else "not-waiting")
        offers = _wished(connection, record, type_ids, len(online), fresh=True)
        first, rev = tickets.bump(connection, record.event_id, count=len(online))
        _issue(connection, offers[0], replace(record, rev=rev), [one.holder for one in online], first, "wanted")
        entries.enter(connection, record, [one.ticket_type_id for one in offers], len(online))
        records.note(record, "joined-waitlist", by)


def change(registration_id: int, type_ids: Sequence[int], many: int | None = None, *, by: By = GUEST) -> None:
    """Other wishes keep the place, and so do fewer people; more people go to the end. What fits now is given at once.

    Refused: not-waiting, offer-open (say yes or no to it first), and as `join`.
    """
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        entry = entries.current(connection, registration_id)
        if entry is None:
            raise Refused("not-waiting")
        if entry.state == "offered":
            raise Refused("offer-open")
        wanted = entry.seats if many is None or record.state != "waiting" else many
        offers = _wished(connection, record, type_ids, wanted, fresh=False)
        entries.choose(connection, entry.id, [one.ticket_type_id for one in offers])
        if wanted != entry.seats:
            _resize(connection, record, offers[0], entry.id, entry.seats, wanted)
        records.note(record, "waitlist-changed", by, before={"seats": entry.seats}, after={"seats": wanted})
        waitlist.fill(connection, record.event_id)


def _wished(connection: Connection, record: Record, type_ids: Sequence[int], many: int, *, fresh: bool) -> list[Offer]:
    """The types, checked for somebody who is in already."""
    if not type_ids:
        raise Refused("type-unknown")
    terms = entries.terms(connection, record.event_id)
    offers = [entries.offer(connection, record.event_id, type_id, record.voucher_id) for type_id in dict.fromkeys(type_ids)]
    for offer in offers:
        _check(offer, many, record.email, terms)
        rules.check_country(offer, rules.unit(offer, record.chosen_cents), record.country)
        if record.state != "waiting" and offer.kind != "room":
            raise Refused("type-unknown")
        if fresh and waitlist.fits(offer, many) and not offer.queued:
            raise Refused("places-free-switch", left=offer.left)
    if record.state != "waiting":
        for one in entries.online(connection, record):
            _check_price(offers, entries.offer(connection, record.event_id, one.ticket_type_id, record.voucher_id).price_cents)
    return offers


def _resize(connection: Connection, record: Record, offer: Offer, entry_id: int, before: int, wanted: int) -> None:
    kept = entries.kept_for(connection, record)
    if wanted < before:
        seats.turn(connection, kept[wanted:], "replaced", rev=record.rev)
        entries.becomes(connection, entry_id, "waiting", seats=wanted)
    else:
        first, rev = tickets.bump(connection, record.event_id, count=wanted - before)
        _issue(connection, offer, replace(record, rev=rev, quantity=wanted), [""] * (wanted - before), first, "wanted")
        entries.becomes(connection, entry_id, "waiting", seats=wanted, rank=entries.last(connection, record.event_id) + 1)
    records.change(connection, record, quantity=wanted)
