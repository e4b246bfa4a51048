"""Codes survive being typed by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventsvc.core import codes

bodies = st.text(alphabet=codes.ALPHABET, min_size=7, max_size=7)


@pytest.mark.parametrize(
    ("raw", "text"),
    [(b"\x00" * 5, "00000000"), (b"\xff" * 5, "ZZZZZZZZ"), (b"\x00\x44\x32\x14\xc7", "01234567"), (b"\xff", "ZW")],
)
def test_encode_takes_five_bits_a_character(raw, text):
    assert codes.encode(raw) == text


@given(st.binary(min_size=1, max_size=40))
def test_encode_uses_the_alphabet_only(raw):
    assert codes.in_alphabet(codes.encode(raw))


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("7kqm 4xwd", "7KQM4XWD"),
        ("7KQM-4XWD", "7KQM4XWD"),
        (" 7kqm\u00a04xwd\u200b\n", "7KQM4XWD"),
        ("oOiIlL", "001111"),
        ("7KQM–4XWD", "7KQM4XWD"),
        ("７ＫＱＭ４ＸＷＤ", "7KQM4XWD"),
        ("", ""),
        ("a?b", "A?B"),
    ],
)
def test_normal(typed, printed):
    assert codes.normal(typed) == printed


@given(bodies, st.integers(0, 7), st.sampled_from(codes.ALPHABET))
def test_check_char_notices_any_wrong_character(body, place, char):
    right = body + codes.check_char(body)
    wrong = right[:place] + char + right[place + 1 :]

    assert codes.checked(right)
    assert codes.checked(wrong) == (wrong == right)


@given(bodies, st.integers(0, 7), st.integers(0, 7))
def test_check_char_notices_any_two_that_changed_places(body, one, other):
    right = body + codes.check_char(body)
    chars = list(right)
    chars[one], chars[other] = chars[other], chars[one]
    wrong = "".join(chars)

    assert codes.checked(wrong) == (wrong == right)


@pytest.mark.parametrize("text", ["", "0", "ÄÖ", "7KQM4XU"])
def test_what_is_no_code_is_not_checked(text):
    assert not codes.checked(text)


def test_tokens_are_long_and_different():
    assert len(codes.token()) == 32
    assert len({codes.token() for _ in range(100)}) == 100
