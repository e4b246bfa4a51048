"""The door: what is counted (lists), where (doors and their devices), and what was scanned (append-only)."""

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, CheckConstraint, ForeignKey, Index, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, mapped_column

from eventsvc.core.db import Base


class CheckinList(Base):
    """What is counted. A door lets in, a list counts. The one without a name is every event's own, made when it is first needed.

    `pool_kinds` says whose tickets it takes; none named: the room's if the event has a room, else all.
    """

    __tablename__ = "checkin_list"
    __table_args__ = (
        UniqueConstraint("event_id", "name"),
        CheckConstraint("entry_rule in ('once', 'once-per-day', 'reentry', 'unlimited')", name="entry_rule"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    name: Mapped[str] = mapped_column(default="")
    pool_kinds: Mapped[list[Any]]
    entry_rule: Mapped[str] = mapped_column(default="once")
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]


class DoorLink(Base):
    """The link and PIN that helpers get. Token and PIN are derived from `uuid` and their turns, never stored.

    Until when link and phones are good follows from the event's end, so that a moved event takes its doors along.
    """

    __tablename__ = "door_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    token_turn: Mapped[int] = mapped_column(default=0)
    pin_turn: Mapped[int] = mapped_column(default=0)
    scopes: Mapped[list[Any]]
    max_devices: Mapped[int] = mapped_column(default=5)
    wrong_pins: Mapped[int] = mapped_column(default=0)
    revoked_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class PairingCode(Base):
    """The QR on the organiser's screen for a phone nearby: ten minutes, once."""

    __tablename__ = "pairing_code"
    __table_args__ = (Index("ix_pairing_code_event_id", "event_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    code_hash: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class DoorDevice(Base):
    """A paired phone. `person_id`: a member who lets people in without link and PIN."""

    __tablename__ = "door_device"
    __table_args__ = (Index("ix_door_device_event_id", "event_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    language: Mapped[str] = mapped_column(default="de")
    token_hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[Any]]
    revoked_at: Mapped[datetime | None]
    paired_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    queue_len: Mapped[int] = mapped_column(default=0)
    roster_rev: Mapped[int] = mapped_column(default=0)
    clock_off_ms: Mapped[int] = mapped_column(default=0)


class Scan(Base):
    """One scan, for ever. Whether an admission still counts is said by `admission`."""

    __tablename__ = "scan"
    __table_args__ = (
        Index("ix_scan_list_at", "list_id", "received_at"),
        Index("ix_scan_ticket_id", "ticket_id"),
        Index("ix_scan_device_id", "device_id", "received_at"),
        Index("ix_scan_undo_of", "undo_of", sqlite_where=text("undo_of is not null"), postgresql_where=text("undo_of is not null")),
        CheckConstraint("direction in ('in', 'out', 'undo')", name="direction"),
        CheckConstraint("source in ('camera', 'keyboard', 'search', 'walkin', 'desk')", name="source"),
        CheckConstraint("decision in ('admit', 'refuse', 'none')", name="decision"),
    )

    sid: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    list_id: Mapped[int] = mapped_column(ForeignKey("checkin_list.id"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("door_device.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))
    code_hash: Mapped[str] = mapped_column(default="")
    direction: Mapped[str] = mapped_column(default="in")
    undo_of: Mapped[str | None]
    source: Mapped[str]
    device_at: Mapped[datetime]
    device_off_ms: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    decision: Mapped[str]
    verdict: Mapped[str]


COUNTS = "once and not undone"


class Admission(Base):
    """Who is in: the row that decides the race. The partial unique index is the referee for `once` lists.

    It is written before its scan, whose verdict it decides: hence the deferred key.
    """

    __tablename__ = "admission"
    __table_args__ = (
        Index("uq_admission_once", "list_id", "ticket_id", unique=True, sqlite_where=text(COUNTS), postgresql_where=text(COUNTS)),
        Index("ix_admission_ticket_id", "ticket_id"),
        Index("ix_admission_inside", "list_id", "undone", "ticket_id"),  # counting who is in looks at nothing else
    )

    sid: Mapped[str] = mapped_column(ForeignKey("scan.sid", deferrable=True, initially="DEFERRED"), primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("checkin_list.id"))
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("door_device.id"))
    at: Mapped[datetime]
    once: Mapped[bool]
    undone: Mapped[bool] = mapped_column(default=False)


class SettledConflict(Base):
    """A double admission that the organisers have looked into."""

    __tablename__ = "settled_conflict"

    sid: Mapped[str] = mapped_column(ForeignKey("scan.sid"), primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


APPEND_ONLY = {
    "sqlite": (
        "CREATE TRIGGER scan_no_update BEFORE UPDATE ON scan BEGIN SELECT RAISE(ABORT, 'scan_is_append_only'); END",
        "CREATE TRIGGER scan_no_delete BEFORE DELETE ON scan BEGIN SELECT RAISE(ABORT, 'scan_is_append_only'); END",
    ),
    "postgresql": (
        (
            "CREATE OR REPLACE FUNCTION scan_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN RAISE EXCEPTION 'scan is append-only' "
            "USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'scan_is_append_only'; END $$"
        ),
        "CREATE TRIGGER scan_no_change BEFORE UPDATE OR DELETE ON scan FOR EACH ROW EXECUTE FUNCTION scan_is_append_only()",
        "CREATE TRIGGER scan_no_truncate BEFORE TRUNCATE ON scan FOR EACH STATEMENT EXECUTE FUNCTION scan_is_append_only()",
    ),
}
for _dialect, _statements in APPEND_ONLY.items():
    for _statement in _statements:
        event.listen(Scan.__table__, "after_create", DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]
