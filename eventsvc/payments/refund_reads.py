"""What goes back and what went back for an event, as the desk looks at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Select, Table, bindparam, func, literal, select
from sqlalchemy.sql.expression import cast as as_type
from sqlalchemy.types import String

from eventsvc.core.db import reading
from eventsvc.events.models import Event
from eventsvc.payments.models import Bill, Refund
from eventsvc.payments.states import GOING_BACK, UNDER_WAY
from eventsvc.registration.models import Registration

MOST = 200
OPEN = (*UNDER_WAY, "by-hand", "failed", "canceled")

_R, _B = cast(Table, Refund.__table__), cast(Table, Bill.__table__)
_LATER = _R.alias("later")
_RETRIED = select(literal(1)).where(_LATER.c.once == literal("again:") + as_type(_R.c.id, String)).exists()
_OF_EVENT: Select[*tuple[Any, ...]] = (
    select(
        _R.c.id, _R.c.state, _R.c.amount_cents, _R.c.currency, _R.c.reason, _R.c.note, _R.c.failure, _R.c.after, _R.c.created_at,
        _R.c.changed_at, _R.c.registration_id, Registration.name, Registration.email,
    )
    .join(Registration, Registration.id == _R.c.registration_id)
    .where(Registration.event_id == bindparam("event"), _R.c.organisation_id == bindparam("organisation"))
)
_OPEN = _OF_EVENT.where(_R.c.state.in_(OPEN), ~_RETRIED).order_by(_R.c.id).limit(MOST)
_DONE = _OF_EVENT.where(_R.c.state == "succeeded").order_by(_R.c.id.desc()).limit(MOST)
_SUMS = (
    select(_R.c.state, func.count().label("many"), func.sum(_R.c.amount_cents).label("cents"))
    .join(Registration, Registration.id == _R.c.registration_id)
    .where(Registration.event_id == bindparam("event"), _R.c.organisation_id == bindparam("organisation"), ~_RETRIED)
    .group_by(_R.c.state)
)
_OWED = (
    select(func.count().label("many"), func.coalesce(func.sum(_B.c.received_cents - _B.c.returned_cents), 0).label("cents"))
    .join(Registration, Registration.id == _B.c.registration_id).where(Registration.state.in_(("confirmed", "passed")))
    .where(_B.c.event_id == bindparam("event"), _B.c.settled_at.is_not(None), _B.c.received_cents > _B.c.returned_cents)
)
_CURRENCY = select(func.max(_B.c.currency)).where(_B.c.event_id == bindparam("event"))
_ONE = (
    select(_R.c.registration_id).join(Registration, Registration.id == _R.c.registration_id)
    .where(_R.c.id == bindparam("row"), Registration.event_id == bindparam("event"), _R.c.organisation_id == bindparam("organisation"))
)
_CANCELLED = select(Event.cancelled_at).where(Event.id == bindparam("event"))


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far it is: numbers and sums. `kept`: what came for registrations and is still here."""

    done: int
    done_cents: int
    running: int
    failed: int
    by_hand: int
    open_cents: int
    kept: int
    kept_cents: int
    currency: str


def standing(event_id: int, organisation_id: int) -> Standing:
    """Of one event."""
    here = {"event": event_id, "organisation": organisation_id}
    rows = {row.state: row for row in reading().execute(_SUMS, here)}
    owed = reading().execute(_OWED, here).one()

    def many(*states: str) -> int:
        return sum(rows[state].many for state in states if state in rows)

    return Standing(
        done=many("succeeded"), done_cents=int(rows["succeeded"].cents) if "succeeded" in rows else 0, running=many(*UNDER_WAY),
        failed=many("failed", "canceled"), by_hand=many("by-hand"),
        open_cents=sum(int(rows[state].cents) for state in OPEN if state in rows), kept=owed.many, kept_cents=int(owed.cents),
        currency=reading().execute(_CURRENCY, here).scalar() or "EUR",
    )


def still_open(event_id: int, organisation_id: int) -> Sequence[Row[Any]]:
    """What is not back yet, the oldest first; not what was tried anew."""
    return reading().execute(_OPEN, {"event": event_id, "organisation": organisation_id}).all()


def done(event_id: int, organisation_id: int) -> Sequence[Row[Any]]:
    """What is back, the newest first."""
    return reading().execute(_DONE, {"event": event_id, "organisation": organisation_id}).all()


def of_event(refund_id: int, event_id: int, organisation_id: int) -> int | None:
    """The registration of one of the event's refunds."""
    found: int | None = reading().execute(_ONE, {"row": refund_id, "event": event_id, "organisation": organisation_id}).scalar()
    return found


def any_of(event_id: int) -> bool:
    """Whether there is anything to look at: somebody paid, or something went back."""
    return reading().execute(_CURRENCY, {"event": event_id}).scalar() is not None


def event_cancelled(registration_id: int) -> tuple[int, str] | None:
    """What goes back to one registration because its event was cancelled: what is on its way, and what is still to be asked for."""
    asked = select(func.coalesce(func.sum(_R.c.amount_cents), 0)).where(
        _R.c.registration_id == registration_id, _R.c.reason == "event-cancelled", _R.c.state.in_(GOING_BACK),
    )
    row = reading().execute(select(_B).where(_B.c.registration_id == registration_id)).first()
    if row is None or row.settled_at is None:
        return None
    cents = int(reading().execute(asked).scalar_one()) + row.received_cents - row.returned_cents
    return (cents, row.currency) if cents else None


def cancelled_at(event_id: int) -> datetime | None:
    """When the event was called off."""
    found: datetime | None = reading().execute(_CANCELLED, {"event": event_id}).scalar()
    return found
