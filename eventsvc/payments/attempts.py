"""Attempts to pay at Stripe: written down with all that Stripe will be told before it is told, so that each call can be repeated.

An attempt whose answer never came is looked up, and taken over if Stripe has it; if not, the next one takes its place (spec: payments
1, idempotency; S14, S15, S45, S46).
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Connection, Row, Table, bindparam, func, insert, select, update

from eventsvc.core import clock
from eventsvc.core.db import reading, transaction
from eventsvc.core.errors import Refused
from eventsvc.payments import accounts, alerts, gateway
from eventsvc.payments.accounts import Account
from eventsvc.payments.gateway import Down, Undone
from eventsvc.payments.models import Payment
from eventsvc.payments.seen import Seen
from eventsvc.payments.states import ALONE, LIVE
from eventsvc.registration import records, seats
from eventsvc.registration.models import Registration
from eventsvc.registration.records import Record

PAGE = timedelta(minutes=35)
"""Thirty is the least, by Stripe's clock; ours may differ (spec: payments 2, hold and expiry)."""
LOOK_BACK = timedelta(minutes=10)
SPOILT_KEY = "IdempotencyError"
"""The key was used for another request: after a backup was restored, or by two who disagree. The next attempt has another one."""
SLOW_METHODS = ("sepa_debit", "customer_balance")

log = logging.getLogger("eventsvc.payments")
_T = cast(Table, Payment.__table__)
_NUMBER = select(func.coalesce(func.max(_T.c.number), 0) + 1).where(_T.c.registration_id == bindparam("of"))
_LIVE = select(_T).where(_T.c.registration_id == bindparam("of"), _T.c.method == "stripe", _T.c.state.in_(LIVE))
_ALONE = select(_T).where(_T.c.registration_id == bindparam("of"), _T.c.method == "stripe", _T.c.state.in_(ALONE))
_BY_ID = select(_T).where(_T.c.id == bindparam("number"))
_MORE = select(Registration.uuid, Registration.currency).where(Registration.id == bindparam("of"))


@dataclass(frozen=True, kw_only=True)
class Page:
    """What the payment page shows and where it leads. Texts in the guest's language: `line` names one ticket, `title` the event,
    `note` until when it can be paid. `success` and `cancel` are whole addresses.
    """

    language: str
    line: str
    title: str
    note: str
    success: str
    cancel: str


def until(now: datetime | None = None) -> datetime:
    """Until when a page that is made now can be paid."""
    return (now or clock.now()).replace(microsecond=0) + PAGE


def live(registration_id: int) -> Row[Any] | None:
    """The attempt through which money may still come."""
    return reading().execute(_LIVE, {"of": registration_id}).first()


def by_id(payment_id: int) -> Row[Any]:
    """One row."""
    return reading().execute(_BY_ID, {"number": payment_id}).one()


def write(connection: Connection, record: Record, account: Account, page: Page, expires: datetime) -> int:
    """A new attempt for a locked registration, not known at Stripe yet. From now on its seats are kept until Stripe's page is over."""
    more = connection.execute(_MORE, {"of": record.id}).one()
    number = connection.execute(_NUMBER, {"of": record.id}).scalar_one()
    now, many = clock.now(), len(seats.live(connection, record.id, "unpaid"))  # all of one price, so this divides
    payment_id = connection.execute(insert(_T).values(
        organisation_id=record.organisation_id, registration_id=record.id, number=number, method="stripe", stripe_account_id=account.id,
        state="creating", amount_cents=record.total_cents, currency=more.currency, expires_at=expires, created_at=now, changed_at=now,
        params=_params(record, more.uuid, more.currency, number, page, expires, many),
    ).returning(_T.c.id)).scalar_one()
    kept = max(record.deadline or expires, expires)
    records.change(connection, record, paying=True, deadline=kept)
    return int(payment_id)


def _params(
    record: Record, uuid: str, currency: str, number: int, page: Page, expires: datetime, many: int,
) -> dict[str, Any]:
    """The request, word for word. No personal data but the address for Stripe's own page; empty texts are left out (400 otherwise)."""
    metadata = {"order": uuid, "attempt": str(number), "event": record.event_uuid}
    return {
        "mode": "payment", "ui_mode": "hosted_page", "client_reference_id": uuid, "metadata": metadata,
        "payment_intent_data": {"description": page.title[:500], "metadata": metadata},
        "customer_email": record.email, "locale": page.language, "submit_type": "book",
        "custom_text": {"submit": {"message": page.note}},
        "line_items": [{
            "quantity": many,
            "price_data": {"currency": currency.lower(), "unit_amount": record.total_cents // many, "product_data": {"name": page.line}},
        }],
        "success_url": page.success, "cancel_url": page.cancel, "expires_at": int(expires.timestamp()),
        "excluded_payment_method_types": list(SLOW_METHODS),
    }


def begin(payment_id: int) -> str:
    """Make the page at Stripe for an attempt that is written down, or find the one that was made. Answers its address.

    Refused: pay-unreachable (Stripe does not answer; the seats stay), pay-refused (Stripe will not take it; the desk is told).
    """
    row = by_id(payment_id)
    if row.state == "open":
        return str(row.url)
    account = accounts.of(row.stripe_account_id)
    try:
        seen = gateway.create(account.access, row.params, key(row))
    except Down as no:
        log.warning("stripe does not answer: %s", no)
        seen = _taken_over(account, row, answered=no.answered)
    except Undone as no:
        log.warning("stripe made no page: %s", no)
        if no.code != SPOILT_KEY:
            abandon(row, no)
            raise Refused("pay-refused") from no
        seen = _taken_over(account, row, answered=True)
    return opened(payment_id, seen)


def key(row: Row[Any]) -> str:
    """The key of the request: the same for the same attempt, whoever sends it."""
    return f"cs-{row.params['client_reference_id']}-{row.number}"


def _taken_over(account: Account, row: Row[Any], *, answered: bool) -> Seen:
    """What Stripe has of this attempt, although it did not say so. Nothing: it is abandoned if Stripe's answer is final."""
    found = lookup(account, row)
    if found is not None:
        return found
    if answered:
        abandon(row)
    raise Refused("pay-unreachable")


def lookup(account: Account, row: Row[Any]) -> Seen | None:
    """The page of an attempt whose number we never got. Refused: pay-unreachable."""
    try:
        session_id = gateway.find(account.access, row.params["client_reference_id"], row.number, row.created_at - LOOK_BACK)
        return None if session_id is None else gateway.read(account.access, session_id)
    except (Down, Undone) as no:
        raise Refused("pay-unreachable") from no


def abandon(row: Row[Any], told: Undone | None = None) -> None:
    """Stripe has nothing of it: the next attempt gets a key of its own. A refusal is told to the desk."""
    with transaction() as connection:
        record = records.locked(connection, row.registration_id)
        if becomes(connection, row.id, "abandoned", "creating"):
            stop_keeping(connection, record)
        if told is not None:
            alerts.tell(
                connection, row.organisation_id, "stripe-refuses", once=f"stripe-refuses:{row.stripe_account_id}:{told.code}:{_day()}",
                registration_id=row.registration_id, payment_id=row.id, text=told.text,
            )


def _day() -> str:
    return clock.now().date().isoformat()


def opened(payment_id: int, seen: Seen) -> str:
    """Stripe has the page. If nobody waits for it any more its number is kept all the same, so that it can be ended."""
    with transaction() as connection:
        row = connection.execute(_BY_ID.with_for_update(), {"number": payment_id}).one()
        values: dict[str, Any] = {"session_id": seen.session_id, "url": seen.url, "expires_at": seen.expires_at}
        if row.state == "creating":
            values["state"] = "open"
        connection.execute(update(_T).where(_T.c.id == payment_id).values(changed_at=clock.now(), **values))
    return seen.url


def becomes(connection: Connection, payment_id: int, state: str, *before: str, **values: Any) -> bool:
    """Another state, if it is in one of these. Answers whether it was."""
    return connection.execute(
        update(_T).where(_T.c.id == payment_id, _T.c.state.in_(before)).values(state=state, changed_at=clock.now(), **values),
    ).rowcount == 1


def stop_keeping(connection: Connection, record: Record) -> None:
    """No page of this registration can be paid any more: its deadline counts again."""
    if connection.execute(_LIVE, {"of": record.id}).first() is None:
        records.change(connection, record, paying=False)


def alone(connection: Connection, registration_id: int) -> Row[Any] | None:
    """The attempt that is under way or paid."""
    return connection.execute(_ALONE, {"of": registration_id}).first()
