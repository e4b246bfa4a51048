"""Money that left on Stripe's side: refunds as they stand there, those made in Stripe's own pages too, and disputes.

The net sum decides about the tickets, never a single notice (spec: payments 2, pretix #343).
"""

from typing import Any, cast

from sqlalchemy import Connection, Row, Table, bindparam, or_, select, update

from eventsvc.events.models import Event
from eventsvc.payments import alerts, refunds
from eventsvc.payments.models import Bill, Payment, Refund
from eventsvc.payments.seen import Seen, SeenDispute, SeenRefund
from eventsvc.registration import ends
from eventsvc.registration.records import By

SYSTEM = By(system=True)
_P, _R = cast(Table, Payment.__table__), cast(Table, Refund.__table__)
_KNOWN = select(_R).where(
    _R.c.payment_id == bindparam("payment"), or_(_R.c.stripe_refund_id == bindparam("number"), _R.c.uuid == bindparam("row")),
)
_BILL = (
    select(Bill.__table__).join(Event, Event.id == Bill.event_id)
    .where(Bill.registration_id == bindparam("of"), Event.state != "cancelled")
)


def take(connection: Connection, payment_id: int, seen: Seen) -> None:
    """Compare refunds and disputes of one payment with ours."""
    if not seen.refunds and not seen.disputes:
        return
    row = connection.execute(select(_P).where(_P.c.id == payment_id)).one()
    for refund in seen.refunds:
        _refund(connection, row, refund)
    for dispute in seen.disputes:
        _dispute(connection, row, dispute)
    if row.registration_id is not None:
        _net(connection, row.registration_id)


def _refund(connection: Connection, row: Row[Any], seen: SeenRefund) -> None:
    known = connection.execute(_KNOWN, {"payment": row.id, "number": seen.refund_id, "row": seen.row}).first()
    if known is not None:
        refunds.turn(connection, known.id, seen)
    elif seen.status not in {"failed", "canceled"}:
        refunds.write(
            connection, row.id, seen.amount, reason="dashboard", state=seen.status.replace("_", "-"), stripe_refund_id=seen.refund_id,
        )


def _dispute(connection: Connection, row: Row[Any], seen: SeenDispute) -> None:
    """Told at once; lost ones count as given back."""
    if row.dispute != seen.status:
        connection.execute(update(_P).where(_P.c.id == row.id).values(dispute=seen.status))
    if seen.status in {"won", "warning_closed"}:
        alerts.settle(connection, f"dispute:{seen.dispute_id}")
        return
    facts = {"registration_id": row.registration_id, "payment_id": row.id, "cents": seen.amount, "currency": row.currency}
    alerts.tell(connection, row.organisation_id, "dispute", once=f"dispute:{seen.dispute_id}", **facts)
    if seen.status != "lost":
        return
    known = connection.execute(_KNOWN, {"payment": row.id, "number": seen.dispute_id, "row": ""}).first()
    left = connection.execute(select(_P.c.received_cents - _P.c.returned_cents).where(_P.c.id == row.id)).scalar_one()
    if known is None and left:
        refunds.write(
            connection, row.id, min(seen.amount, left), reason="dispute", state="succeeded", stripe_refund_id=seen.dispute_id,
        )
        alerts.tell(connection, row.organisation_id, "dispute-lost", once=f"dispute-lost:{seen.dispute_id}", **facts)


def _net(connection: Connection, registration_id: int) -> None:
    """Nothing is left of what came: nothing is left of the tickets. Those of a cancelled event end when it takes place after all."""
    bill = connection.execute(_BILL, {"of": registration_id}).first()
    if bill is not None and bill.settled_at is not None and bill.received_cents and bill.returned_cents == bill.received_cents:
        ends.cancel(registration_id, by=SYSTEM)
