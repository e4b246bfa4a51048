"""Text folded for searching: no case, no accents, ä also as ae. A guest is found if each word of the query stands in the folded column."""

import re
import unicodedata

_LETTERS = str.maketrans({
    "ø": "o", "ł": "l", "ı": "i", "đ": "d", "ð": "d", "ħ": "h", "ŋ": "n", "ŧ": "t", "þ": "th", "æ": "ae", "œ": "oe", "ĸ": "k", "ə": "e",
})  # fmt: skip
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_BACK = re.compile("([aou])e")
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘‛ʼʻʹ′`´＇"))


def fold(text: str) -> str:
    """For the search column: the plain words, then the other spellings (`muller mueller`)."""
    lowered = _lowered(text)
    plain = _split(lowered)
    written_out = plain if lowered.isascii() else _split(lowered.translate(_WRITTEN_OUT))
    taken_back = [_BACK.sub(r"\1", word) for word in plain]
    return " ".join(dict.fromkeys([*plain, *written_out, *taken_back]))


def words(query: str) -> list[str]:
    """The words that must all be found. Letters and digits only, so none can be a pattern of LIKE."""
    return list(dict.fromkeys(_split(_lowered(query))))


def _lowered(text: str) -> str:
    visible = text if text.isascii() else "".join(char for char in text if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFC", visible.translate(_APOSTROPHES)).casefold()


def _split(lowered: str) -> list[str]:
    parts = unicodedata.normalize("NFKD", lowered.translate(_LETTERS))
    bare = parts if parts.isascii() else "".join(char for char in parts if unicodedata.category(char) != "Mn")
    return "".join(char if char.isalnum() else " " for char in bare.casefold()).split()
