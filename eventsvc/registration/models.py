"""What one person submits, its place on the waitlist, and the pass for a whole series."""

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, CheckConstraint, ForeignKey, Index, event, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from eventsvc.core.db import Base
from eventsvc.registration import states

ONE_PERSON = f"state in ({states.listed(states.LIVE)})"
TIMED = f"state in ({states.listed(states.DEADLINE)})"
QUEUED = "state in ('waiting', 'offered')"
OFFERED = "state = 'offered'"
PENDING = "state = 'pending'"


class SeriesPass(Base):
    """One registration for many events of a series: its registrations point here. Its secret is derived from `uuid`."""

    __tablename__ = "series_pass"
    __table_args__ = (Index("ix_series_pass_series_id", "series_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    secret_hash: Mapped[str] = mapped_column(unique=True)
    secret_turn: Mapped[int] = mapped_column(default=0)
    once: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    email: Mapped[str]
    email_key: Mapped[str]
    language: Mapped[str]
    created_at: Mapped[datetime]


class Registration(Base):
    """One submit: who, in which language, for how many tickets. Its secret is derived from `uuid` and `secret_turn`.

    `once` is the form's token: a second submit finds the first one's row. `person_key` (address and name, spellings apart)
    lets nobody register twice for one event; it is empty where that does not matter. States and moves: `registration.states`.
    `deadline`: until when seats are kept; `answer_at`: until when the desk promised an answer. `paying`: a page at the payment provider
    can still be paid, so its seats are kept whatever the hour (spec: payments 0.4); only `payments` writes it.
    `chosen_cents`: what somebody who waits will pay for a ticket whose price is free to choose. `buyer_country`: where whoever bought an
    online ticket says to be.
    """

    __tablename__ = "registration"
    __table_args__ = (
        Index("ix_registration_event_id", "event_id", "id"),
        Index("ix_registration_email_key", "email_key"),
        Index("ix_registration_deadline", "deadline", sqlite_where=text(TIMED), postgresql_where=text(TIMED)),
        Index(
            "uq_registration_person", "event_id", "person_key", unique=True,
            sqlite_where=text(ONE_PERSON), postgresql_where=text(ONE_PERSON),
        ),
        CheckConstraint(f"state in ({states.listed(states.STATES)})", name="state"),
        CheckConstraint(f"(deadline is not null) = ({TIMED})", name="deadline"),
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
    deadline: Mapped[datetime | None]
    extended: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    voucher_id: Mapped[int | None] = mapped_column(ForeignKey("voucher.id"), index=True)
    allotment_id: Mapped[int | None] = mapped_column(ForeignKey("allotment.id"), index=True)
    pass_id: Mapped[int | None] = mapped_column(ForeignKey("series_pass.id"), index=True)
    passed_from: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    source: Mapped[str] = mapped_column(default="", server_default="")
    note: Mapped[str] = mapped_column(default="", server_default="")
    answer_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    coming_at: Mapped[datetime | None]
    reminds: Mapped[bool] = mapped_column(default=True, server_default=true())
    paying: Mapped[bool] = mapped_column(default=False, server_default=false())
    chosen_cents: Mapped[int | None]
    buyer_country: Mapped[str] = mapped_column(default="", server_default="")


class Ruling(Base):
    """The desk's answer to an application: yes, later (a new promised hour) or no.

    It is held back until `due_at`, so that it can be taken back; a yes keeps its seats from the first moment. What became of it:
    told (and done), undone (taken back) or void (nobody waited for it any more). `message` is what the desk wrote to the person.
    """

    __tablename__ = "ruling"
    __table_args__ = (
        Index("ix_ruling_registration_id", "registration_id", "id"),
        Index(
            "uq_ruling_pending", "registration_id", unique=True, sqlite_where=text(PENDING), postgresql_where=text(PENDING),
        ),
        Index("ix_ruling_due", "due_at", sqlite_where=text(PENDING), postgresql_where=text(PENDING)),
        CheckConstraint("answer in ('yes', 'later', 'no')", name="answer"),
        CheckConstraint("state in ('pending', 'told', 'undone', 'void')", name="state"),
        CheckConstraint("(until is not null) = (answer = 'later')", name="until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    answer: Mapped[str]
    message: Mapped[str] = mapped_column(default="")
    until: Mapped[datetime | None]
    person_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(default="pending")
    decided_at: Mapped[datetime]
    due_at: Mapped[datetime]


class AnswerText(Base):
    """What the mails to applicants say, in both languages: of an event, or (without one) of the whole organisation."""

    __tablename__ = "answer_text"
    __table_args__ = (
        Index(
            "uq_answer_text_event", "event_id", "answer", unique=True,
            sqlite_where=text("event_id is not null"), postgresql_where=text("event_id is not null"),
        ),
        Index(
            "uq_answer_text_organisation", "organisation_id", "answer", unique=True,
            sqlite_where=text("event_id is null"), postgresql_where=text("event_id is null"),
        ),
        CheckConstraint("answer in ('yes', 'later', 'no')", name="answer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    answer: Mapped[str]
    subject_de: Mapped[str] = mapped_column(default="")
    text_de: Mapped[str] = mapped_column(default="")
    subject_en: Mapped[str] = mapped_column(default="")
    text_en: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime]


class WaitlistEntry(Base):
    """A place in the queue of an event. An offer keeps seats: tickets of the registration in the state `reserved`, until `until`.

    waiting, offered; then done (has the seats), left (by choice), lapsed (the offer's time ended), ended (the event did).
    The order is by `rank`, then by `id`. `seats`: how many at once. Whoever has an online ticket meanwhile keeps it until the
    room ticket is there: then the registration is confirmed, and the entry swaps.
    """

    __tablename__ = "waitlist_entry"
    __table_args__ = (
        Index("ix_waitlist_entry_event_id", "event_id", "rank", "id"),
        Index("ix_waitlist_entry_until", "until", sqlite_where=text(OFFERED), postgresql_where=text(OFFERED)),
        Index(
            "uq_waitlist_entry_registration", "registration_id", unique=True,
            sqlite_where=text(QUEUED), postgresql_where=text(QUEUED),
        ),
        CheckConstraint("state in ('waiting', 'offered', 'done', 'left', 'lapsed', 'ended')", name="state"),
        CheckConstraint("(until is not null) = (state = 'offered')", name="until"),
        CheckConstraint("seats >= 1", name="seats"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    seats: Mapped[int]
    rank: Mapped[int]
    state: Mapped[str] = mapped_column(default="waiting")
    joined_rank: Mapped[int]
    offered_type_id: Mapped[int | None] = mapped_column(ForeignKey("ticket_type.id"), index=True)
    offered_at: Mapped[datetime | None]
    until: Mapped[datetime | None]
    joined_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class WaitlistChoice(Base):
    """A ticket type that would do; the one that was wished for first has the lowest number."""

    __tablename__ = "waitlist_choice"

    entry_id: Mapped[int] = mapped_column(ForeignKey("waitlist_entry.id"), primary_key=True)
    ticket_type_id: Mapped[int] = mapped_column(ForeignKey("ticket_type.id"), primary_key=True, index=True)
    number: Mapped[int]


class BlockedAddress(Base):
    """An address whose owner did not want to be registered for this event, as a keyed hash (`registration.blocks`)."""

    __tablename__ = "blocked_address"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True, autoincrement=False)
    address_hash: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


def _made(table: Any, statement: str, dialect: str) -> None:
    event.listen(table, "after_create", DDL(statement.replace("%", "%%")).execute_if(dialect=dialect))  # type: ignore[no-untyped-call]


for _dialect, _statements in states.TRIGGERS.items():
    for _statement in _statements:
        _made(Registration.__table__, _statement, _dialect)


class EarlyStart(Base):
    """Somebody wants the service before the time to withdraw is over, and knows what that does: the words, and when (§ 356 (4) BGB)."""

    __tablename__ = "early_start"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), primary_key=True)
    words: Mapped[str]
    agreed_at: Mapped[datetime]


class Withdrawal(Base):
    """Somebody declares to withdraw from a contract (§ 356a BGB): what was written, word for word, when it came, and what became of it.

    `registration_id`: which one it is about, if that could be told. `told`: the receipt went out by mail; else the page was the receipt.
    `back_cents`: what goes back, decided with the yes.
    """

    __tablename__ = "withdrawal"
    __table_args__ = (
        Index("ix_withdrawal_organisation_id", "organisation_id", "state", "id"),
        Index("ix_withdrawal_registration_id", "registration_id"),
        CheckConstraint("state in ('open', 'accepted', 'refused', 'closed')", name="state"),
        CheckConstraint("(answered_at is null) = (state = 'open')", name="answered"),
        CheckConstraint("back_cents >= 0", name="back"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))
    once: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    identification: Mapped[str]
    email: Mapped[str]
    email_key: Mapped[str]
    language: Mapped[str]
    told: Mapped[bool]
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="open")
    answer: Mapped[str] = mapped_column(default="")
    back_cents: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[datetime | None]
    person_id: Mapped[int | None]
