"""Whether an offer can be taken now, and how much is said about what is left. Pure."""

from dataclasses import dataclass
from datetime import datetime

from eventsvc.core import zones

FEW = 10


def opens_at(sale_from: datetime | None, zone: str) -> datetime | None:
    """The instant at which the sale begins; None: since publishing."""
    return None if sale_from is None else zones.instant(sale_from, zone)


def closes_at(sale_until: datetime | None, zone: str, ends_at: datetime) -> datetime:
    """The instant from which nothing is sold any more: the end of the window, at the latest the end of the event."""
    return ends_at if sale_until is None else min(zones.instant(sale_until, zone), ends_at)


def sale_state(*, now: datetime, event_state: str, opens: datetime | None, closes: datetime, left: int) -> str:
    """open, not-yet, over, sold-out, cancelled or postponed. Judged at the time of the asking, never at the time of the page."""
    if event_state in {"cancelled", "postponed"}:
        return event_state
    if now >= closes:
        return "over"
    if opens is not None and now < opens:
        return "not-yet"
    return "open" if left > 0 else "sold-out"


@dataclass(frozen=True, slots=True)
class Places:
    """How many a type can still give, and the number if it is shown."""

    left: int
    few: int | None


def places(*, capacity: int, gone: int, most: int | None, used: int, min_each: int, block: int | None = None) -> Places:
    """Of the pool, of the type's own limit, or of a partner's block. Fewer than one may take at least is none at all."""
    size = capacity if most is None else min(capacity, most)
    left = capacity - gone if block is None else block
    if most is not None:
        left = min(left, most - used)
    left = left if left >= min_each else 0
    return Places(left, few_left(left, size))


def few_left(left: int, capacity: int) -> int | None:
    """The exact number if it is small (below ten, or below a tenth), else None: a rush must not make every page anew."""
    left = max(left, 0)
    return left if left < FEW or left * FEW < capacity else None
