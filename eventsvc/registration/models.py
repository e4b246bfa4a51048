"""What one person submits."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from eventsvc.core.db import Base

CONFIRMED = "state = 'confirmed'"


class Registration(Base):
    """One submit: who, in which language, for how many tickets. Its secret is derived from `uuid` and `secret_turn`.

    `once` is the form's token: a second submit finds the first one's row. `person_key` (address and name, spellings apart)
    lets nobody register twice for one event; it is empty where that does not matter.
    """

    __tablename__ = "registration"
    __table_args__ = (
        Index("ix_registration_event_id", "event_id", "id"),
        Index("ix_registration_email_key", "email_key"),
        Index(
            "uq_registration_person", "event_id", "person_key", unique=True,
            sqlite_where=text(CONFIRMED), postgresql_where=text(CONFIRMED),
        ),
        CheckConstraint("state in ('confirmed', 'cancelled')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    secret_hash: Mapped[str] = mapped_column(unique=True)
    secret_turn: Mapped[int] = mapped_column(default=0)
    once: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="confirmed")
    name: Mapped[str]
    email: Mapped[str]
    email_key: Mapped[str]
    person_key: Mapped[str | None]
    folded: Mapped[str]
    language: Mapped[str]
    quantity: Mapped[int]
    total_cents: Mapped[int] = mapped_column(default=0)
    currency: Mapped[str] = mapped_column(default="EUR")
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
