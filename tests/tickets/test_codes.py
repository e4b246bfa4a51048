"""Codes of tickets: made from the key alone, read in every form in which they come back."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventsvc.core import codes as alphabet
from eventsvc.tickets import codes

EVENT = UUID("7b0d5b0e-6f0c-4a52-9c5e-0d3b6b0c1a11")
OTHER = UUID("7b0d5b0e-6f0c-4a52-9c5e-0d3b6b0c1a12")
KEY = codes.event_key(b"k" * 32, EVENT)
CODE = "7KQM4XWD0123456789AB"


def test_code_is_stable_for_ever():
    assert codes.code(KEY, 0) == "3EKJBZY4VYGDJFRRTG4A"
    assert codes.reference(KEY, 0) == "YPTNFRC3"
    assert codes.code_hash(CODE) == "YF01wMCq9LMA"


def test_keys_and_codes_differ_by_secret_event_and_index():
    keys = {codes.event_key(secret, event) for secret in (b"k" * 32, b"l" * 32) for event in (EVENT, OTHER)}
    made = {codes.code(key, index) for key in keys for index in range(200)}

    assert len(keys) == 4
    assert len(made) == 800


def test_form_of_code_reference_and_hash():
    for index in range(50):
        assert len(codes.code(KEY, index)) == 20
        assert alphabet.in_alphabet(codes.code(KEY, index))
        assert len(codes.reference(KEY, index)) == 8
        assert alphabet.checked(codes.reference(KEY, index))
        assert codes.code(KEY, index)[:7] != codes.reference(KEY, index)[:7]
        assert len(codes.code_hash(codes.code(KEY, index))) == 12


@pytest.mark.parametrize(
    "scanned",
    [
        f"HTTPS://T.EXAMPLE.ORG/T/{CODE}",
        f"https://t.example.org/t/{CODE.lower()}",
        f"http://127.0.0.1:8000/T/{CODE}",
        f"HTTPS://EXAMPLE.ORG/TICKETS/T/{CODE}",
        f"HTTPS://T.EXAMPLE.ORG/T/{CODE}/",
        f"  HTTPS://T.EXAMPLE.ORG/T/{CODE}\r\n",
        CODE,
        CODE.lower(),
        "7KQM-4XWD-OL23-4567-89AB",
        "7kqm 4xwd oi23 4567 89ab",
    ],
)
def test_code_is_read_from(scanned):
    assert codes.parse(scanned) == codes.Code(CODE)


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}\n"])
def test_reference_is_read(typed):
    reference = codes.reference(KEY, 7)

    assert codes.parse(typed.format(codes.shown(reference))) == codes.Reference(reference)
    assert codes.parse(typed.format(reference.lower())) == codes.Reference(reference)
    assert codes.parse(typed.format(f"{reference[:3]}-{reference[3:6]}-{reference[6:]}")) == codes.Reference(reference)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "Ada Ahrens",
        "https://example.org/",
        f"https://example.org/x/{CODE}",
        f"https://example.org/T/{CODE[:-1]}",
        f"https://example.org/T/{CODE}A",
        f"https://example.org/T/{CODE}?x=1",
        f"https://example.org/T/{CODE[:-1]}U",
        f"https://example.org/T/{CODE[:-1]}O",
        f"ftp://example.org/T/{CODE}",
        f"https:///T/{CODE}",
        CODE + "0",
        f"https://example.org/T/\u017f{CODE[1:]}",
        f"https://example.org/T/\u212a{CODE[1:]}",
        "<script>alert(1)</script>",
        "WIFI:S:hall;T:WPA;P:secret;;",
        '{"ticketId": 7}',
        "x" * 10_000,
        "/a" * 5_000,
        "\x00" * 20,
    ],
)
def test_anything_else_is_foreign(text):
    assert codes.parse(text) == codes.Foreign()


def test_mistyped_reference_is_foreign():
    reference = codes.reference(KEY, 7)
    wrong = reference[:2] + ("0" if reference[2] != "0" else "1") + reference[3:]

    assert codes.parse(wrong) == codes.Foreign()


@given(st.text(max_size=600))
def test_parse_never_fails(text):
    assert isinstance(codes.parse(text), codes.Code | codes.Reference | codes.Foreign)


@given(st.integers(0, 10**6))
def test_url_and_code_come_back(index):
    code = codes.code(KEY, index)

    assert codes.parse(codes.ticket_url("https://t.example.org", code)) == codes.Code(code)


def test_shown_in_two_fours():
    assert codes.shown("7KQM4XWD") == "7KQM 4XWD"


@pytest.mark.parametrize(
    ("base_url", "url"),
    [
        ("https://t.example.org", f"HTTPS://T.EXAMPLE.ORG/T/{CODE}"),
        ("https://t.example.org/", f"HTTPS://T.EXAMPLE.ORG/T/{CODE}"),
        ("https://example.org/tickets/", f"HTTPS://EXAMPLE.ORG/TICKETS/T/{CODE}"),
        ("http://127.0.0.1:8000", f"HTTP://127.0.0.1:8000/T/{CODE}"),
    ],
)
def test_ticket_url(base_url, url):
    assert codes.ticket_url(base_url, CODE) == url


@pytest.mark.parametrize(
    ("host", "level"),
    [
        ("t.ai-for-hamburg.de", "H"),
        ("a" * 19, "H"),
        ("a" * 20, "Q"),
        ("a" * 36, "Q"),
        ("a" * 37, "M"),
        ("a" * 59, "M"),
        ("example.org/tickets", "H"),
    ],
)
def test_level_by_the_length_of_the_host(host, level):
    assert codes.level(f"https://{host}") == level


@pytest.mark.parametrize(
    ("base_url", "remedy"),
    [("https://" + "a" * 60, "may have 59 characters"), ("https://example.org/my_tickets", "use letters")],
)
def test_an_address_that_does_not_fit_names_the_remedy(base_url, remedy):
    with pytest.raises(ValueError, match=remedy):
        codes.level(base_url)
