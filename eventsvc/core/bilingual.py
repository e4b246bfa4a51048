"""Organisers' texts come in German and English; where one is missing the other is shown, and its language said."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """A text and the language it is really in ("" text: neither was written)."""

    text: str
    lang: str

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


def pick(thing: object, field: str, lang: str) -> Said:
    """`field`_de or `field`_en of a row, in the wanted language if it is there, else in the other."""
    other = "en" if lang == "de" else "de"
    wanted = str(getattr(thing, f"{field}_{lang}") or "")
    return Said(wanted, lang) if wanted.strip() else Said(str(getattr(thing, f"{field}_{other}") or ""), other)
