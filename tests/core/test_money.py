"""Sums as typed, and the least that can be paid."""

import pytest

from eventsvc.core import money


@pytest.mark.parametrize(("typed", "cents"), [
    ("45", 4500), ("45,5", 4550), ("45.00", 4500), ("1.200,00 €", 120_000), ("1,200.00", 120_000), ("€ 7", 700), ("0", 0), ("0,50", 50),
    ("", None), ("-5", None), ("5 and more", None), ("1e3", None), ("12345678", None),
])  # fmt: skip
def test_a_sum_as_typed(typed: str, cents: int | None) -> None:
    assert money.cents(typed) == cents


def test_what_is_shown_can_be_typed_again() -> None:
    assert {lang: money.typed(120_005, lang) for lang in ("de", "en")} == {"de": "1200,05", "en": "1200.05"}
    assert money.cents(money.typed(120_005, "de")) == 120_005


@pytest.mark.parametrize(("currency", "least"), [("EUR", 50), ("USD", 50), ("GBP", 30), ("PLN", 200), ("CHF", 200)])
def test_nothing_lies_between_free_and_what_the_provider_takes(currency: str, least: int) -> None:
    """Trap T31. Of a currency that is not known the careful way."""
    assert [cents for cents in (0, 1, least - 1, least, 4900) if money.payable(cents, currency)] == [0, least, 4900]
