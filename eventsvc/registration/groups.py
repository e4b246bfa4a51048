"""A group: whoever registered for several people, and the guests who enter themselves by a link of their own.

Each deed is one transaction that holds the event's mutex, so two people who fill in one link at once stand in a queue: the second one
is told. A seat that comes back from a guest who had the ticket gets a new code; the old one lets nobody in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from eventsvc.checkin import queries as door
from eventsvc.core import clock, limits, outbox, signing
from eventsvc.core.addresses import email_key
from eventsvc.core.db import reading, transaction
from eventsvc.core.errors import Missing, Refused
from eventsvc.core.folding import fold
from eventsvc.questions import queries as questions
from eventsvc.registration import blocks, guest_letters, letter_boxes, records, rules, seats
from eventsvc.registration.records import By, Record
from eventsvc.registration.seats import Kind, Seat
from eventsvc.ticket_types import allotments
from eventsvc.tickets import guests
from eventsvc.tickets import service as tickets
from eventsvc.tickets.guests import Guest

GUEST = By()
AGAIN = timedelta(minutes=10)
"""A link is not sent again before so long."""
REFUSED_FOR = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a guest enters. `own`: what only the guest of a seat has, to change what was entered."""

    name: str
    email: str
    language: str
    own: str = ""


def enter(token: str, entry: Entry, *, also: Callable[[int], None] | None = None) -> None:
    """The guest of this link is known from now on; the ticket goes to the own address. Sent twice it counts once.

    `also`: what else belongs to it (answers), with the registration's id, in the same transaction.
    Refused: guest-filled (name), ticket-cancelled, begun, cancelled, mailbox-full. Missing: the link is void.
    """
    with transaction() as connection:
        record, guest = _behind(connection, token)
        _check_open(record)
        fresh = guest.filled_at is None or email_key(guest.email) != email_key(entry.email)
        if not is_own(guest, record.event_uuid, entry.own):
            if not fresh and fold(guest.holder) == fold(entry.name):
                return
            raise Refused("guest-filled", name=guest.holder)
        if fresh:
            records.check_mailbox(connection, record.event_id, entry.email)
        now = clock.now()
        guests.change(
            connection, guest.ticket_id, rev=record.rev, holder=entry.name, folded=guests.folded(entry.name, email=entry.email),
            email=entry.email, language=entry.language, guest_filled_at=now, guest_sent_at=now if fresh else guest.sent_at,
        )
        records.note(record, "guest-entered", GUEST, before={"name": guest.holder}, after={"name": entry.name})
        if also is not None:
            also(record.id)
        if fresh:
            _ticket_letter(connection, record, guest.ticket_id)


def is_own(guest: Guest, event_uuid: str, own: str) -> bool:
    """Whether this guest may change what is entered: everybody while nothing is, then who has the link from the guest's own mail."""
    return guest.filled_at is None or signing.same(own, guest.own(event_uuid))


def give_back(token: str, own: str = "") -> None:
    """The guest is not coming: the seat is free for whoever registered to give to somebody else, who hears of it.

    Refused: begun, admitted, guest-filled. Missing: the link is void.
    """
    with transaction() as connection:
        record, guest = _behind(connection, token)
        if not is_own(guest, record.event_uuid, own):
            raise Refused("guest-filled", name=guest.holder)
        _opened(connection, record, guest)
        records.note(record, "guest-gave-back", GUEST, before={"name": guest.holder})
        if letter_boxes.may_tell(record.email):
            records.letter("guest-gave-back", record)


def refuse(token: str, own: str = "") -> None:
    """"I don't know them": the address goes at once, with all letters to it. For a day it cannot be entered here again."""
    with transaction() as connection:
        record, guest = _behind(connection, token)
        if not is_own(guest, record.event_uuid, own):
            raise Refused("guest-filled", name=guest.holder)
        _opened(connection, record, guest)
        records.note(record, "guest-refused", GUEST)
        if guest.email:
            limits.allowed(_refusal(record.id, guest.email), most=1, per=REFUSED_FOR)
            outbox.forget_address(record.id, guest.email)


def _refusal(registration_id: int, email: str) -> str:
    return f"refused:{registration_id}:{signing.digest(email_key(email))[:32]}"


def _behind(connection: Connection, token: str) -> tuple[Record, Guest]:
    """The seat of a link, under the mutex: read to know whose mutex, and again behind it."""
    guest = guests.by_secret(connection, token)
    if guest is None:
        raise Missing
    record = records.locked(connection, guest.registration_id)
    guest = guests.by_secret(connection, token)
    if guest is None:
        raise Missing
    if record.state != "confirmed" or guest.state != "valid":
        raise Refused("ticket-cancelled")
    return record, guest


def _check_open(record: Record) -> None:
    if record.event_state == "cancelled":
        raise Refused("cancelled")
    if record.event_begun:
        raise Refused("begun")


def _opened(connection: Connection, record: Record, guest: Guest) -> None:
    """Nobody's seat any more. Who has seen the ticket has its code, so the seat gets another one."""
    if record.event_begun:
        raise Refused("begun")
    if door.admitted(connection, [guest.ticket_id]):
        raise Refused("admitted")
    if guest.filled_at is None:
        guests.open_again(connection, guest, record.event_uuid, record.name, rev=record.rev)
        return
    guests.close(connection, guest.ticket_id, rev=record.rev)
    live = seats.live(connection, record.id, "valid")
    seat = next(one for one in live if one.ticket_id == guest.ticket_id)
    seats.turn(connection, [seat], "replaced", rev=record.rev, allotment_id=record.allotment_id)
    _issue(connection, record, Kind(ticket_type_id=seat.ticket_type_id, pool_id=seat.pool_id, limited=seat.limited), ("",))


def _issue(connection: Connection, record: Record, kind: Kind, holders: Sequence[str]) -> None:
    """Further tickets of this registration, each with a link of its own; seats are counted."""
    first, rev = tickets.bump(connection, record.event_id, count=len(holders))
    tickets.issue(connection, tickets.Order(
        event_id=record.event_id, event_uuid=record.event_uuid, registration_id=record.id, ticket_type_id=kind.ticket_type_id,
        pool_id=kind.pool_id, holders=holders, first=first, rev=rev, booker=record.name, linked=True,
    ))
    seats.count(connection, kind, "valid", len(holders), allotment_id=record.allotment_id)


def send(registration_id: int, ticket_id: int, email: str = "") -> str:
    """Mail the link to this address (or the one that is known); a guest who has entered gets the ticket again. Answers the guest's name.

    Refused: email-needed, guest-sent (at), guest-refuses, mailbox-full, ticket-cancelled, begun, cancelled.
    """
    with transaction() as connection:
        record = _group(connection, registration_id)
        guest = guests.one(connection, registration_id, ticket_id)
        if guest is None:
            raise Missing
        if guest.state != "valid":
            raise Refused("ticket-cancelled")
        address = guest.email if guest.filled_at is not None else email or guest.email
        if not address:
            raise Refused("email-needed")
        same = email_key(address) == email_key(guest.email)
        if guest.sent_at is not None and same and clock.now() < guest.sent_at + AGAIN:
            raise Refused("guest-sent", at=guest.sent_at + AGAIN, zone=record.zone)
        if limits.full(_refusal(record.id, address), most=1, per=REFUSED_FOR):
            raise Refused("guest-refuses", email=address)
        records.check_mailbox(connection, record.event_id, address)
        _invited(connection, record, guest, address, same=same)
        return guest.holder


def _invited(connection: Connection, record: Record, guest: Guest, address: str, *, same: bool) -> None:
    """Another address than before gets another link: the first one may be in the hands of a stranger."""
    if guest.filled_at is not None:
        guests.change(connection, guest.ticket_id, rev=record.rev, guest_sent_at=clock.now())
        _ticket_letter(connection, record, guest.ticket_id)
        return
    turn = guest.turn if same or not guest.email else guest.turn + 1
    guests.link(
        connection, guest, record.event_uuid, rev=record.rev, turn=turn, email=address, language=record.language, guest_sent_at=clock.now(),
        folded=guests.folded(guest.holder, record.name, address),
    )
    told = guests.one(connection, record.id, guest.ticket_id)
    assert told is not None  # noqa: S101  it was just written
    guest_letters.write("guest-invitation", record, told)


def _ticket_letter(connection: Connection, record: Record, ticket_id: int) -> None:
    guest = guests.one(connection, record.id, ticket_id)
    assert guest is not None  # noqa: S101  the caller holds it
    guest_letters.write("guest-ticket", record, guest)


def remind(registration_id: int) -> int:
    """The link once more to everybody who has it and has not entered a name. Answers to how many. Refused: nobody-to-remind."""
    with transaction() as connection:
        record = _group(connection, registration_id)
        due = [one for one in guests.valid_of(connection, registration_id) if missing(one) and _due(one)]
        told = 0
        for guest in due:
            if not blocks.is_blocked(connection, record.event_id, guest.email) and records.may_write(guest.email):
                _invited(connection, record, guest, guest.email, same=True)
                told += 1
        if not told:
            raise Refused("nobody-to-remind")
        return told


def missing(guest: Guest) -> bool:
    """Whether somebody was invited and has not answered."""
    return guest.filled_at is None and bool(guest.email)


def _due(guest: Guest) -> bool:
    return guest.sent_at is None or clock.now() >= guest.sent_at + AGAIN


def _group(connection: Connection, registration_id: int) -> Record:
    record = records.locked(connection, registration_id)
    if record.state != "confirmed":
        raise Refused("ticket-cancelled")
    _check_open(record)
    return record


def add(registration_id: int, holders: Sequence[str], *, by: By = GUEST) -> None:
    """More people in the same registration while places last: tickets of the type that it has, with new codes. One letter has them all.

    Refused: ticket-cancelled, begun, add-costs, add-asks, needs-yes, several-types, too-many (most), mailbox-full, and what `rules`
    refuses.
    """
    with transaction() as connection:
        record = _group(connection, registration_id)
        live = seats.live(connection, registration_id, "valid")
        offer = records.offer(connection, record.event_id, _only_type(live))
        pool_id = rules.check_event(offer, clock.now())
        rules.check_number(offer, len(live) + len(holders), by_desk=not by.guest)
        if by.guest:
            rules.check_window(offer, clock.now())
            rules.check_domain(offer, record.email)
            _check_plain(connection, record, offer)
            letter_boxes.check(record.email)
        if record.allotment_id is None or allotments.is_released(connection, record.allotment_id):
            rules.check_seats(offer, len(holders))
        records.change(connection, record, quantity=record.quantity + len(holders))
        records.note(record, "guests-added", by, before={"tickets": len(live)}, after={"tickets": len(live) + len(holders)})
        records.letter("ticket", record)
        _issue(connection, record, Kind(ticket_type_id=offer.ticket_type_id, pool_id=pool_id, limited=offer.most is not None), holders)


def _only_type(live: Sequence[Seat]) -> int:
    types = {seat.ticket_type_id for seat in live}
    if not types:
        raise Refused("ticket-cancelled")
    if len(types) > 1:
        raise Refused("several-types")
    return types.pop()


def _check_plain(connection: Connection, record: Record, offer: rules.Offer) -> None:
    """What needs more than a press cannot be added: it is registered anew."""
    if offer.price_cents or offer.price_kind == "choice":
        raise Refused("add-costs")
    if offer.approval:
        raise Refused("needs-yes")
    if questions.needs_before(connection, record.event_id, offer.ticket_type_id):
        raise Refused("add-asks")


def of_link(token: str) -> Guest:
    """Whose link this is. Missing: it is void, or was never one."""
    guest = guests.by_secret(reading(), token)
    if guest is None:
        raise Missing
    return guest
