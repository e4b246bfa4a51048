"""What an event's page depends on, in one indexed read: as long as this is the same, so is the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, exists, select

from eventsvc.accounts.models import Organisation
from eventsvc.core.db import glance
from eventsvc.core.errors import Missing
from eventsvc.events import queries as events
from eventsvc.events.models import Event
from eventsvc.ticket_types import windows
from eventsvc.ticket_types.models import Pool, TicketType, Voucher
from eventsvc.ticket_types.queries import HELD, PUBLIC, plain

Statement = Select[*tuple[Any, ...]]
_LOOK = (
    Organisation.feed_version, Organisation.slug.label("of"), Organisation.name, Organisation.accent, Organisation.logo,
)
_CODES = exists().where(Voucher.event_id == Event.id, Voucher.state == "active").correlate(Event)
_STAMP: Statement = (
    select(
        Event.id, Event.version, Event.state, Event.zone, Event.starts_at, Event.ends_at, Event.waitlist_mode, *_LOOK,
        _CODES.label("codes"),
        TicketType.id.label("type_id"), TicketType.price_cents, TicketType.sale_from, TicketType.sale_until, TicketType.most,
        TicketType.used, TicketType.min_each, TicketType.approval, TicketType.domains, TicketType.price_kind,
        Pool.capacity, Pool.taken, Pool.held,
    )
    .select_from(Event)
    .join(Organisation, Organisation.id == Event.organisation_id)
    .outerjoin(Pool, and_(Pool.event_id == Event.id, HELD))
    .outerjoin(TicketType, and_(TicketType.pool_id == Pool.id, PUBLIC))
    .where(Event.slug == bindparam("slug"), events.VISIBLE)
    .order_by(TicketType.position)
)


@dataclass(frozen=True)
class OfferState:
    """A ticket type as the page shows it: the number left only where it is shown. `plain`: asks for two fields alone."""

    id: int
    plain: bool
    state: str
    few: int | None


@dataclass(frozen=True)
class Stamp:
    """Equal stamps, equal pages. `codes`: there is a field for a code. `by_hand`: the desk gives free places to those who wait."""

    event_id: int
    version: int
    phase: str
    look: tuple[Any, ...]
    offers: tuple[OfferState, ...]
    codes: bool
    by_hand: bool

    @property
    def sold_out(self) -> bool:
        """Whether anything is sold out, so that people may be waiting for it."""
        return any(offer.state == "sold-out" for offer in self.offers)

    @property
    def short_way(self) -> bool:
        """Whether the two fields stand on the page itself."""
        return self.phase != "over" and short_way([(offer.plain, offer.state) for offer in self.offers])


def short_way(offers: Sequence[tuple[bool, str]]) -> bool:
    """One plain type that can be had: nothing to choose, so the page registers at once. Takes (plain, state) of each."""
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
    return Stamp(
        event_id=first.id, version=first.version, phase=phase, look=look, offers=offers, codes=bool(first.codes),
        by_hand=first.waitlist_mode == "hand",
    )


def _offer(row: Row[*tuple[Any, ...]], now: datetime) -> OfferState:
    places = windows.places(
        capacity=row.capacity, gone=row.taken + row.held, most=row.most, used=row.used, min_each=row.min_each,
    )
    state = windows.sale_state(
        now=now, event_state=row.state, opens=windows.opens_at(row.sale_from, row.zone),
        closes=windows.closes_at(row.sale_until, row.zone, row.ends_at), left=places.left,
    )
    choice = row.price_kind == "choice"
    simple = plain(row.price_cents, row.min_each, approval=row.approval, domains=row.domains, choice=choice)
    return OfferState(id=row.type_id, plain=simple, state=state, few=places.few)
