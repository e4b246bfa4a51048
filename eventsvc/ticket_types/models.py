"""Pools (countable capacities) and ticket types (what is offered on them)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventsvc.core.db import Base, WallTime


class Pool(Base):
    """A capacity of an event: the room or the online places. `taken` is only changed by conditional writes."""

    __tablename__ = "pool"
    __table_args__ = (
        UniqueConstraint("event_id", "kind"),
        CheckConstraint("kind in ('room', 'online')", name="kind"),
        CheckConstraint("taken >= 0", name="taken_not_negative"),
        CheckConstraint("capacity >= 0", name="capacity_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    kind: Mapped[str]
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)


class TicketType(Base):
    """What is offered. Several types may draw on one pool. The sale window is wall time in the event's zone."""

    __tablename__ = "ticket_type"
    __table_args__ = (
        UniqueConstraint("event_id", "position"),
        CheckConstraint("price_cents >= 0", name="price_not_negative"),
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
