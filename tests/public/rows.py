"""Changing rows as a desk would, without its pages."""

from typing import Any

from sqlalchemy import ColumnElement, update

from eventsvc.core.db import Base, transaction


def changed(table: type[Base], which: ColumnElement[bool], **values: Any) -> None:
    """Set these values."""
    with transaction() as connection:
        connection.execute(update(table).where(which).values(**values))
