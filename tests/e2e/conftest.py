"""Fixtures of the tests in a real browser.

`address`: the application of the other fixtures behind a port, for tests that arrange rows by themselves.
`site`: the true `eventsvc demo` in a process tree of its own, with the sample data; one for the whole session. Files that ask for it
  stand in `tests/together.py`, so that one test process starts it and not each.
`browser`, `reader(width, scheme=…, lang=…, script=…)`: Chromium, and a page in a context of its own.
"""

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from eventsvc.settings import Settings
from tests.e2e import live
from tests.e2e.site import Site, running
from tests.vendor import built


@pytest.fixture
def settings(settings: Settings) -> Settings:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return replace(settings, base_url=f"http://localhost:{port}", port=port)


@pytest.fixture
def address(app: Any, settings: Settings) -> Iterator[str]:
    built()
    with live.serving(app, settings.port) as where:
        yield where


@pytest.fixture(scope="module")
def play() -> Iterator[Playwright]:
    """The browsers' driver; not for the whole session, because its loop would stand in the way of others."""
    live.chromium()
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(play: Playwright) -> Iterator[Browser]:
    started = live.launched(play)
    yield started
    started.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Stopped at the end, whatever happened; a death of the tests takes it along (its parts die with their parent)."""
    live.chromium()
    built()
    folder: Path = tmp_path_factory.mktemp("site")
    with running(folder) as started:
        yield started


@pytest.fixture
def reader(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """`reader(390, scheme="dark")`: a page as somebody opens it for the first time; `state`: with the cookies of somebody else.

    It reads what the test has at its `address`, else the `site`.
    """
    contexts: list[BrowserContext] = []
    here: str = request.getfixturevalue("address") if "address" in request.fixturenames else request.getfixturevalue("site").address

    def opened(width: int = 390, *, scheme: str = "light", lang: str = "en", script: bool = True, state: Any = None) -> Page:
        context = browser.new_context(
            base_url=here, viewport={"width": width, "height": 844 if width < 700 else 800}, color_scheme=scheme,
            locale={"de": "de-DE", "en": "en-GB"}[lang], java_script_enabled=script, reduced_motion="reduce", storage_state=state,
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
