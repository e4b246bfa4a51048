"""How many letters the changes to what somebody has may send: whoever knows a registration's link may not be its address's owner.

What a stranger can begin with an address is counted by `records.check_mailbox` (three an hour, and none to who blocked it). What can be
done again and again afterwards (switch there and back, add and cancel) is counted here, for whoever registered and for guests apart.
What gives a seat back is done in any case, with its letter while the box takes it. The desk is not counted.
"""

from datetime import timedelta

from eventsvc.core import limits, signing
from eventsvc.core.addresses import email_key
from eventsvc.core.errors import Refused

CHANGES = 12
PER = timedelta(hours=1)


def may_tell(email: str) -> bool:
    """Count one letter about a change to whoever registered."""
    return limits.allowed(_box("changes", email), most=CHANGES, per=PER)


def may_tell_guest(email: str) -> bool:
    """The same for a guest of somebody's registration."""
    return limits.allowed(_box("guest-changes", email), most=CHANGES, per=PER)


def check(email: str) -> None:
    """Refused: mailbox-full."""
    if not may_tell(email):
        raise Refused("mailbox-full", retry_at=limits.retry_at(_box("changes", email), PER), most=CHANGES)


def _box(of: str, email: str) -> str:
    return f"{of}:{signing.digest(email_key(email))[:32]}"
