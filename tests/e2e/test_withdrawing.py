"""To withdraw: from the foot of any page, nothing but the keys, on the smallest screen, with and without script."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from eventsvc.core import clock, zones
from eventsvc.registration.models import Withdrawal
from tests import factories
from tests.e2e.test_keyboard import tab_to
from tests.e2e.test_waitlist import narrow
from tests.public.begun import paid
from tests.registration.withdrawing import code, ordered

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Reader = Callable[..., Page]


@pytest.mark.parametrize("script", [True, False])
def test_three_facts_and_one_press(app: Flask, address: str, reader: Reader, script: bool) -> None:  # noqa: FBT001
    event, registration = ordered(email="ada@keys.example")
    page = reader(320, script=script)
    page.goto(f"{address}/en/e/{event.slug}")
    page.get_by_role("link", name="Withdraw from contract here").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/withdraw/*")
    narrow(page)

    tab_to(page, "#name")
    page.keyboard.type("Ada Ahrens")
    tab_to(page, "#contract")
    page.keyboard.type(code(registration))
    tab_to(page, "#email")
    page.keyboard.type("ada@keys.example")
    page.wait_for_timeout(600)
    tab_to(page, "main form.form button[type=submit]")
    assert page.evaluate("document.activeElement.textContent") == "Confirm withdrawal"
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Your withdrawal has arrived")
    narrow(page)
    assert factories.only(Withdrawal).registration_id == registration.id


@pytest.mark.parametrize("script", [True, False])
def test_what_is_missing_is_said_and_stays(app: Flask, address: str, reader: Reader, script: bool) -> None:  # noqa: FBT001
    factories.make_organisation()
    page = reader(320, script=script)
    page.goto(f"{address}/de/withdraw")
    page.get_by_label("Vor- und Nachname").fill("Ada Ahrens")
    page.wait_for_timeout(600)
    page.get_by_role("button", name="Widerruf bestätigen").click()

    expect(page.get_by_role("alert")).to_contain_text("Sag, um welchen Vertrag es geht")
    expect(page.get_by_label("Vor- und Nachname")).to_have_value("Ada Ahrens")
    narrow(page)
    assert factories.all_of(Withdrawal) == []


@pytest.mark.parametrize("script", [True, False])
def test_the_wish_for_an_early_start_is_ticked_by_keyboard(app: Flask, address: str, reader: Reader, script: bool) -> None:  # noqa: FBT001
    page, there = reader(320, script=script), f"{address}/en/r/{begun()}/review"
    page.goto(there)
    narrow(page)
    tab_to(page, "main button.btn-order")
    page.keyboard.press("Enter")
    expect(page.locator("#early-error")).to_contain_text("Tick the box")
    narrow(page)
    tab_to(page, "#early")
    page.keyboard.press("Space")
    tab_to(page, "main button.btn-order")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Ordered, Ada")


def begun() -> str:
    """An order for an evening in three days, begun; answers its secret."""
    start = zones.local(clock.now() + timedelta(days=3), "Europe/Berlin").replace(tzinfo=None, microsecond=0)
    return paid(withdrawal="statutory", local_start=start)[1].secret
