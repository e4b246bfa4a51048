"""Names and addresses as they are pasted."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventsvc.core import addresses


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ann@Example.org", "Ann@Example.org"),
        ("ann@example.org ", "ann@example.org"),
        ("\u200bann@example.org", "ann@example.org"),
        ("ann@example.org\u00a0", "ann@example.org"),
        ("\ufeffann@exam\u200bple.org\n", "ann@example.org"),
        ("ann+talks@example.org", "ann+talks@example.org"),
        ("ann@müller.example.org", "ann@xn--mller-kva.example.org"),
    ],
)
def test_email_is_kept_as_typed_but_trimmed(typed, kept):
    assert addresses.clean_email(typed) == kept


@pytest.mark.parametrize("typed", ["Ann@Example.org", "ann@example.org ", "\u200bann@example.org", "ann@example.org\u00a0"])
def test_spellings_of_one_address_share_a_key(typed):
    assert addresses.email_key(typed) == "ann@example.org"


def test_key_of_a_domain_with_umlauts_is_that_of_its_kept_form():
    assert addresses.email_key("Ann@Müller.example.org") == addresses.email_key(addresses.clean_email("ann@müller.example.org"))
    assert addresses.email_key("Jörg@") == "jörg@"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "email-empty"),
        (" \u200b\u00a0", "email-empty"),
        ("ann", "email-invalid"),
        ("ann@", "email-invalid"),
        ("@example.org", "email-invalid"),
        ("ann@example", "email-invalid"),
        ("ann@example..org", "email-invalid"),
        ("ann@example.org, ben@example.org", "email-invalid"),
        ("ann@example.org\r\nBcc: ben@example.org", "email-invalid"),
        ("Ann <ann@example.org>", "email-invalid"),
        ("jörg@example.org", "email-invalid"),
        ("a" * 250 + "@example.org", "email-long"),
    ],
)
def test_bad_addresses(typed, code):
    with pytest.raises(ValueError, match=rf"^{code}$"):
        addresses.clean_email(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Suharti", "Suharti"),
        ("Nguyễn", "Nguyễn"),
        ("X Æ A-12", "X Æ A-12"),
        ("de la Cruz y Ortega-Müller von und zu", "de la Cruz y Ortega-Müller von und zu"),
        ("  Ada \t Ahrens\n", "Ada Ahrens"),
        ("A\u200bda\u202e\x00", "Ada"),
        ("Mu\u0308ller", "Müller"),
        ("Dr. Müller", "Dr. Müller"),
        ("Dr.Müller", "Dr.Müller"),
        ("Prof.Dr.de Vries", "Prof.Dr.de Vries"),
        ("St. John", "St. John"),
        ("J.R.R. Tolkien", "J.R.R. Tolkien"),
        ("Ann Lee, Ph.D.", "Ann Lee, Ph.D."),
        ("Sammy Davis Jr.", "Sammy Davis Jr."),
        ("O’Brien", "O’Brien"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("A\u200cda", "Ada"),
        ("🎉", "🎉"),
        ("A" * 120, "A" * 120),
    ],
)
def test_names(typed, kept):
    assert addresses.clean_name(typed) == kept


@pytest.mark.parametrize("typed", ["", "   ", "\u200b\u2060\ufeff", "\u2800\u3164", "\x00\x01", "\u0301"])
def test_a_name_of_invisible_characters_is_empty(typed):
    with pytest.raises(ValueError, match=r"^name-empty$"):
        addresses.clean_name(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "see http://x",
        "www.example.org", "Win at spam.com now", "spam.com/x", "SPAM.COM",
        "free.money.example.net", "Ben (spam.de)", "ann@mail.example", "buy-now.shop!",
    ],
)
def test_a_link_is_no_name(typed):
    with pytest.raises(ValueError, match=r"^name-link$"):
        addresses.clean_name(typed)


def test_a_long_name_is_refused():
    with pytest.raises(ValueError, match=r"^name-long$"):
        addresses.clean_name("A" * 121)


def cleaned(text: str) -> str:
    try:
        return addresses.clean_name(text)
    except ValueError as fault:
        return str(fault)


@given(st.text())
def test_cleaning_twice_changes_nothing(text):
    once = cleaned(text)

    assert cleaned(once) == once
    assert not any(unicodedata.category(char) in {"Cc", "Cs"} for char in once)
