"""What was typed, judged by the kind of the question: a value and the words for people, nothing, or a reason why not. Pure."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.numbers import format_decimal

from eventsvc.core import wording
from eventsvc.questions.facts import QuestionFacts
from eventsvc.questions.kinds import YES_NO

LONGEST = {"text": 300, "long": 4000, "number": 30, "date": 30, "phone": 40, "country": 10}
MOST_DIGITS = 15
YES_NO_WORDS = {"de": ("Ja", "Nein"), "en": ("Yes", "No")}
_NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"})
_LOCALES = {lang: Locale.parse(lang) for lang in ("de", "en")}
_GERMAN_DAY = re.compile(r"^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$")
_GROUPED = {"de": re.compile(r"^\d{1,3}(\.\d{3})+(,\d+)?$"), "en": re.compile(r"^\d{1,3}(,\d{3})+(\.\d+)?$")}
_NUMBER = re.compile(r"^[+-]?\d+(\.\d+)?$")
_PHONE = re.compile(r"^\+?[\d ()./-]+$")


@dataclass(frozen=True)
class Fits:
    """An answer: the value that is kept, and how people read it."""

    value: Any
    given: str


@dataclass(frozen=True)
class Empty:
    """Nothing was answered."""


@dataclass(frozen=True)
class Wrong:
    """Why that is no answer: long (most), number, date, phone, country, option."""

    reason: str
    facts: Mapping[str, Any] = field(default_factory=dict)


Judged = Fits | Empty | Wrong


def judge(question: QuestionFacts, typed: Sequence[str], lang: str, had: Collection[str] = ()) -> Judged:
    """Everything but files. `had`: options that were chosen before and may stay chosen, though they are not offered any more."""
    if question.kind in {"choice", "choices"}:
        return _options(question, [one for one in typed if one], lang, frozenset(had))
    words = _clean(typed[0] if typed else "", lines=question.kind == "long")
    if not words:
        return Empty()
    most = LONGEST.get(question.kind, LONGEST["text"])
    return Wrong("long", {"most": most}) if len(words) > most else _JUDGES[question.kind](words, lang)


def _clean(typed: str, *, lines: bool) -> str:
    """Composed, without control characters; one line, or lines with one kind of end."""
    text = unicodedata.normalize("NFC", typed).replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(char if char == "\n" or unicodedata.category(char) not in {"Cc", "Cs", "Co", "Cn"} else " " for char in text)
    if not lines:
        return " ".join(kept.split())
    return "\n".join(line.rstrip() for line in kept.split("\n")).strip()


def _options(question: QuestionFacts, typed: Sequence[str], lang: str, had: Collection[str]) -> Judged:
    known = [option for option in question.options if not option.gone or option.key in had]
    wanted = set(typed)
    if not wanted:
        return Empty()
    if not wanted <= {option.key for option in known} or (question.kind == "choice" and len(wanted) > 1):
        return Wrong("option")
    chosen = [option for option in known if option.key in wanted]
    given = ", ".join(option.label(lang) for option in chosen)
    return Fits(chosen[0].key if question.kind == "choice" else [option.key for option in chosen], given)


def _text(words: str, _lang: str) -> Judged:
    return Fits(words, words)


def _yesno(words: str, lang: str) -> Judged:
    return Fits(words, YES_NO_WORDS[lang][YES_NO.index(words)]) if words in YES_NO else Wrong("option")


def _number(words: str, lang: str) -> Judged:
    plain = words.replace("\u2212", "-").replace("\u00a0", "").replace(" ", "")
    if _GROUPED[lang].match(plain.lstrip("+-")):
        plain = plain.replace("." if lang == "de" else ",", "")
    plain = plain.replace(",", ".")
    if not plain.isascii() or not _NUMBER.match(plain) or sum(char.isdigit() for char in plain) > MOST_DIGITS:
        return Wrong("number")
    value = Decimal(plain)
    text = f"{value:f}"
    text = (text.rstrip("0").rstrip(".") if "." in text else text).removeprefix("+")
    text = "0" if text in {"-0", "0"} else text
    return Fits(text, format_decimal(Decimal(text), locale=lang, decimal_quantization=False))


def _date(words: str, lang: str) -> Judged:
    german = _GERMAN_DAY.match(words)
    try:
        found = date(int(german[3]), int(german[2]), int(german[1])) if german else date.fromisoformat(words)
    except ValueError:
        return Wrong("date")
    if not 1900 <= found.year <= 2100:
        return Wrong("date")
    return Fits(found.isoformat(), wording.day(found, lang))


def _phone(words: str, _lang: str) -> Judged:
    digits = sum(char.isdigit() for char in words)
    return Fits(words, words) if words.isascii() and _PHONE.match(words) and 5 <= digits <= MOST_DIGITS + 2 else Wrong("phone")


def countries(lang: str) -> list[tuple[str, str]]:
    """Code and name of each country, sorted by name."""
    found = _LOCALES[lang].territories.items()
    return sorted(((code, name) for code, name in found if _country(code)), key=lambda one: _bare(one[1]))


def _country(code: str) -> bool:
    return len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES


def _bare(name: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", name.casefold()) if not unicodedata.combining(char))


def _land(words: str, lang: str) -> Judged:
    name = _LOCALES[lang].territories.get(words) if _country(words) else None
    return Wrong("country") if name is None else Fits(words, name)


_JUDGES: dict[str, Callable[[str, str], Judged]] = {
    "text": _text, "long": _text, "yesno": _yesno, "number": _number, "date": _date, "phone": _phone, "country": _land,
}


def shown(kind: str, value: Any, lang: str) -> tuple[str, ...]:
    """A value that is kept, as it would be typed again."""
    if value is None:
        return ()
    if isinstance(value, (list, tuple)):
        return tuple(map(str, value))
    if kind == "number":
        return (format_decimal(Decimal(str(value)), locale=lang, decimal_quantization=False, group_separator=False),)
    return (str(value),)


def worded(question: QuestionFacts, value: Any, lang: str) -> str:
    """A kept value in words of a language ("" where there are none: files)."""
    if question.kind == "file":
        return ""
    typed = shown(question.kind, value, lang)
    found = judge(question, typed, lang, typed)
    return found.given if isinstance(found, Fits) else ""
