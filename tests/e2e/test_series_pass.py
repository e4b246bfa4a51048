"""From the series to a ticket for each date and back again, with nothing but the keys, on the smallest screen, with and without script."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from eventsvc.registration.models import Registration
from tests import factories
from tests.e2e.test_keyboard import tab_to
from tests.e2e.test_waitlist import narrow
from tests.registration.lines import full
from tests.registration.passing import dates

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Reader = Callable[..., Page]


def filled(page: Page, address: str, slug: str) -> None:
    """From the page of the series to the form, and the two fields."""
    page.goto(f"{address}/en/s/{slug}")
    narrow(page)
    tab_to(page, "a.btn-main[href$='/register']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/register")
    narrow(page)
    tab_to(page, "#name")
    page.keyboard.type("Dora Duman")
    tab_to(page, "#email")
    page.keyboard.type("dora@keys.example")
    page.wait_for_timeout(600)


def sent(page: Page) -> None:
    tab_to(page, "main form.form button[type=submit]")
    page.keyboard.press("Enter")


@pytest.mark.parametrize("script", [True, False])
def test_several_dates_leaving_one_and_waiting_for_another(app: Flask, address: str, reader: Reader, script: bool) -> None:  # noqa: FBT001
    series, events = dates(3, room=1)
    page = reader(320, script=script)
    filled(page, address, series.slug)
    full(events[1], 1)

    sent(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("You are in, Dora")
    expect(page.get_by_text("1 date could not be had:")).to_be_visible()
    narrow(page)
    tab_to(page, "form[action$='/wait'] button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("You are on the waitlist for this date.")
    narrow(page)
    tab_to(page, "form[action$='/leave'] button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Given back. The seat is free for somebody else; the other dates stay.")
    narrow(page)
    states = {one.event_id: one.state for one in factories.all_of(Registration, name="Dora Duman")}
    assert states == {events[0].id: "cancelled", events[1].id: "waiting", events[2].id: "confirmed"}


@pytest.mark.parametrize("script", [True, False])
def test_all_or_none_says_why_and_the_next_press_does_it(app: Flask, address: str, reader: Reader, script: bool) -> None:  # noqa: FBT001
    series, events = dates(3, room=1)
    page = reader(320, script=script)
    filled(page, address, series.slug)
    full(events[1], 1)
    page.locator("input[name=mode][value=all]").focus()
    page.keyboard.press("Space")
    sent(page)

    expect(page.get_by_role("alert")).to_contain_text("Not all of these dates can be had, so nothing was registered.")
    narrow(page)
    expect(page.get_by_label("First and last name")).to_have_value("Dora Duman")
    expect(page.locator("input[name=mode][value=all]")).to_be_checked()
    page.wait_for_timeout(600)
    sent(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("You are in, Dora")
    assert len(factories.all_of(Registration, name="Dora Duman")) == 2
    narrow(page)
