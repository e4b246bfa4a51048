"""What a guest may change about a ticket: pass it on, take it back, take part in another way. Each one transaction: never both, never
neither. The old code dies in the moment in which the new one is made.
"""

import uuid
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from eventsvc.checkin import queries as door
from eventsvc.core import clock
from eventsvc.core.addresses import email_key
from eventsvc.core.db import transaction
from eventsvc.core.errors import Refused
from eventsvc.core.folding import fold
from eventsvc.registration import ends, guest_letters, letter_boxes, records, rules, seats
from eventsvc.registration.records import By, Kept, Record, Wish
from eventsvc.registration.rules import Decision, Offer
from eventsvc.registration.seats import Kind, Seat
from eventsvc.registration.waitlist import service as waitlist
from eventsvc.tickets import service as tickets

GUEST = By()


def switch(registration_id: int, ticket_id: int, ticket_type_id: int, *, by: By = GUEST) -> None:
    """From the room to online or back, while places last. The code stays. Whoever waits gets the freed seat.

    Refused: ticket-cancelled, begun, admitted, same-way, costs-differ, needs-yes, mailbox-full, and what `rules` refuses.
    """
    with transaction() as connection:
        record, seat = _ticket(connection, registration_id, ticket_id, by)
        _switch(connection, record, [seat], ticket_type_id, by)


def online(registration_id: int, ticket_type_id: int, *, by: By = GUEST) -> None:
    """"Rather online": all tickets for the room at once, or none; with that it is said that they are coming.

    Refused as `switch`; ticket-cancelled also where nobody has a ticket for the room (any more).
    """
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        given = [one for one in seats.live(connection, registration_id, "valid") if one.kind == "room"]
        if record.state != "confirmed" or not given:
            raise Refused("ticket-cancelled")
        _check_time(connection, record, given, by)
        _switch(connection, record, given, ticket_type_id, by)
        records.change(connection, record, coming_at=clock.now())


def _switch(connection: Connection, record: Record, given: Sequence[Seat], ticket_type_id: int, by: By) -> None:
    """The way, the letters, and the freed seats to who waits."""
    offer = records.offer(connection, record.event_id, ticket_type_id)
    for seat in given:
        _check_way(record, seat, offer, by)
    rules.check_seats(offer, len(given))
    if by.guest:
        letter_boxes.check(record.email)
    kind = Kind(ticket_type_id=offer.ticket_type_id, pool_id=offer.pool_id or 0, limited=offer.most is not None)
    seats.turn(connection, given, "valid", rev=record.rev, onto=kind, allotment_id=record.allotment_id)
    waitlist.adapt(connection, record)
    records.note(record, "switched", by, before={"kind": given[0].kind}, after={"kind": offer.kind})
    records.letter("ticket", record)
    guest_letters.tell(connection, record, given, "guest-ticket", counted=by.guest)
    waitlist.fill(connection, record.event_id)


def _check_way(record: Record, seat: Seat, offer: Offer, by: By) -> None:
    now = clock.now()
    rules.check_event(offer, now)
    if offer.kind == seat.kind:
        raise Refused("same-way", kind=seat.kind)
    if by.guest:
        rules.check_visibility(offer, None)
        rules.check_window(offer, now)
        rules.check_domain(offer, record.email)
        if offer.approval:
            raise Refused("needs-yes")
    if offer.price_cents or offer.price_kind == "choice" or record.total_cents:
        raise Refused("costs-differ")


def transfer(registration_id: int, ticket_id: int, *, name: str, email: str, language: str, by: By = GUEST) -> Kept:
    """The ticket is another person's from now on: a registration of their own, a ticket with a new code. Both get mails.

    Refused: ticket-cancelled, begun, admitted, same-person, there-already, address-blocked,
    mailbox-full. Answers the new registration.
    """
    with transaction() as connection:
        record, seat = _ticket(connection, registration_id, ticket_id, by)
        if email_key(email) == email_key(record.email) and fold(name) == fold(seat.holder):
            raise Refused("same-person")
        if by.guest:
            letter_boxes.check(record.email)
        offer = records.offer(connection, record.event_id, seat.ticket_type_id)
        last = len(seats.live(connection, record.id, "valid")) == 1
        carried = {"voucher_id": record.voucher_id} if last else {}
        wish = Wish(
            ticket_type_id=seat.ticket_type_id, name=name, email=email, holders=(name,), language=language, once=uuid.uuid4().hex,
            source=record.source,
        )
        seats.turn(connection, [seat], "replaced", rev=record.rev, allotment_id=record.allotment_id)
        guest_letters.tell(connection, record, [seat], "guest-off", why="passed")
        _left_behind(connection, record, last=last)
        kept = records.keep(
            connection, offer, wish, Decision(pool_id=seat.pool_id, state="confirmed", ticket_state="valid"), passed_from=record.id,
            allotment_id=record.allotment_id, **carried,
        )
        if kept is None:
            raise Refused("there-already", name=name)
        _issue(connection, record, seat, kept.registration_id, name)
        _tell(connection, record, replace(record, id=kept.registration_id, name=name, email=email, language=language), by)
        return kept


def _left_behind(connection: Connection, record: Record, *, last: bool) -> None:
    """The registration that the ticket came from: it goes on with its other tickets, or all of it is passed on."""
    if not last:
        waitlist.adapt(connection, record)
        return
    waitlist.drop(connection, record, "left")
    records.change(connection, record, state="passed", **({"voucher_id": None} if record.voucher_id is not None else {}))


def _issue(connection: Connection, record: Record, seat: Seat, registration_id: int, holder: str) -> None:
    """One more ticket like this one, with a code that nobody had before. Its seat was freed in this transaction."""
    first, rev = tickets.bump(connection, record.event_id, count=1)
    tickets.issue(connection, tickets.Order(
        event_id=record.event_id, event_uuid=record.event_uuid, registration_id=registration_id, ticket_type_id=seat.ticket_type_id,
        pool_id=seat.pool_id, holders=(holder,), first=first, rev=rev, booker=holder,
    ))
    kind = Kind(ticket_type_id=seat.ticket_type_id, pool_id=seat.pool_id, limited=seat.limited)
    seats.count(connection, kind, "valid", 1, allotment_id=record.allotment_id)


def _tell(connection: Connection, giver: Record, taker: Record, by: By) -> None:
    if by.guest:
        records.check_mailbox(connection, taker.event_id, taker.email)
    records.note(giver, "passed-on", by, after={"name": taker.name, "email": taker.email})
    records.note(taker, "passed-to", by, before={"name": giver.name})
    records.letter("passed-to", taker, once=f"ticket:{taker.id}")
    records.letter("passed-on", giver)


def decline(registration_id: int, *, by: By = GUEST) -> None:
    """The new person does not want it: the ticket is the former holder's again, with another code; a voucher that went along too.

    Refused: ticket-cancelled, begun, admitted, not-passed, already-registered (the former holder is, anew).
    """
    with transaction() as connection:
        give_back(connection, records.locked(connection, registration_id), by)


def give_back(connection: Connection, record: Record, by: By) -> None:
    """The same for a locked registration. Whoever goes on after a refusal takes back what was changed until then."""
    given = seats.live(connection, record.id, "valid")
    if record.passed_from is None or not given:
        raise Refused("not-passed")
    _check_time(connection, record, given, by)
    event, rev = records.seized(connection, record.event_id)
    former = records.again(connection, record.passed_from, event, rev)
    if former.state not in {"passed", "confirmed"} or not former.email:
        raise Refused("not-passed")
    ends.end(connection, replace(record, voucher_id=None), "cancelled")
    records.change(connection, record, voucher_id=None)
    _issue(connection, former, given[0], former.id, former.name)
    back: dict[str, object] = {} if record.voucher_id is None else {"voucher_id": record.voucher_id}
    if former.state == "passed":
        back["state"] = "confirmed"
    if back:
        records.change(connection, former, **back)
    records.note(record, "declined-ticket", by)
    records.note(former, "came-back", by, before={"name": record.name})
    records.letter("came-back", former)
    waitlist.fill(connection, record.event_id)  # more guests may have been added to it


def _ticket(connection: Connection, registration_id: int, ticket_id: int, by: By) -> tuple[Record, Seat]:
    """A valid ticket of a confirmed registration that may still be changed."""
    record = records.locked(connection, registration_id)
    live = seats.live(connection, registration_id, "valid")
    seat = next((one for one in live if one.ticket_id == ticket_id), None)
    if record.state != "confirmed" or seat is None:
        raise Refused("ticket-cancelled")
    _check_time(connection, record, [seat], by)
    return record, seat


def _check_time(connection: Connection, record: Record, given: Sequence[Seat], by: By) -> None:
    """Until the event begins, and not once somebody came in with it: that would let two people in."""
    if record.event_state == "cancelled":
        raise Refused("cancelled")
    if by.guest and record.event_begun:
        raise Refused("begun")
    if door.admitted(connection, [seat.ticket_id for seat in given]):
        raise Refused("admitted")
