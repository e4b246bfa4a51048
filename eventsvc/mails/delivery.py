"""What the worker does with a row of the outbox: compose the letter and hand it over, or spread a job into letters."""

from typing import Any

from sqlalchemy import Row


class Temporary(Exception):  # noqa: N818  an answer, not a fault
    """It did not work this time; the text says why, for the desk."""


class Permanent(Exception):  # noqa: N818
    """It will never work (no such mailbox); the text says why, for the desk."""


class Needless(Exception):  # noqa: N818
    """The cause is gone (ticket cancelled, link used up): nothing is sent."""


def deliver(row: Row[Any]) -> None:
    """Send one letter, or write the letters of one job. Ends within 45 seconds: the lease on the row lasts 60."""
    raise Temporary(f"no letter is known for {row.kind}")
