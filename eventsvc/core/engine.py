"""How connections behave: SQLite's pragmas, who begins how, and the queue of its writers (spec: joints 2)."""

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from eventsvc.core.gate import Gate

PRAGMAS = (
    "busy_timeout=30000",  # a second net, for strangers such as a backup
    "journal_mode=WAL",
    "synchronous=FULL",  # a promise must survive a power cut
    "foreign_keys=ON",
    "cache_size=-16000",
    "recursive_triggers=ON",  # else INSERT OR REPLACE gets past append-only triggers
)
GATE = "gate"


def gate_file(database: Path) -> Path:
    """The file beside the database that writers of all processes lock."""
    return database.with_name(f"{database.name}.gate")


def prepare(engine: Engine) -> None:
    """Make the engine ours. On PostgreSQL there is nothing to do; on SQLite writers take the gate, then BEGIN IMMEDIATE."""
    if engine.dialect.name != "sqlite":
        return
    gate = Gate(gate_file(Path(engine.url.database or "")))

    @event.listens_for(engine, "connect")
    def connect(raw: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        raw.isolation_level = None  # the driver's own transactions: off
        for pragma in PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if not connection.get_execution_options().get("immediate"):
            connection.exec_driver_sql("BEGIN")
            return
        gate.take()
        connection.info[GATE] = gate
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(engine, "checkin")
    def checkin(_raw: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
        """After commit, rollback, failure or invalidation. The `commit` event would come before the commit."""
        held = entry.info.pop(GATE, None)
        if held is not None:
            held.give()
