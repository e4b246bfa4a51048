"""Reads of pools and of what is offered on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, or_, select

from eventsvc.accounts import imprint
from eventsvc.accounts.models import Organisation
from eventsvc.core import clock, zones
from eventsvc.core.db import reading
from eventsvc.core.errors import Missing
from eventsvc.events import checklist
from eventsvc.events.checklist import Point
from eventsvc.events.facts import EventFacts
from eventsvc.events.models import Event
from eventsvc.ticket_types import taxes, vouchers, windows
from eventsvc.ticket_types.models import Pool, TicketType
from eventsvc.ticket_types.vouchers import Code

Statement = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class PoolFacts:
    """How full the room or the online places are."""

    id: int
    event_id: int
    kind: str
    capacity: int
    taken: int
    held: int = 0

    @property
    def left(self) -> int:
        """Free places; never below none."""
        return max(self.capacity - self.taken - self.held, 0)

    @property
    def few(self) -> int | None:
        """Free places if the number is shown exactly, else None."""
        return windows.few_left(self.left, self.capacity)


@dataclass(frozen=True, slots=True)
class Offer:
    """A ticket type as of now. `few` is the exact number left if it is shown (0: sold out), else None; `state` see `windows.sale_state`.

    `left` is what this type can still give: of its pool, of its own limit (`most`), or of the block that a code opens.
    `price_cents` and `approval` are those for who asks: with a code perhaps less than `full_cents`, and no waiting for a yes.
    `block`: it is given from what is kept for a partner's guests. `price_kind` choice: `price_cents` is the least that one may pay.
    """

    id: int
    event_id: int
    pool_id: int
    position: int
    name_de: str
    name_en: str
    note_de: str
    note_en: str
    price_cents: int
    currency: str
    sale_from: datetime | None
    sale_until: datetime | None
    most: int | None
    used: int
    min_each: int
    max_each: int
    visibility: str
    domains: tuple[str, ...]
    approval: bool
    answer_by: datetime | None
    kind: str
    capacity: int
    taken: int
    held: int
    left: int
    few: int | None
    opens_at: datetime | None
    closes_at: datetime
    answers_at: datetime | None
    state: str
    full_cents: int
    price_kind: str = "fixed"
    suggested_cents: int | None = None
    sold_to: str = "germany"
    tax_mode: str = "standard"
    block: bool = False

    @property
    def choice(self) -> bool:
        """Whether guests say themselves what they pay."""
        return self.price_kind == "choice"

    @property
    def free(self) -> bool:
        """Whether it costs nothing."""
        return self.price_cents == 0 and not self.choice

    @property
    def asks_country(self) -> bool:
        """Whether buyers say where they are: an online ticket that costs something is taxed there."""
        return self.kind == "online" and not self.free

    @property
    def plain(self) -> bool:
        """Free, for everybody, one is enough: two fields and it is done."""
        return plain(self.price_cents, self.min_each, approval=self.approval, domains=self.domains, choice=self.choice)


_COLUMNS = (
    TicketType.id, TicketType.event_id, TicketType.pool_id, TicketType.position, TicketType.name_de, TicketType.name_en,
    TicketType.note_de, TicketType.note_en, TicketType.price_cents, TicketType.currency, TicketType.sale_from, TicketType.sale_until,
    TicketType.most, TicketType.used, TicketType.min_each, TicketType.max_each, TicketType.visibility, TicketType.domains,
    TicketType.approval, TicketType.answer_by, TicketType.price_kind, TicketType.suggested_cents, TicketType.sold_to,
    TicketType.tax_mode,
    Pool.kind, Pool.capacity, Pool.taken, Pool.held,
)
HELD: Any = or_(and_(Pool.kind == "room", Event.in_room), and_(Pool.kind == "online", Event.online))
_OFFERS: Statement = (
    select(*_COLUMNS, Event.state, Event.zone, Event.ends_at)
    .join(Pool, Pool.id == TicketType.pool_id)
    .join(Event, Event.id == TicketType.event_id)
    .where(HELD)
    .order_by(TicketType.event_id, TicketType.position)
)
_OF_EVENT = _OFFERS.where(TicketType.event_id == bindparam("event"))
PUBLIC: Any = TicketType.visibility == "public"
_OF_EVENTS = _OFFERS.where(TicketType.event_id.in_(bindparam("events", expanding=True)), PUBLIC)
_ONE = _OFFERS.where(TicketType.id == bindparam("type"))
_POOLS: Statement = (
    select(Pool.id, Pool.event_id, Pool.kind, Pool.capacity, Pool.taken, Pool.held)
    .join(Event, Event.id == Pool.event_id).where(HELD).order_by(Pool.event_id, Pool.kind.desc())
)
_POOLS_OF_EVENT = _POOLS.where(Pool.event_id == bindparam("event"))
_POOLS_OF_EVENTS = _POOLS.where(Pool.event_id.in_(bindparam("events", expanding=True)))

_LAST_TAX = (
    select(TicketType.tax_mode).join(Event, Event.id == TicketType.event_id)
    .where(Event.organisation_id == bindparam("organisation"), TicketType.price_cents > 0, TicketType.tax_mode.in_(taxes.CHOICES))
    .order_by(TicketType.id.desc()).limit(1)
)
_PROVIDER = select(
    *(getattr(Organisation, name) for name in (*imprint.NEEDED, "tax_number", "vat_id")),
).where(Organisation.id == bindparam("organisation"))
_SELLING = select(TicketType.event_id).distinct().where(
    TicketType.event_id.in_(bindparam("events", expanding=True)), (TicketType.price_cents > 0) | (TicketType.price_kind == "choice"),
)


def plain(price_cents: int, min_each: int, *, approval: bool, domains: Sequence[str], choice: bool = False) -> bool:
    """Whether a type asks for no more than two fields."""
    return price_cents == 0 and min_each == 1 and not approval and not domains and not choice


def _offer(row: Row[*tuple[Any, ...]], now: datetime, code: Code | None = None) -> Offer:
    facts: dict[str, Any] = row._asdict()
    zone, ends_at, event_state = facts.pop("zone"), facts.pop("ends_at"), facts.pop("state")
    opens, closes = windows.opens_at(row.sale_from, zone), windows.closes_at(row.sale_until, zone, ends_at)
    mine = code if code is not None and code.holds_for(row.id) else None
    places = windows.places(
        capacity=row.capacity, gone=row.taken + row.held, most=row.most, used=row.used, min_each=row.min_each,
        block=None if mine is None else mine.block_left,
    )
    state = windows.sale_state(now=now, event_state=event_state, opens=opens, closes=closes, left=places.left)
    facts |= {
        "domains": tuple(row.domains), "price_cents": vouchers.price(row.price_cents, mine, row.price_kind), "full_cents": row.price_cents,
        "approval": row.approval and not (mine is not None and mine.skips_approval),
        "block": mine is not None and mine.allotment_id is not None,
    }
    return Offer(
        **facts, left=places.left, few=places.few, opens_at=opens, closes_at=closes, state=state,
        answers_at=windows.opens_at(row.answer_by, zone),
    )


def _shown(row: Row[*tuple[Any, ...]], code: Code | None) -> bool:
    return row.visibility == "public" or (row.visibility == "code" and code is not None and code.shows(row.id))


def offers(event_id: int, code: Code | None = None) -> tuple[Offer, ...]:
    """What an event offers to the public, or to who has this code (which holds), in its order, as of now."""
    now = clock.now()
    return tuple(_offer(row, now, code) for row in reading().execute(_OF_EVENT, {"event": event_id}) if _shown(row, code))


def all_offers(event_id: int) -> tuple[Offer, ...]:
    """All of an event's types, for the desk: those that only a code shows and hidden ones too."""
    now = clock.now()
    return tuple(_offer(row, now) for row in reading().execute(_OF_EVENT, {"event": event_id}))


def offers_of(event_ids: Sequence[int]) -> dict[int, tuple[Offer, ...]]:
    """What the public is offered of several events, in one read; each id has an entry."""
    now = clock.now()
    found: dict[int, list[Offer]] = {event_id: [] for event_id in event_ids}
    for row in reading().execute(_OF_EVENTS, {"events": list(event_ids)}) if event_ids else ():
        found[row.event_id].append(_offer(row, now))
    return {event_id: tuple(many) for event_id, many in found.items()}


def offer(ticket_type_id: int) -> Offer:
    """One offer as of now, whoever may see it. Raises Missing."""
    row = reading().execute(_ONE, {"type": ticket_type_id}).first()
    if row is None:
        raise Missing
    return _offer(row, clock.now())


def pools(event_id: int) -> tuple[PoolFacts, ...]:
    """Room first, then online; only what the event is held in."""
    return tuple(PoolFacts(*row) for row in reading().execute(_POOLS_OF_EVENT, {"event": event_id}))


def pools_of(event_ids: Sequence[int]) -> dict[int, tuple[PoolFacts, ...]]:
    """The same for several events in one read; each id has an entry."""
    found: dict[int, list[PoolFacts]] = {event_id: [] for event_id in event_ids}
    for row in reading().execute(_POOLS_OF_EVENTS, {"events": list(event_ids)}) if event_ids else ():
        found[row.event_id].append(PoolFacts(*row))
    return {event_id: tuple(many) for event_id, many in found.items()}


def bucket(offers: Sequence[Offer]) -> str:
    """What is shown of the places, as a short word for cache keys: it changes only when the page does."""
    return ";".join(f"{offer.id}:{offer.state}:{'' if offer.few is None else offer.few}" for offer in offers)


def usual_tax(organisation_id: int) -> str:
    """How the ticket that costs something is taxed which the organisation made last; the usual rate if there is none."""
    return reading().execute(_LAST_TAX, {"organisation": organisation_id}).scalar() or "standard"


def _provider(organisation_id: int) -> SimpleNamespace:
    return SimpleNamespace(**reading().execute(_PROVIDER, {"organisation": organisation_id}).mappings().one())


def seller_missing(organisation_id: int) -> tuple[str, ...]:
    """What the organisation must say about itself before it sells anything."""
    return imprint.seller_missing(_provider(organisation_id))


def readiness(event: EventFacts) -> tuple[Point, ...]:
    """The publish checklist of an event, as of now."""
    return readiness_of([event])[0][1]


def readiness_of(many: Sequence[EventFacts]) -> list[tuple[EventFacts, tuple[Point, ...]]]:
    """The checklists of several events of one organisation in three reads."""
    if not many:
        return []
    ids = [event.id for event in many]
    found, provider = pools_of(ids), _provider(many[0].organisation_id)
    selling = set(reading().execute(_SELLING, {"events": ids}).scalars())
    return [(event, _points(event, found[event.id], provider, sells=event.id in selling)) for event in many]


def _points(event: EventFacts, found: Sequence[PoolFacts], provider: SimpleNamespace, *, sells: bool) -> tuple[Point, ...]:
    shifted = event.partner_zone is not None and zones.closer_note(event.starts_at, event.zone, event.partner_zone) is not None
    places = sum(pool.capacity for pool in found)
    return checklist.points(
        event, now=clock.now(), places=places, imprint=imprint.missing(provider), shifted=shifted,
        seller=imprint.seller_missing(provider) if sells else None,
    )
