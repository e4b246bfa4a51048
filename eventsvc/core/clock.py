"""The one place that knows what time it is, so that tests can move it."""

from collections.abc import Callable
from datetime import UTC, datetime


def _system() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _source()


def set_source(source: Callable[[], datetime] | None) -> None:
    """Let tests choose the time; None gives the system's clock back."""
    global _source  # noqa: PLW0603  one clock for the process is the point
    _source = source or _system
