"""Addresses that a thing had before: they lead to the new one for ever (301)."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventsvc.core.db import Base


class OldAddress(Base):
    """A former slug of a series, an event or an organisation."""

    __tablename__ = "old_address"
    __table_args__ = (UniqueConstraint("kind", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    slug: Mapped[str]
    subject_id: Mapped[int]
