"""Which errors of the database mean "not now": busy, gone, full, read-only. All of them become Busy, in one place (spec: reliability 3)."""

import sqlite3
from contextlib import suppress

import psycopg
from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from eventsvc.core.errors import Busy

# SQLite's primary codes: busy, locked, no memory, read-only, I/O error, disk full, cannot open, locking protocol
_SQLITE = frozenset({5, 6, 7, 8, 10, 13, 14, 15})
# PostgreSQL's classes: connection, serialization and deadlock, resources, not in this state (locks), intervention, system
_CLASSES = frozenset({"08", "40", "53", "55", "57", "58"})
_READ_ONLY = "25006"


def means_busy(error: BaseException | None) -> bool:
    """Whether trying again later is the right answer to this error."""
    match error:
        case Busy() | PoolTimeout():
            return True
        case DBAPIError():
            return error.connection_invalidated or means_busy(error.orig)
        case sqlite3.Error():
            return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF in _SQLITE
        case psycopg.Error():
            state = error.sqlstate
            if state is None:
                return isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError))
            return state == _READ_ONLY or state[:2] in _CLASSES
        case _:
            return False


def names_nothing(error: BaseException | None) -> bool:
    """Whether a number was asked for that is too large to be anything's id: there is no such thing."""
    if isinstance(error, DBAPIError):
        return names_nothing(error.orig)
    return isinstance(error, psycopg.errors.NumericValueOutOfRange) or (isinstance(error, OverflowError) and "SQLite" in str(error))


def throw_away(engine: Engine) -> None:
    """Let no connection that saw such an error go back into the pool."""

    @event.listens_for(engine, "handle_error")
    def handle(context: ExceptionContext) -> None:
        if context.is_disconnect or not means_busy(context.original_exception):
            return
        context.is_disconnect = True
        context.invalidate_pool_on_disconnect = False
        raw = context.connection.connection.dbapi_connection if context.connection is not None else None
        if isinstance(raw, sqlite3.Connection):  # closing it frees its locks only when the last statement is gone, with the traceback
            with suppress(sqlite3.Error):
                raw.rollback()
