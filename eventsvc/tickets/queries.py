"""Reads of tickets. Statements are built once: what a guest or a door waits for is a hot path."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, bindparam, case, column, func, select, table

from eventsvc.core.db import db
from eventsvc.core.errors import Missing
from eventsvc.core.folding import words
from eventsvc.events.models import Event
from eventsvc.ticket_types.models import Pool, TicketType
from eventsvc.tickets.models import Ticket

MOST_HITS = 20

_OF_REGISTRATION = (
    select(Ticket, TicketType, Pool.kind)
    .join(TicketType, TicketType.id == Ticket.ticket_type_id)
    .join(Pool, Pool.id == Ticket.pool_id)
    .where(Ticket.registration_id.in_(bindparam("of", expanding=True)))
    .order_by(Ticket.registration_id, Ticket.id)
)
_BY_CODE = select(Ticket, Event).join(Event, Event.id == Ticket.event_id).where(Ticket.code_hash == bindparam("hash"))
_VALID_OF = select(func.count()).where(Ticket.registration_id == bindparam("of"), Ticket.state == "valid")
_REGISTRATION = table("registration", column("id"), column("name"))  # a table of a domain above; only its name is read
BOOKER: ColumnElement[str] = case(
    (Ticket.holder == "", select(_REGISTRATION.c.name).where(_REGISTRATION.c.id == Ticket.registration_id).scalar_subquery()), else_="",
)
"""Who registered, for tickets whose guest has not entered a name."""


@dataclass(frozen=True)
class Held:
    """A ticket with what stands on it."""

    ticket: Ticket
    type: TicketType
    kind: str

    @property
    def valid(self) -> bool:
        """Whether it still lets somebody in."""
        return self.ticket.state == "valid"


def of_registration(*registration_ids: int) -> tuple[Held, ...]:
    """All tickets of these registrations, in the order of issue, cancelled ones too. One query."""
    rows = db.session.execute(_OF_REGISTRATION, {"of": registration_ids})
    return tuple(Held(ticket, kind_of, pool) for ticket, kind_of, pool in rows)


def by_code_hash(code_hash: str) -> tuple[Ticket, Event]:
    """The ticket behind a QR code, and its event."""
    row = db.session.execute(_BY_CODE, {"hash": code_hash}).first()
    if row is None:
        raise Missing
    return row.Ticket, row.Event


def valid_of(connection: Connection, registration_id: int) -> int:
    """How many valid tickets a registration has, as the running transaction sees it."""
    return int(connection.execute(_VALID_OF, {"of": registration_id}).scalar_one())


def search(event_id: int, query: str, most: int = MOST_HITS) -> Sequence[Ticket]:
    """Tickets whose holder has all the words of the query in the name, in any spelling."""
    found = select(Ticket).where(Ticket.event_id == event_id, *(Ticket.folded.contains(word, autoescape=True) for word in words(query)))
    return db.session.execute(found.order_by(Ticket.folded, Ticket.id).limit(most)).scalars().all()
