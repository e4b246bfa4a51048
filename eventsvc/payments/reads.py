"""Reads of payments, for the desk: the list, one of them with all that belongs to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Table, and_, bindparam, case, func, select

from eventsvc.core.db import reading
from eventsvc.core.errors import Missing
from eventsvc.events.models import Event
from eventsvc.payments.models import Bill, Payment, Refund, StripeAccount
from eventsvc.payments.states import LIVE
from eventsvc.registration.models import Registration

PAGE = 50
SETTLED = ("", "won", "warning_closed", "lost")
"""What is said of a dispute when nobody waits for an answer."""

_P, _R = cast(Table, Payment.__table__), cast(Table, Refund.__table__)
DISPUTED = _P.c.dispute.not_in(SETTLED)
GROUPS: dict[str, ColumnElement[bool]] = {
    "paid": _P.c.state == "paid",
    "open": _P.c.state.in_(LIVE),
    "surplus": _P.c.state == "surplus",
    "disputed": DISPUTED,
    "ended": _P.c.state.in_(("failed", "expired", "abandoned")),
}
_ALL: Any = (
    select(_P, Registration.name, Registration.event_id, Registration.state.label("order_state"), Event.title_de, Event.title_en)
    .select_from(_P).outerjoin(Registration, Registration.id == _P.c.registration_id).outerjoin(Event, Event.id == Registration.event_id)
    .where(_P.c.organisation_id == bindparam("organisation"))
)
_ONE = _ALL.add_columns(
    StripeAccount.livemode, StripeAccount.account, Bill.reference, Bill.ordered_at, Bill.event_id.label("billed_event"),
).outerjoin(StripeAccount, StripeAccount.id == _P.c.stripe_account_id).outerjoin(
    Bill, Bill.registration_id == _P.c.registration_id,
).where(_P.c.id == bindparam("payment"))
_COUNTS = (
    select(*(func.coalesce(func.sum(case((rule, 1), else_=0)), 0).label(name) for name, rule in GROUPS.items()),
           func.count().label("all"))
    .select_from(_P).outerjoin(Registration, Registration.id == _P.c.registration_id)
    .where(_P.c.organisation_id == bindparam("organisation"))
)
_EVENTS = (
    select(Event.id, Event.title_de, Event.title_en).where(
        Event.organisation_id == bindparam("organisation"),
        select(1).select_from(_P).join(Registration, Registration.id == _P.c.registration_id)
        .where(Registration.event_id == Event.id).exists(),
    ).order_by(Event.starts_at.desc(), Event.id)
)
_REFUNDS = select(_R).where(_R.c.payment_id == bindparam("payment")).order_by(_R.c.id)
_OTHERS = select(_P).where(and_(_P.c.registration_id == bindparam("of"), _P.c.id != bindparam("payment"))).order_by(_P.c.id)


@dataclass(frozen=True)
class Listed:
    """One page: rows, and the marks that the pages beside it begin at."""

    rows: tuple[Row[Any], ...]
    newer: int | None
    older: int | None


def page(
    organisation_id: int, *, state: str = "", event_id: int | None = None, before: int | None = None, after: int | None = None,
    size: int = PAGE,
) -> Listed:
    """The newest payments, or those older than `before`, or those newer than `after`."""
    wanted = _ALL.where(GROUPS[state]) if state else _ALL
    if event_id is not None:
        wanted = wanted.where(Registration.event_id == event_id)
    if after is not None:
        wanted = wanted.where(_P.c.id > after).order_by(_P.c.id)
    else:
        wanted = (wanted if before is None else wanted.where(_P.c.id < before)).order_by(_P.c.id.desc())
    found = reading().execute(wanted.limit(size + 1), {"organisation": organisation_id}).all()
    further, rows = len(found) > size, list(found[:size])
    if after is not None:
        rows.reverse()
    newer = further if after is not None else before is not None
    older = further if after is None else True
    return Listed(tuple(rows), rows[0].id if rows and newer else None, rows[-1].id if rows and older else None)


def counts(organisation_id: int, event_id: int | None = None) -> dict[str, int]:
    """How many there are of each of GROUPS, and of all."""
    asked = _COUNTS if event_id is None else _COUNTS.where(Registration.event_id == event_id)
    row = reading().execute(asked, {"organisation": organisation_id}).one()
    return {name: int(many) for name, many in row._mapping.items()}


def events(organisation_id: int) -> Sequence[Any]:
    """For which events anything was to be paid, the latest first."""
    return reading().execute(_EVENTS, {"organisation": organisation_id}).all()


def one(payment_id: int, organisation_id: int) -> Row[Any]:
    """A payment of an organisation with its order, or Missing."""
    row: Row[Any] | None = reading().execute(_ONE, {"payment": payment_id, "organisation": organisation_id}).first()
    if row is None:
        raise Missing
    return row


def refunds(payment_id: int) -> Sequence[Row[Any]]:
    """What goes back of it, the first one first."""
    return reading().execute(_REFUNDS, {"payment": payment_id}).all()


def others(payment_id: int, registration_id: int) -> Sequence[Row[Any]]:
    """The other attempts and arrivals of the same order."""
    return reading().execute(_OTHERS, {"payment": payment_id, "of": registration_id}).all()
