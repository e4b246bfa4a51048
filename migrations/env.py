"""How alembic runs here: inside of the transaction that `eventsvc.schema` has opened. There is no ini file."""

from typing import Any, Literal

from alembic import context

from eventsvc import schema
from eventsvc.core.db import UtcDateTime, WallTime


def render_item(kind: str, thing: Any, _autogenerate: Any) -> str | Literal[False]:
    """Column types of ours stand in migrations as what they are in the database."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, WallTime):
        return "sa.DateTime()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=schema.METADATA,
    render_as_batch=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
