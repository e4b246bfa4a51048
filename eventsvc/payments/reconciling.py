"""Both sides compared: what Stripe has against what we have, often for what is under way. `ledger` does it to the cent."""

import logging
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, and_, bindparam, or_, select

from eventsvc.core import clock
from eventsvc.core.db import reading
from eventsvc.core.errors import Refused
from eventsvc.payments import accounts, gateway, service, webhooks
from eventsvc.payments.accounts import Account
from eventsvc.payments.gateway import Down, Undone
from eventsvc.payments.models import Payment, Refund
from eventsvc.payments.seen import Seen
from eventsvc.payments.states import RECEIVED

QUIET = timedelta(minutes=5)
A_DAY = timedelta(hours=26)
MOST = 500

log = logging.getLogger("eventsvc.payments")
_P, _R = cast(Table, Payment.__table__), cast(Table, Refund.__table__)
_OPEN_REFUND = select(1).where(_R.c.payment_id == _P.c.id, _R.c.state.in_(("pending", "requires-action"))).exists()
_UNDER_WAY = (
    select(_P.c.id, _P.c.stripe_account_id, _P.c.session_id).where(
        _P.c.session_id.is_not(None),
        or_(
            and_(_P.c.state.in_(("open", "processing")), _P.c.created_at <= bindparam("quiet")),
            and_(_P.c.state.in_(RECEIVED), or_(_OPEN_REFUND, and_(_P.c.fee_cents.is_(None), _P.c.paid_at <= bindparam("quiet")))),
        ),
    ).order_by(_P.c.id).limit(MOST)
)
_STATE = select(_P.c.state).where(_P.c.session_id == bindparam("session"))


def under_way() -> int:
    """Every ten minutes: payments and refunds that are not decided, and fees that came later. Answers how many were looked at."""
    rows = reading().execute(_UNDER_WAY, {"quiet": clock.now() - QUIET}).all()
    for row in rows:
        try:
            service.sync(row.stripe_account_id, row.session_id)
        except Down as no:
            log.warning("stripe does not answer: %s", no)
            break
        except (Undone, Refused) as no:
            log.warning("a page could not be compared: %s", no)
    return len(rows)


def everything(since: datetime | None = None) -> int:
    """Every hour: all pages of the last 26 hours that stand otherwise here, and all notices that were lost. Answers how many differed.

    `since`: further back, after a backup was restored; then each page is looked at, because what was given back is not in the list.
    """
    begin, differed = since or clock.now() - A_DAY, 0
    for account in accounts.everyone():
        try:
            for seen in gateway.sessions(account.access, begin):
                if seen.order and (since is not None or _differs(seen)):
                    differed += 1
                    service.sync(account.id, seen.session_id)
            _lost_notices(account, begin)
        except (Down, Undone) as no:
            log.warning("stripe could not be compared: %s", no)
    return differed


def _differs(seen: Seen) -> bool:
    state = reading().execute(_STATE, {"session": seen.session_id}).scalar()
    if seen.payment_status == "paid":
        return state not in RECEIVED
    if seen.status == "expired":
        return state not in {"expired", None}
    return state is None or state == "abandoned"


def _lost_notices(account: Account, since: datetime) -> None:
    for event_id, kind, thing in gateway.undelivered(account.access, since):
        if kind in webhooks.KINDS:
            webhooks.act(account, kind, thing)
            webhooks.remember(event_id, kind)
