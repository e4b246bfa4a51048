"""What may be had by one registration for many events of a series. Pure.

Whatever needs more than a name and an address is registered for by itself: there the reason can be dealt with.
"""

from collections.abc import Sequence

MOST_DATES = 50


def obstacle(*, costs: bool, min_each: int, approval: bool, domains: Sequence[str], asks: bool, confirm_mail: bool) -> str:
    """Why a ticket type is not open to a pass: costs, yes, several, domain, asks, confirm; empty: it is."""
    found = (
        (costs, "costs"), (approval, "yes"), (min_each > 1, "several"), (bool(domains), "domain"), (asks, "asks"),
        (confirm_mail, "confirm"),
    )
    return next((why for there, why in found if there), "")
