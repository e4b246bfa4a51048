"""The states of an attempt to pay and of a refund, and the moves between them. Pure (spec: payments 5).

creating    written down, not yet known at Stripe
open        Stripe's page can be paid
processing  the page is done, the money is still on its way (delayed methods)
paid        the money is here and keeps the registration's tickets
surplus     the money is here and keeps nothing: it goes back (`why`: duplicate, mismatch, too-late, unknown)
failed      a delayed method did not work out
expired     the page ended unpaid
abandoned   nobody waits for it any more: Stripe did not know of it, or another one took its place. A page of it is ended at Stripe
"""

MOVES: dict[str, frozenset[str]] = {
    "creating": frozenset({"open", "processing", "paid", "surplus", "failed", "expired", "abandoned"}),
    "open": frozenset({"processing", "paid", "surplus", "failed", "expired", "abandoned"}),
    "processing": frozenset({"paid", "surplus", "failed", "expired", "abandoned"}),
    "failed": frozenset({"paid", "surplus"}),
    "expired": frozenset({"paid", "surplus", "processing"}),
    "abandoned": frozenset({"paid", "surplus", "failed", "expired"}),
    "paid": frozenset(),
    "surplus": frozenset(),
}
STATES = tuple(MOVES)
PAYABLE = ("creating", "open")
"""The page may be paid, as far as we know."""
LIVE = ("creating", "open", "processing")
"""Money may still come without anybody beginning anew."""
ALONE = (*LIVE, "paid")
"""Of these a registration has one at a time."""
RECEIVED = ("paid", "surplus")

REFUNDS = ("to-send", "by-hand", "pending", "requires-action", "succeeded", "failed", "canceled")
GOING_BACK = ("to-send", "by-hand", "pending", "requires-action", "succeeded")
"""These count as given back."""
UNDER_WAY = ("to-send", "pending", "requires-action")
WHYS = ("", "duplicate", "mismatch", "too-late", "unknown")


def may(before: str, after: str) -> bool:
    """Whether an attempt may go from one state to the other."""
    return after in MOVES[before]


def listed(states: tuple[str, ...]) -> str:
    """For conditions of the database: `'creating', 'open'`."""
    return ", ".join(f"'{state}'" for state in states)
