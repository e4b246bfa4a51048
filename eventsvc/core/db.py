"""The database: base class of all tables, the one transaction, and what differs between SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Executable,
    MetaData,
    PrimaryKeyConstraint,
    Row,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Refuses naive values, gives aware UTC ones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class WallTime(TypeDecorator[datetime]):
    """A local wall time, without zone; the zone stands in a column beside it. Refuses aware values."""

    impl = DateTime(timezone=False)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is not None and value.tzinfo is not None:
            raise ValueError("a wall time has no time zone of its own")
        return value


class Base(DeclarativeBase):
    """What every table's class derives from (not `db.Model`: mypy cannot follow that)."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})


@contextmanager
def transaction() -> Iterator[Connection]:
    """One use case: everything inside is kept together or not at all. An inner one joins the outer one.

    Yields the Core connection of the session, so that prepared statements and ORM work share the transaction.
    Refuses to commit when a joined inner one failed and the failure was swallowed.
    """
    session = db.session()
    state = session.info.get("transaction")
    if state is not None:
        try:
            yield session.connection()
        except BaseException:
            state["doomed"] = True
            raise
        return
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("changed outside of a transaction")
    session.rollback()
    state = session.info["transaction"] = {"doomed": False}
    try:
        yield session.connection(execution_options={"immediate": True})
        if state["doomed"]:
            raise RuntimeError("a deed inside failed and was caught")
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        del session.info["transaction"]


def insert(table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An insert with `on_conflict_do_nothing` and `on_conflict_do_update`, for the database of this application.

    Its `rowcount` tells whether the row was written (else PostgreSQL's would be -1 where the key is made by the database).
    """
    made = postgresql.insert(table) if db.engine.dialect.name == "postgresql" else sqlite.insert(table)
    return made.execution_options(preserve_rowcount=True)


def reading() -> Connection:
    """The Core connection for reads outside of a transaction (hot paths)."""
    return db.session().connection()


def glance(statement: Executable, values: dict[str, Any]) -> Sequence[Row[Any]]:
    """All rows of one small read, on a connection that is given back at once: a third of the price of `reading`, for stamps of caches."""
    with db.engine.connect() as connection:
        return connection.execute(statement, values).all()


def violated(error: IntegrityError) -> str | None:
    """The name of the constraint that a write ran into, the same on both databases (None: SQLite does not say)."""
    named = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    if named:
        return str(named)
    text = str(error.orig)
    for mark in ("CHECK constraint failed: ", "UNIQUE constraint failed: index '"):
        if text.startswith(mark):
            return text.removeprefix(mark).rstrip("'")
    if text.startswith("UNIQUE constraint failed: "):
        return _by_columns().get(text.removeprefix("UNIQUE constraint failed: "))
    return text or None


def _by_columns() -> dict[str, str]:
    found: dict[str, str] = {}
    for table in Base.metadata.tables.values():
        keys = [key for key in table.constraints if isinstance(key, (UniqueConstraint, PrimaryKeyConstraint))]
        for key in (*keys, *(index for index in table.indexes if index.unique)):
            found[", ".join(f"{table.name}.{column.name}" for column in key.columns)] = str(key.name)
    return found
