"""Registering with nothing but the keys, on the smallest screen; and what happens to the focus when something is wrong."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import tour
from tests.e2e.site import link_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Reader = Callable[..., Page]
STEPS = 40
NAME, EMAIL, SEND = "#name", "#email", "form[data-register] button[type=submit]"


def tab_to(page: Page, what: str, seen: float = 0.9) -> None:
    """Press Tab until this has the focus, as somebody without a mouse does; the page must bring it into sight (`seen`: how much)."""
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        if page.evaluate("what => document.activeElement.matches(what)", what):
            expect(page.locator(f"{what}:focus")).to_be_in_viewport(ratio=seen)
            return
    raise AssertionError(f"{what} is not reached within {STEPS} steps")


@pytest.mark.parametrize("script", [True, False])
def test_registration_by_keyboard_alone(reader: Reader, script: bool) -> None:  # noqa: FBT001
    page = reader(320, script=script)
    page.goto(f"/en/e/{tour.LAB}")
    tab_to(page, "input[type=radio]")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Online")).to_be_checked()
    tab_to(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/register**")
    expect(page.get_by_role("complementary")).to_contain_text("1 × Online")
    expect(page.get_by_role("complementary")).not_to_contain_text("Speicher am Beispielkai")

    tab_to(page, NAME)
    page.keyboard.type("Cem Çelik")
    tab_to(page, EMAIL)
    page.keyboard.type(f"cem.{script}@keys.example".lower())
    page.wait_for_timeout(600)
    tab_to(page, SEND)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("You are in")


def test_what_went_wrong_is_announced_and_leads_to_the_fields(reader: Reader) -> None:
    page = reader(320)
    page.goto(f"/en/e/{tour.LAB}/register")
    tab_to(page, NAME)
    page.keyboard.type("Dora Duman")
    tab_to(page, EMAIL)
    page.keyboard.type("dora@keys")
    page.keyboard.press("Enter")

    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(page).to_have_title("Error: Register: From lab to harbour: AI that ships · AI for Hamburg")
    assert page.locator("html").get_attribute("lang") == "en"
    email = page.locator(EMAIL)
    expect(email).to_have_attribute("aria-invalid", "true")
    expect(page.locator(NAME)).to_have_value("Dora Duman")
    said = [page.locator(f"#{one}").inner_text() for one in (email.get_attribute("aria-describedby") or "").split()]
    assert any("email" in text for text in said), said

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(email).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type(".example")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("You are in")


def test_without_script_the_error_is_named_in_title_summary_and_field(reader: Reader) -> None:
    page = reader(320, script=False)
    page.goto(f"/de/e/{tour.LAB}/register")
    page.wait_for_timeout(600)
    tab_to(page, SEND)
    page.keyboard.press("Enter")

    expect(page).to_have_title("Fehler: Anmelden: Vom Labor in den Hafen: KI, die anlegt · AI for Hamburg")
    expect(page.get_by_role("alert").get_by_role("link")).to_have_count(2)
    expect(page.locator(f"{NAME}[aria-invalid=true], {EMAIL}[aria-invalid=true]")).to_have_count(2)


def test_cancelling_by_keyboard_alone(reader: Reader, site: tour.Site) -> None:
    page = reader(320)
    tour.register(page, f"/en/e/{tour.LAB}/register", "Dora Duman", "gone@keys.example")
    page.goto(link_in(site.letter("gone@keys.example"), "/en/r/"))

    tab_to(page, "#cancel summary")
    page.keyboard.press("Enter")
    tab_to(page, "#cancel button")
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_contain_text("This registration is cancelled.")
