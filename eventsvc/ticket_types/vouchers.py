"""Codes: the one read that finds what was typed, whether it holds, what it makes of a price, and the counter of its uses.

One use is one registration that carries the code and is not over (T27): `use` when it begins, `give_back` when it ends. Both are
conditional writes. What the code does to a price is judged by the code as it is, never by what a page showed.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, case, column, func, or_, select, table, update

from eventsvc.core import codes
from eventsvc.core.db import reading
from eventsvc.core.errors import Refused
from eventsvc.ticket_types import windows
from eventsvc.ticket_types.models import Allotment, Voucher

LONGEST = 40
ENDED = ("cancelled", "expired", "declined")  # registrations in these states carry no code any more

# the table of registrations belongs to those above us; here its rows are only counted
_R = table("registration", column("id"), column("voucher_id"), column("email_key"), column("state"))
_FIND = (
    select(
        Voucher.id, Voucher.event_id, Voucher.code, Voucher.effect, Voucher.value, Voucher.unlocks, Voucher.skips_approval,
        Voucher.type_ids, Voucher.max_uses, Voucher.per_email, Voucher.used, Voucher.valid_from, Voucher.valid_until, Voucher.state,
        Voucher.credit, Voucher.allotment_id, Allotment.left_seats.label("block_left"), Allotment.partner.label("block_partner"),
        Allotment.release_at.label("block_until"), Allotment.released_at.is_not(None).label("block_over"),
    )
    .select_from(Voucher)
    .outerjoin(Allotment, Allotment.id == Voucher.allotment_id)
    .where(Voucher.event_id == bindparam("event"))
)
_BY_KEY = _FIND.where(Voucher.code_key == bindparam("typed"))
_BY_ID = _FIND.where(Voucher.id == bindparam("voucher"))
_OF_ADDRESS = (
    select(func.count()).select_from(_R)
    .where(
        _R.c.voucher_id == Voucher.id, _R.c.email_key == bindparam("address"), _R.c.state.not_in(ENDED), _R.c.id != bindparam("apart"),
    )
    .scalar_subquery()
)
_FREE = or_(Voucher.max_uses.is_(None), Voucher.used < Voucher.max_uses)
_USE = (
    update(Voucher)
    .where(
        Voucher.id == bindparam("voucher"), Voucher.state == "active", _FREE,
        or_(Voucher.per_email.is_(None), Voucher.per_email > _OF_ADDRESS),
    )
    .values(used=Voucher.used + 1)
)
_WHY = select(case((Voucher.state == "off", "voucher-off"), (~_FREE, "voucher-used-up"), else_="voucher-email")).where(
    Voucher.id == bindparam("voucher"),
)
_GIVE_BACK = update(Voucher).where(Voucher.id == bindparam("voucher"), Voucher.used > 0).values(used=Voucher.used - 1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Code:
    """A code as it stands. No `type_ids`: it holds for all. One of a partner's block ends with the block (`block_over`)."""

    id: int
    event_id: int
    code: str
    effect: str
    value: int
    unlocks: bool
    skips_approval: bool
    type_ids: tuple[int, ...]
    max_uses: int | None
    per_email: int | None
    used: int
    valid_from: datetime | None
    valid_until: datetime | None
    state: str
    credit: str
    allotment_id: int | None
    block_left: int | None
    block_partner: str | None
    block_until: datetime | None
    block_over: bool

    def holds_for(self, type_id: int) -> bool:
        """Whether it is meant for this ticket type."""
        return not self.type_ids or type_id in self.type_ids

    def shows(self, type_id: int) -> bool:
        """Whether it lets somebody see a type that only a code shows."""
        return self.unlocks and self.holds_for(type_id)


def key(typed: str) -> str:
    """The form that codes are compared in: upper case, no blanks, no dashes, O is 0, I and L are 1. Empty: that is no code."""
    found = codes.normal(typed[: 4 * LONGEST])
    return found if len(found) <= LONGEST else ""


def find(connection: Connection, event_id: int, typed: str) -> Code | None:
    """The code that was typed, whatever its state; None: this event has no such code. One indexed read."""
    wanted = key(typed)
    return _one(connection, _BY_KEY, {"event": event_id, "typed": wanted}) if wanted else None


def by_id(connection: Connection, event_id: int, voucher_id: int) -> Code | None:
    """The code that a registration carries."""
    return _one(connection, _BY_ID, {"event": event_id, "voucher": voucher_id})


def typed(event_id: int, code: str) -> Code | None:
    """The same as `find`, for pages: outside of a transaction."""
    return find(reading(), event_id, code)


def carried(event_id: int, voucher_id: int | None) -> Code | None:
    """The same as `by_id`, for pages."""
    return None if voucher_id is None else by_id(reading(), event_id, voucher_id)


def _one(connection: Connection, statement: Any, facts: dict[str, object]) -> Code | None:
    row = connection.execute(statement, facts).mappings().first()
    return None if row is None else Code(**{**row, "type_ids": tuple(row["type_ids"]), "block_over": bool(row["block_over"])})


def refusal(code: Code | None, type_id: int | None, now: datetime, zone: str) -> str | None:
    """Why the code does not hold for this type now (None as type: for any), else None. Pure.

    voucher-unknown, voucher-off, voucher-not-yet, voucher-over, block-over, voucher-used-up, voucher-other-type.
    """
    if code is None:
        return "voucher-unknown"
    if code.state != "active":
        return "voucher-off"
    if code.block_over:
        return "block-over"
    if code.valid_from is not None and now < _instant(code.valid_from, zone):
        return "voucher-not-yet"
    if code.valid_until is not None and now >= _instant(code.valid_until, zone):
        return "voucher-over"
    if code.max_uses is not None and code.used >= code.max_uses:
        return "voucher-used-up"
    if type_id is not None and not code.holds_for(type_id):
        return "voucher-other-type"
    return None


def check(code: Code | None, type_id: int | None, now: datetime, zone: str) -> None:
    """Raise what `refusal` says, with the values that its sentence needs."""
    reason = refusal(code, type_id, now, zone)
    if reason is None:
        return
    facts: dict[str, object] = {}
    if code is not None and code.valid_from is not None:
        facts["opens"] = _instant(code.valid_from, zone)
    if code is not None and code.valid_until is not None:
        facts["ended"] = _instant(code.valid_until, zone)
    raise Refused(reason, zone=zone, partner="" if code is None else code.block_partner, **facts)


def _instant(wall: datetime, zone: str) -> datetime:
    found = windows.opens_at(wall, zone)
    assert found is not None  # noqa: S101  a wall time gives an instant
    return found


def price(price_cents: int, code: Code | None, kind: str = "fixed") -> int:
    """What one ticket costs with the code. Pure; the first price shown is the price paid. What guests choose themselves no code changes.

    Percent: what is left is rounded half up to whole cents. Amount: never below nothing. Price: never above the type's own, so a
    code never makes anything dearer. That nothing comes out that cannot be paid (`core.money`) is seen to where codes and prices are saved.
    """
    return price_cents if code is None or kind == "choice" else reduced(price_cents, code.effect, code.value)


def reduced(price_cents: int, effect: str, value: int) -> int:
    """The same for an effect that is being thought about."""
    if effect == "percent":
        return (price_cents * (100 - value) * 2 + 100) // 200
    if effect == "amount":
        return max(price_cents - value, 0)
    return min(price_cents, value) if effect == "price" else price_cents


def use(connection: Connection, voucher_id: int, email_key: str, *, registration_id: int = 0) -> None:
    """Count one use, if there is one left; of this address too, apart from the registration itself.

    Refused: voucher-off, voucher-used-up, voucher-email.
    """
    facts = {"voucher": voucher_id, "address": email_key, "apart": registration_id}
    if connection.execute(_USE, facts).rowcount != 1:
        raise Refused(connection.execute(_WHY, {"voucher": voucher_id}).scalar() or "voucher-unknown")


def give_back(connection: Connection, voucher_id: int) -> None:
    """One use is free again: the registration that carried the code is over."""
    connection.execute(_GIVE_BACK, {"voucher": voucher_id})
