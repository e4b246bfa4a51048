"""Signing in, working and signing out in a real browser, which sends Origin, Referer and cookies as browsers do."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from eventsvc.accounts import queries
from eventsvc.accounts.models import Person
from eventsvc.core.outbox import OutboxRow
from tests.e2e import axe
from tests.factories import all_of, make_person, make_session

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SIZES = [(390, "dark"), (1280, "light")]


@pytest.fixture
def ada(app: Any) -> Person:
    return make_person("Ada", language="en", email="ada@uni.example")


def letter() -> queries.Letter:
    found = queries.letter(all_of(OutboxRow)[-1].payload["link"])
    assert found is not None
    return found


def signed_in(page: Page, address: str, person: Person) -> None:
    page.context.add_cookies([{"name": "desk", "value": make_session(person), "url": address}])


@pytest.mark.parametrize("script", ["with script", "without"])
def test_from_the_desk_to_the_mail_and_back(browser: Any, address: str, ada: Person, script: str) -> None:
    page = browser.new_context(locale="en-GB", java_script_enabled=script == "with script").new_page()
    page.goto(f"{address}/desk/settings")
    page.get_by_label("Email address").fill(ada.email)
    page.get_by_role("button", name="Send the link").click()
    page.goto(f"{address}/desk/sign-in/{letter().token}")

    page.get_by_role("button", name="Sign in now").click()

    expect(page).to_have_url(f"{address}/desk/settings")
    page.get_by_role("button", name="Sign out").first.click()
    expect(page).to_have_url(f"{address}/en/mine")
    assert page.context.cookies() == []


def test_a_page_left_open_keeps_what_was_typed(browser: Any, address: str, ada: Person) -> None:
    page = browser.new_context(locale="en-GB").new_page()
    signed_in(page, address, ada)
    page.goto(f"{address}/desk/team")
    page.get_by_label("Email address").fill("cem@uni.example")
    page.context.clear_cookies()
    page.get_by_role("button", name="Invite", exact=True).click()
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    signed_in(page, address, ada)

    page.get_by_role("button", name="Send again").click()
    page.get_by_role("button", name="Send again").click()

    expect(page.get_by_role("status").first).to_contain_text("cem@uni.example is invited")


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_the_pages_can_be_used_by_everybody(browser: Any, address: str, ada: Person, width: int, scheme: str) -> None:
    page = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
    signed_in(page, address, ada)
    public = [f"/{lang}/{name}" for lang in ("de", "en") for name in ("mine", "imprint", "privacy", "accessibility", "withdraw")]

    for path in (*public, "/desk/team", "/desk/team/1", "/desk/team/history", "/desk/settings"):
        page.goto(address + path)
        page.evaluate(axe.source())
        found = page.evaluate("axe.run()")["violations"]
        assert [(path, one["id"]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
