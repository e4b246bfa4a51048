"""Reads of the history: who did what to a thing, or lately in an organisation."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select

from eventsvc.accounts.models import Person
from eventsvc.core.audit import AuditEntry
from eventsvc.core.db import reading

Statement = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One deed. `who` is the person's name ("" if none acted; then `actor` says what did)."""

    id: int
    at: datetime
    who: str
    actor: str
    deed: str
    kind: str
    subject_id: int
    before: dict[str, Any]
    after: dict[str, Any]
    reason: str


_ENTRIES: Statement = (
    select(
        AuditEntry.id, AuditEntry.at, Person.name, AuditEntry.actor, AuditEntry.deed, AuditEntry.kind, AuditEntry.subject_id,
        AuditEntry.before, AuditEntry.after, AuditEntry.reason,
    )
    .outerjoin(Person, Person.id == AuditEntry.person_id)
    .where(AuditEntry.organisation_id == bindparam("organisation"))
    .order_by(AuditEntry.id.desc())
    .limit(bindparam("size"))
)
_OF_SUBJECT = _ENTRIES.where(
    AuditEntry.kind == bindparam("kind"), AuditEntry.subject_id == bindparam("subject"), AuditEntry.at >= bindparam("since"),
)
_LATEST = _ENTRIES.where(AuditEntry.kind.in_(bindparam("kinds", expanding=True)))


def _entry(row: Any) -> Entry:
    return Entry(row.id, row.at, row.name or "", *row[3:])


def of_subject(organisation_id: int, kind: str, subject_id: int, *, since: datetime, size: int = 50) -> tuple[Entry, ...]:
    """The latest first. `since`: when the thing was made (SQLite gives the number of a deleted thing to the next one)."""
    values = {"organisation": organisation_id, "kind": kind, "subject": subject_id, "since": since, "size": size}
    return tuple(_entry(row) for row in reading().execute(_OF_SUBJECT, values))


def of_part(
    organisation_id: int, kind: str, subject_id: int, name: str, value: int | str, *, since: datetime, size: int = 50,
) -> tuple[Entry, ...]:
    """What was done with one part of a thing: the deeds that noted it under this name. The latest first."""
    part = AuditEntry.after[name].as_integer() if isinstance(value, int) else AuditEntry.after[name].as_string()
    values = {"organisation": organisation_id, "kind": kind, "subject": subject_id, "since": since, "size": size, "part": value}
    return tuple(_entry(row) for row in reading().execute(_OF_SUBJECT.where(part == bindparam("part")), values))


def latest(organisation_id: int, kinds: tuple[str, ...], *, size: int = 8) -> tuple[Entry, ...]:
    """What happened lately to things of these kinds, the latest first."""
    return tuple(_entry(row) for row in reading().execute(_LATEST, {"organisation": organisation_id, "kinds": kinds, "size": size}))
