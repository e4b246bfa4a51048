"""Where a withdrawal that was accepted gives the money back."""

from sqlalchemy import Connection

from eventsvc.payments import refunds, rights
from eventsvc.registration.records import By, Record


def left(connection: Connection, record: Record) -> int:
    """What is left of what was paid; what came by hand, outside of the books, is given back by hand."""
    right = rights.of(record.id, connection)
    return record.total_cents if right is None and not rights.known(connection, record.id) else 0 if right is None else right.left_cents


def give_back(connection: Connection, record: Record, cents: int, by: By) -> None:
    """Called in the transaction of the yes, after its tickets have ended and before the person is told. The worker sends it."""
    if rights.of(record.id, connection) is not None:
        refunds.ask(connection, record, cents, reason="withdrawal", by=by)
