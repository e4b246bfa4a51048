"""A mail's way in a real browser: sent again at the desk, read in the demo's mailbox, followed to the registration."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from eventsvc.core import outbox
from eventsvc.core.db import transaction
from eventsvc.core.outbox import OutboxRow
from eventsvc.mails import delivery
from tests.e2e import axe
from tests.factories import all_of, make_event, make_person, make_registration, make_session

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.settings(demo=True)]


@pytest.fixture
def letters(app: Any) -> None:
    """A ticket that came back, and one that waits for its server."""
    event = make_event()
    for name, state, reason in (("Cem", "failed", "550 5.1.1 no such user"), ("Dora", "waiting", "mail server: no answer in time")):
        guest = make_registration(event, name, email=f"{name.lower()}@guests.example")
        outbox.enqueue("ticket", organisation_id=event.organisation_id, event_id=event.id, registration_id=guest.id,
                       recipient=guest.email, language="en")
        with transaction() as connection:
            connection.execute(update(OutboxRow).where(OutboxRow.recipient == guest.email).values(state=state, reason=reason, attempts=3))


def at_the_desk(browser: Any, address: str, **options: Any) -> Page:
    context = browser.new_context(**{"locale": "en-GB", **options})
    context.add_cookies([{"name": "desk", "value": make_session(make_person("Ada", language="en")), "url": address}])
    page: Page = context.new_page()
    return page


def send_all() -> None:
    """What the worker does."""
    while (row := outbox.claim("worker")) is not None:
        delivery.deliver(row)
        outbox.done(row)


@pytest.mark.parametrize("script", [True, False])
def test_a_mail_is_sent_again_read_and_followed(browser: Any, address: str, letters: None, script: bool) -> None:  # noqa: FBT001
    page = at_the_desk(browser, address, java_script_enabled=script)
    page.goto(f"{address}/desk/outbox?state=failed")
    page.get_by_label("Choose Cem").check()
    page.locator(".bulk").get_by_role("button", name="Send again").click()
    expect(page.get_by_role("status").first).to_contain_text("1 mail goes out again now.")
    send_all()
    assert [row.state for row in all_of(OutboxRow)] == ["sent", "sent"]

    page.goto(f"{address}/dev/mail")
    page.get_by_role("row").filter(has_text="cem@guests.example").get_by_role("link").click()

    picture = page.frame_locator("iframe").get_by_role("img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 100
    with page.expect_popup() as beside:
        page.frame_locator("iframe").get_by_role("link", name="View or change your ticket").click()
    expect(beside.value.get_by_role("heading", level=1)).to_be_visible()
    assert "/en/r/" in beside.value.url
    page.locator(".mail-text").get_by_role("link").first.click()
    assert "/T/" in page.url.upper()


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (390, "dark"), (1280, "light")])
def test_the_pages_can_be_used_by_everybody(browser: Any, address: str, letters: None, width: int, scheme: str) -> None:
    page = at_the_desk(browser, address, viewport={"width": width, "height": 800}, color_scheme=scheme)
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text))
    for path in ("/dev/mail", "/desk/outbox", "/desk/outbox?q=nobody", "/dev/mail", "mail"):
        page.goto(address + (page.locator("a.name").first.get_attribute("href") or "" if path == "mail" else path))
        page.evaluate(axe.source())
        found = page.evaluate("axe.run(document, {iframes: false})")["violations"]
        assert [(path, one["id"]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if path == "/desk/outbox":
            send_all_but_failed()
    assert refused == []


def send_all_but_failed() -> None:
    with transaction() as connection:
        connection.execute(update(OutboxRow).values(after=OutboxRow.created_at))
    send_all()
