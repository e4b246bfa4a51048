"""Reads of a group for whoever registered: who sits where, and which addresses they know because they wrote to them."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from eventsvc.core.db import reading
from eventsvc.core.outbox import OutboxRow
from eventsvc.registration.queries import Whole
from eventsvc.tickets import guests
from eventsvc.tickets.guests import Guest

_INVITED = select(OutboxRow.recipient).distinct().where(
    OutboxRow.registration_id == bindparam("of"), OutboxRow.kind == "guest-invitation", OutboxRow.recipient != "",
)


@dataclass(frozen=True)
class Place:
    """A seat of the group. `number`: of its ticket; `email`: only if whoever registered may see it; `own`: it is theirs."""

    number: int
    guest: Guest
    email: str
    own: bool

    @property
    def state(self) -> str:
        """own, entered (by the guest), sent (invited, no answer yet), named (by who registered), open."""
        if self.own:
            return "own"
        if self.guest.filled_at is not None:
            return "entered"
        if self.guest.email:
            return "sent"
        return "named" if self.guest.holder else "open"


def places(whole: Whole) -> tuple[Place, ...]:
    """The valid tickets of a registration as its group, in the order of issue."""
    one = whole.registration
    numbers = {held.ticket.id: number for number, held in enumerate(whole.tickets, start=1)}
    known = set(reading().execute(_INVITED, {"of": one.id}).scalars())
    found, own = [], False
    for guest in guests.valid_of(reading(), one.id):
        mine = not own and guest.holder == one.name and guest.filled_at is None and not guest.email
        own = own or mine
        shown = guest.email if guest.filled_at is None or guest.email in known else ""
        found.append(Place(numbers[guest.ticket_id], guest, shown, mine))
    return tuple(found)
