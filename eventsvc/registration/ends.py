"""How a registration ends: cancelled by the guest or the desk, or its time ran out. Seats, codes and blocks are given back, and
whoever waits moves up, in the same transaction.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import Connection

from eventsvc.checkin import queries as door
from eventsvc.core import clock, zones
from eventsvc.core.db import transaction
from eventsvc.core.errors import Missing, Refused
from eventsvc.registration import guest_letters, letter_boxes, records, seats
from eventsvc.registration.records import By, Record
from eventsvc.registration.seats import Seat
from eventsvc.registration.waitlist import service as waitlist
from eventsvc.ticket_types import vouchers

OVER = ("cancelled", "expired", "declined")
LETTERS = {"waiting": "waitlist-left", "applied": "application-withdrawn"}
OWED = ("held", "applied", "approved", "unpaid")


class Money(Protocol):
    """What was paid for tickets, and what becomes of it when they end. Only asked about what costs something."""

    def freely(self, connection: Connection, record: Record) -> bool:
        """Whether tickets can be given back after the organiser's last day."""

    def due(self, connection: Connection, record: Record, tickets: int, live: int) -> dict[str, Any]:
        """What goes back for so many of the valid tickets, as the letter tells it; nothing: {}."""

    def give(self, connection: Connection, record: Record, by: By) -> None:
        """Write it down."""


def cancel(registration_id: int, *, ticket_id: int | None = None, by: By = By(), money: Money | None = None) -> int:  # noqa: B008  a frozen value
    """End a registration, or one ticket of it. The seats are free at once, a letter follows. Answers how many tickets ended.

    Doing it twice frees nothing twice: the tickets' own state decides. `money`: see `payments.cancelling`. Refused: past-cancel (a
    guest after the event), being-paid (its payment page is to be ended first: `payments.service.stop`).
    """
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        if by.guest and record.event_over:
            raise Refused("past-cancel")
        live = seats.live(connection, registration_id)
        chosen = [seat for seat in live if ticket_id is None or seat.ticket_id == ticket_id]
        if record.state in OVER or not chosen:
            return 0
        if record.paying:
            raise Refused("being-paid")
        paid = money if record.total_cents and record.state == "confirmed" else None
        if by.guest:
            _check_guest(connection, record, chosen, paid)
        valid = sum(seat.state == "valid" for seat in live)
        back = paid.due(connection, record, sum(seat.state == "valid" for seat in chosen), valid) if paid is not None else {}
        left = _left(live, chosen) if record.state == "confirmed" else [seat for seat in live if seat not in chosen]
        if left:
            _fewer(connection, record, live, chosen, left, by, back)
        else:
            end(connection, record, "cancelled")
            if record.state != "held":  # there nobody has been written to yet, and whoever owns the address did not ask for it
                records.letter(LETTERS.get(record.state, "registration-cancelled"), record, **back)
        records.note(
            record, "ticket-cancelled" if left else "cancelled", by, before={"state": record.state, "tickets": valid or len(live)},
            after={"state": record.state if left else "cancelled", "tickets": len(left)},
        )
        waitlist.fill(connection, record.event_id)
        if paid is not None and back:
            paid.give(connection, record, by)
        return len(chosen)


def _fewer(
    connection: Connection, record: Record, live: Sequence[Seat], chosen: Sequence[Seat], left: Sequence[Seat], by: By,
    back: dict[str, Any],
) -> None:
    """Some tickets end, the others stay."""
    free(connection, record, chosen)
    waitlist.adapt(connection, record)
    if record.state in OWED and record.total_cents:  # all tickets of an order have one price
        records.change(connection, record, total_cents=record.total_cents // len(live) * len(left))
    if record.state != "held" and (back or not by.guest or letter_boxes.may_tell(record.email)):
        records.letter("ticket" if record.state == "confirmed" else "where-it-stands", record, **back)


def _check_guest(connection: Connection, record: Record, chosen: Sequence[Seat], paid: Money | None) -> None:
    """What guests cannot undo: after the organiser's deadline, and once somebody came in."""
    valid = [seat.ticket_id for seat in chosen if seat.state == "valid"]
    if not valid:
        return
    late = record.cancel_until is not None and clock.now() >= zones.instant(record.cancel_until, record.zone)
    if late and record.cancel_until is not None and not (paid is not None and paid.freely(connection, record)):
        raise Refused("cancel-over", until=zones.instant(record.cancel_until, record.zone), zone=record.zone)
    if door.admitted(connection, valid):
        raise Refused("admitted")


def _left(live: Sequence[Seat], chosen: Sequence[Seat]) -> list[Seat]:
    """What keeps a confirmed registration going: its valid tickets."""
    return [seat for seat in live if seat.state == "valid" and seat not in chosen]


def free(connection: Connection, record: Record, chosen: Sequence[Seat]) -> None:
    """End some tickets of a registration and give back their seats. Guests with an address of their own hear of it."""
    guest_letters.tell(connection, record, chosen, "guest-off", why="cancelled")
    seats.turn(connection, chosen, "cancelled", rev=record.rev, allotment_id=record.allotment_id)


def end(connection: Connection, record: Record, state: str, *, forgets: bool = False) -> None:
    """The whole registration is over: its place in the list, its tickets, its use of a code. The caller fills up and writes.

    `forgets`: it fills up by itself, because nothing else follows.
    """
    if record.state in OVER:
        return
    waitlist.drop(connection, record, "left" if state == "cancelled" else "ended")
    free(connection, record, seats.live(connection, record.id))
    over = {"cancelled_at": clock.now()} if state == "cancelled" else {}
    records.change(connection, record, state=state, deadline=None, **over)
    if record.voucher_id is not None:
        vouchers.give_back(connection, record.voucher_id)
    if forgets:
        waitlist.fill(connection, record.event_id)


def ticket_of(live: Sequence[Seat], ticket_id: int) -> Seat:
    """One ticket of these."""
    for seat in live:
        if seat.ticket_id == ticket_id:
            return seat
    raise Missing
