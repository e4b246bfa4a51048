"""Where a withdrawal that was accepted gives the money back."""

from sqlalchemy import Connection

from eventsvc.registration.records import By, Record


def give_back(connection: Connection, record: Record, cents: int, by: By) -> None:
    """Called in the transaction of the yes, after its tickets have ended and before the person is told; `cents` are what was paid.

    Until payments refund by themselves the page says that somebody sends the money back by hand.
    """
