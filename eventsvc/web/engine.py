"""How connections are opened: pragmas and transactions of SQLite, pool sizes, one binding of the gate (spec: joints 2)."""

import sqlite3
from typing import Any

from flask import Flask
from sqlalchemy import Connection, event

from eventsvc.core.db import db
from eventsvc.settings import Settings

PLACES = 4
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000", "cache_size=-16000", "recursive_triggers=ON")


def options(settings: Settings) -> dict[str, Any]:
    """Engine options: as many connections as there are places for requests."""
    if settings.sqlite_file is not None:
        settings.sqlite_file.parent.mkdir(parents=True, exist_ok=True)
    return {"pool_size": PLACES, "max_overflow": 16}


def install(app: Flask) -> None:
    """Bind pragmas and `BEGIN` to the application's engine."""
    with app.app_context():
        prepare(db.engine)


def prepare(engine: Any) -> None:
    """Driver transactions off; BEGIN IMMEDIATE for writers, BEGIN for readers."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def connect(raw: sqlite3.Connection, _record: object) -> None:
        raw.isolation_level = None
        for pragma in PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("immediate")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
