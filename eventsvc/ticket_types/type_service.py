"""Deeds on ticket types: add, edit, remove, put in order. What is sold keeps its price: a change is for registrations to come.

Each joins the transaction of `registration.offers`, which holds the event's mutex and lets those who wait move up afterwards.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, column, delete, func, insert, select, table, update
from sqlalchemy.exc import IntegrityError

from eventsvc.core import audit, money
from eventsvc.core.errors import Missing, Refused
from eventsvc.events import service as event_desk
from eventsvc.events.facts import EventFacts
from eventsvc.events.models import Event
from eventsvc.events.wishes import plain
from eventsvc.ticket_types import queries, vouchers
from eventsvc.ticket_types.models import Pool, TicketType, Voucher

MOST_CENTS = 99_999_900
USUAL_CURRENCY = "EUR"  # of a new type; no form asks for another one
SEATS = ("reserved", "unpaid", "valid")  # tickets in these states have a seat

# the table of tickets belongs to those above us; here its rows are only counted
_TICKETS = table("ticket", column("event_id"), column("ticket_type_id"), column("state"))
_USED = select(func.count()).select_from(_TICKETS).where(
    _TICKETS.c.event_id == bindparam("event"), _TICKETS.c.ticket_type_id == bindparam("type"), _TICKETS.c.state.in_(SEATS),
)
_TYPE = select(TicketType.__table__).where(TicketType.id == bindparam("type"), TicketType.event_id == bindparam("event"))
_POOL = select(Pool.id).where(Pool.event_id == bindparam("event"), Pool.kind == bindparam("kind"))
_LAST = select(func.coalesce(func.max(TicketType.position), -1)).where(TicketType.event_id == bindparam("event"))
_ORDER = (
    select(TicketType.id, TicketType.position)
    .join(Pool, Pool.id == TicketType.pool_id).join(Event, Event.id == TicketType.event_id)
    .where(TicketType.event_id == bindparam("event"), queries.HELD).order_by(TicketType.position)
)
_CODES = select(Voucher.code, Voucher.effect, Voucher.value, Voucher.type_ids, Voucher.state).where(
    Voucher.event_id == bindparam("event"),
)


@dataclass(frozen=True, kw_only=True)
class TypeWish:
    """A ticket type as typed. `kind`: the way to take part, which stays. Times are wall times at the event."""

    kind: str
    name_de: str = ""
    name_en: str = ""
    note_de: str = ""
    note_en: str = ""
    price_cents: int = 0
    price_kind: str = "fixed"
    suggested_cents: int | None = None
    sold_to: str = "germany"
    tax_mode: str = "standard"
    sale_from: datetime | None = None
    sale_until: datetime | None = None
    most: int | None = None
    min_each: int = 1
    max_each: int = 10
    visibility: str = "public"
    domains: tuple[str, ...] = ()
    approval: bool = False
    answer_by: datetime | None = None

    def values(self) -> dict[str, Any]:
        """The columns."""
        found = asdict(self)
        del found["kind"]
        return {
            **found, "domains": list(self.domains), "answer_by": self.answer_by if self.approval else None,
            "suggested_cents": self.suggested_cents if self.price_kind == "choice" else None,
        }


def add(connection: Connection, event: EventFacts, wish: TypeWish, *, by: int | None) -> int:
    """One more type, at the end. Refused: way-not-held, and as `check`."""
    check(connection, event.id, wish, None, USUAL_CURRENCY)
    _check_seller(event, wish)
    pool_id = _pool(connection, event.id, wish.kind)
    position = int(connection.execute(_LAST, {"event": event.id}).scalar_one()) + 1
    adding = insert(TicketType).values(**wish.values(), event_id=event.id, pool_id=pool_id, position=position).returning(TicketType.id)
    type_id = int(connection.execute(adding).scalar_one())
    _told(connection, event, "type-added", by, after={"name": _name(wish.name_en, wish.name_de)})
    return type_id


def edit(connection: Connection, event: EventFacts, type_id: int, wish: TypeWish, *, by: int | None) -> bool:
    """Other values from the next registration on. True if something changed. Refused: below-used, way-fixed, and as `check`."""
    old = connection.execute(_TYPE, {"type": type_id, "event": event.id}).mappings().first()
    if old is None:
        raise Missing
    if old["pool_id"] != _pool(connection, event.id, wish.kind):
        raise Refused("way-fixed")
    check(connection, event.id, wish, type_id, old["currency"])
    _check_seller(event, wish)
    changed: dict[str, Any] = {name: value for name, value in wish.values().items() if old[name] != value}
    if not changed:
        return False
    if "most" in changed:
        changed["used"] = _recounted(connection, event.id, type_id, wish.most)
    connection.execute(update(TicketType).where(TicketType.id == type_id).values(**changed))
    changed.pop("used", None)
    _told(
        connection, event, "type-edited", by, before=plain((name, old[name]) for name in changed),
        after={**plain(changed.items()), "name": _name(wish.name_en, wish.name_de)},
    )
    return True


def _recounted(connection: Connection, event_id: int, type_id: int, most: int | None) -> int:
    """What the type's own counter starts with; without a limit nothing is counted."""
    if most is None:
        return 0
    used = int(connection.execute(_USED, {"event": event_id, "type": type_id}).scalar_one())
    if used > most:
        raise Refused("below-used", used=used)
    return used


def remove(connection: Connection, event: EventFacts, type_id: int, *, by: int | None) -> None:
    """Take a type away that nobody has a ticket of or waits for: foreign keys decide. Refused: type-in-use, type-in-code."""
    old = connection.execute(_TYPE, {"type": type_id, "event": event.id}).mappings().first()
    if old is None:
        raise Missing
    for code in _codes(connection, event.id):
        if type_id in code.type_ids:
            raise Refused("type-in-code", code=code.code)
    try:
        with connection.begin_nested():
            connection.execute(delete(TicketType).where(TicketType.id == type_id))
    except IntegrityError as no:
        raise Refused("type-in-use") from no
    _told(connection, event, "type-removed", by, before={"name": _name(old["name_en"], old["name_de"])})


def move(connection: Connection, event: EventFacts, type_id: int, step: int, *, by: int | None) -> None:
    """One place up (-1) or down (1) in the order of the page; at the end it stays where it is."""
    rows = list(connection.execute(_ORDER, {"event": event.id}))
    at = next((number for number, row in enumerate(rows) if row.id == type_id), None)
    if at is None:
        raise Missing
    if not 0 <= at + step < len(rows):
        return
    here, there = rows[at], rows[at + step]
    aside = int(connection.execute(_LAST, {"event": event.id}).scalar_one()) + 1  # two rows never have the same position
    for row_id, position in ((here.id, aside), (there.id, here.position), (here.id, there.position)):
        connection.execute(update(TicketType).where(TicketType.id == row_id).values(position=position))
    _told(connection, event, "types-ordered", by)


def check(connection: Connection, event_id: int, wish: TypeWish, type_id: int | None, currency: str) -> None:
    """Refuse what cannot be: name-missing, window-empty, each-wrong, and as `_check_price`."""
    if not wish.name_de and not wish.name_en:
        raise Refused("name-missing")
    if wish.sale_from is not None and wish.sale_until is not None and wish.sale_until <= wish.sale_from:
        raise Refused("window-empty")
    if not 1 <= wish.min_each <= wish.max_each:
        raise Refused("each-wrong")
    _check_price(connection, event_id, wish, type_id, currency)


def _check_seller(event: EventFacts, wish: TypeWish) -> None:
    """What is public costs nothing before it is known who sells it. Refused: seller-missing."""
    costs = wish.price_cents or wish.price_kind == "choice"
    if costs and event.state != "draft" and queries.seller_missing(event.organisation_id):
        raise Refused("seller-missing")


def _check_price(connection: Connection, event_id: int, wish: TypeWish, type_id: int | None, currency: str) -> None:
    """Nothing may come out that cannot be paid (T31).

    Refused: price-too-small, price-too-large, suggested-too-small, price-with-code, choice-with-code (a code lowers what guests choose).
    """
    least = money.least(currency)
    if not money.payable(wish.price_cents, currency):
        raise Refused("price-too-small", least=least, currency=currency)
    choice = wish.price_kind == "choice"
    suggested = wish.suggested_cents if choice else None
    if max(wish.price_cents, suggested or 0) > MOST_CENTS:
        raise Refused("price-too-large", most=MOST_CENTS, currency=currency)
    if suggested is not None and suggested < max(wish.price_cents, least):
        raise Refused("suggested-too-small", least=max(wish.price_cents, least), currency=currency)
    for code in _codes(connection, event_id):
        if code.state == "active" and (not code.type_ids or type_id in code.type_ids):
            if choice and code.type_ids and code.effect != "none":
                raise Refused("choice-with-code", code=code.code)
            paid = wish.price_cents if choice else vouchers.reduced(wish.price_cents, code.effect, code.value)
            if not money.payable(paid, currency):
                raise Refused("price-with-code", code=code.code, cents=paid, least=least, currency=currency)


def _codes(connection: Connection, event_id: int) -> Sequence[Any]:
    return connection.execute(_CODES, {"event": event_id}).all()


def _pool(connection: Connection, event_id: int, kind: str) -> int:
    found = connection.execute(_POOL, {"event": event_id, "kind": kind}).scalar()
    if found is None:
        raise Refused("way-not-held", kind=kind)
    return int(found)


def _name(*names: str) -> str:
    return next((name for name in names if name), "")


def _told(
    connection: Connection, event: EventFacts, deed: str, by: int | None, *, before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """The pages are made anew, and the history knows."""
    event_desk.touched(connection, event.id)
    audit.note(
        organisation_id=event.organisation_id, person_id=by, deed=deed, kind="event", subject_id=event.id, before=before, after=after,
    )
