"""Passing on, switching, deleting: with nothing but the keys, on the smallest screen, with and without script."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from eventsvc.registration.models import Registration
from eventsvc.tickets.models import Ticket
from tests import factories
from tests.e2e.test_keyboard import tab_to
from tests.e2e.test_waitlist import narrow

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Reader = Callable[..., Page]
SEND = "main form button[type=submit]"


def mine(address: str, registration: Registration) -> str:
    return f"{address}/en/r/{factories.secret_of(registration)}"


def go(page: Page, selector: str) -> None:
    """Tab to it and press Enter; the page that comes is no wider than the window."""
    tab_to(page, selector)
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("Enter")
    narrow(page)


@pytest.mark.parametrize("script", [True, False])
def test_a_ticket_is_passed_on_and_given_back(app: Flask, address: str, reader: Reader, script: bool) -> None:  # noqa: FBT001
    event = factories.make_event(room=1)
    ada = factories.make_registration(event, "Ada")
    page = reader(320, script=script)

    page.goto(mine(address, ada))
    go(page, "a[href$='/ticket/1/transfer']")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pass a ticket on")
    tab_to(page, "#name")
    page.keyboard.type("Ben Bauer")
    tab_to(page, "#email")
    page.keyboard.type("ben@keys.example")
    go(page, SEND)
    expect(page.get_by_role("status")).to_contain_text("Passed on.")
    expect(page.get_by_text("You have passed your ticket on.")).to_be_visible()

    page.goto(mine(address, factories.only(Registration, name="Ben Bauer")))
    tab_to(page, "#decline summary")
    page.keyboard.press("Enter")
    go(page, "#decline button")

    assert [(one.holder, one.state) for one in factories.all_of(Ticket)] == [
        ("Ada", "replaced"), ("Ben Bauer", "cancelled"), ("Ada", "valid"),
    ]


@pytest.mark.parametrize("script", [True, False])
def test_from_the_room_to_online_and_back(app: Flask, address: str, reader: Reader, script: bool) -> None:  # noqa: FBT001
    event = factories.make_event(room=1)
    ada = factories.make_registration(event, "Ada")
    page = reader(320, script=script)
    page.goto(mine(address, ada))

    for title, taken in (("From the room to online", (0, 1)), ("From online to the room", (1, 0))):
        go(page, "a[href$='/ticket/1/switch']")
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        go(page, SEND)
        expect(page.get_by_role("status")).to_contain_text("Switched.")
        assert (factories.pool_of(event).taken, factories.pool_of(event, "online").taken) == taken


def test_a_cancel_takes_two_presses_from_the_mail(app: Flask, address: str, reader: Reader) -> None:
    event = factories.make_event(room=1)
    ada = factories.make_registration(event, "Ada")
    page = reader(320, script=False)

    page.goto(mine(address, ada) + "/cancel")
    expect(page.get_by_text("Free of charge until")).to_be_visible()
    go(page, SEND)

    expect(page.get_by_role("status")).to_have_text("Cancelled. The seat is free for somebody else.")
    assert factories.pool_of(event).taken == 0


@pytest.mark.parametrize("script", [True, False])
def test_all_data_is_deleted_by_one_word(app: Flask, address: str, reader: Reader, script: bool) -> None:  # noqa: FBT001
    ada = factories.make_registration(factories.make_event(), "Ada")
    page = reader(320, script=script)
    page.goto(mine(address, ada))

    go(page, "a[href$='/data']")
    tab_to(page, "#sure")
    page.keyboard.type("yes")
    go(page, "#delete button")
    said = page.locator("#sure-error").inner_text().strip()
    if script:
        expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert").get_by_role("link")).to_have_text(said)
    tab_to(page, "#sure")
    page.keyboard.press("Control+a")
    page.keyboard.type("delete")
    go(page, "#delete button")

    expect(page.get_by_role("heading", level=1)).to_have_text("Deleted")
    assert factories.only(Registration).email == ""
