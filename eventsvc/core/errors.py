"""What a domain may answer instead of a value; the faces choose the sentence in the reader's language."""

from datetime import datetime


class Missing(LookupError):  # noqa: N818  an answer, not a fault
    """There is no such thing, or the asker may not know of it: 404."""


class Moved(Missing):
    """The thing has another address now: 301 to `slug`, in one place for all pages (web/errors)."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


class Refused(Exception):  # noqa: N818  an answer, not a fault
    """A rule says no. `reason` is a stable code; `facts` are the values its sentence needs."""

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts


class Busy(Exception):  # noqa: N818
    """The store cannot take a write right now: the polite 503 (spec: reliability)."""


class TooMany(Exception):  # noqa: N818
    """Tried too often; it goes on at `retry_at`: 429."""

    def __init__(self, retry_at: datetime) -> None:
        super().__init__(retry_at)
        self.retry_at = retry_at
