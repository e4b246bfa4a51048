"""What the event page transfers, as a browser that asks for gzip gets it (spec: performance, issue 3: 60 kB, 6 requests)."""

import gzip
from urllib.parse import urlsplit

from eventsvc.events.models import Event
from tests import pages
from tests.browser import Browser
from tests.support import Frozen
from tests.vendor import built

MOST_BYTES = 60_000
MOST_REQUESTS = 6
FETCHED = {"stylesheet", "preload", "icon", "manifest"}


def asked_for(page: pages.Element) -> set[str]:
    """What a browser fetches beside the page itself: sheets, font, scripts, pictures, the icon."""
    links = {one.get("href", "") for one in page.iter("link") if FETCHED & set(one.get("rel", "").split())}
    return {one for one in links | {one.get("src", "") for name in ("img", "script") for one in page.iter(name)} if one}


def weight(client: Browser, path: str) -> dict[str, int]:
    """Bytes of each answer."""
    taken = {path: len(gzip.compress(client.get(path).get_data(), 5))}
    for address in asked_for(client.page(path)):
        assert not urlsplit(address).netloc, f"{address} lies elsewhere"
        if not address.startswith("data:"):
            answer = client.get(address, headers={"Accept-Encoding": "gzip"})
            assert answer.status_code == 200, address
            taken[address] = len(answer.get_data())
    return taken


def test_event_page_is_light(client: Browser, now: Frozen, event: Event) -> None:
    built()

    taken = weight(client, f"/de/e/{event.slug}")

    assert sum(taken.values()) < MOST_BYTES, taken
    assert len(taken) <= MOST_REQUESTS, taken
