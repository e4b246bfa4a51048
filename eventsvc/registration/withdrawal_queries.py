"""Reads of declarations to withdraw, with the registrations and events they are about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from eventsvc.core.db import db, reading
from eventsvc.core.errors import Missing
from eventsvc.events.models import Event
from eventsvc.registration import withdrawal_matching
from eventsvc.registration.models import EarlyStart, Registration, Withdrawal

MOST = 200
DONE = ("accepted", "refused", "closed")
Statement = Select[*tuple[Any, ...]]
_ROWS: Statement = (
    select(Withdrawal, Registration, Event)
    .outerjoin(Registration, Registration.id == Withdrawal.registration_id)
    .outerjoin(Event, Event.id == Registration.event_id)
)
_ONE = _ROWS.where(Withdrawal.id == bindparam("of"))
_LISTED = _ROWS.where(
    Withdrawal.organisation_id == bindparam("organisation"), Withdrawal.state.in_(bindparam("states", expanding=True)),
).limit(MOST)
_COUNTS = (
    select(Withdrawal.state, func.count().label("many")).where(Withdrawal.organisation_id == bindparam("organisation"))
    .group_by(Withdrawal.state)
)
_OPEN = select(func.count(), func.min(Withdrawal.received_at)).where(
    Withdrawal.organisation_id == bindparam("organisation"), Withdrawal.state == "open",
)
_AGREED = select(EarlyStart.agreed_at).where(EarlyStart.registration_id == bindparam("of"))
_OF_REGISTRATION = select(Withdrawal).where(Withdrawal.registration_id == bindparam("of")).order_by(Withdrawal.id)
_CANDIDATES: Statement = (
    select(Registration, Event).join(Event, Event.id == Registration.event_id)
    .where(Registration.id.in_(bindparam("those", expanding=True))).order_by(Registration.id.desc())
)


@dataclass(frozen=True)
class Declared:
    """A declaration; the registration and its event, if it is known which."""

    withdrawal: Withdrawal
    registration: Registration | None
    event: Event | None

    @property
    def own(self) -> bool:
        """Whether the registration's address wrote."""
        return self.registration is not None and self.registration.email_key == self.withdrawal.email_key


def by_id(withdrawal_id: int) -> Declared:
    """For letters and the receipt."""
    row = db.session.execute(_ONE, {"of": withdrawal_id}).first()
    if row is None:
        raise Missing
    return Declared(*row)


def of_desk(withdrawal_id: int, organisation_id: int) -> Declared:
    """For the desk: its own only."""
    found = by_id(withdrawal_id)
    if found.withdrawal.organisation_id != organisation_id:
        raise Missing
    return found


def listed(organisation_id: int, *, done: bool) -> tuple[Declared, ...]:
    """What is open, the next deadline first; or what is done, the latest first."""
    order = Withdrawal.id.desc() if done else Withdrawal.id
    rows = db.session.execute(_LISTED.order_by(order), {"organisation": organisation_id, "states": DONE if done else ("open",)})
    return tuple(Declared(*row) for row in rows)


def counts(organisation_id: int) -> tuple[int, int]:
    """How many are open, and done."""
    found: dict[str, int] = {row.state: row.many for row in reading().execute(_COUNTS, {"organisation": organisation_id})}
    return found.get("open", 0), sum(found.get(state, 0) for state in DONE)


def waiting(organisation_id: int) -> tuple[int, datetime | None]:
    """How many wait for an answer, and since when the first of them does."""
    many, first = reading().execute(_OPEN, {"organisation": organisation_id}).one()
    return many, first


def agreed_at(registration_id: int) -> datetime | None:
    """When somebody asked for an early start, if that was asked for."""
    found: datetime | None = reading().execute(_AGREED, {"of": registration_id}).scalar()
    return found


def of_registration(registration_id: int) -> Sequence[Withdrawal]:
    """All that were declared about one registration."""
    return db.session.execute(_OF_REGISTRATION, {"of": registration_id}).scalars().all()


def candidates(organisation_id: int, text: str) -> Sequence[tuple[Registration, Event]]:
    """Registrations that could be meant, for whoever looks by hand."""
    those = withdrawal_matching.candidates(reading(), text, organisation_id)
    return [(row.Registration, row.Event) for row in db.session.execute(_CANDIDATES, {"those": those})] if those else []
