"""The kinds of questions, their options, when they are asked and how long answers are kept. Pure."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

KINDS = ("text", "long", "choice", "choices", "yesno", "number", "date", "phone", "country", "file")
CHOOSING = frozenset({"choice", "choices"})
OPENING = frozenset({"choice", "choices", "yesno"})
"""Kinds whose answers may open another question."""
MOMENTS = ("after", "before", "before-needed")
Moment = Literal["after", "before", "before-needed"]
DAYS = (1, 7, 30, 90)
HEALTH_DAYS = 7
YES_NO = ("yes", "no")
WHOLE = 0
"""In the place of a ticket: asked once for the whole registration."""

LONGEST_QUESTION = 200
LONGEST_HELP = 400
LONGEST_OPTION = 120
MOST_OPTIONS = 60
MOST_USES = 60


@dataclass(frozen=True)
class Option:
    """Something to choose. Its key never changes and is never given to another one; `gone`: not offered any more."""

    key: str
    de: str
    en: str
    gone: bool = False

    def label(self, lang: str) -> str:
        """Its words, in the other language where they are missing in this one."""
        return (self.de or self.en) if lang == "de" else (self.en or self.de)


def listed(words: Iterable[str]) -> str:
    """For the checks in the database."""
    return ", ".join(f"'{word}'" for word in words)


def options(rows: Sequence[Mapping[str, Any]]) -> tuple[Option, ...]:
    """As they are kept in the row of a question."""
    return tuple(Option(**row) for row in rows)


def rows(found: Sequence[Option]) -> list[dict[str, Any]]:
    """What is kept of them."""
    return [asdict(option) for option in found]


def renewed(old: Sequence[Option], typed: Sequence[tuple[str, str]]) -> tuple[Option, ...]:
    """The options after an edit: pairs of German and English words in their order.

    A pair with the words of an option is that option (one that was gone is back). Where as many stand there as before, one without
    known words at the same place is the old one with better words. All others are new; what is left over is gone but stays.
    """
    before = [option for option in old if not option.gone]
    taken = _same_words(old, typed)
    corrected = len(before) == len(typed)
    found, used = [], set(taken.values())
    for place, (de, en) in enumerate(typed):
        key = taken.get(place, "")
        if not key and corrected and before[place].key not in used:
            key = before[place].key
        used.add(key := key or new_key(used))
        found.append(Option(key, de, en))
    left = [Option(option.key, option.de, option.en, gone=True) for option in old if option.key not in used]
    return (*found, *left)


def _same_words(old: Sequence[Option], typed: Sequence[tuple[str, str]]) -> dict[int, str]:
    """Place in the new list -> key, for pairs that share words with an old option; each option once, those on offer first."""
    found: dict[int, str] = {}
    for whole in (True, False):
        for place, (de, en) in enumerate(typed):
            if place in found:
                continue
            fitting = [option for option in sorted(old, key=lambda one: one.gone) if option.key not in found.values()]
            same = [one for one in fitting if ((de, en) == (one.de, one.en) if whole else (de and de == one.de) or (en and en == one.en))]
            if same:
                found[place] = same[0].key
    return found


def new_key(used: Iterable[str]) -> str:
    """A key that no option of this question has had."""
    while (key := f"o{secrets.token_hex(3)}") in used:
        pass
    return key
