"""From a sold-out room to a ticket, with nothing but the keys, on the smallest screen, with and without script."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from eventsvc.registration import service
from tests.e2e.test_keyboard import tab_to
from tests.registration.lines import full_event

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Reader = Callable[..., Page]
SEND = "main form.form button[type=submit]"


def narrow(page: Page) -> None:
    """Nothing is wider than the window."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def join(page: Page, address: str, slug: str) -> None:
    """From the event's page through the form to the place in the list."""
    page.goto(f"{address}/en/e/{slug}")
    tab_to(page, "a.btn-main[href$='/waitlist']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/waitlist**")
    narrow(page)
    tab_to(page, "#name")
    page.keyboard.type("Dora Duman")
    tab_to(page, "#email")
    page.keyboard.type("dora@keys.example")
    page.wait_for_timeout(600)
    tab_to(page, SEND)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("script", [True, False])
def test_waitlist_to_ticket(app: Flask, address: str, reader: Reader, script: bool) -> None:  # noqa: FBT001
    event, [ada] = full_event(mode="offer", online_places=None)
    page = reader(320, script=script)

    join(page, address, event.slug)
    expect(page.get_by_role("heading", level=1)).to_have_text("You are number 1, Dora")
    narrow(page)
    service.cancel(ada)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("A place is free, Dora")
    narrow(page)
    tab_to(page, "main form button.btn-main")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("You are in, Dora")


def test_leaving_by_the_keys(app: Flask, address: str, reader: Reader) -> None:
    event, _ = full_event(online_places=None)
    page = reader(320, script=False)
    join(page, address, event.slug)
    expect(page.get_by_role("heading", level=1)).to_have_text("You are number 1, Dora")

    tab_to(page, "#leave button")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_have_text("You are off the waitlist.")


def test_an_empty_form_says_what_is_missing(app: Flask, address: str, reader: Reader) -> None:
    event, _ = full_event(online_places=None)
    page = reader(320)
    page.goto(f"{address}/en/e/{event.slug}/waitlist")
    page.wait_for_timeout(600)
    page.locator("#types input").uncheck()
    page.locator(SEND).click()

    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    said = [page.locator(f"#{field}-error").inner_text().strip() for field in ("types", "name", "email")]
    assert said[0] == "Choose at least one kind of place"
    expect(summary.get_by_role("link")).to_have_text(said)
