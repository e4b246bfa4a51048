"""Keyset pages of long lists: a page says where the next one begins, so that no page grows slower with its number."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

Item = TypeVar("Item")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Some rows, and the mark after which the next page begins (None: this is the last)."""

    items: tuple[Item, ...]
    more: str | None


@dataclass(frozen=True)
class Mark:
    """The place of a row in a list that is sorted by an instant and then by id."""

    at: datetime
    id: int

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // timedelta(microseconds=1)}-{self.id}"


def mark(text: str) -> Mark | None:
    """Read a mark out of an address. What is none begins the list anew: None."""
    at, _, number = text.partition("-")
    if not (at.isascii() and at.isdecimal() and number.isascii() and number.isdecimal() and len(at) < 18 and len(number) < 18):
        return None
    return Mark(_EPOCH + timedelta(microseconds=int(at)), int(number))
