"""Deeds on codes: one, or many at once; edit, switch off and on, delete what nobody used.

No seats change hands here, so each is a transaction of its own; the counter of uses is changed by conditional writes alone.
"""

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.exc import IntegrityError

from eventsvc.core import audit, clock, db, money
from eventsvc.core.db import transaction
from eventsvc.core.errors import Missing, Refused
from eventsvc.events import queries as events
from eventsvc.events.facts import EventFacts
from eventsvc.events.wishes import plain
from eventsvc.ticket_types import vouchers
from eventsvc.ticket_types.models import TicketType, Voucher

EFFECTS = ("none", "percent", "amount", "price")
MOST_AT_ONCE = 1000
LEAST_LENGTH = 3
READABLE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that looks like something else

_OWN = (Voucher.id == bindparam("voucher"), Voucher.event_id == bindparam("event"))
_ONE = select(Voucher.__table__).where(*_OWN)
_TYPES = select(TicketType.id, TicketType.price_cents, TicketType.currency, TicketType.price_kind).where(
    TicketType.event_id == bindparam("event"),
)
_BATCHES = select(Voucher.batch).where(Voucher.event_id == bindparam("event"), Voucher.batch != "").distinct()


@dataclass(frozen=True, kw_only=True)
class CodeWish:
    """A code as typed. No `type_ids`: for all types. The window is wall time at the event."""

    code: str = ""
    effect: str = "none"
    value: int = 0
    unlocks: bool = False
    skips_approval: bool = False
    type_ids: tuple[int, ...] = ()
    max_uses: int | None = None
    per_email: int | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    credit: str = ""

    def values(self) -> dict[str, Any]:
        """The columns."""
        return {**asdict(self), "type_ids": list(self.type_ids), "code_key": vouchers.key(self.code)}


def create(event_id: int, organisation_id: int, wish: CodeWish, *, by: int | None) -> int:
    """One code. Refused: code-taken, and as `check`. Answers its id."""
    with transaction() as connection:
        event = events.by_id(event_id, organisation_id)
        check(connection, event_id, wish)
        voucher_id = added(connection, event_id, wish.values())
        if voucher_id is None:
            raise Refused("code-taken", code=wish.code)
        _note(event, "code-made", by, after={"code": wish.code, "code_id": voucher_id})
        return voucher_id


def create_many(event_id: int, organisation_id: int, wish: CodeWish, many: int, prefix: str, *, by: int | None) -> str:
    """So many codes that work once each. Answers the name of the batch. Refused: codes-too-many, and as `check`."""
    with transaction() as connection:
        event = events.by_id(event_id, organisation_id)
        check(connection, event_id, wish, named=False)
        batch = made(connection, event_id, {**wish.values(), "max_uses": 1}, many, prefix)
        _note(event, "codes-made", by, after={"codes": many, "batch": batch})
        return batch


def made(connection: Connection, event_id: int, values: dict[str, Any], many: int, prefix: str, batch: str = "") -> str:
    """Write the codes of a batch (a new one, unless it is named), each one unlike all others of the event."""
    if not 1 <= many <= MOST_AT_ONCE:
        raise Refused("codes-too-many", most=MOST_AT_ONCE)
    if not batch:
        known = set(connection.execute(_BATCHES, {"event": event_id}).scalars())
        batch = next(name for name in (prefix, *(f"{prefix} {number}" for number in range(2, 10_000))) if name not in known)
    for _number in range(many):
        while added(connection, event_id, {**values, **_new(prefix), "batch": batch}) is None:
            pass
    return batch


def _new(prefix: str) -> dict[str, str]:
    drawn = "".join(secrets.choice(READABLE) for _ in range(6))
    code = "-".join(part for part in (prefix, drawn[:4], drawn[4:]) if part)
    return {"code": code, "code_key": vouchers.key(code)}


def added(connection: Connection, event_id: int, values: dict[str, Any]) -> int | None:
    """Write one code, as it is. None: the event has such a code."""
    adding = (
        db.insert(Voucher).values(**values, event_id=event_id, created_at=clock.now())
        .on_conflict_do_nothing(index_elements=["event_id", "code_key"]).returning(Voucher.id)
    )
    found = connection.execute(adding).scalar()
    return None if found is None else int(found)


def edit(event_id: int, organisation_id: int, voucher_id: int, wish: CodeWish, *, by: int | None) -> None:
    """Other values from the next use on. Refused: code-taken, code-below-used (used), and as `check`."""
    with transaction() as connection:
        event = events.by_id(event_id, organisation_id)
        old = connection.execute(_ONE, {"voucher": voucher_id, "event": event_id}).mappings().first()
        if old is None:
            raise Missing
        if old["allotment_id"] is not None:  # it opens its block, whatever else it does
            wish = replace(wish, type_ids=tuple(old["type_ids"]), unlocks=True)
        check(connection, event_id, wish)
        changed: dict[str, Any] = {name: value for name, value in wish.values().items() if old[name] != value}
        if not changed:
            return
        fitting = update(Voucher).where(Voucher.id == voucher_id)
        if wish.max_uses is not None:
            fitting = fitting.where(Voucher.used <= wish.max_uses)
        try:
            with connection.begin_nested():
                written = connection.execute(fitting.values(**changed)).rowcount
        except IntegrityError as no:
            if db.violated(no) == "uq_voucher_event_id_code_key":
                raise Refused("code-taken", code=wish.code) from no
            raise
        if not written:
            raise Refused("code-below-used", used=old["used"])
        changed.pop("code_key", None)
        before = plain((name, old[name]) for name in changed)
        _note(event, "code-edited", by, before=before, after={**plain(changed.items()), "code": wish.code, "code_id": voucher_id})


def switch(
    event_id: int, organisation_id: int, state: str, *, voucher_id: int | None = None, batch: str = "", by: int | None, reason: str = "",
) -> int:
    """Off or active: one code, or all of a batch. What was registered with it stays. Answers how many changed."""
    with transaction() as connection:
        event = events.by_id(event_id, organisation_id)
        which = (Voucher.id == voucher_id,) if voucher_id is not None else (Voucher.batch == batch, Voucher.batch != "")
        first = select(Voucher.code, Voucher.type_ids, Voucher.effect, Voucher.value).where(Voucher.event_id == event_id, *which)
        found = connection.execute(first.limit(1)).first()
        if found is None:
            raise Missing
        if state == "active":
            check_price(connection, event_id, found.type_ids, found.effect, found.value)  # all of a batch do the same
        changing = update(Voucher).where(Voucher.event_id == event_id, *which, Voucher.state != state).values(state=state)
        changed = connection.execute(changing).rowcount
        if changed:
            which_one: dict[str, Any] = {"batch": batch} if batch else {"code_id": voucher_id}
            _note(event, f"code-{state}", by, after={"code": batch or found.code, **which_one}, reason=reason)
        return changed


def remove(event_id: int, organisation_id: int, voucher_id: int, *, by: int | None) -> None:
    """Delete a code that no registration ever carried: the foreign key decides. Refused: code-in-use."""
    try:
        with transaction() as connection:
            event = events.by_id(event_id, organisation_id)
            gone = delete(Voucher).where(Voucher.id == voucher_id, Voucher.event_id == event_id).returning(Voucher.code)
            with connection.begin_nested():
                code = connection.execute(gone).scalar()
            if code is None:
                raise Missing
            _note(event, "code-removed", by, before={"code": code})
    except IntegrityError as no:
        raise Refused("code-in-use") from no


def check(connection: Connection, event_id: int, wish: CodeWish, *, named: bool = True) -> None:
    """Refuse what cannot be: code-short, window-empty, percent-wrong, other-type, code-price (T31).

    No price may come out that lies between nothing and what the payment provider takes.
    """
    if named and len(vouchers.key(wish.code)) < LEAST_LENGTH:
        raise Refused("code-short", least=LEAST_LENGTH, most=vouchers.LONGEST)
    if wish.valid_from is not None and wish.valid_until is not None and wish.valid_until <= wish.valid_from:
        raise Refused("window-empty")
    if wish.effect not in EFFECTS or wish.value < 0 or (wish.effect == "percent" and wish.value > 100):
        raise Refused("percent-wrong")
    check_price(connection, event_id, wish.type_ids, wish.effect, wish.value)


def check_price(connection: Connection, event_id: int, type_ids: Sequence[int], effect: str, value: int) -> None:
    """Refused: type-unknown, code-choice (guests choose that price), code-price (what it would cost)."""
    types = {row.id: row for row in connection.execute(_TYPES, {"event": event_id})}
    if not set(type_ids) <= types.keys():
        raise Refused("type-unknown")
    if effect != "none" and any(types[type_id].price_kind == "choice" for type_id in type_ids):
        raise Refused("code-choice")
    for one in (types[type_id] for type_id in type_ids or types):
        paid = one.price_cents if one.price_kind == "choice" else vouchers.reduced(one.price_cents, effect, value)
        if not money.payable(paid, one.currency):
            raise Refused("code-price", cents=paid, price=one.price_cents, least=money.least(one.currency), currency=one.currency)


def _note(
    event: EventFacts, deed: str, by: int | None, *, before: dict[str, Any] | None = None, after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    audit.note(
        organisation_id=event.organisation_id, person_id=by, deed=deed, kind="event", subject_id=event.id, before=before, after=after,
        reason=reason,
    )
