"""What a scan comes to: pure, so that the door's page and the server can be held to the same table (spec: check-in 4.3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

NOES = ("duplicate", "revoked", "replaced", "unpaid", "wrong_list", "closed", "unknown")
_BY_STATE = {"cancelled": "revoked", "replaced": "replaced", "reserved": "unpaid", "unpaid": "unpaid", "wanted": "unknown"}


@dataclass(frozen=True)
class Rules:
    """What a list asks of a ticket. No pool kinds: all are welcome."""

    pool_kinds: frozenset[str]
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    once: bool = True


@dataclass(frozen=True)
class Facts:
    """What is known of the ticket that was shown. `here`: it belongs to this event."""

    here: bool
    state: str
    pool_kind: str


def objection(ticket: Facts | None, rules: Rules, at: datetime) -> str | None:
    """What speaks against the ticket itself, first things first; None if nothing does. Who is in is decided later."""
    if ticket is None:
        return "unknown"
    if not ticket.here:
        return "wrong_list"
    if ticket.state != "valid":
        return _BY_STATE[ticket.state]
    if rules.pool_kinds and ticket.pool_kind not in rules.pool_kinds:
        return "wrong_list"
    if (rules.opens_at and at < rules.opens_at) or (rules.closes_at and at >= rules.closes_at):
        return "closed"
    return None


def counts(*, decision: str, against: str | None, here: bool) -> bool:
    """Whether the scan claims a place among those who are in: a plain yes, or a door that has let the person in already."""
    return here and decision != "refuse" and (against is None or decision == "admit")


def verdict(*, decision: str, against: str | None, here: bool, first: bool) -> str:
    """The answer. `first`: this scan won the place. Nobody is un-admitted: a door's own yes that may not stand becomes a conflict."""
    if decision == "admit" and here and (against is not None or not first):
        return "conflict"
    if against is not None:
        return against
    return "admit" if first else "duplicate"


def corrected(device_at: datetime, off_ms: int, received_at: datetime) -> datetime:
    """When it really was: the phone's clock put right by what it measured against ours, never later than the arrival."""
    try:
        return min(device_at + timedelta(milliseconds=off_ms), received_at)
    except OverflowError:
        return received_at
