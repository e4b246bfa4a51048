"""Every page, seen by everybody: no fault that axe-core finds, nothing wider than the window, nobody else asked, keys and eyes led."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tests.e2e import axe, film, live, tour
from tests.e2e.site import Site
from tests.e2e.tour import Stop, Tour

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WIDTHS = (320, 390, 768, 1024, 1280, 1920)
SCHEMES = {390: ("light", "dark"), 1280: ("light",)}
"""Where axe looks; what colours the dark scheme has does not change with the width."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FAULTS = """async (rules) => (await axe.run(document, rules)).violations.map(
  (one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(" | ")}`)"""
WIDE = """() => {
  const width = document.documentElement.clientWidth, out = [];
  if (document.documentElement.scrollWidth > width) out.push(`the page is ${document.documentElement.scrollWidth} wide`);
  for (const it of document.querySelectorAll("body *")) {
    const box = it.getBoundingClientRect();
    if (!box.width || it.closest(".scroll-x, .chips-scroll, .tabs, .vh, .skip, .gap-word, svg, video, [popover], thead")) continue;
    if (box.right > width + 1 || box.left < -1) out.push(`${it.tagName}.${it.className} from ${box.left} to ${box.right}`);
  }
  return out.slice(0, 4);
}"""
SMALL = """() => [...document.querySelectorAll("button, summary, select, input:not(.vh), .btn, .chip, .lang a, nav a")].filter((it) => {
  const box = it.getBoundingClientRect();
  return box.width && !it.closest(".vh, .skip, label") && (box.height < 24 || box.width < 24);
}).map((it) => `${it.tagName}.${it.className} ${it.textContent.trim().slice(0, 30)}`).slice(0, 4)"""
SETTLED = """async () => {
  for (let frame = 0; frame < 3; frame += 1) await new Promise((next) => requestAnimationFrame(next));
  await Promise.allSettled(document.getAnimations().map((one) => one.finished));
}"""
MARKED = """() => {
  const it = document.activeElement, looks = [getComputedStyle(it, "::after"), getComputedStyle(it, "::before")];
  for (let one = it; one && looks.length < 7; one = one.parentElement) looks.push(getComputedStyle(one));
  if (it === document.body || looks.some((look) => look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2)) return "";
  return it.outerHTML.slice(0, 150);
}"""


@pytest.fixture(scope="module")
def browser(play: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Its camera sees a grey wall."""
    wall: Path = film.write(tmp_path_factory.mktemp("film") / "wall.y4m", (None, 1))
    started = live.launched(play, *live.filmed(wall))
    yield started
    started.close()


@pytest.fixture(scope="module")
def way(browser: Browser, site: Site) -> Tour:
    return tour.started(site, browser)


@pytest.fixture(scope="module")
def visitors(browser: Browser, way: Tour) -> Callable[[Stop], BrowserContext]:
    """Browsers, by whose they are and what language they are set to; they keep what every page loads (styles, fonts)."""

    @cache
    def visitor(who: str, lang: str) -> BrowserContext:
        context = browser.new_context(
            base_url=way.site.address, storage_state=way.cookies[who], locale={"de": "de-DE", "en": "en-GB"}[lang],
            viewport={"width": 320, "height": 844}, reduced_motion="reduce", permissions=["camera"],
        )
        context.set_default_timeout(10_000)
        return context

    return lambda stop: visitor(stop.who, stop.lang)


@pytest.fixture
def visitor(visitors: Callable[[Stop], BrowserContext], stop: Stop) -> Iterator[Page]:
    """Somebody who may see the page and reads its language."""
    page = visitors(stop).new_page()
    page.set_viewport_size({"width": 320, "height": 844})
    yield page
    page.close()


def complaints(page: Page, address: str) -> list[str]:
    """What the browser complains about, and whom else it asks; the status of a page that is meant to be an error is none."""
    said: list[str] = []

    def answered(one: Any) -> None:
        if one.status >= 400 and not one.request.is_navigation_request():
            said.append(f"{one.status} {one.url}")

    page.on("console", lambda one: said.append(one.text) if one.type == "error" and "Failed to load resource" not in one.text else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda one: None if one.url.startswith((address, "data:", "blob:")) else said.append(f"asks {one.url}"))
    page.on("response", answered)
    return said


def axe_faults(page: Page, scheme: str) -> list[str]:
    """All rules in light; in dark only what colours change."""
    only = RULES if scheme == "light" else {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
    rules: dict[str, Any] = {"runOnly": only}
    found: list[str] = page.evaluate(FAULTS, rules)
    return found


def led_by_keys(page: Page, stop: Stop) -> list[str]:
    """The first stop of the keyboard leads past the menu; wherever the focus is, it can be seen."""
    page.evaluate("document.activeElement.blur(); getSelection().removeAllRanges(); scrollTo(0, 0)")
    wrong = []
    for _ in range(12):
        page.keyboard.press("Tab")
        unmarked = page.evaluate(MARKED)
        if unmarked:
            wrong.append(f"focus not to be seen on {unmarked}")
    if page.locator("a.skip").count():
        page.locator("a.skip").focus()
        if not page.locator("a.skip").evaluate("it => it.getBoundingClientRect().top >= 0 && it.getBoundingClientRect().height >= 24"):
            wrong.append("the skip link stays hidden")
        page.keyboard.press("Enter")
        if not page.evaluate("location.hash === '#main' && document.activeElement.id === 'main'"):
            wrong.append("the skip link does not lead to the content")
    elif stop not in tour.DOOR:
        wrong.append("no skip link")
    return wrong


@pytest.mark.parametrize("stop", tour.STOPS, ids=str)
def test_page_is_for_everybody(visitor: Page, way: Tour, stop: Stop) -> None:
    said = complaints(visitor, way.site.address)
    status = tour.visit(visitor, stop, way)
    visitor.evaluate("document.fonts.ready.then(() => null)")
    visitor.evaluate(axe.source())
    found: list[str] = []

    for width in WIDTHS:
        visitor.set_viewport_size({"width": width, "height": 844 if width < 700 else 800})
        found += [f"{width}: {fault}" for fault in visitor.evaluate(WIDE)]
        if width == 320:
            found += [f"small target {fault}" for fault in visitor.evaluate(SMALL)]
        for scheme in SCHEMES.get(width, ()):
            visitor.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            visitor.evaluate(SETTLED)
            found += [f"{width} {scheme}: {fault}" for fault in axe_faults(visitor, scheme)]
    found += led_by_keys(visitor, stop)

    assert not [*found, *said], "\n".join([*found, *said])
    assert (status[-1], visitor.locator("html").get_attribute("lang")) == (stop.status, stop.lang)
