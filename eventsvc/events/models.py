"""Events with their programme and speakers."""

from datetime import datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from eventsvc.core.db import Base, WallTime


class Event(Base):
    """One date: local wall time and IANA zone are the promise, the instants are derived from them."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_organisation_id", "organisation_id", "starts_at"),
        Index("ix_event_series_id", "series_id", "starts_at"),
        Index("ix_event_ends_at", "ends_at"),
        CheckConstraint("state in ('draft', 'published', 'postponed', 'cancelled')", name="state"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("waitlist_mode in ('confirm', 'offer', 'hand', 'none')", name="waitlist_mode"),
        CheckConstraint("withdrawal in ('none', 'statutory')", name="withdrawal"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"))
    number: Mapped[int | None]
    slug: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="draft")
    title_de: Mapped[str] = mapped_column(default="")
    title_en: Mapped[str] = mapped_column(default="")
    summary_de: Mapped[str] = mapped_column(default="")
    summary_en: Mapped[str] = mapped_column(default="")
    text_de: Mapped[str] = mapped_column(default="")
    text_en: Mapped[str] = mapped_column(default="")
    zone: Mapped[str]
    city: Mapped[str]
    partner_zone: Mapped[str | None]
    partner_city: Mapped[str | None]
    local_start: Mapped[datetime] = mapped_column(WallTime)
    local_end: Mapped[datetime] = mapped_column(WallTime)
    doors_at: Mapped[time | None]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    shift_settled: Mapped[bool] = mapped_column(default=False)
    venue: Mapped[str] = mapped_column(default="")
    street: Mapped[str] = mapped_column(default="")
    postcode_city: Mapped[str] = mapped_column(default="")
    directions_de: Mapped[str] = mapped_column(default="")
    directions_en: Mapped[str] = mapped_column(default="")
    access_de: Mapped[str] = mapped_column(default="")
    access_en: Mapped[str] = mapped_column(default="")
    spoken_de: Mapped[str] = mapped_column(default="")
    spoken_en: Mapped[str] = mapped_column(default="")
    in_room: Mapped[bool] = mapped_column(default=True)
    online: Mapped[bool] = mapped_column(default=False)
    stream_url: Mapped[str] = mapped_column(default="")
    cover: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    reason_de: Mapped[str] = mapped_column(default="")
    reason_en: Mapped[str] = mapped_column(default="")
    uid: Mapped[str] = mapped_column(unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    confirm_mail: Mapped[bool] = mapped_column(default=False, server_default=false())
    cancel_until: Mapped[datetime | None] = mapped_column(WallTime)
    waitlist_mode: Mapped[str] = mapped_column(default="confirm", server_default="confirm")
    waitlist_hours: Mapped[int] = mapped_column(default=12, server_default=text("12"))
    waitlist_day_minutes: Mapped[int] = mapped_column(default=60, server_default=text("60"))
    waitlist_position: Mapped[bool] = mapped_column(default=True, server_default=true())
    ask_days: Mapped[int | None]
    withdrawal: Mapped[str] = mapped_column(default="none", server_default="none")
    refund_until: Mapped[datetime | None] = mapped_column(WallTime)
    refund_percent: Mapped[int] = mapped_column(default=100, server_default=text("100"))
    moved_at: Mapped[datetime | None]
    moved_from: Mapped[datetime | None]


class ProgrammeItem(Base):
    """One line of the programme."""

    __tablename__ = "programme_item"
    __table_args__ = (UniqueConstraint("event_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    position: Mapped[int]
    local_time: Mapped[time]
    title_de: Mapped[str] = mapped_column(default="")
    title_en: Mapped[str] = mapped_column(default="")


class Speaker(Base):
    """Somebody on the stage."""

    __tablename__ = "speaker"
    __table_args__ = (UniqueConstraint("event_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    position: Mapped[int]
    name: Mapped[str]
    role_de: Mapped[str] = mapped_column(default="")
    role_en: Mapped[str] = mapped_column(default="")
