"""What an event's page depends on, in one indexed read: as long as this is the same, so is the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, select

from eventsvc.accounts.models import Organisation
from eventsvc.core.db import glance
from eventsvc.core.errors import Missing
from eventsvc.events import queries as events
from eventsvc.events.models import Event
from eventsvc.ticket_types import windows
from eventsvc.ticket_types.models import Pool, TicketType
from eventsvc.ticket_types.queries import HELD

Statement = Select[*tuple[Any, ...]]
_LOOK = (
    Organisation.feed_version, Organisation.slug.label("of"), Organisation.name, Organisation.accent, Organisation.logo,
)
_STAMP: Statement = (
    select(
        Event.id, Event.version, Event.state, Event.zone, Event.starts_at, Event.ends_at, *_LOOK,
        TicketType.id.label("type_id"), TicketType.price_cents, TicketType.sale_from, TicketType.sale_until, Pool.capacity, Pool.taken,
    )
    .select_from(Event)
    .join(Organisation, Organisation.id == Event.organisation_id)
    .outerjoin(Pool, and_(Pool.event_id == Event.id, HELD))
    .outerjoin(TicketType, TicketType.pool_id == Pool.id)
    .where(Event.slug == bindparam("slug"), events.VISIBLE)
    .order_by(TicketType.position)
)


@dataclass(frozen=True)
class OfferState:
    """A ticket type as the page shows it: the number left only where it is shown."""

    id: int
    free: bool
    state: str
    few: int | None


@dataclass(frozen=True)
class Stamp:
    """Equal stamps, equal pages."""

    event_id: int
    version: int
    phase: str
    look: tuple[Any, ...]
    offers: tuple[OfferState, ...]

    @property
    def short_way(self) -> bool:
        """Whether the two fields stand on the page itself."""
        return self.phase != "over" and short_way([(offer.free, offer.state) for offer in self.offers])


def short_way(offers: Sequence[tuple[bool, str]]) -> bool:
    """One free type that can be had: nothing to choose, so the page registers at once. Takes (free, state) of each."""
    return list(offers) == [(True, "open")]


def of_event(slug: str, now: datetime) -> Stamp:
    """The stamp of a visible event. Raises Moved for a former address, Missing for all else, drafts included."""
    rows = glance(_STAMP, {"slug": slug})
    if not rows:
        events.stamp(slug)  # raises what fits
        raise Missing
    first = rows[0]
    phase = "over" if now >= first.ends_at else "running" if now >= first.starts_at else "before"
    offers = tuple(_offer(row, now) for row in rows if row.type_id is not None)
    look = (first.feed_version, first.of, first.name, first.accent, first.logo)
    return Stamp(event_id=first.id, version=first.version, phase=phase, look=look, offers=offers)


def _offer(row: Row[*tuple[Any, ...]], now: datetime) -> OfferState:
    left = row.capacity - row.taken
    state = windows.sale_state(
        now=now, event_state=row.state, opens=windows.opens_at(row.sale_from, row.zone),
        closes=windows.closes_at(row.sale_until, row.zone, row.ends_at), left=left,
    )
    return OfferState(id=row.type_id, free=row.price_cents == 0, state=state, few=windows.few_left(left, row.capacity))
