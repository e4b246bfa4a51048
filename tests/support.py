"""Tools of the tests: counting queries, stopping the clock, many at once."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from flask import Flask, current_app
from sqlalchemy import Engine, event

from eventsvc.core import clock
from eventsvc.core.db import db

Answer = TypeVar("Answer")


@contextmanager
def counted_queries(engine: Engine | None = None) -> Iterator[list[str]]:
    """The statements that reach the database inside of the block (BEGIN and COMMIT are no statements)."""
    engine = engine or db.engine
    seen: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.split(" ", 1)[0] not in {"BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA"}:
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", count)


class Frozen:
    """A clock that stands until it is moved."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def move(self, **by: float) -> None:
        """`move(minutes=5)`, `move(days=-1)`."""
        self.at += timedelta(**by)


@contextmanager
def frozen(at: datetime | str) -> Iterator[Frozen]:
    """Stop the application's clock: an aware instant, or a text in UTC like "2027-04-01 12:00"."""
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    stopped = Frozen(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    clock.set_source(lambda: stopped.at)
    try:
        yield stopped
    finally:
        clock.set_source(None)


def at_once(many: int, deed: Callable[[int], Answer], app: Flask | None = None) -> list[Answer | BaseException]:
    """Do `deed(0)` … `deed(many - 1)` in as many threads that start together, each in an application context of its own.

    Answers what each one gave back or raised, in order.
    """
    application: Any = app or current_app._get_current_object()  # type: ignore[attr-defined]
    start = threading.Barrier(many)

    def one(number: int) -> Answer | BaseException:
        try:
            with application.app_context():
                start.wait(30)
                return deed(number)
        except BaseException as no:  # noqa: BLE001  what went wrong is an answer here
            return no

    with ThreadPoolExecutor(many) as threads:
        return list(threads.map(one, range(many)))


def guard_writes(engine: Engine) -> None:
    """Refuse each write outside of `transaction()`: on SQLite it would not stand in the queue."""

    @event.listens_for(engine, "before_cursor_execute")
    def before(connection: Any, _cursor: object, statement: str, _parameters: object, context: Any, _many: object) -> None:
        writes = context is not None and (context.isinsert or context.isupdate or context.isdelete)
        if not writes and statement.lstrip()[:7].lower().startswith(("insert", "update", "delete", "replace")):
            writes = True
        if writes and not connection.get_execution_options().get("immediate"):
            raise RuntimeError(f"a write outside of transaction(): {statement[:120]}")
