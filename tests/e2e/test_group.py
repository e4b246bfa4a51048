"""Ben registers for three; two guests follow links of their own. Nothing but the keys, on the smallest screen, with and without script."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.registration.models import Registration
from eventsvc.tickets.models import Ticket
from tests import factories
from tests.e2e.test_changes import go
from tests.e2e.test_keyboard import tab_to
from tests.e2e.test_waitlist import narrow
from tests.registration.groups_of import group, link, tickets

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Reader = Callable[..., Page]


def registered(page: Page, address: str, event: Event, *, script: bool) -> None:
    """Ben with two guests whose names he does not know yet."""
    page.goto(f"{address}/en/e/{event.slug}/register")
    tab_to(page, "#name")
    page.keyboard.type("Ben Bauer")
    tab_to(page, "#email")
    page.keyboard.type("ben@keys.example")
    tab_to(page, "main details summary")
    page.keyboard.press("Enter")
    tab_to(page, "#quantity")
    page.keyboard.type("3")
    page.wait_for_timeout(600)
    tab_to(page, "main form[data-register] button.btn-main")
    page.keyboard.press("Enter")
    if not script:  # the fields for names come by a press
        expect(page.get_by_label("Name on ticket 2")).to_be_visible()
        tab_to(page, "main form[data-register] button.btn-main")
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("You are in")
    narrow(page)


def entered(page: Page, link: str, name: str, email: str) -> None:
    """A guest follows the own link and says who is coming; the ticket is there at once."""
    page.goto(link)
    narrow(page)
    expect(page.get_by_text("Invitation by Ben")).to_be_visible()
    tab_to(page, "#name")
    page.keyboard.type(name)
    tab_to(page, "#email")
    page.keyboard.type(email)
    go(page, "main form.form button.btn-main")
    expect(page.locator("main .qr svg").first).to_be_visible()
    expect(page.locator("main")).to_contain_text(name)


@pytest.mark.parametrize("script", [True, False])
def test_each_guest_enters_by_the_own_link_and_gets_the_own_ticket(
    app: Flask, address: str, reader: Reader, script: bool,  # noqa: FBT001
) -> None:
    event = factories.make_event(room=4, online_places=None)
    ben = reader(320, script=script)
    registered(ben, address, event, script=script)

    ben.goto(f"{address}/en/r/{factories.secret_of(factories.only(Registration))}/group")
    narrow(ben)
    expect(ben.get_by_role("heading", level=1)).to_have_text("Your group, 3 places")
    tab_to(ben, "#seat-2-email")
    ben.keyboard.type("cem@keys.example")
    go(ben, "#seat-2 form button")
    expect(ben.locator("#seat-2")).to_contain_text("link sent")
    links = [ben.locator(f"#seat-{number}-link").input_value() for number in (2, 3)]

    entered(reader(320, script=script), links[0], "Cem Celik", "cem@keys.example")
    entered(reader(320, script=script), links[1], "Dora Duman", "dora@keys.example")

    ben.reload()
    expect(ben.locator("#seat-2")).to_contain_text("Cem Celik")
    expect(ben.locator("#seat-3")).to_contain_text("entered")
    go(ben, "main a[href$='/add']")
    go(ben, "main form.form button.btn-main")
    expect(ben.get_by_role("heading", level=1)).to_have_text("Your group, 4 places")
    assert [(one.holder, one.state) for one in factories.all_of(Ticket)] == [
        ("Ben Bauer", "valid"), ("Cem Celik", "valid"), ("Dora Duman", "valid"), ("", "valid"),
    ]
    own = {row.recipient for row in factories.all_of(OutboxRow, kind="guest-ticket")}
    assert own == {"cem@keys.example", "dora@keys.example"}


@pytest.mark.parametrize("script", [True, False])
def test_a_guest_gives_the_place_back(app: Flask, address: str, reader: Reader, script: bool) -> None:  # noqa: FBT001
    event = factories.make_event(room=2, online_places=None)
    page = reader(320, script=script)
    ben = group(event)
    entered(page, f"{address}/en/g/{link(tickets(ben)[1])}", "Cem Celik", "cem@keys.example")

    tab_to(page, "#back summary")
    page.keyboard.press("Enter")
    go(page, "#back button")

    expect(page.get_by_role("heading", level=1)).to_have_text("The place is given back")
    assert [(one.holder, one.state) for one in factories.all_of(Ticket)] == [
        ("Ben Brandt", "valid"), ("Cem Celik", "replaced"), ("", "valid"),
    ]
