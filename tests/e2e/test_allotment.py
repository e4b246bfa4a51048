"""Places for a partner: kept, taken by the partner's link, released to who waits. Nothing but the keys, on the smallest screen; the
guests' side with and without script."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from eventsvc.events.models import Event
from eventsvc.registration import service
from eventsvc.registration.models import Registration
from eventsvc.ticket_types.models import Allotment
from tests import factories
from tests.e2e.test_changes import go
from tests.e2e.test_keyboard import tab_to
from tests.e2e.test_sign_in import signed_in
from tests.e2e.test_waitlist import join, narrow
from tests.registration.cases import wish
from tests.whole import faults

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Reader = Callable[..., Page]
SAVE = ".savebar button[type=submit]"


def full_but_for(seats: int) -> Event:
    """A room for one more than this, and Ben is in."""
    event = factories.make_event(room=seats + 1, online_places=None, waitlist_mode="confirm")
    service.register(event.id, wish(event, "Ben"))
    return event


def keep(desk: Page, address: str, event: Event, seats: int) -> str:
    """From the event's desk page to the places that are kept; answers the link for the partner."""
    desk.goto(f"{address}/desk/events/{event.id}")
    go(desk, "nav.tabs a[href$='/tickets/']")
    go(desk, "nav.chips a[href$='/codes/']")
    go(desk, "main a[href$='/blocks/new']")
    day = (event.local_start - timedelta(days=1)).isoformat(timespec="minutes")
    for field, value in (("partner", "GABA"), ("email", "ada@gaba.example"), ("seats", str(seats))):
        tab_to(desk, f"#{field}")
        desk.keyboard.type(value)
    tab_to(desk, "#release_at")
    desk.locator("#release_at:focus").fill(day)  # the browser's own picker for day and time
    tab_to(desk, "#code")
    desk.keyboard.type("GABA")
    go(desk, SAVE)
    expect(desk.get_by_role("status")).to_contain_text(f"{seats} places are kept.")
    tab_to(desk, "#block-link")
    return str(desk.evaluate("document.activeElement.value"))


def invited(page: Page, link: str) -> None:
    """Cem follows the partner's link to a ticket."""
    page.goto(link)
    narrow(page)
    go(page, "main button[type=submit].btn-main, main a.btn-main")
    tab_to(page, "#name")
    page.keyboard.type("Cem Celik")
    tab_to(page, "#email")
    page.keyboard.type("cem@keys.example")
    page.wait_for_timeout(600)
    go(page, "form[data-register] button.btn-main")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are in, Cem")


@pytest.mark.parametrize("script", [True, False])
def test_kept_taken_released(app: Flask, address: str, reader: Reader, script: bool) -> None:  # noqa: FBT001
    event = full_but_for(2)
    desk, guest, public = reader(320), reader(320, script=script), reader(320, script=script)
    signed_in(desk, address, factories.make_person("Ada", language="en"))

    link = keep(desk, address, event, 2)
    public.goto(f"{address}/en/e/{event.slug}")
    expect(public.locator("main")).to_contain_text("sold out")
    invited(guest, link)
    join(public, address, event.slug)
    expect(public.get_by_role("heading", level=1)).to_have_text("You are number 1, Dora")

    desk.reload()
    expect(desk.locator(".kpis")).to_contain_text("Still kept")
    go(desk, "button[formaction$='/release']")
    expect(desk.get_by_role("status")).to_contain_text("1 place is for everybody now.")
    public.reload()
    expect(public.locator("main a[href$='/ticket/1']").first).to_be_visible()
    narrow(public)

    assert [(one.name, one.state, one.source) for one in factories.all_of(Registration)][1:] == [
        ("Cem Celik", "confirmed", "GABA"), ("Dora Duman", "confirmed", ""),
    ]
    block, pool = factories.only(Allotment), factories.pool_of(event)
    assert (block.left_seats, pool.taken, pool.held) == (0, 3, 0)
    assert faults() == []


def test_order_by_the_keys(app: Flask, address: str, reader: Reader) -> None:
    event = factories.make_event()
    room, online = factories.types_of(event)
    desk = reader(320)
    signed_in(desk, address, factories.make_person("Ada", language="en"))
    desk.goto(f"{address}/desk/events/{event.id}/tickets/")

    tab_to(desk, f"#type-{room.id} a")
    with desk.expect_navigation(wait_until="load"):
        desk.keyboard.press("Alt+ArrowDown")
    assert [one.id for one in factories.types_of(event)] == [online.id, room.id]
    expect(desk.locator(f"#type-{room.id}")).to_be_focused()
    go(desk, f"#type-{room.id} button[value=up]")

    assert [one.id for one in factories.types_of(event)] == [room.id, online.id]


def test_order_without_script(app: Flask, address: str, reader: Reader) -> None:
    event = factories.make_event()
    room, online = factories.types_of(event)
    desk = reader(320, script=False)
    signed_in(desk, address, factories.make_person("Ada", language="en"))
    desk.goto(f"{address}/desk/events/{event.id}/tickets/")

    go(desk, f"#type-{room.id} button[value=down]")

    assert [one.id for one in factories.types_of(event)] == [online.id, room.id]
