"""From the event to an order, with questions on the way: nothing but the keys, on the smallest screen, with and without script."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from eventsvc.events.models import Event
from eventsvc.registration.models import Registration
from eventsvc.ticket_types.models import TicketType
from tests import factories
from tests.e2e.test_keyboard import tab_to
from tests.e2e.test_waitlist import narrow
from tests.questions.asking import make_use

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Reader = Callable[..., Page]


def asking() -> tuple[Event, TicketType]:
    """A type for ten euros, and a question before each ticket that opens another one."""
    event = factories.make_event(room=5, online_places=None)
    kind = factories.make_type(event, price_cents=1000, name_en="Company", name_de="Firma")
    own = make_use(event, "yesno", moment="before-needed", asked_en="Do you bring a computer?", asked_de="Bringst du einen Rechner mit?")
    make_use(event, "text", moment="before-needed", asked_en="Which one?", shown_if_use_id=own.id, shown_if_values=["yes"])
    return event, kind


def begin(page: Page, address: str, event: Event, kind: TicketType) -> None:
    """The two fields."""
    page.goto(f"{address}/en/e/{event.slug}/register?ticket={kind.id}")
    tab_to(page, "#name")
    page.keyboard.type("Dora Duman")
    tab_to(page, "#email")
    page.keyboard.type("dora@keys.example")
    page.wait_for_timeout(600)
    tab_to(page, "main form.form button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/questions")
    narrow(page)


@pytest.mark.parametrize("script", [True, False])
def test_questions_review_order(app: Flask, address: str, reader: Reader, script: bool) -> None:  # noqa: FBT001
    event, kind = asking()
    page = reader(320, script=script)

    begin(page, address, event, kind)
    expect(page.get_by_label("Which one?")).to_be_visible(visible=not script)
    tab_to(page, "main form.form input[type=radio]")
    page.keyboard.press("Space")
    tab_to(page, "main form.form input[type=text]")
    page.keyboard.type("Linux")
    tab_to(page, "main form.form button.btn-main")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review")
    narrow(page)
    tab_to(page, "main button.btn-order")
    assert page.evaluate("document.activeElement.textContent") == "Order with obligation to pay"
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Ordered, Dora")
    narrow(page)
    assert factories.only(Registration).state == "unpaid"


@pytest.mark.parametrize("script", [True, False])
def test_one_key_extends_and_half_a_word_stays(app: Flask, address: str, reader: Reader, script: bool) -> None:  # noqa: FBT001
    event, kind = asking()
    page = reader(320, script=script)
    begin(page, address, event, kind)
    tab_to(page, "main form.form input[type=radio]")
    page.keyboard.press("Space")
    tab_to(page, "main form.form input[type=text]")
    page.keyboard.type("Lin")
    page.wait_for_timeout(1100)
    before = factories.only(Registration).deadline

    page.locator("button[name=extend]").focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(800)

    row = factories.only(Registration)
    assert before is not None
    assert row.deadline is not None
    assert (row.deadline > before, row.extended) == (True, 1)
    expect(page.get_by_label("Which one?")).to_have_value("Lin")
    expect(page.get_by_label("Yes")).to_be_checked()
    if script:
        assert page.evaluate("document.activeElement.name") == "extend"
