"""Letters to guests with an address of their own: whatever happens to a ticket, its guest hears of it as well as who registered."""

from collections.abc import Sequence

from sqlalchemy import Connection

from eventsvc.core import outbox
from eventsvc.registration.records import Record
from eventsvc.registration.seats import Seat
from eventsvc.tickets import guests
from eventsvc.tickets.guests import Guest


def write(kind: str, record: Record, guest: Guest, **facts: object) -> None:
    """A letter to one guest, in the guest's language."""
    outbox.enqueue(
        kind, payload={"ticket_id": guest.ticket_id, **facts}, organisation_id=record.organisation_id, event_id=record.event_id,
        registration_id=record.id, recipient=guest.email, language=guest.language or record.language,
    )


def tell(connection: Connection, record: Record, seats: Sequence[Seat], kind: str, **facts: object) -> None:
    """A letter to each guest who sits on these seats and has seen the ticket. One registration for one person has no such guests."""
    if record.quantity == 1:
        return
    for guest in guests.with_address(connection, [seat.ticket_id for seat in seats if seat.state == "valid"]):
        if guest.filled_at is not None:
            write(kind, record, guest, **facts)
