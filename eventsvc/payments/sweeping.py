"""Every minute: what was begun and not finished, because somebody closed the browser, a process died, or Stripe did not answer.

Seats go only after Stripe has said that the page cannot be paid any more (spec: payments 0.4).
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Row, Table, and_, bindparam, literal_column, or_, select

from eventsvc.core import clock
from eventsvc.core.db import reading
from eventsvc.core.errors import Refused
from eventsvc.payments import accounts, attempts, refunds, service
from eventsvc.payments.gateway import Down, Undone
from eventsvc.payments.models import UNDECIDED, Payment

UNANSWERED = timedelta(minutes=2)
AT_ONCE = 200

log = logging.getLogger("eventsvc.payments")
_T = cast(Table, Payment.__table__)
_DUE = (
    select(_T).where(
        literal_column(UNDECIDED), _T.c.method == "stripe",
        or_(
            and_(_T.c.state == "creating", _T.c.created_at <= bindparam("unanswered")),
            and_(_T.c.state == "open", _T.c.expires_at <= bindparam("now")),
            _T.c.state == "abandoned",
        ),
    ).order_by(_T.c.id).limit(AT_ONCE)
)


def sweep() -> int:
    """Answer what is open: attempts, ends of pages, refunds. Answers how many were looked at. One that fails waits for the next time."""
    due = _due(clock.now())
    for row in due:
        try:
            _one(row)
        except Down as no:
            log.warning("stripe does not answer: %s", no)
            return 0
        except (Undone, Refused) as no:
            log.warning("payment %s waits: %s", row.id, no)
    return len(due) + refunds.send_due()


def _due(now: datetime) -> Sequence[Row[Any]]:
    return reading().execute(_DUE, {"now": now, "unanswered": now - UNANSWERED}).all()


def _one(row: Row[Any]) -> None:
    session_id = row.session_id
    if session_id is None:
        found = attempts.lookup(accounts.of(row.stripe_account_id), row)
        if found is None:
            attempts.abandon(row)
            return
        attempts.opened(row.id, found)
        session_id = found.session_id
        if found.status == "open" and row.expires_at > clock.now():
            service.sync(row.stripe_account_id, session_id)
            return
    service.end_page(row.stripe_account_id, session_id)
