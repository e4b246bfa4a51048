"""Money that came by bank transfer, or otherwise by word of the desk, becomes what we hold true: the other way in beside `booking`.

Under the event's mutex, and all in one transaction: the payment, the bill, the tickets, the invoice, the letter, and what goes back.
A page at Stripe that is still open is given up: the sweeper ends it there, and money that comes all the same is a duplicate.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, cast

from sqlalchemy import Connection, Row, Table, bindparam, func, insert, select, update

from eventsvc.core import clock, zones
from eventsvc.core.db import transaction
from eventsvc.invoices import service as invoices
from eventsvc.payments import attempts, bills, refunds
from eventsvc.payments.models import Payment
from eventsvc.payments.states import LIVE
from eventsvc.registration import holds, records
from eventsvc.registration.records import By, Record

_T = cast(Table, Payment.__table__)
_NUMBER = select(func.coalesce(func.max(_T.c.number), 0) + 1).where(_T.c.registration_id == bindparam("of"))
_OPEN = select(_T.c.id).where(_T.c.registration_id == bindparam("of"), _T.c.method == "stripe", _T.c.state.in_(LIVE))
_PARTS = select(_T).where(
    _T.c.registration_id == bindparam("of"), _T.c.method == "bank", _T.c.state == "paid", _T.c.returned_cents < _T.c.received_cents,
)
WAITING = ("unpaid", "approved", "held")


@dataclass(frozen=True, kw_only=True)
class Booked:
    """What an arrival did. `why`: it kept no ticket (duplicate, too-late), and goes back by hand. `left`: what is still missing of the
    sum, in cents; negative: so much came too much, and is here.
    """

    payment_id: int
    state: str
    why: str = ""
    left: int = 0


def settle(registration_id: int, *, by: By) -> str:
    """The desk says that the rest is paid. Answers the state; what does not wait for money stays as it is."""
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        left = bills.left(bills.row(connection, registration_id), record.total_cents)
        if record.state not in {"unpaid", "approved"}:
            return record.state
        if left <= 0:
            return holds.paid(connection, record, by)
        today = zones.local(clock.now(), record.zone).date()
        return book(registration_id, left, today, by=by, source="desk").state


def book(
    registration_id: int, cents: int, paid_on: date, *, by: By, source: str = "bank", enough: bool = False, back: bool = False,
) -> Booked:
    """So much is here for a registration. Its tickets are valid once all is; what comes for no ticket is given back by hand.

    `source`: bank, or desk (said without a statement). `enough`: less than was ordered will do; the rest is let off.
    `back`: it is not wanted, all of it goes back.
    """
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        bill = bills.row(connection, record.id)
        if bill is None or record.state in WAITING:
            bill = bills.open_for(connection, record, "bank")
        left = bills.left(bill, record.total_cents) - cents
        payment_id = _kept(connection, record, bill, cents, _noon(paid_on, record.zone), source)
        why = "mismatch" if back else _why(connection, record, by, all_here=left <= 0 or enough)
        bills.book(connection, record.id, cents, settled=not why and (left <= 0 or enough))
        if why:
            _back(connection, record, payment_id, cents, why, by)
            return Booked(payment_id=payment_id, state=record.state, why=why)
        if left > 0 and not enough:
            records.note(record, "paid-part", by, after={"cents": cents})
            records.letter("transfer-short", record, once=f"transfer-short:{payment_id}")
            return Booked(payment_id=payment_id, state=record.state, left=left)
        _invoiced(connection, record, source, _noon(paid_on, record.zone), max(left, 0))
        _give_up(connection, record)
        return Booked(payment_id=payment_id, state="confirmed", left=min(left, 0))


def give_back(registration_id: int, *, by: By) -> int:
    """What came for an order that has ended without a ticket goes back by hand. Answers how much, in cents."""
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        if record.state in {*WAITING, "confirmed"}:
            return 0
        rows = connection.execute(_PARTS.with_for_update(), {"of": record.id}).all()
        for row in rows:
            _back(connection, record, row.id, row.received_cents - row.returned_cents, "too-late", by)
        return sum(row.received_cents - row.returned_cents for row in rows)


def excess(payment_id: int, cents: int, *, by: By) -> None:
    """So much of an arrival was too much and goes back by hand; no document ever was about it. Refused: too-much."""
    with transaction() as connection:
        refunds.write(connection, payment_id, cents, reason="mismatch", person_id=by.person_id, corrects=False)


def _noon(day: date, zone: str) -> datetime:
    return min(zones.instant(datetime.combine(day, time(12)), zone), clock.now())


def _kept(connection: Connection, record: Record, bill: Row[Any], cents: int, paid_at: datetime, source: str) -> int:
    now = clock.now()
    number = connection.execute(_NUMBER, {"of": record.id}).scalar_one()
    return int(connection.execute(insert(_T).values(
        organisation_id=record.organisation_id, registration_id=record.id, number=number, method="bank", state="paid", why="",
        amount_cents=cents, received_cents=cents, returned_cents=0, currency=bill.currency, params={}, means=source, intent_id="", url="",
        dispute="", created_at=now, changed_at=now, paid_at=paid_at,
    ).returning(_T.c.id)).scalar_one())


def _why(connection: Connection, record: Record, by: By, *, all_here: bool) -> str:
    """Why this money keeps no ticket; "": it does, or waits for the rest."""
    if record.state == "confirmed":
        return "duplicate"
    if record.state in WAITING:
        if all_here:
            holds.paid(connection, record, by)
        return ""
    return "" if record.state == "expired" and all_here and holds.late(connection, record, by) else "too-late"


def _back(connection: Connection, record: Record, payment_id: int, cents: int, why: str, by: By) -> None:
    connection.execute(update(_T).where(_T.c.id == payment_id).values(state="surplus", why=why))
    if record.email:
        records.letter("money-back", record, once=f"money-back:{payment_id}", payment_id=payment_id)
    records.note(record, "surplus", by, after={"cents": cents, "why": why})
    refunds.write(connection, payment_id, cents, reason=why, person_id=by.person_id)


def _invoiced(connection: Connection, record: Record, source: str, paid_at: datetime, let_off: int) -> None:
    invoices.issue(connection, record.id, means=source, paid_at=paid_at, order=bills.named(connection, record.id))
    if let_off:
        invoices.correct(connection, record.id, cents=let_off, tickets=None, reason="reduced")


def _give_up(connection: Connection, record: Record) -> None:
    """Nobody shall pay at Stripe any more."""
    for payment_id in connection.execute(_OPEN, {"of": record.id}).scalars().all():
        attempts.becomes(connection, payment_id, "abandoned", *LIVE)
    attempts.stop_keeping(connection, record)
