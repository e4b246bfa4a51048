"""Letters to guests with an address of their own: whatever happens to a ticket, its guest hears of it as well as who registered."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection

from eventsvc.core import outbox
from eventsvc.registration import letter_boxes
from eventsvc.registration.records import Record
from eventsvc.registration.seats import Seat
from eventsvc.tickets import guests
from eventsvc.tickets.guests import Guest


def write(kind: str, record: Record, guest: Guest, *, why: str = "", apart: bool = False) -> None:
    """A letter to one guest, in the guest's language. `apart`: the registration's rows are forgotten, this one goes out all the same."""
    outbox.enqueue(
        kind, payload={"ticket_id": guest.ticket_id, "name": guest.holder, "booker": record.name, "why": why},
        organisation_id=record.organisation_id, event_id=record.event_id, registration_id=None if apart else record.id,
        recipient=guest.email, language=guest.language or record.language,
    )


def tell(connection: Connection, record: Record, seats: Sequence[Seat], kind: str, why: str = "", *, counted: bool = False) -> None:
    """A letter to each guest who sits on these seats and has seen the ticket. One registration for one person has no such guests.

    `counted`: what can be done over and over by whoever registered is told so often, and no more.
    """
    if record.quantity == 1:
        return
    told = [one for one in guests.with_address(connection, [seat.ticket_id for seat in seats if seat.state == "valid"]) if one.filled_at]
    for guest in sorted(told, key=lambda one: one.email):  # in one order, or two of them wait for each other
        if not counted or letter_boxes.may_tell_guest(guest.email):
            write(kind, record, guest, why=why)


def seen(connection: Connection, record: Record) -> tuple[Guest, ...]:
    """The guests who have their tickets, before whoever registered is forgotten."""
    return tuple(guest for guest in guests.addressed(connection, [record.id]) if guest.filled_at is not None)


def bereft(record: Record, before: Collection[Guest], still: Collection[int]) -> None:
    """Whoever registered is forgotten: guests whose tickets ended with that hear of it for the last time."""
    for guest in before:
        if guest.ticket_id not in still:
            write("guest-gone", record, guest, apart=True, why="cancelled")
