"""Whose money it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventsvc.core import codes
from eventsvc.payments import matching

REFERENCE = "0H1T9QR" + codes.check_char("0H1T9QR")


@pytest.mark.parametrize("said", [
    f"EV {REFERENCE[:4]} {REFERENCE[4:]}", f"ev{REFERENCE.lower()}", f"SVWZ+EV-{REFERENCE[:4]}-{REFERENCE[4:]} Tickets",
    f"Danke {REFERENCE}", " ".join(REFERENCE), REFERENCE.replace("0", "O").replace("1", "I"), f"{REFERENCE[:3]}\n{REFERENCE[3:]}",
])  # fmt: skip
def test_the_reference_is_found_however_it_is_written(said: str) -> None:
    assert REFERENCE in matching.references(said)


@given(st.integers(0, 7), st.sampled_from(codes.ALPHABET))
def test_a_wrong_character_is_no_reference(at: int, char: str) -> None:
    wrong = REFERENCE[:at] + char + REFERENCE[at + 1:]

    assert (wrong in matching.references(f"EV {wrong}")) is (wrong == REFERENCE)


@pytest.mark.parametrize(("one", "other", "same"), [
    ("Coşkun, Cem", "Cem Coşkun", True), ("COSKUN CEM", "Cem Coşkun", True), ("Ada Ahrens und Ben Brand", "Ada Ahrens", True),
    ("Ada Ahlers", "Ada Ahrens", False), ("Ada", "Ada", False), ("", "", False), ("Firma K GmbH", "Dora Dietz", False),
])  # fmt: skip
def test_names(one: str, other: str, same: bool) -> None:  # noqa: FBT001
    assert matching.same_name(one, other) is same
