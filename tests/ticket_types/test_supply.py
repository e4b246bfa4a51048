"""The table of spec/law 4.8, row by row."""

import pytest

from eventsvc.ticket_types import supply


@pytest.mark.parametrize(("kind", "tax_mode", "country", "business", "vat_id", "counts"), [
    ("room", "standard", "DE", False, "", "standard"),
    ("room", "standard", "FR", True, "FR12345678901", "standard"),  # no reverse charge for a place in a room
    ("room", "standard", "US", True, "", "standard"),
    ("room", "abroad", "DE", False, "", "abroad"),
    ("online", "standard", "DE", False, "", "standard"),
    ("online", "standard", "DE", True, "DE123456789", "standard"),
    ("online", "standard", "FR", True, "FR12345678901", "reverse-charge"),
    ("online", "standard", "FR", True, "", "oss"),
    ("online", "standard", "FR", False, "", "oss"),
    ("online", "reduced", "MC", False, "", "oss"),
    ("online", "standard", "US", True, "", "abroad"),
    ("online", "standard", "US", False, "", "abroad"),
    ("online", "standard", "GB", False, "", "abroad"),
    ("online", "exempt-22a", "DE", False, "", "exempt-22a"),
    ("online", "standard", "", False, "", "standard"),
])  # fmt: skip
def test_the_case_that_counts(kind: str, tax_mode: str, country: str, business: bool, vat_id: str, counts: str) -> None:  # noqa: FBT001
    assert supply.mode(kind, tax_mode, country, business=business, vat_id=vat_id) == counts


@pytest.mark.parametrize(("kind", "sold_to", "country", "why"), [
    ("room", "germany", "", ""), ("room", "anywhere", "FR", ""),
    ("online", "germany", "DE", ""), ("online", "germany", "", "only-germany"), ("online", "germany", "AT", "only-germany"),
    ("online", "anywhere", "DE", ""), ("online", "anywhere", "", "country-missing"), ("online", "anywhere", "AT", "country-eu"),
    ("online", "anywhere", "US", ""), ("online", "anywhere", "CH", ""),
])  # fmt: skip
def test_to_whom_it_is_sold(kind: str, sold_to: str, country: str, why: str) -> None:
    assert supply.refusal(kind, sold_to, country) == why


def test_all_states_of_the_union_are_known() -> None:
    assert len(supply.EU - {"MC"}) == 27
