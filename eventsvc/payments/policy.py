"""How much of what was paid goes back when a guest gives tickets back. Pure.

Each ticket is rounded by itself, half a cent up, so one after the other gives as much as all at once (trap T30).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

WHOLE = 100
TO_ANSWER = timedelta(days=14)
LATEST_ANSWER = timedelta(days=2)


@dataclass(frozen=True, kw_only=True)
class Policy:
    """`percent` goes back before `until`. `whole_until`: the event was moved, so everything goes back before then."""

    percent: int = WHOLE
    until: datetime | None = None
    whole_until: datetime | None = None

    def freely(self, now: datetime) -> bool:
        """Whether the price goes back whole by law, whatever the organiser's own terms say (§ 326 IV BGB)."""
        return self.whole_until is not None and now < self.whole_until

    def share(self, now: datetime) -> int:
        """How much of hundred goes back now."""
        if self.freely(now):
            return WHOLE
        return self.percent if self.until is None or now < self.until else 0


def due(unit_cents: int, tickets: int, now: datetime, policy: Policy) -> int:
    """What goes back for so many tickets of this price."""
    return tickets * ((unit_cents * policy.share(now) * 2 + WHOLE) // (2 * WHOLE))


def capped(cents: int, left_cents: int, tickets: int, live: int) -> int:
    """No more than what is here; if tickets stay, no more than the share of these: after something was given back for good will."""
    return min(cents, left_cents * tickets // max(live, tickets, 1))


def answer_by(moved_at: datetime, starts_at: datetime) -> datetime | None:
    """Until when guests are asked to say whether they come on the new date; None: it is too near to ask."""
    by = min(moved_at + TO_ANSWER, starts_at - LATEST_ANSWER)
    return by if by > moved_at else None
