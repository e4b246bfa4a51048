"""Who did what, when, from what to what: append-only, read at the desk as history."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, ForeignKey, Index, bindparam, insert, update
from sqlalchemy.orm import Mapped, mapped_column

from eventsvc.core import clock
from eventsvc.core.db import Base, transaction


class AuditEntry(Base):
    """One deed."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_subject", "organisation_id", "kind", "subject_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int | None]
    actor: Mapped[str]
    deed: Mapped[str]
    kind: Mapped[str]
    subject_id: Mapped[int]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    reason: Mapped[str]


_KEEP = insert(AuditEntry)
_FORGET = (
    update(AuditEntry).where(AuditEntry.kind == bindparam("of_kind"), AuditEntry.subject_id == bindparam("of"))
    .values(before={}, after={}, reason="")
)


def note(
    *, organisation_id: int, deed: str, kind: str, subject_id: int, person_id: int | None = None, actor: str = "",
    before: dict[str, Any] | None = None, after: dict[str, Any] | None = None, reason: str = "",
) -> None:
    """Write down one deed in the transaction of the deed. `actor` is a word when no person acted (guest, door, system)."""
    with transaction() as connection:
        connection.execute(_KEEP, {
            "at": clock.now(), "organisation_id": organisation_id, "person_id": person_id, "actor": actor, "deed": deed, "kind": kind,
            "subject_id": subject_id, "before": before or {}, "after": after or {}, "reason": reason,
        })


def forget(connection: Connection, kind: str, subject_id: int) -> None:
    """Take the values out of a subject's history and leave the deeds: for personal data that has no right to be here."""
    connection.execute(_FORGET, {"of_kind": kind, "of": subject_id})


def forget_deeds(connection: Connection, kind: str, subject_id: int, *deeds: str) -> None:
    """The same for some deeds only: where a subject's history names somebody else who is to be forgotten."""
    connection.execute(_FORGET.where(AuditEntry.deed.in_(deeds)), {"of_kind": kind, "of": subject_id})
