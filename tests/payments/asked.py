"""What the database says at this moment, whatever this thread has read before."""

from collections.abc import Sequence
from typing import Any

from eventsvc.core.db import db, reading


def rows(statement: Any) -> Sequence[Any]:
    """All rows. A read that is still open would show the past: SQLite keeps its picture until the end of it."""
    db.session.rollback()
    try:
        return reading().execute(statement).all()
    finally:
        db.session.rollback()


def one(statement: Any) -> Any:
    """The one value."""
    return rows(statement)[0][0]
