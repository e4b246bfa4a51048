"""Giving money back: written down first, in the transaction of its cause, then told to Stripe as often as it takes, once in effect.

More than came never goes back: `returned_cents` is raised by a conditional write, and the database checks it (spec: payments 2).
"""

import logging
import uuid
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import Connection, Row, Table, bindparam, insert, select, update

from eventsvc.core import clock
from eventsvc.core.db import reading, transaction
from eventsvc.core.errors import Refused
from eventsvc.invoices import service as invoices
from eventsvc.payments import accounts, alerts, bills, gateway
from eventsvc.payments.gateway import Down, Undone
from eventsvc.payments.models import Payment, Refund
from eventsvc.payments.seen import SeenRefund
from eventsvc.payments.states import GOING_BACK, RECEIVED
from eventsvc.registration import records
from eventsvc.registration.records import By, Record

SHORTEST, LONGEST = timedelta(seconds=30), timedelta(hours=1)
STUCK = timedelta(days=3)
LATER = frozenset({"balance_insufficient", "lock_timeout", "api_key_expired", "AuthenticationError", "PermissionError"})
"""What goes away when somebody does something about it: tried again, and told at the desk."""

log = logging.getLogger("eventsvc.payments")
_T, _P = cast(Table, Refund.__table__), cast(Table, Payment.__table__)
_DUE = (
    select(_T.c.id).where(_T.c.state == "to-send", _T.c.after <= bindparam("now")).order_by(_T.c.after, _T.c.id).limit(200)
)
_LEFT = (
    select(_P).where(_P.c.registration_id == bindparam("of"), _P.c.state.in_(RECEIVED), _P.c.returned_cents < _P.c.received_cents)
    .order_by(_P.c.id.desc())
)
_WITH_PAYMENT = select(_T, _P.c.intent_id, _P.c.stripe_account_id).join(_P, _P.c.id == _T.c.payment_id).where(_T.c.id == bindparam("row"))
_NEWEST = select(_T.c.amount_cents, _T.c.currency, _T.c.created_at).where(_T.c.registration_id == bindparam("of")).order_by(_T.c.id.desc())


def newest(registration_id: int) -> tuple[int, str] | None:
    """What went back to a registration the last time, and its currency: the rows of one deed are written in one transaction."""
    rows = reading().execute(_NEWEST, {"of": registration_id}).all()
    same = [row for row in rows if rows[0].created_at - row.created_at < SHORTEST]
    return (sum(row.amount_cents for row in same), rows[0].currency) if rows else None


def ask(
    connection: Connection, record: Record, cents: int, *, reason: str, by: By, note: str = "", once: str | None = None,
) -> list[int]:
    """Give back so much of what came for a locked registration, the newest payments first. Answers the rows, to be sent by `send`.

    `once`: the form's token; the second press of it writes nothing. Refused: too-much (left), if less than that is here.
    """
    if written(connection, once):
        return []
    rows = connection.execute(_LEFT.with_for_update(), {"of": record.id}).all()
    left = sum(row.received_cents - row.returned_cents for row in rows)
    if not 0 < cents <= left:
        raise Refused("too-much", left=left, currency=rows[0].currency if rows else "EUR")
    made: list[int] = []
    for row in rows:
        part = min(cents, row.received_cents - row.returned_cents)
        if part:
            made.append(write(
                connection, row.id, part, reason=reason, note=note or by.reason, person_id=by.person_id,
                once=None if once is None else f"{once}:{len(made)}",
            ))
            cents -= part
    return made


def written(connection: Connection, once: str | None) -> bool:
    """Whether this form was sent already."""
    return once is not None and connection.execute(select(_T.c.id).where(_T.c.once == f"{once}:0")).first() is not None


def write(
    connection: Connection, payment_id: int, cents: int, *, reason: str, note: str = "", person_id: int | None = None,
    once: str | None = None, corrects: bool = True, **seen: Any,
) -> int:
    """One row, for one payment, with the correction of its invoice. Money that kept no ticket has none.

    `seen`: what Stripe has already, for refunds that were made there. `corrects`: False for a second try. Refused: too-much.
    """
    payment = connection.execute(select(_P).where(_P.c.id == payment_id)).one()
    if not _count(connection, payment, cents):
        raise Refused("too-much", left=payment.received_cents - payment.returned_cents, currency=payment.currency)
    if corrects and payment.state == "paid" and payment.registration_id is not None:
        invoices.correct(connection, payment.registration_id, cents=cents, tickets=None, reason=reason)
    now = clock.now()
    values = {"state": "to-send" if payment.method == "stripe" else "by-hand", **seen}
    return int(connection.execute(insert(_T).values(
        uuid=uuid.uuid4().hex, organisation_id=payment.organisation_id, registration_id=payment.registration_id, payment_id=payment_id,
        amount_cents=cents, currency=payment.currency, reason=reason, note=note, person_id=person_id, once=once, after=now, created_at=now,
        changed_at=now, attempts=0, **values,
    ).returning(_T.c.id)).scalar_one())


def _count(connection: Connection, payment: Row[Any], cents: int) -> bool:
    """Count so much as given back (negative: it is here again), at the payment and at the bill."""
    counted = connection.execute(
        update(_P).where(
            _P.c.id == payment.id, _P.c.returned_cents + cents <= _P.c.received_cents, _P.c.returned_cents + cents >= 0,
        ).values(returned_cents=_P.c.returned_cents + cents),
    ).rowcount == 1
    return counted and (payment.registration_id is None or bills.give_back(connection, payment.registration_id, cents))


def send_due() -> int:
    """Tell Stripe what is due, as long as it answers. Answers how many were told."""
    due = list(reading().execute(_DUE, {"now": clock.now()}).scalars())
    told = 0
    for refund_id in due:
        if not send(refund_id):
            break
        told += 1
    return told


def send(refund_id: int) -> bool:
    """Tell Stripe once more; the same row never gives back twice, because it bears the same key. False: Stripe does not answer."""
    row = reading().execute(_WITH_PAYMENT, {"row": refund_id}).one()
    if row.state != "to-send":
        return True
    try:
        account = accounts.of(row.stripe_account_id)
        seen = _made_before(account.access, row) or gateway.refund(account.access, row.intent_id, row.amount_cents, row.uuid)
    except Down as no:
        _put_off(row, str(no))
        return False
    except Refused as no:
        _put_off(row, no.reason)
    except Undone as no:
        if no.code in LATER:
            _put_off(row, no.code, told=True)
        else:
            with transaction() as connection:
                fail(connection, refund_id, no.code)
    else:
        with transaction() as connection:
            turn(connection, refund_id, seen)
    return True


def _made_before(access: gateway.Access, row: Row[Any]) -> SeenRefund | None:
    """What came of an earlier try whose answer never came, or was an error: Stripe knows the key of it for a day only."""
    first = not row.attempts and clock.now() < row.created_at + SHORTEST
    return None if first else gateway.refund_of(access, row.intent_id, row.uuid)


def _put_off(row: Row[Any], why: str, *, told: bool = False) -> None:
    now = clock.now()
    pause = min(SHORTEST * 2 ** min(row.attempts, 7), LONGEST)
    with transaction() as connection:
        connection.execute(
            update(_T).where(_T.c.id == row.id, _T.c.state == "to-send")
            .values(attempts=_T.c.attempts + 1, after=now + pause, failure=why, changed_at=now),
        )
        if told or now - row.created_at > STUCK:
            _alert(connection, row, "refund-stuck", why)


def turn(connection: Connection, refund_id: int, seen: SeenRefund) -> None:
    """Take over how Stripe says a refund stands. One that failed counts as here again, and somebody must look after it (S30)."""
    row = connection.execute(select(_T).where(_T.c.id == refund_id).with_for_update()).one()
    state = seen.status.replace("_", "-")
    if row.state == state and row.stripe_refund_id == seen.refund_id:
        return
    if state in {"failed", "canceled"}:
        fail(connection, refund_id, seen.failure or state, state=state, stripe_refund_id=seen.refund_id)
        return
    if row.state not in {"failed", "canceled"}:
        connection.execute(update(_T).where(_T.c.id == refund_id).values(
            state=state, stripe_refund_id=seen.refund_id, failure=seen.failure, changed_at=clock.now(),
        ))
        alerts.settle(connection, f"refund-stuck:{refund_id}")


def fail(connection: Connection, refund_id: int, why: str, *, state: str = "failed", **more: Any) -> None:
    """It did not work: the money is here again, and the desk is told."""
    row = connection.execute(select(_T).where(_T.c.id == refund_id).with_for_update()).one()
    if row.state not in GOING_BACK:
        return
    connection.execute(update(_T).where(_T.c.id == refund_id).values(state=state, failure=why, changed_at=clock.now(), **more))
    _count(connection, connection.execute(select(_P).where(_P.c.id == row.payment_id)).one(), -row.amount_cents)
    _alert(connection, row, "refund-failed", why)


def again(refund_id: int, organisation_id: int, *, by: By, by_hand: bool = False) -> int | None:
    """Try a failed one once more, as a new row. None: it did not fail, was tried anew already, or nothing is left to give back.

    `by_hand`: somebody has transferred it instead; then one that waits for a transfer is done as well.
    """
    with transaction() as connection:
        row = _locked(connection, refund_id, organisation_id)
        if row is None:
            return None
        alerts.settle(connection, f"refund-failed:{refund_id}")
        if row.state == "by-hand" and by_hand:
            connection.execute(
                update(_T).where(_T.c.id == refund_id).values(state="succeeded", person_id=by.person_id, changed_at=clock.now()),
            )
            return refund_id
        once = f"again:{refund_id}"
        known = connection.execute(select(_T.c.id).where(_T.c.once == once)).first()
        if row.state not in {"failed", "canceled"} or known is not None:
            return None
        more = {"state": "succeeded"} if by_hand else {}
        return write(
            connection, row.payment_id, row.amount_cents, reason=row.reason, note=row.note, person_id=by.person_id, once=once,
            corrects=False, **more,
        )


def _locked(connection: Connection, refund_id: int, organisation_id: int) -> Row[Any] | None:
    """A refund of the organisation, with its registration: whoever gives money back takes the event's mutex first."""
    ours = (_T.c.id == refund_id, _T.c.organisation_id == organisation_id)
    found = connection.execute(select(_T.c.registration_id).where(*ours)).first()
    if found is not None and found.registration_id is not None:
        records.locked(connection, found.registration_id)
    return connection.execute(select(_T).where(*ours).with_for_update()).first()


def soon(refund_id: int, organisation_id: int) -> bool:
    """Do not wait for the next try. False: it is not waiting for one."""
    with transaction() as connection:
        return connection.execute(
            update(_T).where(_T.c.id == refund_id, _T.c.organisation_id == organisation_id, _T.c.state == "to-send")
            .values(after=clock.now()),
        ).rowcount == 1


def _alert(connection: Connection, row: Row[Any], kind: str, why: str) -> None:
    alerts.tell(
        connection, row.organisation_id, kind, once=f"{kind}:{row.id}", registration_id=row.registration_id, payment_id=row.payment_id,
        refund_id=row.id, cents=row.amount_cents, currency=row.currency, why=why,
    )
