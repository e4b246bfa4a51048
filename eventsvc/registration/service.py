"""Registering and changing one's mind: each deed one transaction, seats claimed and freed by conditional writes.

The order of writes is the same everywhere, so that nobody waits in a circle: registration, letter box, code pool and tickets, outbox,
and the seats last, because all others wait for them.
"""

import secrets
from dataclasses import replace

from sqlalchemy import Connection

from eventsvc.core import clock, signing
from eventsvc.core.addresses import email_key
from eventsvc.core.db import transaction
from eventsvc.core.errors import Refused
from eventsvc.core.folding import fold
from eventsvc.registration import queries, records, rules, secret
from eventsvc.registration.records import By, Kept, Record, Wish
from eventsvc.ticket_types import service as pools
from eventsvc.tickets import queries as ticket_reads
from eventsvc.tickets import service as tickets

GUEST = By()

__all__ = ["GUEST", "By", "Kept", "Wish", "again", "cancel", "correct_email", "disown", "register", "rename", "send_again", "speak"]


class _Known(Exception):  # noqa: N818  an answer, not a fault
    """This person is registered for this event."""

    def __init__(self, registration_id: int) -> None:
        super().__init__(registration_id)
        self.registration_id = registration_id


def register(event_id: int, wish: Wish, *, by: By = GUEST) -> Kept:
    """Keep the registration, issue its tickets, write the letter, claim the seats: all or nothing.

    Refused: postponed, cancelled, past, type-unknown, too-many, sale-not-open, sale-over, sold-out (left),
    already-registered (its tickets are on their way again), mailbox-full (retry_at). A draft is Missing.
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
        pool_id = rules.check(offer, seats=len(wish.holders), now=clock.now(), by_desk=not by.guest)
        kept = records.keep(connection, offer, wish)
        if kept is None:
            return _same(connection, event_id, wish)
        _write(offer, wish, kept.registration_id, by)
        tickets.issue(connection, tickets.Order(
            event_id=event_id, event_uuid=offer.event_uuid, registration_id=kept.registration_id, ticket_type_id=wish.ticket_type_id,
            pool_id=pool_id, holders=wish.holders,
        ))
        if not pools.claim(connection, pool_id, len(wish.holders)):
            left = records.offer(connection, event_id, wish.ticket_type_id)
            raise rules.sold_out(left.capacity - left.taken)
        return kept


def _same(connection: Connection, event_id: int, wish: Wish) -> Kept:
    """What the write ran into: the first submit of this token, or this person's registration."""
    before = records.earlier(connection, event_id, wish.once)
    if before is not None:
        return before
    known = records.of_person(connection, event_id, wish.name, wish.email)
    if known is None:
        raise Refused("type-unknown")  # a token of another event
    raise _Known(known)


def _write(offer: rules.Offer, wish: Wish, registration_id: int, by: By) -> None:
    """The letter that goes with a registration: counted if a stranger can cause it, noted if the desk did."""
    record = Record(
        id=registration_id, uuid="", turn=0, state="confirmed", name=wish.name, email=wish.email, language=wish.language,
        event_id=offer.event_id, organisation_id=offer.organisation_id, event_over=False,
    )
    if by.guest:
        records.check_letter_box(wish.email)
    else:
        records.note(record, "registered", by)
    records.letter("ticket", record, once=f"ticket:{registration_id}")


def cancel(registration_id: int, *, ticket_id: int | None = None, by: By = GUEST) -> int:
    """End a registration, or one ticket of it. The seats are free at once, a letter follows. Answers how many tickets ended.

    Doing it twice frees nothing twice: the tickets' own state decides. Refused: past (a guest after the event).
    """
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        if by.guest and record.event_over:
            raise Refused("past-cancel")
        freed = tickets.void(connection, record.event_id, registration_id, ticket_id)
        ended = freed.total()
        if ended:
            left = ticket_reads.valid_of(connection, registration_id)
            if not left:
                records.change(connection, record, state="cancelled", cancelled_at=clock.now())
            deed = "ticket-cancelled" if left else "cancelled"
            records.note(record, deed, by, before={"tickets": left + ended}, after={"tickets": left})
            records.letter("ticket" if left else "registration-cancelled", record)
            for pool_id, seats in sorted(freed.items()):
                pools.release(connection, pool_id, seats)
        return ended


def correct_email(registration_id: int, email: str, *, by: By = GUEST) -> str:
    """Another address. The tickets go there; links that were mailed to the old one are void. Answers the new secret."""
    with transaction() as connection:
        record = _changeable(connection, registration_id)
        if by.guest:
            records.check_letter_box(email)
        if email == record.email:
            records.letter("tickets-again", record)
            return secret.of(record.uuid, record.turn)
        turn = record.turn + 1
        of_it = secret.of(record.uuid, turn)
        records.change(
            connection, record, email=email, email_key=email_key(email), person_key=secret.person(record.name, email),
            folded=fold(f"{record.name} {email}"), secret_turn=turn, secret_hash=signing.digest(of_it),
        )
        records.note(record, "email-corrected", by, before={"email": record.email}, after={"email": email})
        records.letter("ticket", replace(record, email=email))
        return of_it


def rename(registration_id: int, ticket_id: int, name: str, *, by: By = GUEST) -> None:
    """Another name on a ticket; the code stays. If it was the name of who registered, that changes along."""
    with transaction() as connection:
        record = _changeable(connection, registration_id)
        before = ticket_reads.holder(connection, registration_id, ticket_id)
        if before == name:
            return
        if before == record.name:
            records.change(
                connection, record, name=name, person_key=secret.person(name, record.email), folded=fold(f"{name} {record.email}"),
            )
        if not tickets.rename(connection, record.event_id, registration_id, ticket_id, name):
            raise Refused("ticket-cancelled")
        records.note(record, "renamed", by, before={"name": before}, after={"name": name})


def speak(registration_id: int, language: str, *, by: By = GUEST) -> None:
    """The language of all later letters and of the registration's own pages."""
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        if record.language != language:
            records.change(connection, record, language=language)
            records.note(record, "language-changed", by, before={"language": record.language}, after={"language": language})


def again(registration_id: int, *, by: By = GUEST) -> bool:
    """Send the tickets of one registration once more. False: its letter box has had enough for this hour."""
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        if record.state != "confirmed":
            raise Refused("ticket-cancelled")
        if by.guest and not records.may_write(record.email):
            return False
        records.letter("tickets-again", record)
        records.note(record, "sent-again", by)
        return True


def send_again(email: str) -> None:
    """Mail the tickets of an address that are still of use, the next event first. Tells nobody whether there are any."""
    for whole in queries.of_mailbox(email_key(email), clock.now()):
        if not again(whole.registration.id):
            break


def disown(registration_id: int) -> None:
    """"That wasn't me": end the registration that a stranger made, free its seats, and forget name and address at once."""
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        freed = tickets.void(connection, record.event_id, registration_id)
        tickets.forget(connection, registration_id)
        records.change(
            connection, record, state="cancelled", cancelled_at=clock.now(), name="", email="", email_key="", person_key=None,
            folded="", secret_hash=signing.digest(secrets.token_urlsafe()),
        )
        records.forget(connection, registration_id)
        records.note(record, "disowned", GUEST)
        for pool_id, seats in sorted(freed.items()):
            pools.release(connection, pool_id, seats)


def _changeable(connection: Connection, registration_id: int) -> Record:
    record = records.locked(connection, registration_id)
    if record.state != "confirmed":
        raise Refused("ticket-cancelled")
    return record
