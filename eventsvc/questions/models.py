"""The library of questions, which event asks which of them, the answers, and the files that were sent with them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from eventsvc.core.db import Base
from eventsvc.questions import kinds
from eventsvc.questions.kinds import WHOLE


class Question(Base):
    """A question of an organisation's library, in two languages. `version` counts what changes the meaning of an answer.

    `options`: rows of key, de, en and gone; an option that was taken away stays in the row, so that old answers can be read.
    `moment`: asked after the ticket, before it, or before it and needed. `health`: the answer may tell something about somebody's
    health, so it is asked for with a consent of its own, never needed, and deleted within a week (GDPR 9).
    """

    __tablename__ = "question"
    __table_args__ = (
        Index("ix_question_organisation_id", "organisation_id", "id"),
        CheckConstraint(f"kind in ({kinds.listed(kinds.KINDS)})", name="kind"),
        CheckConstraint("per in ('registration', 'ticket')", name="per"),
        CheckConstraint(f"moment in ({kinds.listed(kinds.MOMENTS)})", name="moment"),
        CheckConstraint(f"delete_after_days in ({', '.join(map(str, kinds.DAYS))})", name="delete_after_days"),
        CheckConstraint(f"not health or (delete_after_days <= {kinds.HEALTH_DAYS} and moment <> 'before-needed')", name="health"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str]
    asked_de: Mapped[str] = mapped_column(default="")
    asked_en: Mapped[str] = mapped_column(default="")
    help_de: Mapped[str] = mapped_column(default="")
    help_en: Mapped[str] = mapped_column(default="")
    options: Mapped[list[Any]] = mapped_column(default=list)
    per: Mapped[str] = mapped_column(default="ticket")
    moment: Mapped[str] = mapped_column(default="after")
    delete_after_days: Mapped[int] = mapped_column(default=30)
    health: Mapped[bool] = mapped_column(default=False)
    shown_at_door: Mapped[bool] = mapped_column(default=False)
    archived: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class QuestionUse(Base):
    """An event asks a question: at this place, perhaps only for one ticket type, perhaps only after a fitting answer to another one."""

    __tablename__ = "question_use"
    __table_args__ = (
        UniqueConstraint("event_id", "question_id"),
        CheckConstraint(f"moment is null or moment in ({kinds.listed(kinds.MOMENTS)})", name="moment"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    position: Mapped[int]
    ticket_type_id: Mapped[int | None] = mapped_column(ForeignKey("ticket_type.id", ondelete="CASCADE"), index=True)
    shown_if_use_id: Mapped[int | None] = mapped_column(ForeignKey("question_use.id", ondelete="SET NULL"), index=True)
    shown_if_values: Mapped[list[Any]] = mapped_column(default=list)
    moment: Mapped[str | None]


class Upload(Base):
    """A file that a guest sent. Its row is there before the file and goes after it; one that no answer names is swept away."""

    __tablename__ = "upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    made_at: Mapped[datetime]


class Answer(Base):
    """What somebody answered: the question as it was asked then, the value for programs and the words for people.

    `ticket_id` is 0 (`WHOLE`) for what is asked once for a registration. `delete_after_days` is what was promised at that time.
    """

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("registration_id", "ticket_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    ticket_id: Mapped[int] = mapped_column(default=WHOLE, server_default=text("0"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    version: Mapped[int]
    language: Mapped[str]
    asked: Mapped[str]
    value: Mapped[Any] = mapped_column(JSON)
    given: Mapped[str]
    upload_id: Mapped[int | None] = mapped_column(ForeignKey("upload.id"), index=True)
    consent: Mapped[bool] = mapped_column(default=False)
    delete_after_days: Mapped[int]
    given_at: Mapped[datetime]
