"""The organisation's settings."""

import io
from collections.abc import Callable

import pytest

from eventsvc.accounts.models import Organisation
from eventsvc.core.audit import AuditEntry
from eventsvc.payments.bank_models import BankAccount
from tests.browser import Browser
from tests.factories import all_of, make_organisation, make_person, only

Desk = Callable[..., Browser]


def shown(browser: Browser) -> dict[str, str]:
    """What stands in the lines of the form."""
    lines = [one for one in browser.page("/desk/settings").iter() if one.get("name") and one.get("type") not in {"file", "submit"}]
    return {one.get("name", ""): one.get("value", "") for one in lines if one.tag.endswith("input")}


def test_what_is_typed_is_kept_and_noted(desk: Desk) -> None:
    browser = desk("owner")

    answer = browser.submit("/desk/settings", {"street": "  Beispielkai   1 ", "accent": "#3B1F8F", "home_city": "San Francisco"})

    assert answer.status_code == 303
    row = only(Organisation)
    assert (row.street, row.accent, row.home_city, row.home_zone) == ("Beispielkai 1", "#3b1f8f", "San Francisco", "America/Los_Angeles")
    assert set(only(AuditEntry).after) == {"street", "accent", "home_city", "home_zone"}
    assert "Saved." in browser.get("/desk/settings").text


def test_the_same_again_changes_nothing(desk: Desk) -> None:
    browser = desk("owner")

    browser.submit("/desk/settings", {}, action="/desk/settings")

    assert all_of(AuditEntry) == []
    assert "Nothing was changed." in browser.get("/desk/settings").text


@pytest.mark.parametrize(("field", "typed"), [
    ("name", "  "), ("email", "hello"), ("accent", "blue"), ("accent", "#12345"), ("accent", "#0b5a78;}body{display:none"),
    ("home_city", "Atlantis"), ("street", "x" * 201),
])
def test_what_cannot_be_right_is_shown_again(desk: Desk, field: str, typed: str) -> None:
    browser = desk("owner")
    values = shown(browser)

    answer = browser.post("/desk/settings", data={**values, "home_city": "Hamburg", field: typed})

    assert answer.status_code == 200
    assert "<title>Error: " in answer.text
    assert answer.text.count('aria-invalid="true"') == 1
    assert all_of(AuditEntry) == []


def test_the_page_says_what_the_imprint_misses(desk: Desk) -> None:
    make_organisation(phone="", street="")

    page = desk("owner").get("/desk/settings").text

    assert "missing: Street and number, Phone, or another quick way" in page


def test_a_picture_that_is_none_is_refused_with_a_sentence(desk: Desk) -> None:
    browser = desk("owner")
    values = shown(browser)
    sent = {**values, "home_city": "Hamburg", "logo": (io.BytesIO(b"<svg/>"), "logo.svg")}

    answer = browser.post("/desk/settings", data=sent, content_type="multipart/form-data")

    assert "Choose a PNG, JPEG or WebP file." in answer.text
    assert only(Organisation).logo is None


def test_settings_touch_the_own_organisation_only(desk: Desk) -> None:
    browser = desk("owner")
    other = make_organisation(name="Fremd e. V.")
    make_person("Dora", organisation=other)

    browser.submit("/desk/settings", {"name": "Hafen"})

    assert [row.name for row in all_of(Organisation)] == ["Hafen", "Fremd e. V."]


@pytest.mark.settings(smtp_url="smtp+starttls://user:geheim@mail.example.org:587")
def test_the_sender_is_shown_without_its_password(desk: Desk) -> None:
    page = desk("owner").get("/desk/settings").text

    assert "mail.example.org" in page
    assert "_dmarc.events.example.org" in page
    assert "geheim" not in page


def test_the_account_for_transfers(desk: Desk) -> None:
    browser = desk("owner")
    typed = {"bank-holder": "Hafen Forum e. V.", "bank-iban": "de89 3704 0044 0532 0130 00", "bank-active": "y", "bank-days": "7"}

    wrong = browser.submit("/desk/settings", {**typed, "bank-iban": "DE89 3704 0044 0532 0130 01"}, button="Save the account")
    assert "its check digits do not fit" in wrong.text
    assert 'value="Hafen Forum e. V."' in wrong.text
    assert browser.submit("/desk/settings", typed, button="Save the account").status_code == 303

    kept = only(BankAccount)
    assert (kept.active, kept.iban, kept.holder, kept.days) == (True, "DE89370400440532013000", "Hafen Forum e. V.", 7)
    assert shown(browser)["bank-iban"] == "DE89 3704 0044 0532 0130 00"
    assert only(AuditEntry).deed == "bank-account"
    assert "changed the bank account: DE89 3704" in browser.get("/desk/team/history").text
