"""Whose money an arrival is: by the reference in its text, else by name and sum. Pure."""

from collections.abc import Iterable

from eventsvc.core import codes
from eventsvc.core.folding import fold

LENGTH = 8


def references(text: str) -> list[str]:
    """What may be references in a transfer's words: read over blanks, capitals, O and 0, I and 1; the check character must fit."""
    plain = codes.normal(text)
    windows = (plain[at:at + LENGTH] for at in range(len(plain) - LENGTH + 1))
    return list(dict.fromkeys(one for one in windows if codes.checked(one)))


def same_name(one: str, other: str) -> bool:
    """`Coşkun, Cem` is Cem Coşkun; so is `Cem Coşkun und Dora Duman`, as far as all words of the shorter one are there."""
    words, others = _words(one), _words(other)
    least = min(len(words), len(others))
    return least > 1 and len(words & others) == least


def _words(name: str) -> set[str]:
    return {word for word in fold(name.replace(",", " ").replace(";", " ")).split() if len(word) > 1}


def only_one(found: Iterable[int]) -> int | None:
    """The one, if there is exactly one."""
    known = set(found)
    return known.pop() if len(known) == 1 else None
