"""What a transfer needs: an IBAN whose check digits fit, and the GiroCode that banking apps read (EPC069-12). Pure."""

import re
import unicodedata

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
LENGTHS = {"AT": 20, "BE": 16, "CH": 21, "DE": 22, "DK": 18, "ES": 24, "FR": 27, "IT": 27, "LU": 20, "NL": 18, "PL": 28}
"""Of the countries where mistakes are likely; elsewhere the check digits must do."""
MOST_NAME, MOST_TEXT = 70, 140


def clean(typed: str) -> str:
    """Without blanks, in capitals."""
    return "".join(unicodedata.normalize("NFKC", typed).split()).upper()


def is_iban(text: str) -> bool:
    """Country, length and the two check digits (ISO 13616, modulo 97)."""
    if not _IBAN.fullmatch(text) or len(text) != LENGTHS.get(text[:2], len(text)):
        return False
    return int("".join(str(int(char, 36)) for char in text[4:] + text[:4])) % 97 == 1


def is_bic(text: str) -> bool:
    """Eight or eleven characters."""
    return _BIC.fullmatch(text) is not None


def in_fours(iban: str) -> str:
    """`DE89 3704 0044 0532 0130 00`, as it stands on cards and forms."""
    return " ".join(iban[at:at + 4] for at in range(0, len(iban), 4))


def giro(*, holder: str, iban: str, bic: str, cents: int, text: str) -> str:
    """What the GiroCode says: version 2, UTF-8, with the reference as free text. The amount has a point, and no blanks around it."""
    lines = ("BCD", "002", "1", "SCT", bic, holder[:MOST_NAME], iban, f"EUR{cents // 100}.{cents % 100:02d}", "", "", text[:MOST_TEXT])
    return "\n".join(lines)
