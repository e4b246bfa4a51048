"""What Stripe says about one payment page becomes what we hold true: the only way in for its money (spec: payments 5, `sync`).

Judged by the state at Stripe and the rows here, under the event's mutex, so neither order nor number of calls matters. Letters and
refunds are written in the same transaction; what Stripe must be told afterwards is answered.
"""

from dataclasses import dataclass, field, replace
from typing import Any, cast

from sqlalchemy import Connection, Row, Table, bindparam, func, insert, select, update

from eventsvc.core import audit, clock
from eventsvc.events.models import Event
from eventsvc.invoices import service as invoices
from eventsvc.payments import alerts, attempts, bills, refunds, returns
from eventsvc.payments.accounts import Account
from eventsvc.payments.models import Payment
from eventsvc.payments.seen import Seen
from eventsvc.payments.states import LIVE, RECEIVED
from eventsvc.registration import holds, records, seats
from eventsvc.registration.models import Registration
from eventsvc.registration.records import Record

_T = cast(Table, Payment.__table__)
_BY_SESSION = select(_T).where(_T.c.session_id == bindparam("session"), _T.c.stripe_account_id == bindparam("account"))
_BY_NUMBER = select(_T).where(
    _T.c.registration_id == bindparam("of"), _T.c.number == bindparam("attempt"), _T.c.method == "stripe", _T.c.session_id.is_(None),
)
_REGISTRATION = (
    select(Registration.id).join(Event, Event.id == Registration.event_id)
    .where(Registration.uuid == bindparam("order"), Event.organisation_id == bindparam("organisation"))
)
_NUMBER = select(func.coalesce(func.max(_T.c.number), 0) + 1).where(_T.c.registration_id == bindparam("of"))
DEAD = {"canceled", "requires_payment_method"}
"""A done page whose money will not come."""


@dataclass
class Todo:
    """What Stripe is to be told when the transaction is over: pages to end, refunds to send."""

    expire: list[tuple[int, str]] = field(default_factory=list)
    send: list[int] = field(default_factory=list)


def apply(connection: Connection, account: Account, seen: Seen) -> Todo:
    """Take over what is so at Stripe. Nothing happens for a page that is not ours."""
    todo = Todo()
    registration_id = _registration(connection, account, seen)
    if registration_id is None:
        _stranger(connection, account, seen, todo)
        return todo
    record = records.locked(connection, registration_id)
    row = _row(connection, account, seen, record)
    _facts(connection, row, seen)
    if seen.payment_status == "paid":
        if row.state not in RECEIVED:
            _money(connection, account, record, row, seen, todo)
    elif seen.status == "complete":
        _under_way(connection, record, row, seen)
    elif seen.status == "expired":
        _page_over(connection, record, row)
    elif row.state == "abandoned" or record.state not in {"unpaid", "approved", "held"}:
        todo.expire.append((account.id, seen.session_id))
    returns.take(connection, row.id, seen)
    return todo


def _registration(connection: Connection, account: Account, seen: Seen) -> int | None:
    known = connection.execute(_BY_SESSION, {"session": seen.session_id, "account": account.id}).first()
    if known is not None:
        return cast(int | None, known.registration_id)
    return connection.execute(_REGISTRATION, {"order": seen.order, "organisation": account.organisation_id}).scalar()


def _row(connection: Connection, account: Account, seen: Seen, record: Record) -> Row[Any]:
    """The attempt of this page: by the page's number, else the one whose answer was lost, else one that we never heard of."""
    found = connection.execute(_BY_SESSION.with_for_update(), {"session": seen.session_id, "account": account.id}).first()
    if found is not None:
        return found
    found = connection.execute(_BY_NUMBER.with_for_update(), {"of": record.id, "attempt": seen.attempt}).first()
    if found is None:
        number = connection.execute(_NUMBER, {"of": record.id}).scalar_one()
        payment_id = _unheard(connection, account, seen, record.id, number)
    else:
        payment_id = found.id
        connection.execute(update(_T).where(_T.c.id == payment_id).values(session_id=seen.session_id, url=seen.url))
        attempts.becomes(connection, payment_id, "open", "creating")
    return connection.execute(select(_T).where(_T.c.id == payment_id)).one()


def _unheard(connection: Connection, account: Account, seen: Seen, registration_id: int | None, number: int) -> int:
    now = clock.now()
    return int(connection.execute(insert(_T).values(
        organisation_id=account.organisation_id, registration_id=registration_id, number=number, method="stripe",
        stripe_account_id=account.id, state="abandoned", amount_cents=max(seen.amount, 1), currency=seen.currency,
        session_id=seen.session_id, params={}, expires_at=seen.expires_at, created_at=now, changed_at=now,
    ).returning(_T.c.id)).scalar_one())


def _stranger(connection: Connection, account: Account, seen: Seen, todo: Todo) -> None:
    """A page of ours that names an order which we do not have (a backup was restored): it ends, its money goes back, the desk is told.

    What another program sells through the same account does not count its attempts, and is not ours to give back.
    """
    known = connection.execute(_BY_SESSION, {"session": seen.session_id, "account": account.id}).first()
    if known is not None:
        returns.take(connection, known.id, seen)
    elif seen.order and seen.attempt and seen.payment_status == "paid":
        payment_id = _unheard(connection, account, seen, None, 1)
        row = connection.execute(select(_T).where(_T.c.id == payment_id)).one()
        _facts(connection, row, seen)
        _surplus(connection, account, None, row, seen, "unknown", todo)
    elif seen.order and seen.attempt and seen.status == "open":
        todo.expire.append((account.id, seen.session_id))


def _facts(connection: Connection, row: Row[Any], seen: Seen) -> None:
    values: dict[str, Any] = {"intent_id": seen.intent_id or row.intent_id, "means": seen.means or row.means}
    if seen.fee is not None:
        values["fee_cents"] = seen.fee
    if any(getattr(row, name) != value for name, value in values.items()):
        connection.execute(update(_T).where(_T.c.id == row.id).values(**values))


def _money(connection: Connection, account: Account, record: Record, row: Row[Any], seen: Seen, todo: Todo) -> None:
    """It is here. For the tickets, or back."""
    why = _why(connection, account, record, row, seen)
    if why:
        _surplus(connection, account, record, row, seen, why, todo)
        return
    for other in connection.execute(
        select(_T.c.id, _T.c.session_id).where(_T.c.registration_id == record.id, _T.c.id != row.id, _T.c.state.in_(LIVE)),
    ).all():
        attempts.becomes(connection, other.id, "abandoned", *LIVE)
        if other.session_id:
            todo.expire.append((account.id, other.session_id))
    _received(connection, row, seen, "paid")
    bills.book(connection, record.id, seen.received, settled=True)
    attempts.stop_keeping(connection, record)
    invoices.issue(connection, record.id, means=seen.means or "stripe", paid_at=clock.now(), order=bills.named(connection, record.id))


def _why(connection: Connection, account: Account, record: Record, row: Row[Any], seen: Seen) -> str:
    """Why this money keeps no ticket; "": it does, and the tickets are valid from here on."""
    right = (row.amount_cents, row.currency, account.livemode)
    if (seen.amount, seen.currency, seen.livemode) != right or seen.received != seen.amount:
        return "mismatch"
    if record.state == "confirmed":
        return "duplicate"
    if record.total_cents != row.amount_cents:
        return "mismatch" if record.state in {"unpaid", "approved", "held"} else "too-late"
    if record.state in {"unpaid", "approved", "held"} and seats.live(connection, record.id, "reserved", "unpaid"):
        holds.paid(connection, record)
        return ""
    if record.state == "expired" and holds.late(connection, record):
        return ""
    return "too-late"


def _received(connection: Connection, row: Row[Any], seen: Seen, state: str, why: str = "") -> None:
    attempts.becomes(
        connection, row.id, state, row.state, why=why, received_cents=seen.received, paid_at=clock.now(),
    )


def _surplus(
    connection: Connection, account: Account, record: Record | None, row: Row[Any], seen: Seen, why: str, todo: Todo,
) -> None:
    """It goes back whole, by the way it came; who paid and who looks after the money are told."""
    _received(connection, row, seen, "surplus", why)
    if record is not None:
        bills.book(connection, record.id, seen.received, settled=False)
        attempts.stop_keeping(connection, record)
        records.letter("money-back", record, once=f"money-back:{row.id}", payment_id=row.id)
        audit.note(
            organisation_id=account.organisation_id, deed="surplus", kind="registration", subject_id=record.id, actor="system",
            after={"cents": seen.received, "why": why},
        )
    todo.send.append(refunds.write(connection, row.id, seen.received, reason=why))
    if why != "too-late":
        alerts.tell(
            connection, account.organisation_id, why, once=f"{why}:{row.id}", payment_id=row.id,
            registration_id=None if record is None else record.id, cents=seen.received, currency=seen.currency,
        )


def _under_way(connection: Connection, record: Record, row: Row[Any], seen: Seen) -> None:
    """The page is done, the bank is not: the seats stay until it is, or until it said no."""
    if seen.intent_status not in DEAD:
        if attempts.becomes(connection, row.id, "processing", "creating", "open", "expired") and record.state == "unpaid":
            records.letter("payment-on-its-way", record, once=f"processing:{row.id}")
        return
    if attempts.becomes(connection, row.id, "failed", "creating", "open", "processing", "abandoned"):
        attempts.stop_keeping(connection, record)
        if record.state == "unpaid":
            holds.fell_through(connection, replace(record, paying=False), "payment-failed")


def _page_over(connection: Connection, record: Record, row: Row[Any]) -> None:
    """Nobody can pay there any more. If the deadline is over too, the seats are free in the same moment."""
    if attempts.becomes(connection, row.id, "expired", "creating", "open", "abandoned", "processing"):
        attempts.stop_keeping(connection, record)
        holds.expire(record.id)
