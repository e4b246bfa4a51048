"""Notices from Stripe: only a reason to look. What they say about money is never believed but read at Stripe (spec: payments 0)."""

import logging
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, select

from eventsvc.core import clock
from eventsvc.core.db import insert, reading, transaction
from eventsvc.payments import accounts, gateway, service
from eventsvc.payments.accounts import Account
from eventsvc.payments.gateway import Undone
from eventsvc.payments.models import Payment, StripeEvent

SESSIONS = (
    "checkout.session.completed", "checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed",
    "checkout.session.expired",
)
PAYMENTS = (
    "payment_intent.succeeded", "refund.created", "refund.updated", "refund.failed", "charge.refunded", "charge.dispute.created",
    "charge.dispute.closed",
)
ACCOUNT = "account.updated"
KINDS = (*SESSIONS, *PAYMENTS, ACCOUNT)
KEPT = timedelta(days=30)

log = logging.getLogger("eventsvc.payments")
_KNOWN = select(StripeEvent.event_id).where(StripeEvent.event_id == bindparam("number"))
_P = cast(Table, Payment.__table__)
_OF_INTENT = select(_P.c.session_id).where(
    _P.c.intent_id == bindparam("intent"), _P.c.stripe_account_id == bindparam("account"), _P.c.session_id.is_not(None),
)


def take(raw: bytes, signature: str) -> bool:
    """Act upon one notice. False: none of our secrets signed it. Raises gateway.Down, Undone: Stripe shall come again.

    The same notice twice costs one read. Kinds that do not concern us are thanked for.
    """
    secrets = accounts.secrets()
    signed = gateway.notice(raw, signature, secrets) if secrets else None
    if signed is None:
        return False
    number, event = signed
    if reading().execute(_KNOWN, {"number": event["id"]}).first() is not None:
        return True
    for account in accounts.signed_by(secrets[number], event.get("account") or ""):
        act(account, event["type"], event["data"]["object"])
        accounts.heard(account.id)
    remember(event["id"], event["type"])
    return True


def act(account: Account, kind: str, thing: dict[str, Any]) -> None:
    """Look at what a notice is about. Raises gateway.Down, Undone."""
    if kind == ACCOUNT:
        accounts.looked(account)
    elif kind in SESSIONS:
        _look(account, thing["id"])
    elif kind in PAYMENTS:
        intent = thing["id"] if kind.startswith("payment_intent.") else thing.get("payment_intent")
        session_id = _session(account, intent) if isinstance(intent, str) else None
        if session_id is not None:
            _look(account, session_id)


def _look(account: Account, session_id: str) -> None:
    try:
        service.sync(account.id, session_id)
    except Undone as no:
        if no.code != "resource_missing":  # validly signed, but there is no such thing (S25): nothing to be done, now or later
            raise
        log.warning("a notice about a page that Stripe does not know: %s", session_id)


def _session(account: Account, intent_id: str) -> str | None:
    known = reading().execute(_OF_INTENT, {"intent": intent_id, "account": account.id}).scalar()
    return known or gateway.of_intent(account.access, intent_id)


def remember(event_id: str, kind: str) -> None:
    """It was acted upon."""
    with transaction() as connection:
        connection.execute(insert(StripeEvent).values(event_id=event_id, kind=kind, at=clock.now()).on_conflict_do_nothing())


def forget() -> None:
    """Notices that Stripe does not list any more either."""
    with transaction() as connection:
        connection.execute(delete(StripeEvent).where(StripeEvent.at < clock.now() - KEPT))
