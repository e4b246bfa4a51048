"""Once a day, to the cent: Stripe's ledger against ours. What differs is looked at once more, and then told (spec: payments 2)."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, bindparam, func, select

from eventsvc.core import clock
from eventsvc.core.db import reading, transaction
from eventsvc.core.errors import Refused
from eventsvc.payments import accounts, alerts, gateway, service
from eventsvc.payments.accounts import Account
from eventsvc.payments.gateway import Down, Undone
from eventsvc.payments.models import Payment, Refund
from eventsvc.payments.seen import Line
from eventsvc.payments.states import GOING_BACK

SPAN = timedelta(days=2)
SETTLING = timedelta(minutes=15)
"""Younger than that, one side may not have heard of the other yet."""

log = logging.getLogger("eventsvc.payments")
_P, _R = cast(Table, Payment.__table__), cast(Table, Refund.__table__)
_CAME = select(_P.c.received_cents, _P.c.session_id).where(
    _P.c.intent_id == bindparam("intent"), _P.c.stripe_account_id == bindparam("account"),
)
_WENT = (
    select(func.coalesce(func.sum(_R.c.amount_cents), 0)).join(_P, _P.c.id == _R.c.payment_id)
    .where(_P.c.intent_id == bindparam("intent"), _P.c.stripe_account_id == bindparam("account"), _R.c.state.in_(GOING_BACK))
)
_OURS = select(_P.c.intent_id, _P.c.received_cents).where(
    _P.c.stripe_account_id == bindparam("account"), _P.c.paid_at >= bindparam("begin"), _P.c.paid_at <= bindparam("end"),
)


@dataclass(frozen=True)
class Difference:
    """A payment that stands otherwise at Stripe, in cents: what came and went there and here."""

    intent_id: str
    came_there: int
    came_here: int
    went_there: int
    went_here: int


def compare(now: datetime | None = None) -> list[Difference]:
    """The last two days of each account. Differences are put right by looking at the payment; what stays is an alert, and the answer."""
    end = (now or clock.now()) - SETTLING
    found: list[Difference] = []
    for account in accounts.everyone():
        try:
            lines = tuple(gateway.balance(account.access, end - SPAN))
            found += _compared(account, lines, end)
        except (Down, Undone) as no:
            log.warning("stripe's ledger could not be read: %s", no)
    return found


def _compared(account: Account, lines: Sequence[Line], end: datetime) -> list[Difference]:
    came, went, ours = Counter[str](), Counter[str](), set[str]()
    for line in lines:
        if line.at <= end:
            (went if line.refund_id else came)[line.intent_id] += line.amount
        if line.order:
            ours.add(line.intent_id)
    found = [_difference(account, intent, came, went) for intent in sorted(came | went) if intent in ours or _known(account, intent)]
    missing = [
        Difference(row.intent_id, 0, row.received_cents, 0, 0)
        for row in reading().execute(_OURS, {"account": account.id, "begin": end - SPAN + SETTLING, "end": end}) if not came[row.intent_id]
    ]
    wrong = [one for one in (*found, *missing) if one is not None]
    for one in wrong:
        _tell(account, one)
    return wrong


def _known(account: Account, intent: str) -> bool:
    return reading().execute(_CAME, {"intent": intent, "account": account.id}).first() is not None


def _difference(account: Account, intent: str, came: Counter[str], went: Counter[str]) -> Difference | None:
    """After a second look; a refund from before the span is only here, so less there is no difference."""
    for look in (True, False):
        row = reading().execute(_CAME, {"intent": intent, "account": account.id}).first()
        here = 0 if row is None else row.received_cents
        gone = reading().execute(_WENT, {"intent": intent, "account": account.id}).scalar_one()
        if (not came[intent] or came[intent] == here) and went[intent] <= gone:
            return None
        if look:
            _look(account, intent)
    return Difference(intent, came[intent], here, went[intent], gone)


def _look(account: Account, intent: str) -> None:
    try:
        session_id = gateway.of_intent(account.access, intent)
        if session_id is not None:
            service.sync(account.id, session_id)
    except Refused as no:
        log.warning("a payment could not be looked at: %s", no)


def _tell(account: Account, one: Difference) -> None:
    log.error("the ledgers differ: %s", one)
    with transaction() as connection:
        alerts.tell(
            connection, account.organisation_id, "ledger", once=f"ledger:{one.intent_id}:{one.came_there}:{one.went_there}",
            intent=one.intent_id, there=one.came_there - one.went_there, here=one.came_here - one.went_here,
        )
