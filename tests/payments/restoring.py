"""An old backup in the place of the database, while the world went on."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from eventsvc import schema
from eventsvc.core.db import db


def backup(folder: Path) -> Callable[[], None]:
    """Keep all rows as they are now; answers what brings them back."""
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        file, kept = Path(db.engine.url.database or ""), folder / "kept.sqlite"
        with closing(sqlite3.connect(file)) as now, closing(sqlite3.connect(kept)) as copy:
            now.backup(copy)
        return lambda: _file(kept, file)
    _run("CREATE SCHEMA kept", *(f"CREATE TABLE kept.{table} AS TABLE public.{table}" for table in schema.METADATA.tables))
    return _rows


def _file(kept: Path, file: Path) -> None:
    db.session.remove()
    db.engine.dispose()
    with closing(sqlite3.connect(kept)) as copy, closing(sqlite3.connect(file)) as now:
        copy.backup(now)


def _rows() -> None:
    tables = tuple(schema.METADATA.tables)
    _run(
        "SET LOCAL session_replication_role = replica", *(f"DELETE FROM public.{table}" for table in tables),  # noqa: S608  our own names
        *(f"INSERT INTO public.{table} SELECT * FROM kept.{table}" for table in tables),  # noqa: S608
        "DROP SCHEMA kept CASCADE",
    )


def _run(*words: str) -> None:
    db.session.remove()
    with db.engine.connect().execution_options(immediate=True) as connection:
        for one in words:
            connection.exec_driver_sql(one)
        connection.commit()
