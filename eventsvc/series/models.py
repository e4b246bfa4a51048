"""The table of series."""

from datetime import datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from eventsvc.core.db import Base


class Series(Base):
    """Many events with common defaults, a home zone and a partner zone, one page, one feed."""

    __tablename__ = "series"
    __table_args__ = (
        Index("ix_series_organisation_id", "organisation_id"),
        CheckConstraint("shift_rule in ('ask', 'home', 'partner')", name="shift_rule"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    slug: Mapped[str] = mapped_column(unique=True)
    title_de: Mapped[str] = mapped_column(default="")
    title_en: Mapped[str] = mapped_column(default="")
    text_de: Mapped[str] = mapped_column(default="")
    text_en: Mapped[str] = mapped_column(default="")
    home_zone: Mapped[str]
    home_city: Mapped[str]
    partner_zone: Mapped[str | None]
    partner_city: Mapped[str | None]
    shift_rule: Mapped[str] = mapped_column(default="ask")
    cover: Mapped[str] = mapped_column(default="tide")
    default_start: Mapped[time] = mapped_column(default=time(18))
    default_minutes: Mapped[int] = mapped_column(default=120)
    default_venue: Mapped[str] = mapped_column(default="")
    default_street: Mapped[str] = mapped_column(default="")
    default_postcode_city: Mapped[str] = mapped_column(default="")
    default_room: Mapped[int | None]
    default_online: Mapped[int | None]
    public: Mapped[bool] = mapped_column(default=True)
    feed_version: Mapped[int] = mapped_column(default=1)
    feed_changed_at: Mapped[datetime]
    created_at: Mapped[datetime]
