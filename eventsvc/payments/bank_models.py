"""The bank account of an organisation, and the arrivals that somebody read in from its statements."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventsvc.core.db import Base


class BankAccount(Base):
    """Where transfers go. `days`: bank days until the money must be here. Off: no new orders; those that wait are still told."""

    __tablename__ = "bank_account"
    __table_args__ = (CheckConstraint("days >= 1 and days <= 30", name="days"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True, autoincrement=False)
    active: Mapped[bool] = mapped_column(default=False)
    holder: Mapped[str] = mapped_column(default="")
    iban: Mapped[str] = mapped_column(default="")
    bic: Mapped[str] = mapped_column(default="")
    days: Mapped[int] = mapped_column(default=5)
    changed_at: Mapped[datetime]


class BankLine(Base):
    """One arrival. `digest`: the same line of the same account is kept once, however often its file is read.

    `registration_id`: whose it is, or is thought to be; `found`: how that is known (reference, name, hand, "").
    """

    __tablename__ = "bank_line"
    __table_args__ = (
        UniqueConstraint("organisation_id", "digest"),
        Index("ix_bank_line_open", "organisation_id", "state", "id"),
        CheckConstraint("state in ('open', 'booked', 'foreign')", name="state"),
        CheckConstraint("found in ('', 'reference', 'name', 'hand')", name="found"),
        CheckConstraint("cents > 0", name="cents"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    digest: Mapped[str]
    booked_on: Mapped[date]
    cents: Mapped[int]
    currency: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    iban: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="open")
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    found: Mapped[str] = mapped_column(default="")
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"), index=True)
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None]
