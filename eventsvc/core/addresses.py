"""Names and e-mail addresses as people type them. Each fault is a ValueError with a code; the sentence is chosen by the page."""

import re
import unicodedata
from contextlib import suppress

from email_validator import EmailNotValidError, validate_email

NAME_LENGTH = 120
EMAIL_LENGTH = 254
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0\u180e")
_JOINERS = frozenset("\u200c\u200d")  # meaningful inside Persian and Indic names, noise elsewhere
_LATIN_ENDS = "\u0590"
_TOP_LEVEL = (
    "ai|app|at|be|bet|biz|blog|casino|cc|ch|click|club|cn|co|com|de|dev|es|eu|fr|fun|gg|gov|icu|info|io|it|link|live|ly|me|net|nl|online|"
    "org|pl|pro|ru|sh|shop|site|store|su|tech|to|top|tv|ua|uk|us|vip|website|work|xyz"
)
_TITLE = r"(?!(?:dr|prof|st|mr|mrs|ms|jr|sr|dipl|ing|mag|med|phil)\.)"
_LINK = re.compile(
    rf"://|\bwww\.|@[\w-]+\.\w{{2,}}|(?<![\w.-]){_TITLE}[\w-]{{2,}}(?:\.[\w-]+)*\.(?:{_TOP_LEVEL})(?![\w.-]*\w)",
    re.IGNORECASE,
)


def clean_email(text: str) -> str:
    """As typed, but without blanks and invisible characters round it; a domain with umlauts in the form that mail servers know."""
    typed = _bare(text)
    if not typed:
        raise ValueError("email-empty")
    if len(typed) > EMAIL_LENGTH:
        raise ValueError("email-long")
    try:
        found = validate_email(typed, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise ValueError("email-invalid") from None
    return typed if typed.isascii() else f"{found.local_part}@{found.ascii_domain}"


def email_key(text: str) -> str:
    """What two spellings of one address have in common."""
    typed = _bare(text)
    if not typed.isascii():
        with suppress(ValueError):
            typed = clean_email(typed)
    return typed.casefold()


def clean_name(text: str) -> str:
    """One line without control and invisible characters, blanks collapsed. Any name is right, but a link is none."""
    composed = unicodedata.normalize("NFC", text)
    name = " ".join("".join(_kept(composed)).split())
    if not any(unicodedata.category(char)[0] in "LNPS" for char in name):
        raise ValueError("name-empty")
    if len(name) > NAME_LENGTH:
        raise ValueError("name-long")
    if _LINK.search(name):
        raise ValueError("name-link")
    return name


def _bare(text: str) -> str:
    if text.isascii():  # nothing in it is invisible
        return text.strip()
    return "".join(char for char in unicodedata.normalize("NFC", text) if not _invisible(char)).strip()


def _invisible(char: str) -> bool:
    return unicodedata.category(char) in {"Cf", "Cs"} or char in _FILLERS


def _kept(text: str) -> list[str]:
    kept = []
    for at, char in enumerate(text):
        if char in _JOINERS:
            if 0 < at < len(text) - 1 and min(text[at - 1], text[at + 1]) > _LATIN_ENDS:
                kept.append(char)
        elif unicodedata.category(char) == "Cc":
            kept.append(" " if char.isspace() else "")
        elif not _invisible(char):
            kept.append(char)
    return kept
