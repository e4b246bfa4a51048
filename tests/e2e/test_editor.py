"""The editor in a real browser: the clocks follow, axe finds nothing, nothing is wider than the window."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import factories
from tests.e2e import axe
from tests.factories import make_event, make_person, make_series

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A browser in which Ada is signed in."""
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": "desk", "value": factories.make_session(make_person("Ada")), "url": address}])
    yield context.new_page()
    context.close()


def test_clocks_follow_while_typing_and_the_choice_moves_the_evening(page: Page) -> None:
    event = make_event(series=make_series())
    page.goto(f"/desk/events/{event.id}/edit")
    over_there = page.locator(".clock").last

    page.fill("#day", "2027-11-03")
    expect(page.locator("#shift-note")).to_contain_text("10:00 AM instead of 9:00 AM")
    expect(over_there).to_contain_text("10:00")
    expect(page.locator("[data-unsaved-here]")).to_have_text("Not saved yet.")
    page.check("input[name=shift][value=partner]")
    page.press("#title_en", "Enter")

    expect(page.locator(".flash")).to_contain_text("Saved.")
    expect(page.locator("#start")).to_have_value("17:00")
    expect(page.locator("#shift-note")).to_have_count(0)
    assert factories.fresh(event).local_start == datetime(2027, 11, 3, 17)  # noqa: DTZ001  a wall time


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible_and_fit(page: Page, width: int, scheme: Any) -> None:
    series = make_series()
    event = make_event(series=series, state="draft", published_at=None, local_start=datetime(2027, 11, 3, 18))  # noqa: DTZ001
    make_event(series=series)
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)

    for path in ("/desk/", "/desk/events", "/desk/events/new", f"/desk/events/{event.id}", f"/desk/events/{event.id}/edit",
                 "/desk/series", "/desk/series/new", f"/desk/series/{series.id}"):
        page.goto(path)
        page.evaluate(axe.source())
        found = [(one["id"], [node["target"] for node in one["nodes"]]) for one in page.evaluate("axe.run()")["violations"]]
        assert found == [], path
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
