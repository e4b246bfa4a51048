"""A whole evening, as the people of it live through it: one real server with its worker, real browsers, a filmed camera, real mails."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, Playwright, expect

from eventsvc.tickets import qr
from tests.e2e import film, live
from tests.e2e.scanning import PATIENCE, WATCH, showed, shows
from tests.e2e.site import Site, code_in, event_address, link_in
from tests.e2e.tour import register

ADA = "ada@ai.example"
pytestmark = [pytest.mark.browser, pytest.mark.slow]
Reader = Callable[..., Page]


def sign_in_by_mail(page: Page, site: Site) -> None:
    """Ada asks for a link, gets it by mail and uses it: the way of every organiser. A link that she had before is used up."""
    before = sum(ADA in str(one["To"]) for one in site.letters())
    page.goto("/desk/")
    page.get_by_label("E-Mail-Adresse").fill(ADA)
    page.get_by_role("button", name="Link schicken").click()
    expect(page.locator("main")).to_contain_text(ADA)
    page.goto(link_in(site.letter(ADA, without=before), "/desk/sign-in/"))
    page.get_by_role("button", name="Jetzt anmelden").click()
    expect(page).to_have_url(f"{site.address}/desk/")


def published(page: Page, title: str) -> str:
    """A new evening with one place in the room, open to everybody; answers the address of its desk page."""
    page.goto("/desk/events/new")
    page.get_by_label("Titel").fill(title)
    page.get_by_label("Reihe").select_option(label="Transatlantic AI Talks")
    page.get_by_label("Tag").fill("2027-11-03")
    page.locator("input[name=venue]").fill("Speicher am Beispielkai")
    page.get_by_role("button", name="Entwurf anlegen").click()
    page.locator("input[name=title_en]").fill(title)
    page.locator("input[name=online]").uncheck()
    page.locator("input[name=room_places]").fill("1")
    page.get_by_role("button", name="Veröffentlichen").click()
    expect(page.locator(".badge", has_text="öffentlich").first).to_be_visible()
    return page.url.removesuffix("/edit")


def calendar_part(letter: EmailMessage) -> Any:
    """What a calendar takes in."""
    return next(part for part in letter.walk() if part.get_content_type() == "text/calendar")


def read(letter: EmailMessage) -> str:
    """What the letter of a ticket has to hold; answers what its picture says to a camera."""
    kinds = [part.get_content_type() for part in letter.walk()]
    assert {"text/plain", "text/html", "text/calendar", "image/png"} <= set(kinds)
    invitation = calendar_part(letter)
    assert invitation["Content-Type"].params["method"] == "REQUEST"
    event = Calendar.from_ical(invitation.get_content()).walk("VEVENT")[0]
    assert event.decoded("dtstart").astimezone(UTC) == datetime(2027, 11, 3, 17, tzinfo=UTC)
    return code_in(letter)


@contextmanager
def phones(play: Playwright, site: Site, said: str, folder: Path) -> Iterator[Callable[[], Page]]:
    """Phones at the door, all looking at a film of what this code says."""
    camera = film.write(folder / "camera.y4m", (None, 0.5), (qr.matrix(said), 1.5), (None, 1.5))
    browser = live.launched(play, *live.filmed(camera))

    def phone() -> Page:
        context = browser.new_context(base_url=site.address, viewport={"width": 390, "height": 844}, locale="en-GB", permissions=["camera"])
        page = context.new_page()
        page.add_init_script(WATCH)
        return page

    yield phone
    browser.close()


def paired(page: Page, desk: Page, event: str, name: str) -> Page:
    """The organiser makes a link and a PIN; the helper's phone becomes a door."""
    desk.goto(f"{event}/doors")
    if desk.locator("#door-link").count() == 0:
        desk.get_by_role("button", name="Link und PIN machen").click()
    page.goto(desk.locator("#door-link").input_value())
    page.get_by_label("PIN").fill(desk.locator(".short-code").first.inner_text())
    page.get_by_label("Name of the door").fill(name)
    page.get_by_role("button", name="Set up").click()
    expect(page).to_have_url(re.compile("/door/ready$"))
    return page


def let_in(play: Playwright, site: Site, code: str, desk: Page, event: str, folder: Path) -> None:
    """One phone lets the guest in, the other one says that the guest is in."""
    with phones(play, site, code, folder) as phone:
        kim = paired(phone(), desk, event, "Door 1, Kim")
        kim.goto("/door/")
        showed(kim, 1, "admit")
        expect(kim.locator("[data-count] b")).to_have_text("1", timeout=PATIENCE)
        expect(kim.locator("[data-net]")).to_contain_text("connected", timeout=PATIENCE)
        kim.close()

        lea = paired(phone(), desk, event, "Door 2, Lea")
        lea.goto("/door/")
        shows(lea, "duplicate")
        expect(lea.locator(".verdict-why").first).to_contain_text("Door 1, Kim")


@pytest.mark.parametrize("script", [True, False])
def test_an_evening_from_publishing_to_the_seat_that_is_free_again(
    play: Playwright, site: Site, reader: Reader, tmp_path: Path, script: bool,  # noqa: FBT001
) -> None:
    title = f"An evening {'with' if script else 'without'} script"
    ada, dora, cem = reader(1280, lang="de"), reader(390, script=script), reader(390)
    sign_in_by_mail(ada, site)
    desk = published(ada, title)
    path, email = event_address(cem, title), f"dora.{script}@guests.example".lower()

    register(dora, path, "Dora Duman", email)
    expect(dora.locator(".qr svg").first).to_be_visible()
    cem.goto(path)
    expect(cem.locator("main")).to_contain_text("sold out")
    expect(cem.get_by_role("button", name="Register for free")).to_have_count(0)

    letter = site.letter(email)
    code = read(letter)
    dora.goto(code)
    expect(dora.locator("main")).to_contain_text("valid")
    dora.goto(link_in(letter, "/en/r/"))
    expect(dora.locator("#ticket")).to_contain_text("Dora Duman")
    expect(dora.locator("#ticket .qr svg")).to_be_visible()
    let_in(play, site, code, ada, desk, tmp_path)
    ada.goto(f"{desk}/guests")
    expect(ada.get_by_role("row", name="Dora Duman")).to_contain_text("drin")

    dora.goto(link_in(letter, "/en/r/"))
    dora.locator("#cancel summary").click()
    dora.locator("#cancel").get_by_role("button").click()
    expect(dora.locator("main")).to_contain_text("Somebody has come in with this ticket.")
    ada.get_by_role("link", name="Dora Duman").click()
    cancel = ada.locator("main details:has(form[action$='/cancel'])")
    cancel.locator("summary").click()
    cancel.get_by_label("Grund").fill("Musste gleich wieder gehen")
    cancel.get_by_role("button", name="Anmeldung absagen").click()
    expect(ada.get_by_role("status").first).to_be_visible()
    dora.goto(link_in(letter, "/en/r/"))
    expect(dora.locator("main")).to_contain_text("This registration is cancelled.")

    cem.goto(path)
    expect(cem.get_by_role("button", name="Register for free")).to_be_visible()
    ada.goto(f"{desk}/guests")
    expect(ada.get_by_role("navigation", name="Zustand")).to_contain_text(re.compile(r"Abgesagt\s*1"))
    assert calendar_part(site.letter(email, without=1))["Content-Type"].params["method"] == "CANCEL"
