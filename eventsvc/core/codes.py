"""Codes that people type: Crockford's alphabet, a check character, and random tokens."""

import secrets
import unicodedata
from base64 import b32encode

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {char: value for value, char in enumerate(ALPHABET)}
_FROM_RFC = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET)
_MISREAD = str.maketrans("OIL", "011")


def encode(raw: bytes) -> str:
    """Five bits a character, most significant first, no padding."""
    return b32encode(raw).decode("ascii").rstrip("=").translate(_FROM_RFC)


def in_alphabet(text: str) -> bool:
    return bool(text) and all(char in _VALUES for char in text)


def check_char(text: str) -> str:
    """A polynomial over GF(32): one wrong character or two that changed places are always noticed (up to 30 characters)."""
    sum_ = 0
    for char in text:
        sum_ = _doubled(sum_ ^ _VALUES[char])
    return ALPHABET[sum_]


def checked(text: str) -> bool:
    """Whether the last character is the check character of those before it."""
    return len(text) > 1 and in_alphabet(text) and check_char(text[:-1]) == text[-1]


def normal(typed: str) -> str:
    """As typed by hand to as printed: upper case, no blanks, dashes or invisible characters, O is 0, I and L are 1."""
    kept = (char for char in unicodedata.normalize("NFKC", typed) if unicodedata.category(char)[0] not in "ZC" and not _is_dash(char))
    return "".join(kept).upper().translate(_MISREAD)


def token(nbytes: int = 24) -> str:
    """A secret for an address: 32 characters by default."""
    return secrets.token_urlsafe(nbytes)


def _doubled(value: int) -> int:
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value


def _is_dash(char: str) -> bool:
    return unicodedata.category(char) == "Pd" or char in "\u2212_."
