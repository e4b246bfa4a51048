"""What only the desk does with a guest: another ticket type, another event, more time, a note for the team. Each with its reason.

The price stays as it was agreed; money is a matter of its own.
"""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any, cast

from sqlalchemy import Connection, Table, bindparam, select, update

from eventsvc.checkin import queries as door
from eventsvc.core import clock
from eventsvc.core.db import transaction
from eventsvc.core.errors import Missing, Refused
from eventsvc.events.models import Event
from eventsvc.registration import blocks, ends, guest_letters, records, rules, seats, states
from eventsvc.registration.models import Registration
from eventsvc.registration.records import By, Kept, Record, Wish
from eventsvc.registration.rules import Offer
from eventsvc.registration.seats import Kind, Seat
from eventsvc.registration.waitlist import service as waitlist
from eventsvc.ticket_types.models import TicketType
from eventsvc.tickets import service as tickets
from eventsvc.tickets.models import Ticket

LONGEST_NOTE = 2000
RETYPED = ("confirmed", "unconfirmed", "applied", "approved", "unpaid")
TOLD = {"unpaid": "ordered", "unconfirmed": "confirm-address", "approved": "where-it-stands"}

_R = cast(Table, Registration.__table__)
_T = cast(Table, Ticket.__table__)
_HOME = select(_R.c.event_id).where(_R.c.id == bindparam("of"))
_NOTE = select(_R.c.note).where(_R.c.id == bindparam("of"))
_TITLE = select(Event.title_de, Event.title_en).where(Event.id == bindparam("event"))
_OWNER = select(Event.organisation_id).where(Event.id == bindparam("event"))
_NAME = select(TicketType.name_de, TicketType.name_en).where(TicketType.id == bindparam("type"))
_OWN = (
    select(_T.c.id, _T.c.email, _T.c.language, _T.c.guest_filled_at)
    .where(_T.c.registration_id == bindparam("of"), _T.c.state == "valid").order_by(_T.c.id)
)
_WHOSE = (
    update(_T).where(_T.c.id == bindparam("ticket"))
    .values(email=bindparam("address"), language=bindparam("spoken"), guest_filled_at=bindparam("filled"))
)


def retype(registration_id: int, ticket_type_id: int, *, ticket_id: int | None = None, by: By) -> int:
    """Tickets of another type of the same event, or one of them. Codes, price and promises stay. Answers how many changed.

    Refused: not-movable, same-type, admitted, and why the other type cannot be had (cancelled, past, type-unknown, sold-out, …).
    """
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        chosen = _retyped(connection, record, ticket_type_id, ticket_id)
        offer = records.offer(connection, record.event_id, ticket_type_id)
        pool_id = rules.check_event(offer, clock.now())
        kind = Kind(ticket_type_id=ticket_type_id, pool_id=pool_id, limited=offer.most is not None)
        before = _name(connection, chosen[0].ticket_type_id)
        for state, some in groupby(sorted(chosen, key=lambda seat: seat.state), key=lambda seat: seat.state):
            seats.turn(connection, list(some), state, rev=record.rev, onto=kind, allotment_id=record.allotment_id)
        waitlist.adapt(connection, record)
        records.note(record, "retyped", by, before=before, after={**_name(connection, ticket_type_id), "tickets": len(chosen)})
        records.letter("ticket" if record.state == "confirmed" else "where-it-stands", record)
        guest_letters.tell(connection, record, chosen, "guest-ticket")
        waitlist.fill(connection, record.event_id)
        return len(chosen)


def _retyped(connection: Connection, record: Record, ticket_type_id: int, ticket_id: int | None) -> list[Seat]:
    """Which tickets change. What only stands for a wish to be in the room stays as it is."""
    if record.state not in RETYPED:
        raise Refused("not-movable")
    live = seats.live(connection, record.id, *(("valid",) if record.state == "confirmed" else ()))
    chosen = [seat for seat in live if ticket_id is None or seat.ticket_id == ticket_id]
    if not chosen:
        raise Refused("ticket-cancelled")
    if door.admitted(connection, [seat.ticket_id for seat in chosen]):
        raise Refused("admitted")
    chosen = [seat for seat in chosen if seat.ticket_type_id != ticket_type_id]
    if not chosen:
        raise Refused("same-type")
    return chosen


def move(registration_id: int, event_id: int, ticket_type_id: int, *, by: By) -> Kept:
    """All tickets of a registration to another event of the organisation: a registration there, with new codes; the old ones are void.

    Refused: not-movable, same-event, admitted, there-already, and what `rules.decide` refuses the desk. Missing: another
    organisation's event. Events are locked in ascending order, so that nobody waits in a circle.
    """
    with transaction() as connection:
        home = connection.execute(_HOME, {"of": registration_id}).scalar()
        if home is None or _owner(connection, home) != _owner(connection, event_id):
            raise Missing
        if home == event_id:
            raise Refused("same-event")
        taken = {number: records.seized(connection, number) for number in sorted((home, event_id))}
        record = records.again(connection, registration_id, *taken[home])
        moved = _movable(connection, record)
        kept = _settled(connection, record, moved, records.offer(connection, event_id, ticket_type_id))
        guest_letters.tell(connection, record, moved, "guest-off", why="moved")
        seats.turn(connection, moved, "replaced", rev=record.rev, allotment_id=record.allotment_id)
        ends.end(connection, record, "cancelled")
        new = replace(record, id=kept.registration_id, event_id=event_id, state="confirmed")
        came = {**_title(connection, home), "registration": record.id}
        went = {**_title(connection, event_id), "registration": kept.registration_id}
        records.note(record, "moved-away", by, before=came, after=went)
        records.note(new, "moved-here", by, before=came, after=went)
        records.letter("moved-away", record)
        records.letter("moved-to", new, once=f"ticket:{new.id}")
        guest_letters.tell(connection, new, seats.live(connection, new.id, "valid"), "guest-ticket")
        waitlist.fill(connection, home)
        return kept


def _owner(connection: Connection, event_id: int) -> int | None:
    """Whose event it is; that never changes, so it is read before anything is locked."""
    found: int | None = connection.execute(_OWNER, {"event": event_id}).scalar()
    return found


def _movable(connection: Connection, record: Record) -> tuple[Seat, ...]:
    live = seats.live(connection, record.id, "valid")
    if record.state != "confirmed" or not live:
        raise Refused("not-movable")
    if door.admitted(connection, [seat.ticket_id for seat in live]):
        raise Refused("admitted")
    return live


def _settled(connection: Connection, record: Record, moved: Sequence[Seat], offer: Offer) -> Kept:
    """The registration at the other event, with a ticket for each of the same people."""
    many = len(moved)
    decision = rules.decide(offer, seats=many, email=record.email, now=clock.now(), by_desk=True)
    wish = Wish(
        ticket_type_id=offer.ticket_type_id, name=record.name, email=record.email, holders=tuple(seat.holder for seat in moved),
        language=record.language, once=uuid.uuid4().hex, source=record.source,
    )
    first, rev = tickets.bump(connection, offer.event_id, count=many)
    kept = records.keep(
        connection, offer, wish, replace(decision, total_cents=record.total_cents),
        note=connection.execute(_NOTE, {"of": record.id}).scalar_one(),
    )
    if kept is None:
        raise Refused("there-already", name=record.name)
    tickets.issue(connection, tickets.Order(
        event_id=offer.event_id, event_uuid=offer.event_uuid, registration_id=kept.registration_id, ticket_type_id=offer.ticket_type_id,
        pool_id=decision.pool_id, holders=wish.holders, first=first, rev=rev, booker=wish.name,
    ))
    _carry_over(connection, record.id, kept.registration_id, offer.event_id)
    kind = Kind(ticket_type_id=offer.ticket_type_id, pool_id=decision.pool_id, limited=offer.most is not None)
    seats.count(connection, kind, "valid", many)
    return kept


def _carry_over(connection: Connection, old: int, new: int, event_id: int) -> None:
    """Guests of a group keep the address and the language they gave, unless they want nothing of the other event.

    The desk does not see that, as it does of whoever registered; such a seat is for that person to give.
    """
    before = connection.execute(_OWN, {"of": old}).all()
    after = connection.execute(_OWN, {"of": new}).all()
    for had, has in zip(before, after, strict=True):
        if (had.email or had.language) and not (had.email and blocks.is_blocked(connection, event_id, had.email)):
            connection.execute(
                _WHOSE, {"ticket": has.id, "address": had.email, "spoken": had.language, "filled": had.guest_filled_at},
            )


def extend(registration_id: int, until: datetime, *, by: By) -> None:
    """More time to finish, confirm, order or pay; the person is told. Refused: no-deadline, deadline-when (now, ends)."""
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        if record.state not in states.DEADLINE or record.deadline is None:
            raise Refused("no-deadline")
        if until <= record.deadline or until <= clock.now() or (record.ends_at is not None and until > record.ends_at):
            raise Refused("deadline-when", deadline=record.deadline, ends=record.ends_at, zone=record.zone)
        records.change(connection, record, deadline=until)
        records.note(
            record, "deadline-extended", by, before={"until": record.deadline.isoformat(timespec="minutes")},
            after={"until": until.isoformat(timespec="minutes")},
        )
        kind = TOLD.get(record.state)
        if kind is not None:
            records.letter(kind, record)


def note(registration_id: int, text: str, *, by: By) -> bool:
    """A note for the team; the person sees it in the own data. False: nothing changed."""
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        before = str(connection.execute(_NOTE, {"of": record.id}).scalar_one())
        if before == text:
            return False
        records.change(connection, record, note=text)
        records.note(record, "noted", by, before={"note": before}, after={"note": text})
        return True


def _title(connection: Connection, event_id: int) -> dict[str, Any]:
    return dict(connection.execute(_TITLE, {"event": event_id}).mappings().one())


def _name(connection: Connection, ticket_type_id: int) -> dict[str, Any]:
    return dict(connection.execute(_NAME, {"type": ticket_type_id}).mappings().one())
