"""Effects outside of the database: rows written with their cause, drained by the worker (spec: reliability 3)."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from eventsvc.core.db import Base

UNFINISHED = "state in ('waiting', 'sending')"


class OutboxRow(Base):
    """One letter, or one job that spreads into letters. `message_id` is made once, so copies carry the same."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due", "after", sqlite_where=text(UNFINISHED), postgresql_where=text(UNFINISHED)),
        Index("ix_outbox_organisation", "organisation_id", "id"),
        Index("ix_outbox_registration_id", "registration_id"),
        CheckConstraint("state in ('waiting', 'sending', 'sent', 'failed', 'dropped')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    organisation_id: Mapped[int | None]
    event_id: Mapped[int | None]
    registration_id: Mapped[int | None]
    recipient: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="de")
    message_id: Mapped[str] = mapped_column(unique=True)
    once: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="waiting")
    after: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    owner: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
