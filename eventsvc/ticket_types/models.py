"""Pools (countable capacities), ticket types (what is offered on them), codes, and blocks that are kept for partners.

A seat is a ticket's row (`tickets.states.SEATS`) or part of a partner's block: `taken` counts valid tickets, `held` counts the
rest. All counters here are only changed by conditional writes, and `ticket_types.recount` makes them anew from the rows.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from eventsvc.core.db import Base, WallTime
from eventsvc.ticket_types import taxes

BLOCKED = "released_at is null"


class Pool(Base):
    """A capacity of an event: the room or the online places."""

    __tablename__ = "pool"
    __table_args__ = (
        UniqueConstraint("event_id", "kind"),
        CheckConstraint("kind in ('room', 'online')", name="kind"),
        CheckConstraint("taken >= 0", name="taken_not_negative"),
        CheckConstraint("held >= 0", name="held_not_negative"),
        CheckConstraint("capacity >= 0", name="capacity_not_negative"),
        CheckConstraint("taken + held <= capacity", name="never_one_too_many"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    kind: Mapped[str]
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    held: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class TicketType(Base):
    """What is offered. Several types may draw on one pool. The sale window is wall time in the event's zone.

    `most` is the type's own limit; `used` counts its seats, and only while there is such a limit. `domains`: for addresses of these
    domains alone. `visibility`: public, code (a code shows it) or hidden (only the desk gives it). `approval`: the desk says yes
    first, until `answer_by` (wall time) as promised. `tax_mode`: see `ticket_types.taxes`. `price_kind` choice: guests say themselves what
    they pay, `price_cents` at least. `sold_to`: whether an online ticket that costs something is sold to buyers in Germany alone.
    """

    __tablename__ = "ticket_type"
    __table_args__ = (
        UniqueConstraint("event_id", "position"),
        CheckConstraint("price_cents >= 0", name="price_not_negative"),
        CheckConstraint("used >= 0 and (most is null or used <= most)", name="own_limit"),
        CheckConstraint("min_each >= 1 and max_each >= min_each", name="each"),
        CheckConstraint("visibility in ('public', 'code', 'hidden')", name="visibility"),
        CheckConstraint(f"tax_mode in ({', '.join(map(repr, taxes.MODES))})", name="tax_mode"),
        CheckConstraint("price_kind in ('fixed', 'choice')", name="price_kind"),
        CheckConstraint("suggested_cents is null or (price_kind = 'choice' and suggested_cents >= price_cents)", name="suggested"),
        CheckConstraint("sold_to in ('germany', 'anywhere')", name="sold_to"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    pool_id: Mapped[int] = mapped_column(ForeignKey("pool.id"), index=True)
    position: Mapped[int]
    name_de: Mapped[str] = mapped_column(default="")
    name_en: Mapped[str] = mapped_column(default="")
    note_de: Mapped[str] = mapped_column(default="")
    note_en: Mapped[str] = mapped_column(default="")
    price_cents: Mapped[int] = mapped_column(default=0)
    currency: Mapped[str] = mapped_column(default="EUR")
    sale_from: Mapped[datetime | None] = mapped_column(WallTime)
    sale_until: Mapped[datetime | None] = mapped_column(WallTime)
    most: Mapped[int | None]
    used: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    min_each: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    max_each: Mapped[int] = mapped_column(default=10, server_default=text("10"))
    visibility: Mapped[str] = mapped_column(default="public", server_default="public")
    domains: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    approval: Mapped[bool] = mapped_column(default=False, server_default=false())
    answer_by: Mapped[datetime | None] = mapped_column(WallTime)
    tax_mode: Mapped[str] = mapped_column(default="standard", server_default="standard")
    price_kind: Mapped[str] = mapped_column(default="fixed", server_default="fixed")
    suggested_cents: Mapped[int | None]
    sold_to: Mapped[str] = mapped_column(default="germany", server_default="germany")


class Allotment(Base):
    """A block of a pool that is kept for a partner until `release_at`; `left` seats of it are in the pool's `held`."""

    __tablename__ = "allotment"
    __table_args__ = (
        Index("ix_allotment_event_id", "event_id", "id"),
        Index("ix_allotment_due", "release_at", sqlite_where=text(BLOCKED), postgresql_where=text(BLOCKED)),
        CheckConstraint("left_seats >= 0 and left_seats <= seats", name="left_seats"),
        CheckConstraint("released_at is null or left_seats = 0", name="released_is_empty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    pool_id: Mapped[int] = mapped_column(ForeignKey("pool.id"), index=True)
    ticket_type_id: Mapped[int] = mapped_column(ForeignKey("ticket_type.id"), index=True)
    partner: Mapped[str]
    email: Mapped[str] = mapped_column(default="")
    seats: Mapped[int]
    left_seats: Mapped[int]
    release_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Voucher(Base):
    """A code: less to pay, a type that only it shows, a yes that need not be waited for, or a seat of a partner's block.

    `effect`: none, percent (`value` of 100), amount (`value` cents less a ticket), price (`value` cents a ticket). One use is one
    live registration that carries it (T27). The window is wall time in the event's zone. `credit`: whom its guests are counted for.
    """

    __tablename__ = "voucher"
    __table_args__ = (
        UniqueConstraint("event_id", "code_key"),
        CheckConstraint("effect in ('none', 'percent', 'amount', 'price')", name="effect"),
        CheckConstraint("value >= 0 and (effect != 'percent' or value <= 100)", name="value"),
        CheckConstraint("used >= 0 and (max_uses is null or used <= max_uses)", name="uses"),
        CheckConstraint("state in ('active', 'off')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    code: Mapped[str]
    code_key: Mapped[str]
    effect: Mapped[str] = mapped_column(default="none")
    value: Mapped[int] = mapped_column(default=0)
    unlocks: Mapped[bool] = mapped_column(default=False)
    skips_approval: Mapped[bool] = mapped_column(default=False)
    type_ids: Mapped[list[Any]] = mapped_column(default=list)
    max_uses: Mapped[int | None]
    per_email: Mapped[int | None]
    used: Mapped[int] = mapped_column(default=0)
    valid_from: Mapped[datetime | None] = mapped_column(WallTime)
    valid_until: Mapped[datetime | None] = mapped_column(WallTime)
    allotment_id: Mapped[int | None] = mapped_column(ForeignKey("allotment.id"), index=True)
    credit: Mapped[str] = mapped_column(default="")
    batch: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="active")
    created_at: Mapped[datetime]
