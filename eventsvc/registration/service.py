"""Registering and changing one's mind: each deed one transaction, seats claimed and freed by conditional writes.

The order of locks is the same everywhere, so that nobody waits in a circle: the event (shared), its mutex (`tickets.service.bump`),
registrations, letter box, outbox, and the counters last.
"""

from dataclasses import replace

from sqlalchemy import Connection

from eventsvc.core import clock, signing
from eventsvc.core.addresses import email_key
from eventsvc.core.db import transaction
from eventsvc.core.errors import Missing, Refused
from eventsvc.core.folding import fold
from eventsvc.registration import blocks, ends, forgetting, guest_letters, pass_rows, queries, records, rules, seats, secret
from eventsvc.registration.records import By, Kept, Record, Wish
from eventsvc.registration.rules import Decision, Offer
from eventsvc.ticket_types import vouchers
from eventsvc.ticket_types.vouchers import Code
from eventsvc.tickets import guests
from eventsvc.tickets import service as tickets
from eventsvc.tickets.guests import Guest

GUEST = By()
LETTERS = {"confirmed": "ticket", "unconfirmed": "confirm-address", "applied": "applied"}

__all__ = ["GUEST", "By", "Kept", "Wish", "again", "cancel", "correct_email", "disown", "register", "rename", "send_again", "speak"]

cancel = ends.cancel
disown = forgetting.disown


class _Known(Exception):  # noqa: N818  an answer, not a fault
    """This person is registered for this event."""

    def __init__(self, registration_id: int) -> None:
        super().__init__(registration_id)
        self.registration_id = registration_id


def register(event_id: int, wish: Wish, *, by: By = GUEST) -> Kept:
    """Keep the registration, issue its tickets, write the letter, claim the seats: all or nothing. `state` says how it goes on.

    Refused: postponed, cancelled, past, type-unknown, too-many, too-few, sale-not-open, sale-over, wrong-domain, code-needed, the
    reasons of `vouchers`, sold-out (left), type-full, block-empty, others-wait, address-blocked, already-registered (its
    tickets are on their way again), mailbox-full (retry_at). A draft is Missing.
    """
    try:
        return _registered(event_id, wish, by)
    except _Known as known:
        again(known.registration_id)
        raise Refused("already-registered", email=wish.email) from None


def _registered(event_id: int, wish: Wish, by: By) -> Kept:
    with transaction() as connection:
        before = records.earlier(connection, event_id, wish.once)
        if before is not None:
            return before
        offer = records.offer(connection, event_id, wish.ticket_type_id)
        code = _code(connection, offer, wish)
        many = len(wish.holders)
        decision = rules.decide(offer, seats=many, email=wish.email, now=clock.now(), by_desk=not by.guest, code=code, paying=wish.paying)
        first, rev = tickets.bump(connection, event_id, count=many)
        if by.guest and offer.blocks:
            blocks.check(connection, event_id, wish.email)
        kept = _kept(connection, offer, wish, decision, code)
        if kept is None:
            return _same(connection, event_id, wish)
        _write(offer, wish, kept, by)
        tickets.issue(connection, tickets.Order(
            event_id=event_id, event_uuid=offer.event_uuid, registration_id=kept.registration_id, ticket_type_id=wish.ticket_type_id,
            pool_id=decision.pool_id, holders=wish.holders, first=first, rev=rev, state=decision.ticket_state,
            booker=wish.name,
        ))
        _count(connection, offer, decision, many, code)
        return kept


def _code(connection: Connection, offer: Offer, wish: Wish) -> Code | None:
    """The code that was typed; an unknown one is refused by its name, not passed over."""
    if not wish.code:
        return None
    code = vouchers.find(connection, offer.event_id, wish.code)
    if code is None:
        raise Refused("voucher-unknown")
    return code


def _kept(connection: Connection, offer: Offer, wish: Wish, decision: Decision, code: Code | None) -> Kept | None:
    if code is None:
        return records.keep(connection, offer, wish, decision)
    kept = records.keep(
        connection, offer, wish, decision, voucher_id=code.id, allotment_id=code.allotment_id, source=wish.source or code.credit,
    )
    if kept is not None:
        vouchers.use(connection, code.id, email_key(wish.email), registration_id=kept.registration_id)
    return kept


def _count(connection: Connection, offer: Offer, decision: Decision, many: int, code: Code | None) -> None:
    kind = seats.Kind(ticket_type_id=offer.ticket_type_id, pool_id=decision.pool_id, limited=offer.most is not None)
    seats.count(connection, kind, decision.ticket_state, many, allotment_id=None if code is None else code.allotment_id)


def _same(connection: Connection, event_id: int, wish: Wish) -> Kept:
    """What the write ran into: the first submit of this token, or this person's registration."""
    before = records.earlier(connection, event_id, wish.once)
    if before is not None:
        return before
    known = records.of_person(connection, event_id, wish.name, wish.email)
    if known is None:
        raise Refused("type-unknown")  # a token of another event
    raise _Known(known)


def _write(offer: Offer, wish: Wish, kept: Kept, by: By) -> None:
    """The letter that goes with a registration: counted if a stranger can cause it, noted if the desk did."""
    kind = LETTERS.get(kept.state)
    if kind is None:
        return
    record = Record(
        id=kept.registration_id, state=kept.state, name=wish.name, email=wish.email, language=wish.language, event_id=offer.event_id,
        organisation_id=offer.organisation_id,
    )
    if by.guest:
        records.check_letter_box(wish.email)
    else:
        records.note(record, "registered", by, after={"state": kept.state, "tickets": len(wish.holders)})
    records.letter(kind, record, once=f"{kind}:{record.id}")


def correct_email(registration_id: int, email: str, *, by: By = GUEST) -> str:
    """Another address. The letter of its state goes there; links that were mailed to the old one are void. Answers the new secret."""
    with transaction() as connection:
        record = _changeable(connection, registration_id)
        if by.guest:
            seats.check_domains(connection, registration_id, email)
            records.check_mailbox(connection, record.event_id, email)
        if email == record.email:
            records.letter(_letter_again(record), record)
            records.note(record, "sent-again", by, after={"email": email})
            return secret.of(record.uuid, record.turn)
        of_it = readdress(connection, record, email, by=by)
        pass_rows.detach(connection, record.id)
        records.letter("ticket" if record.state == "confirmed" else _letter_again(record), replace(record, email=email))
        return of_it


def readdress(connection: Connection, record: Record, email: str, *, by: By) -> str:
    """Write another address into a locked registration; earlier links are void. Answers the new secret. The caller writes the letter."""
    turn = record.turn + 1
    of_it = secret.of(record.uuid, turn)
    records.change(
        connection, record, email=email, email_key=email_key(email), person_key=secret.person(record.name, email),
        folded=fold(f"{record.name} {email}"), secret_turn=turn, secret_hash=signing.digest(of_it),
    )
    records.note(record, "email-corrected", by, before={"email": record.email}, after={"email": email})
    return of_it


def rename(registration_id: int, ticket_id: int, name: str, *, by: By = GUEST) -> None:
    """Another name on a ticket; the code stays. If it was the name of who registered, that changes along.

    Whoever registered and names another guest than before, makes the former one's link void.
    """
    with transaction() as connection:
        record = _changeable(connection, registration_id)
        before = guests.one(connection, registration_id, ticket_id)
        if before is None:
            raise Missing
        if before.holder == name:
            return
        if before.holder == record.name:
            records.change(
                connection, record, name=name, person_key=secret.person(name, record.email), folded=fold(f"{name} {record.email}"),
            )
            guests.renamed(connection, registration_id, name, rev=record.rev)
        if by.guest and before.holder and fold(before.holder) != fold(name):
            before = _another(connection, record, before)
        if not tickets.rename(connection, registration_id, ticket_id, name, rev=record.rev, email=before.email):
            raise Refused("ticket-cancelled")
        records.note(record, "renamed", by, before={"name": before.holder}, after={"name": name})


def _another(connection: Connection, record: Record, before: Guest) -> Guest:
    """Somebody else sits there from now on: the former guest's link is void, and who had the ticket by mail hears of it."""
    if before.state == "valid" and before.filled_at is not None:
        guest_letters.write("guest-off", record, before, why="renamed")
    if before.linked:
        guests.open_again(connection, before, record.event_uuid, record.name, rev=record.rev)
    return replace(before, email="")


def speak(registration_id: int, language: str, *, by: By = GUEST) -> None:
    """The language of all later letters and of the registration's own pages."""
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        if record.language != language:
            records.change(connection, record, language=language)
            records.note(record, "language-changed", by, before={"language": record.language}, after={"language": language})


def again(registration_id: int, *, by: By = GUEST) -> bool:
    """Send the letter of a registration once more: its tickets, or where it stands. False: its letter box has had enough."""
    with transaction() as connection:
        record = _changeable(connection, registration_id)
        if by.guest and not records.may_write(record.email):
            return False
        records.letter(_letter_again(record), record)
        records.note(record, "sent-again", by, after={"email": record.email})
        return True


def _letter_again(record: Record) -> str:
    """Which letter says where a registration stands."""
    return {"confirmed": "tickets-again", "unconfirmed": "confirm-address"}.get(record.state, "where-it-stands")


def send_again(email: str) -> None:
    """Mail the tickets of an address that are still of use, the next event first. Tells nobody whether there are any."""
    for whole in queries.of_mailbox(email_key(email), clock.now()):
        if not again(whole.registration.id):
            break


def _changeable(connection: Connection, registration_id: int) -> Record:
    record = records.locked(connection, registration_id)
    if record.state not in {"confirmed", "unconfirmed", "waiting", "applied", "approved", "unpaid"}:
        raise Refused("ticket-cancelled")
    return record
