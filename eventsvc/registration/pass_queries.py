"""Reads of passes: what a series opens to one, and a pass with all its dates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select

from eventsvc.accounts.models import Organisation
from eventsvc.core import signing
from eventsvc.core.db import db, reading
from eventsvc.core.errors import Missing
from eventsvc.events.facts import EventFacts
from eventsvc.events.models import Event
from eventsvc.questions import queries as questions
from eventsvc.registration import queries, secret
from eventsvc.registration.models import Registration, SeriesPass
from eventsvc.registration.pass_rules import obstacle
from eventsvc.registration.queries import Whole
from eventsvc.series.models import Series
from eventsvc.ticket_types.models import TicketType
from eventsvc.ticket_types.queries import Offer

_WHOLE = (
    select(SeriesPass, Series, Organisation)
    .join(Series, Series.id == SeriesPass.series_id)
    .join(Organisation, Organisation.id == Series.organisation_id)
    .where(SeriesPass.email != "")
)
_BY_SECRET = _WHOLE.where(SeriesPass.secret_hash == bindparam("hash"))
_BY_ID = _WHOLE.where(SeriesPass.id == bindparam("of"))
_NEEDS = (
    select(TicketType.id, questions.asks_before(Event.id, TicketType.id).label("asks"), Event.confirm_mail)
    .join(Event, Event.id == TicketType.event_id)
    .where(TicketType.event_id.in_(bindparam("events", expanding=True)))
)
_LINE = (
    select(SeriesPass.uuid, SeriesPass.secret_turn, SeriesPass.created_at, SeriesPass.name, SeriesPass.email, SeriesPass.language,
           func.count(Registration.event_id.distinct()).label("dates"))
    .join(Registration, Registration.pass_id == SeriesPass.id)
    .where(SeriesPass.id == bindparam("of"))
    .group_by(SeriesPass.id)
)


@dataclass(frozen=True)
class Opening:
    """A date of a series as it is for a pass. `offers`: the types a pass may have, the room first; `why`: what hinders if there is none."""

    event: EventFacts
    offers: tuple[Offer, ...]
    why: str

    @property
    def open(self) -> tuple[Offer, ...]:
        """What can be had now."""
        return tuple(one for one in self.offers if one.state == "open") if self.event.state == "published" else ()

    @property
    def full(self) -> bool:
        """Whether it is only the places that are missing."""
        return bool(self.offers) and not self.open and all(one.state == "sold-out" for one in self.offers)


@dataclass(frozen=True)
class Line:
    """A pass in one line. `dates`: how many events it is for."""

    row: Any
    secret: str
    dates: int


@dataclass(frozen=True, kw_only=True)
class PassWhole:
    """A pass with its series and, for each event, its latest registration, the next one first."""

    one: SeriesPass
    series: Series
    organisation: Organisation
    dates: tuple[Whole, ...]

    @property
    def secret(self) -> str:
        """What stands in its link."""
        return secret.of_pass(self.one.uuid, self.one.secret_turn)


def openings(events: Sequence[EventFacts], offers: Mapping[int, Sequence[Offer]]) -> tuple[Opening, ...]:
    """The same events, as a pass sees them: one more read, however many."""
    needs = {row.id: row for row in reading().execute(_NEEDS, {"events": [one.id for one in events]})} if events else {}
    found = []
    for event in events:
        stands = [
            (one, obstacle(
                costs=not one.free, min_each=one.min_each, approval=one.approval, domains=one.domains,
                asks=needs[one.id].asks, confirm_mail=needs[one.id].confirm_mail,
            ))
            for one in sorted(offers[event.id], key=lambda one: (one.kind != "room", one.position))
        ]
        fit = tuple(one for one, why in stands if not why)
        found.append(Opening(event, fit, "" if fit or not stands else stands[0][1]))
    return tuple(found)


def by_secret(given: str) -> PassWhole:
    """The pass behind a link."""
    return _whole(db.session.execute(_BY_SECRET, {"hash": signing.digest(given)}).first())


def by_id(pass_id: int) -> PassWhole:
    """For letters, which know the pass they are about."""
    return _whole(db.session.execute(_BY_ID, {"of": pass_id}).first())


def _whole(row: Any) -> PassWhole:
    if row is None:
        raise Missing
    one, series, organisation = row
    latest = {whole.event.id: whole for whole in sorted(queries.of_pass(one.id), key=lambda whole: whole.registration.id)}
    dates = sorted(latest.values(), key=lambda whole: (whole.event.starts_at, whole.event.id))
    return PassWhole(one=one, series=series, organisation=organisation, dates=tuple(dates))


def line(pass_id: int | None) -> Line | None:
    """The pass that a registration is part of, if any: for its page, its data, the desk."""
    row = None if pass_id is None else reading().execute(_LINE, {"of": pass_id}).first()
    return None if row is None or not row.email else Line(row, secret.of_pass(row.uuid, row.secret_turn), row.dates)
