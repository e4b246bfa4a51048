"""VAT is rounded once per rate, and nobody prints an amount that is not owed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventsvc.ticket_types import taxes


@pytest.mark.parametrize(("gross", "mode", "vat"), [
    (5 * 9900, "standard", 7903),  # T30: not 5 × 1581 = 7905
    (3 * 999, "reduced", 196),  # not 3 × 65 = 195
    (4900, "standard", 782), (4500, "standard", 718), (1, "standard", 0), (0, "reduced", 0),
    (-5 * 9900, "standard", -7903),
    (4900, "exempt-22a", 0), (4900, "small-business", 0), (4900, "abroad", 0), (0, "none", 0),
])
def test_vat_is_rounded_half_up_on_the_sum(gross: int, mode: str, vat: int) -> None:
    assert taxes.split(gross, mode) == (gross - vat, vat)


def test_half_a_cent_is_rounded_up() -> None:
    assert [taxes.split(cents, "reduced")[1] for cents in (7, 8, 22, 23)] == [0, 1, 1, 2]
    assert taxes.split(10700 * 5 // 10, "reduced") == (5000, 350)


@given(gross=st.integers(-10**9, 10**9), mode=st.sampled_from(sorted(taxes.MODES)))
def test_net_and_vat_are_the_sum_and_nothing_is_off_by_more_than_half_a_cent(gross: int, mode: str) -> None:
    net, vat = taxes.split(gross, mode)

    whole = 100 + taxes.rate(mode)
    assert net + vat == gross
    assert abs(vat * whole - gross * taxes.rate(mode)) * 2 <= whole
    assert taxes.split(-gross, mode) == (-net, -vat)


def test_one_share_per_mode_of_a_mixed_order() -> None:
    found = taxes.shares([(9900, "standard")] * 5 + [(999, "reduced")] * 3 + [(8000, "exempt-22a")])

    assert [(one.mode, one.percent, one.gross_cents, one.vat_cents) for one in found] == [
        ("standard", 19, 49500, 7903), ("reduced", 7, 2997, 196), ("exempt-22a", None, 8000, 0),
    ]


def test_a_small_business_owes_nothing_on_anything() -> None:
    assert {taxes.effective(mode, small_business=True) for mode in taxes.CHOICES} == {"small-business"}
    assert taxes.effective("none", small_business=True) == "none"
    assert taxes.effective("reduced", small_business=False) == "reduced"
    assert all("%" not in taxes.note("small-business", lang) for lang in ("de", "en"))


def test_the_sentences_of_the_law_stand_in_both_languages() -> None:
    assert taxes.note("exempt-22a", "de") == "Steuerfrei nach § 4 Nr. 22 Buchst. a UStG"
    assert taxes.note("small-business", "de") == "Steuerfrei, Kleinunternehmer § 19 UStG"
    assert (taxes.note("standard", "de"), taxes.note("standard", "en")) == ("inkl. 19 % MwSt.", "incl. 19 % VAT")
    assert taxes.note("abroad", "de") == "nicht im Inland steuerbar"
