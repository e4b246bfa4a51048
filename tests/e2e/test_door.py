"""The scanner in a real browser, with a filmed camera."""

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from eventsvc.checkin.models import Admission, Scan
from eventsvc.settings import Settings
from eventsvc.tickets import qr
from eventsvc.tickets.codes import ticket_url
from tests.checkin.door import make_device, tickets_of, usual_list
from tests.e2e import axe, film, live
from tests.factories import all_of, code_of, make_event, make_registration
from tests.programs import need
from tests.vendor import built

pytestmark = [pytest.mark.browser, pytest.mark.slow]


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


@pytest.fixture
def event(app: Any) -> Any:
    event = make_event()
    make_registration(event, "Ada", email="ada@secret.example", holders=("Ada Ahrens", "Jörg Weiß", "Cem Çelik"))
    usual_list(event)
    return event


@pytest.fixture
def tickets(event: Any) -> list[Any]:
    return tickets_of(event)


@pytest.fixture
def film_of(tmp_path: Path, address: str) -> Callable[..., Path]:
    def made(*tickets: Any) -> Path:
        scenes: list[Any] = [(None, 0.5)]
        for ticket in tickets:
            scenes += [(qr.matrix(ticket_url(address, code_of(ticket))), 1.5), (None, 1.5)]
        return film.write(tmp_path / "camera.y4m", *scenes)

    return made


@contextmanager
def phones(address: str, event: Any, camera: Path | None, *names: str) -> Iterator[list[Page]]:
    """One phone for each name, all looking at the same film."""
    flags = [*live.CHROMIUM, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    if camera is not None:
        flags.append(f"--use-file-for-fake-video-capture={camera}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=need("chromium", "chromium-browser", "google-chrome"), args=flags)
        pages = []
        for name in names:
            context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB", permissions=["camera"])
            cookie = {"name": "door", "value": make_device(event, name, language="en"), "domain": "localhost", "path": "/door", "httpOnly": True}
            context.add_cookies([cookie])
            page = context.new_page()
            page.foreign = []
            page.on("request", lambda request, page=page: page.foreign.append(request.url) if not request.url.startswith(("data:", address)) else None)
            pages.append(page)
        yield pages
        found = [page.foreign for page in pages]
        browser.close()
    assert found == [[] for _ in names]


def faults(page: Page) -> list[str]:
    """What the page complained about."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def verdict(page: Page, state: str) -> Any:
    return expect(page.locator(f"[data-scan-state={state}]"))


def test_a_filmed_ticket_admits_once_and_the_other_door_sees_it(address, event, tickets, film_of):
    with phones(address, event, film_of(tickets[0]), "Door 1, Kim", "Door 2, Lea") as (kim, lea):
        said = faults(kim)
        kim.goto(f"{address}/door/")
        verdict(kim, "admit").to_be_visible(timeout=15_000)
        expect(kim.locator(".verdict-name")).to_have_text("Ada Ahrens")
        expect(kim.locator("[data-count] b")).to_have_text("1")
        kim.close()

        lea.goto(f"{address}/door/")
        verdict(lea, "duplicate").to_be_visible(timeout=15_000)
        expect(lea.locator("body")).to_have_class(re.compile("verdict-again"))
        expect(lea.locator(".verdict-why").first).to_contain_text("Door 1, Kim")
        assert lea.evaluate("document.documentElement.dataset.decoder") == "zxing"
        assert said == []
    assert [scan.verdict for scan in all_of(Scan) if scan.verdict == "admit"] == ["admit"]
    assert len(all_of(Admission)) == 1


def test_search_typed_code_and_taking_back(address, event, tickets):
    with phones(address, event, None, "Door 1, Kim") as (kim,):
        kim.goto(f"{address}/door/")
        expect(kim.locator("html[data-door=open]")).to_be_attached(timeout=15_000)

        kim.get_by_role("button", name="Search by name").first.click()
        kim.get_by_role("searchbox", name="Name").fill("joerg w")
        kim.get_by_role("button", name="Jörg Weiß").click()
        verdict(kim, "admit").to_be_visible()
        verdict(kim, "idle").to_be_attached()
        expect(kim.locator("[data-log] li").first).to_contain_text("Jörg Weiß")

        kim.get_by_role("button", name="Type the code").first.click()
        kim.get_by_label("The eight characters").fill(f"{tickets[2].reference[:4]}-{tickets[2].reference[4:]}".lower())
        kim.get_by_role("button", name="Check", exact=True).click()
        verdict(kim, "admit").to_be_visible()
        expect(kim.locator(".verdict-name")).to_have_text("Cem Çelik")
        expect(kim.locator("[data-count] b")).to_have_text("2")

        kim.get_by_role("button", name="Take back").click()
        expect(kim.locator("[data-count] b")).to_have_text("1", timeout=6000)
        verdict(kim, "idle").to_be_attached()

        kim.keyboard.type(code_of(tickets[2]))
        kim.keyboard.press("Enter")
        verdict(kim, "admit").to_be_visible()
        verdict(kim, "idle").to_be_attached()
        kim.keyboard.type("https://elsewhere.example/x")
        kim.keyboard.press("Enter")
        verdict(kim, "foreign").to_be_visible()
    assert [row.undone for row in all_of(Admission)].count(True) == 1
    assert len(all_of(Scan)) == 4


def test_without_network_the_door_goes_on_and_reports_later(address, event, tickets):
    with phones(address, event, None, "Door 1, Kim") as (kim,):
        kim.goto(f"{address}/door/")
        expect(kim.locator("html[data-door=open]")).to_be_attached(timeout=15_000)
        kim.route("**/door/scans", lambda route: route.abort())

        kim.keyboard.type(code_of(tickets[0]))
        kim.keyboard.press("Enter")
        verdict(kim, "admit").to_be_visible()
        expect(kim.locator("[data-net]")).to_contain_text("no network, 1 waiting")
        expect(kim.locator("[data-count] b")).to_have_text("1")
        assert all_of(Scan) == []

        kim.unroute("**/door/scans")
        expect(kim.locator("[data-net]")).to_contain_text("connected", timeout=20_000)
    row = all_of(Scan)[0]
    assert (row.decision, row.verdict) == ("admit", "admit")


def test_what_lies_on_the_phone_and_what_goes_when_it_is_signed_off(address, event, tickets):
    with phones(address, event, None, "Door 1, Kim") as (kim,):
        kim.goto(f"{address}/door/ready")
        expect(kim.locator("[data-check=list]")).to_contain_text("3 guests", timeout=15_000)
        kept = kim.evaluate(DUMP)
        assert "Ada Ahrens" in kept
        leaks = ["@", "secret", *(code_of(ticket) for ticket in tickets), *(ticket.reference for ticket in tickets)]
        assert [leak for leak in leaks if leak in kept] == []

        kim.get_by_role("button", name="Sign this phone off").click()
        expect(kim.get_by_role("heading", name="Signed off")).to_be_visible()
        kim.wait_for_timeout(300)
        assert "Ada Ahrens" not in kim.evaluate(DUMP)


def test_pages_of_the_door_have_no_accessibility_faults(address, event, tickets):
    with phones(address, event, None, "Door 1, Kim") as (kim,):
        found = {}
        for path, state in (("/door/ready", None), ("/door/", None), ("/door/", "refuse"), ("/door/", "search")):
            kim.goto(f"{address}{path}")
            if path == "/door/":
                expect(kim.locator("html[data-door=open]")).to_be_attached(timeout=15_000)
            if state == "refuse":
                kim.keyboard.type("00000000000000000000")
                kim.keyboard.press("Enter")
                verdict(kim, "refuse").to_be_visible(timeout=5000)
            if state == "search":
                kim.get_by_role("button", name="Search by name").first.click()
                kim.get_by_role("searchbox").fill("ada")
            kim.evaluate(axe.source())
            violations = kim.evaluate("axe.run()")["violations"]
            found[f"{path} {state}"] = [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in violations]
    assert {page: faults for page, faults in found.items() if faults} == {}


DUMP = """async () => {
  const db = await new Promise((done) => { const r = indexedDB.open("eventsvc-door"); r.onsuccess = () => done(r.result); });
  const all = {};
  for (const name of db.objectStoreNames) {
    all[name] = await new Promise((done) => { const r = db.transaction(name).objectStore(name).getAll(); r.onsuccess = () => done(r.result); });
  }
  db.close();
  return JSON.stringify([all, { ...localStorage }, { ...sessionStorage }, await caches.keys()]);
}"""
