"""Sums as people type them, and what a payment provider takes at least. Pure."""

import re

LEAST = {"EUR": 50, "USD": 50, "GBP": 30, "PLN": 200}
"""What the provider takes at least, in the smallest unit of each currency; nothing lies between this and free (T31)."""

_SUM = re.compile(r"(\d{1,3}(?:[., \u00a0’]\d{3})+|\d{1,6})(?:[.,](\d{1,2}))?")


def cents(typed: str) -> int | None:
    """`45`, `45,5`, `45.00` or `1.200,00 €` as cents; None: it is no sum."""
    found = _SUM.fullmatch(typed.strip().removeprefix("€").removesuffix("€").strip())
    return None if found is None else int(re.sub(r"\D", "", found[1])) * 100 + int((found[2] or "0").ljust(2, "0"))


def typed(amount: int, lang: str) -> str:
    """Cents as they are typed in this language."""
    return f"{amount // 100}{',' if lang == 'de' else '.'}{amount % 100:02}"


def least(currency: str) -> int:
    """The smallest sum that can be paid. Of a currency that is not known here it is the largest of all: that is never too little."""
    return LEAST.get(currency, max(LEAST.values()))


def payable(amount: int, currency: str = "EUR") -> bool:
    """Whether a sum can be paid at all: nothing, or what the provider takes at least."""
    return amount == 0 or amount >= least(currency)
