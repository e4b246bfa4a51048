"""What the event page really transfers to a browser that was never here: small, few requests, nobody else, no cookie."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e import tour

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MOST_BYTES = 60_000
MOST_REQUESTS = 6


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("width", [390, 1280])
def test_event_page_is_light(reader: Callable[..., Page], lang: str, width: int) -> None:
    page = reader(width, lang=lang)
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    asked: dict[str, str] = {}
    taken: dict[str, int] = {}

    def sent(event: dict[str, Any]) -> None:
        if not event["request"]["url"].startswith("data:"):
            asked[event["requestId"]] = event["request"]["url"]

    wire.on("Network.requestWillBeSent", sent)
    wire.on("Network.loadingFinished", lambda event: taken.update({event["requestId"]: event["encodedDataLength"]}))
    page.goto(f"/{lang}/e/{tour.LAB}", wait_until="networkidle")

    weights = {url: round(taken[number]) for number, url in asked.items()}
    origin = page.evaluate("location.origin")
    assert sum(weights.values()) < MOST_BYTES, weights
    assert len(weights) <= MOST_REQUESTS, weights
    assert [url for url in weights if not url.startswith(f"{origin}/")] == []
    assert page.context.cookies() == []
