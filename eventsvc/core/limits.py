"""How often something may be tried: small counters in the database, so that all processes agree (spec: security 4)."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from eventsvc.core.db import Base


class Tally(Base):
    """How often `key` happened in the window that began at `since`."""

    __tablename__ = "tally"
    __table_args__ = (Index("ix_tally_since", "since"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
