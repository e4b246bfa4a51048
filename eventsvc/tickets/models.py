"""Issued tickets and the counters of an event's code pool and roster."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from eventsvc.core.db import Base


class Roster(Base):
    """Per event: the next free index of its code pool, and the revision that doors synchronise by."""

    __tablename__ = "roster"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True, autoincrement=False)
    next_index: Mapped[int] = mapped_column(default=0)
    rev: Mapped[int] = mapped_column(default=0)


class Ticket(Base):
    """One admission in one person's name. The code itself is not stored: index and hash are (spec: check-in 2.3).

    Its row is there before it is valid (`tickets.states`): wished for, or with a seat kept for it. A guest of somebody else's
    registration has `email`, `language` and a link of the own, whose hash is kept.
    """

    __tablename__ = "ticket"
    __table_args__ = (
        UniqueConstraint("event_id", "code_index"),
        Index("ix_ticket_registration_id", "registration_id"),
        Index("ix_ticket_event_rev", "event_id", "rev"),
        Index("ix_ticket_event_folded", "event_id", "folded", "id"),
        Index("ix_ticket_event_reference", "event_id", "reference"),
        CheckConstraint("state in ('wanted', 'reserved', 'unpaid', 'valid', 'cancelled', 'replaced')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    ticket_type_id: Mapped[int] = mapped_column(ForeignKey("ticket_type.id"))
    pool_id: Mapped[int] = mapped_column(ForeignKey("pool.id"))
    holder: Mapped[str]
    folded: Mapped[str]
    state: Mapped[str] = mapped_column(default="valid")
    code_index: Mapped[int]
    code_hash: Mapped[str] = mapped_column(unique=True)
    reference: Mapped[str]
    rev: Mapped[int]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    email: Mapped[str] = mapped_column(default="", server_default="")
    language: Mapped[str] = mapped_column(default="", server_default="")
    guest_hash: Mapped[str | None] = mapped_column(unique=True)
    guest_turn: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    guest_sent_at: Mapped[datetime | None]
    guest_filled_at: Mapped[datetime | None]
