"""The scanner in a real browser, with a filmed camera."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from eventsvc.checkin import doors
from eventsvc.checkin.doors import By
from eventsvc.checkin.models import Admission, DoorDevice, Scan
from eventsvc.questions import service as questions
from eventsvc.tickets import qr
from eventsvc.tickets.codes import ticket_url
from tests.checkin.door import make_device, tickets_of, usual_list
from tests.e2e import axe, film, live
from tests.e2e.scanning import PATIENCE, WATCH, faults, idle, opened, scanned, showed, shows
from tests.factories import all_of, code_of, make_event, make_person, make_registration, only
from tests.questions.asking import given, make_use

pytestmark = [pytest.mark.browser, pytest.mark.slow]


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
    with sync_playwright() as play:
        browser = live.launched(play, *live.filmed(camera))
        pages, asked = [], []
        for name in names:
            context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB", permissions=["camera"])
            secret = make_device(event, name, language="en")
            context.add_cookies([{"name": "door", "value": secret, "domain": "localhost", "path": "/door", "httpOnly": True}])
            page = context.new_page()
            page.add_init_script(WATCH)
            page.on("request", lambda request: asked.append(request.url))
            pages.append(page)
        yield pages
        browser.close()
    assert [url for url in asked if not url.startswith(("data:", address))] == []


def test_where_webassembly_is_blocked_the_plain_reader_reads(address, event, tickets, film_of):
    blocked = []
    with phones(address, event, film_of(tickets[0]), "Door 1, Kim") as (kim,):
        kim.context.route("**/zxing_reader.wasm", lambda route: (blocked.append(route.request.url), route.abort()))

        kim.goto(f"{address}/door/")

        showed(kim, 1, "admit")
        expect(kim.locator("[data-log] li").first).to_contain_text("Ada Ahrens")
    assert blocked != []


def test_a_filmed_ticket_admits_once_and_the_other_door_sees_it(address, event, tickets, film_of):
    with phones(address, event, film_of(tickets[0]), "Door 1, Kim", "Door 2, Lea") as (kim, lea):
        said = faults(kim)
        kim.goto(f"{address}/door/")
        showed(kim, 1, "admit")
        expect(kim.locator("[data-log] li").first).to_contain_text("Ada Ahrens")
        expect(kim.locator("[data-count] b")).to_have_text("1")
        kim.close()

        lea.goto(f"{address}/door/")
        shows(lea, "duplicate")
        expect(lea.locator("body")).to_have_class(re.compile("verdict-again"))
        expect(lea.locator(".verdict-why").first).to_contain_text("Door 1, Kim")
        assert lea.evaluate("document.documentElement.dataset.decoder") == "zxing"
        assert said == []
    assert [scan.verdict for scan in all_of(Scan) if scan.verdict == "admit"] == ["admit"]
    assert len(all_of(Admission)) == 1


def test_search_typed_code_and_taking_back(address, event, tickets):
    with phones(address, event, None, "Door 1, Kim") as (kim,):
        opened(kim, address)

        kim.get_by_role("button", name="Search by name").first.click()
        kim.get_by_role("searchbox", name="Name").fill("joerg w")
        kim.get_by_role("button", name="Jörg Weiß").click()
        showed(kim, 1, "admit")
        expect(kim.locator("[data-log] li").first).to_contain_text("Jörg Weiß")

        kim.get_by_role("button", name="Type the code").first.click()
        kim.get_by_label("The eight characters").fill(f"{tickets[2].reference[:4]}-{tickets[2].reference[4:]}".lower())
        kim.get_by_role("button", name="Check", exact=True).click()
        showed(kim, 3, "admit")
        expect(kim.locator("[data-count] b")).to_have_text("2")

        kim.get_by_role("button", name="All of the latest").click()
        kim.locator("[data-history] li").first.get_by_role("button", name="Take back").click()
        expect(kim.locator("[data-count] b")).to_have_text("1", timeout=PATIENCE)
        idle(kim)

        scanned(kim, code_of(tickets[2]))
        showed(kim, 5, "admit")
        idle(kim)
        scanned(kim, "https://elsewhere.example/x")
        showed(kim, 6, "foreign")
    assert [row.undone for row in all_of(Admission)].count(True) == 1
    assert len(all_of(Scan)) == 4


def test_what_a_guest_has_told_the_door_waits_until_it_is_read(address, event, tickets):
    asked = make_use(event, asked_de="Zugang?", asked_en="Access?", shown_at_door=True)
    questions.answer(tickets[0].registration_id, [given(asked, "Step-free route", tickets[0].id)])
    with phones(address, event, None, "Door 1, Kim") as (kim,):
        opened(kim, address)

        scanned(kim, code_of(tickets[0]))

        expect(kim.locator(".verdict-why")).to_have_text("Access? Step-free route", timeout=PATIENCE)
        kim.wait_for_timeout(2000)
        shows(kim, "admit")
        kim.get_by_role("button", name="Keep scanning").click()
        idle(kim)


def test_without_network_the_door_goes_on_and_reports_later(address, event, tickets):
    with phones(address, event, None, "Door 1, Kim") as (kim,):
        opened(kim, address)
        kim.route("**/door/scans", lambda route: route.abort())

        scanned(kim, code_of(tickets[0]))
        showed(kim, 1, "admit")
        expect(kim.locator("[data-net]")).to_contain_text("no network, 1 waiting")
        expect(kim.locator("[data-count] b")).to_have_text("1")
        assert all_of(Scan) == []

        kim.unroute("**/door/scans")
        expect(kim.locator("[data-net]")).to_contain_text("connected", timeout=PATIENCE)
    row = all_of(Scan)[0]
    assert (row.decision, row.verdict) == ("admit", "admit")


def test_a_no_that_comes_too_late_is_told_as_a_conflict(address, event, tickets):
    with phones(address, event, None, "Door 1, Kim", "Door 2, Lea") as (kim, lea):
        opened(kim, address)
        opened(lea, address)
        lea.route("**/door/scans", lambda route: route.abort())
        scanned(kim, code_of(tickets[0]))
        showed(kim, 1, "admit")

        scanned(lea, code_of(tickets[0]))
        showed(lea, 1, "admit")
        lea.unroute("**/door/scans")

        shows(lea, "conflict")
        expect(lea.locator(".verdict-why").first).to_contain_text("Door 1, Kim")
    assert sorted(scan.verdict for scan in all_of(Scan)) == ["admit", "conflict"]


def test_what_lies_on_the_phone_and_what_goes_when_it_is_signed_off(address, event, tickets):
    with phones(address, event, None, "Door 1, Kim") as (kim,):
        kim.goto(f"{address}/door/ready")
        expect(kim.locator("[data-check=list]")).to_contain_text("3 guests", timeout=PATIENCE)
        kept = kim.evaluate(DUMP)
        assert "Ada Ahrens" in kept
        leaks = ["@", "secret", *(code_of(ticket) for ticket in tickets), *(ticket.reference for ticket in tickets)]
        assert [leak for leak in leaks if leak in kept] == []

        kim.get_by_role("button", name="Sign this phone off").click()
        expect(kim.get_by_role("heading", name="Signed off")).to_be_visible(timeout=PATIENCE)
        kim.wait_for_timeout(500)
        assert "Ada Ahrens" not in kim.evaluate(DUMP)


def test_a_phone_that_is_signed_off_at_the_desk_locks_and_forgets(address, event, tickets):
    with phones(address, event, None, "Door 1, Kim") as (kim,):
        opened(kim, address)
        device = only(DoorDevice)

        doors.sign_off(event.id, device.id, By(make_person("Ada").id, event.organisation_id))

        expect(kim.get_by_role("heading", name="This phone is no door")).to_be_visible(timeout=PATIENCE)
        kim.wait_for_timeout(500)
        assert "Ada Ahrens" not in kim.evaluate(DUMP)


def test_pages_of_the_door_have_no_accessibility_faults(address, event, tickets):
    with phones(address, event, None, "Door 1, Kim") as (kim,):
        found = {}
        for path, state in (("/door/ready", None), ("/door/", None), ("/door/", "refuse"), ("/door/", "search")):
            kim.goto(f"{address}{path}")
            if path == "/door/":
                expect(kim.locator("html[data-door=open]")).to_be_attached(timeout=PATIENCE)
            if state == "refuse":
                scanned(kim, "00000000000000000000")
                shows(kim, "refuse")
            if state == "search":
                kim.get_by_role("button", name="Search by name").first.click()
                kim.get_by_role("searchbox").fill("ada")
            kim.evaluate(axe.source())
            violations = kim.evaluate("axe.run()")["violations"]
            found[f"{path} {state}"] = [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in violations]
    assert {page: faults for page, faults in found.items() if faults} == {}


DUMP = """async () => {
  const done = (request) => new Promise((give) => { request.onsuccess = () => give(request.result); });
  const db = await done(indexedDB.open("eventsvc-door"));
  const all = {};
  for (const name of db.objectStoreNames) all[name] = await done(db.transaction(name).objectStore(name).getAll());
  db.close();
  return JSON.stringify([all, { ...localStorage }, { ...sessionStorage }, await caches.keys()]);
}"""
