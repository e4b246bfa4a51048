"""What a ticket's row counts for. Pure.

wanted    wished for: on the waitlist, or applied for; no seat
reserved  a seat is kept for it until a deadline
unpaid    ordered; a seat is kept until it is paid, or the deadline ends
valid     lets somebody in
cancelled, replaced   no more
"""

SEATS = {"reserved": "held", "unpaid": "held", "valid": "taken"}
LIVE = ("wanted", *SEATS)
ENDED = ("cancelled", "replaced")


def shift(before: str, after: str, many: int) -> dict[str, int]:
    """What changes in the pool's counters when so many tickets go from one state to the other: {"held": …, "taken": …}."""
    change = {"held": 0, "taken": 0}
    if before in SEATS:
        change[SEATS[before]] -= many
    if after in SEATS:
        change[SEATS[after]] += many
    return change
