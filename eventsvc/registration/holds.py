"""Registrations that are not finished: seats are kept for them until a deadline, and nothing typed is lost when it ends."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Connection, Table, bindparam, false, literal_column, select

from eventsvc.core import clock, signing
from eventsvc.core.addresses import email_key
from eventsvc.core.db import reading, transaction
from eventsvc.core.errors import Missing, Refused
from eventsvc.events.models import Event
from eventsvc.questions import queries as questions
from eventsvc.registration import early_starts, ends, records, rules, seats, secret, states
from eventsvc.registration.models import TIMED, Registration
from eventsvc.registration.records import By, Record
from eventsvc.registration.waitlist import entries
from eventsvc.registration.waitlist import service as waitlist
from eventsvc.ticket_types import vouchers

SYSTEM = By(system=True)

_T = cast(Table, Registration.__table__)
_DUE = (
    select(_T.c.id)
    .where(literal_column(TIMED), _T.c.deadline <= bindparam("now"), _T.c.paying.is_(false()))
    .order_by(_T.c.deadline, _T.c.id).limit(200)
)
_WANTS_MAIL = select(Event.confirm_mail).where(Event.id == bindparam("event"))


def complete(registration_id: int) -> str:
    """All that was asked is answered: go on to where it leads. Answers the new state; doing it twice does no harm.

    held → confirmed, unconfirmed (the event wants addresses confirmed) or applied (the type wants a yes); what costs something stays
    held until it is ordered. One whose time ran out gets its seats again if they are there.
    Refused: answers-missing (count), and as `revived`.
    """
    with transaction() as connection:
        record = revived(connection, registration_id)
        if record.state == "held":
            rules.check_answers(questions.missing(connection, record.id))
        if record.state != "held" or (record.total_cents and not _applies(connection, record)):
            return record.state
        return _go_on(connection, record)


def order(registration_id: int, *, until: datetime | None = None, soon: bool = False) -> str:
    """Ordered with an obligation to pay: held or approved becomes unpaid, with a deadline of its own. Nothing to pay: as `complete`.

    `until`: the deadline of the means of payment (an approved one keeps its own). `soon`: it is going to be paid in this moment, so
    the letter about the order waits some minutes, and falls away with the money.
    """
    with transaction() as connection:
        record = revived(connection, registration_id)
        if record.state not in {"held", "approved"}:
            return record.state
        rules.check_answers(questions.missing(connection, record.id))
        if not record.total_cents or _applies(connection, record):
            return _go_on(connection, record)
        early_starts.check(connection, record)
        seats.turn(connection, seats.live(connection, record.id, "reserved"), "unpaid", rev=record.rev)
        now = clock.now()
        deadline = record.deadline if record.state == "approved" else until or pay_until(now, record)
        records.change(connection, record, state="unpaid", deadline=deadline)
        records.check_mailbox(connection, record.event_id, record.email)
        records.letter("ordered", record, once=f"ordered:{record.id}", after=now + rules.PATIENCE if soon else None)
        return "unpaid"


def pay_until(now: datetime, record: Record) -> datetime:
    """Seven days, at the latest the beginning; whoever orders later than an hour before has that hour, until the end."""
    assert record.starts_at is not None  # noqa: S101  read with its event
    assert record.ends_at is not None  # noqa: S101
    return min(now + rules.PAY_WITHIN, max(record.starts_at, now + timedelta(hours=1)), record.ends_at)


def _applies(connection: Connection, record: Record) -> bool:
    return bool(seats.live(connection, record.id, "wanted"))


def _go_on(connection: Connection, record: Record) -> str:
    reserved = seats.live(connection, record.id, "reserved")
    if not reserved:
        after = "applied"
    elif record.state == "held" and connection.execute(_WANTS_MAIL, {"event": record.event_id}).scalar_one():
        after = "unconfirmed"
    else:
        after = "confirmed"
        seats.turn(connection, reserved, "valid", rev=record.rev)
    deadline = clock.now() + rules.CONFIRM_WITHIN if after == "unconfirmed" else None
    records.change(connection, record, state=after, deadline=deadline)
    records.check_mailbox(connection, record.event_id, record.email)
    kind = {"confirmed": "ticket", "unconfirmed": "confirm-address", "applied": "applied"}[after]
    records.letter(kind, record, once=f"{kind}:{record.id}")
    return after


def confirm_address(registration_id: int, word: str) -> str:
    """The button behind the mail's link was pressed: the tickets are valid, also a while later if the seats are still there.

    `word` stands in the mail alone, so nobody confirms an address from the page that asks for it. Refused: as `revived`.
    """
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        if not signing.same(word, secret.confirming(record.uuid, record.email)):
            raise Missing
        if record.state == "expired" and not record.total_cents:
            record = revived(connection, registration_id)
        if record.state != "unconfirmed" and (record.state != "held" or record.total_cents or _applies(connection, record)):
            return record.state
        return _confirmed(connection, record, By(), "address-confirmed")


def settle(registration_id: int, *, by: By) -> str:
    """The money is there, or the desk lets it pass: unpaid becomes confirmed. The one way in for payments. Twice does no harm."""
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        if record.state not in {"unpaid", "approved"}:
            return record.state
        return paid(connection, record, by)


def paid(connection: Connection, record: Record, by: By = SYSTEM) -> str:
    """The same for a locked registration that is held, approved or unpaid."""
    return _confirmed(connection, record, by, "paid")


def late(connection: Connection, record: Record, by: By = SYSTEM) -> bool:
    """Money came for a registration whose time ran out: its tickets are valid if its seats are still there. Answers whether."""
    try:
        with connection.begin_nested():
            again = revived(connection, record.id)
    except Refused:
        return False
    if again.state != "held" or _applies(connection, again):
        return False
    paid(connection, again, by)
    return True


def fell_through(connection: Connection, record: Record, letter: str) -> None:
    """The payment did not come off: the order ends, its seats go on to whoever waits, and this letter says so."""
    ends.end(connection, record, "expired")
    records.note(record, "expired", SYSTEM, before={"state": record.state})
    records.letter(letter, record)
    waitlist.fill(connection, record.event_id)


def _confirmed(connection: Connection, record: Record, by: By, deed: str) -> str:
    seats.turn(connection, seats.live(connection, record.id, "reserved", "unpaid"), "valid", rev=record.rev)
    records.change(connection, record, state="confirmed", deadline=None)
    records.letter("ticket", record, once=f"ticket:{record.id}")
    records.note(record, deed, by, before={"state": record.state}, after={"state": "confirmed"})
    return "confirmed"


def extend(registration_id: int) -> datetime | None:
    """Fifteen minutes more from now, a dozen times. Answers the new deadline (None: it is not held any more).

    Refused: extended-enough; one whose time ran out as `revived`.
    """
    with transaction() as connection:
        record = revived(connection, registration_id)
        if record.state != "held":
            return None
        if record.extended >= rules.MOST_EXTENSIONS:
            raise Refused("extended-enough", until=record.deadline, zone=record.zone)
        deadline = max(clock.now() + rules.HOLD, record.deadline or clock.now())
        records.change(connection, record, deadline=deadline, extended=record.extended + 1)
        return deadline


def revived(connection: Connection, registration_id: int) -> Record:
    """The registration, held again if its time ran out and its seats are still there; an application needs none.

    Refused: hold-gone (left), hold-over, and what became of the event (sale-over does not count: it began in time, trap T19).
    """
    record = records.locked(connection, registration_id)
    if record.state != "expired":
        return record
    gone = seats.ended(connection, registration_id)
    # whose offer ended does not pass the others in the list by; who is forgotten already has no address for a ticket
    if not gone or not record.email or entries.ever(connection, registration_id):
        raise Refused("hold-over")
    offer = records.offer(connection, record.event_id, gone[0].ticket_type_id)
    rules.check_event(offer, clock.now())
    code = None if record.voucher_id is None else vouchers.by_id(connection, record.event_id, record.voucher_id)
    if code is not None:
        vouchers.use(connection, code.id, email_key(record.email), registration_id=record.id)
    applies = offer.approval and not (code is not None and code.skips_approval)
    block = code.allotment_id if code is not None and (code.block_left or 0) >= len(gone) else None
    if applies:
        seats.turn(connection, gone, "wanted", rev=record.rev)
    else:
        _seated(connection, record, gone, offer, block)
    deadline = min(clock.now() + (rules.APPLICATION if applies else rules.HOLD), offer.ends_at)
    records.change(connection, record, state="held", deadline=deadline, allotment_id=block)
    return records.locked(connection, registration_id)


def _seated(connection: Connection, record: Record, gone: Sequence[seats.Seat], offer: rules.Offer, block: int | None) -> None:
    try:
        if block is None:
            rules.check_seats(offer, len(gone))
        seats.turn(connection, gone, "reserved", rev=record.rev, allotment_id=block)
    except Refused as no:
        raise Refused("hold-gone", **no.facts) from no


def sweep() -> int:
    """End what was not finished in time; seats go back to whoever waits, then to all. Answers how many ended."""
    due = list(reading().execute(_DUE, {"now": clock.now()}).scalars())
    for registration_id in due:
        expire(registration_id)
    return len(due) + waitlist.sweep()


def expire(registration_id: int) -> None:
    """The deadline is over, judged again under the mutex."""
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        if record.state not in states.DEADLINE or record.deadline is None or record.deadline > clock.now() or record.paying:
            return
        ends.end(connection, record, "expired")
        if record.state != "held":
            records.note(record, "expired", SYSTEM, before={"state": record.state})
        if record.state in {"approved", "unpaid"}:
            records.letter("deadline-over", record)
        waitlist.fill(connection, record.event_id)
