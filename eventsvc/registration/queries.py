"""Reads of registrations, with all that their pages and letters say: two queries, however many tickets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select

from eventsvc.accounts.models import Organisation
from eventsvc.core import signing
from eventsvc.core.db import db
from eventsvc.core.errors import Missing
from eventsvc.events.models import Event
from eventsvc.registration import secret, states
from eventsvc.registration.models import Registration, WaitlistEntry
from eventsvc.series.models import Series
from eventsvc.tickets.queries import Held, of_registration

Statement = Select[*tuple[Any, ...]]
OPEN_TICKETS = ("wanted", "reserved", "unpaid")

_WHOLE: Statement = (
    select(Registration, Event, Organisation, Series)
    .join(Event, Event.id == Registration.event_id)
    .join(Organisation, Organisation.id == Event.organisation_id)
    .outerjoin(Series, Series.id == Event.series_id)
)
_BY_SECRET = _WHOLE.where(Registration.secret_hash == bindparam("hash"))
_BY_ID = _WHOLE.where(Registration.id == bindparam("of"))
_OF_DESK = _BY_ID.where(Event.organisation_id == bindparam("organisation"), Event.id == bindparam("event"))
_OF_MAILBOX = _WHOLE.where(
    Registration.email_key == bindparam("mailbox"), Registration.state.in_(states.LIVE), Event.ends_at > bindparam("now"),
).order_by(Event.starts_at, Registration.id).limit(50)

_OF_PASS = _WHOLE.where(Registration.pass_id == bindparam("of"))
_CONFIRMED = select(func.count()).select_from(Registration).where(
    Registration.event_id == bindparam("event"), Registration.state == "confirmed",
)
_QUEUED = select(func.coalesce(func.sum(WaitlistEntry.seats), 0)).where(
    WaitlistEntry.event_id == bindparam("event"), WaitlistEntry.state == "waiting",
)


@dataclass(frozen=True, kw_only=True)
class Whole:
    """A registration with its event, its organisation, its series and its tickets."""

    registration: Registration
    event: Event
    organisation: Organisation
    series: Series | None
    tickets: tuple[Held, ...]

    @property
    def secret(self) -> str:
        """What stands in its link."""
        return secret.of(self.registration.uuid, self.registration.secret_turn)

    @property
    def valid(self) -> tuple[Held, ...]:
        """The tickets that still let somebody in."""
        return tuple(held for held in self.tickets if held.valid)

    def numbered(self, number: int) -> Held:
        """The n-th ticket, counted from one in the order of issue."""
        if not 1 <= number <= len(self.tickets):
            raise Missing
        return self.tickets[number - 1]

    def issued(self, number: int) -> Held:
        """The same, of those that may be shown: a code is nobody's business before its ticket is valid."""
        held = self.numbered(number)
        if held.ticket.state in OPEN_TICKETS:
            raise Missing
        return held


def by_secret(given: str) -> Whole:
    """The registration behind a link."""
    return _one(_BY_SECRET, {"hash": signing.digest(given)})


def by_id(registration_id: int) -> Whole:
    """For letters, which know the registration they are about."""
    return _one(_BY_ID, {"of": registration_id})


def of_desk(registration_id: int, event_id: int, organisation_id: int) -> Whole:
    """For the desk: only registrations of its own events."""
    return _one(_OF_DESK, {"of": registration_id, "event": event_id, "organisation": organisation_id})


def of_mailbox(email_key: str, now: datetime) -> tuple[Whole, ...]:
    """What "send my tickets again" sends: registrations that are not over, for events that are not over, the next one first."""
    return _with_tickets(db.session.execute(_OF_MAILBOX, {"mailbox": email_key, "now": now}).all())


def of_pass(pass_id: int) -> tuple[Whole, ...]:
    """All registrations of a pass for a series."""
    return _with_tickets(db.session.execute(_OF_PASS, {"of": pass_id}).all())


def _one(statement: Statement, values: dict[str, object]) -> Whole:
    found = _with_tickets(db.session.execute(statement, values).all())
    if not found:
        raise Missing
    return found[0]


def _with_tickets(rows: Sequence[Row[*tuple[Any, ...]]]) -> tuple[Whole, ...]:
    held = of_registration(*(row.Registration.id for row in rows)) if rows else ()
    return tuple(
        Whole(
            registration=row.Registration, event=row.Event, organisation=row.Organisation, series=row.Series,
            tickets=tuple(one for one in held if one.ticket.registration_id == row.Registration.id),
        )
        for row in rows
    )


def queued(event_id: int) -> int:
    """How many people wait for a place, and have no offer yet."""
    return int(db.session.execute(_QUEUED, {"event": event_id}).scalar_one())


def confirmed_count(event_id: int) -> int:
    """How many registrations of an event hold: so many people are told when it is cancelled."""
    return int(db.session.execute(_CONFIRMED, {"event": event_id}).scalar_one())
