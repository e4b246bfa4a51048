"""Registrations of the sample data in the states that a page is about: begun, ordered, waiting, offered, over."""

import re
import sqlite3
from contextlib import closing

from playwright.sync_api import Page, expect

from tests.e2e.site import Site

FULL = "students-meet-start-ups"
WORKSHOP = "workshop-your-first-own-model"


def registrations(page: Page) -> dict[str, str]:
    """Where one stops at the questions, one at the review, one is ordered, one is left alone, one is to be paid, one by transfer."""
    found = {}
    for number, stop in enumerate(("questions", "review", "ordered", "over", "paid", "by-bank")):
        page.goto(f"/en/e/{WORKSHOP}/register")
        page.get_by_label("In the room, company").check()
        page.get_by_label("First and last name").fill("Ben Brandt")
        page.get_by_label("Email address").fill(f"ben{number}@guests.example")
        page.wait_for_timeout(600)
        page.locator("main form button[type=submit]").last.click()
        page.wait_for_url("**/questions")
        own = page.url.removesuffix("/questions")
        found[stop] = own
        if stop in {"review", "ordered", "paid", "by-bank"}:
            _answer(page)
        if stop in {"ordered", "paid", "by-bank"}:
            page.get_by_role("button", name="Order with obligation to pay").click()
            expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("Ordered|Practise paying"))
            page.goto(own)
            expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("Ordered|Not paid yet"))
    found["begun"] = found["review"]
    return {**found, "questions": f"{found['questions']}/questions", "review": f"{found['review']}/review"}


def _answer(page: Page) -> None:
    page.get_by_label("What are you working on?").fill("Cranes")
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/review")


def queue(page: Page, name: str) -> str:
    """Onto the list of the evening that is sold out; answers where the place in it stands."""
    page.goto(f"/en/e/{FULL}/waitlist")
    page.get_by_label("First and last name").fill(name)
    page.get_by_label("Email address").fill(f"{name.split(maxsplit=1)[0].lower()}@guests.example")
    page.wait_for_timeout(600)
    page.get_by_role("button", name="Put me on the waitlist").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("You are number")
    return page.url


def offered(desk: Page) -> str:
    """The list is run by hand, two guests of the full evening are cancelled, and Emil and Gesa get the places out of turn."""
    desk.goto("/desk/events")
    desk.get_by_role("link", name="Studierende treffen Start-ups").click()
    event = desk.url
    desk.goto(f"{event}/waitlist")
    desk.get_by_label("Von Hand").check()
    desk.get_by_role("button", name="Speichern").click()
    for _guest in range(2):
        desk.goto(f"{event}/guests?state=valid")
        desk.locator("main tbody a.name").first.click()
        cancel = desk.locator("main details:has(form[action$='/cancel'])")
        cancel.locator("summary").click()
        cancel.get_by_label("Grund").fill("Rief an")
        cancel.get_by_role("button", name="Anmeldung absagen").click()
        expect(desk.get_by_role("status").first).to_be_visible()
    desk.goto(f"{event}/waitlist")
    for name in ("Emil Erle", "Gesa Groth"):
        desk.get_by_label(f"{name} auswählen").check()
    desk.get_by_label("Grund").fill("Hilft am Einlass")
    desk.get_by_role("button", name="Platz anbieten").click()
    expect(desk.get_by_role("status").first).to_contain_text("2 Personen bekommen einen Platz.")
    return f"{event}/waitlist"


def over(site: Site, *addresses: str) -> None:
    """The deadline of what is kept for these, or offered to them, was a moment ago; the worker sees it soon."""
    whose = [(address,) for address in addresses]
    with closing(sqlite3.connect(site.mails.parent / "eventsvc.sqlite", timeout=30)) as opened, opened:
        opened.executemany("update registration set deadline = created_at where deadline is not null and email = ?", whose)
        opened.executemany(
            "update waitlist_entry set until = joined_at where state = 'offered' "
            "and registration_id in (select id from registration where email = ?)", whose,
        )


def coded(desk: Page) -> dict[str, str]:
    """A code, a series of codes and places for a partner, at an evening that nothing else here is about."""
    desk.goto("/desk/events")
    desk.get_by_role("link", name="Was Maschinen an Sprache lernen").click()
    codes = f"{desk.url}/codes"
    for path, typed, save in (
        ("new", {"code": "ELBE-2027", "credit": "Rundbrief"}, "Speichern"), ("many", {"many": "3", "prefix": "HSC"}, "Codes anlegen"),
        ("blocks/new", {"partner": "Partner B", "seats": "2", "code": "PARTNER-B", "release_at": "2027-11-02T18:00"}, "Plätze halten"),
    ):
        desk.goto(f"{codes}/{path}")
        for field, value in typed.items():
            desk.locator(f"#{field}").fill(value)
        desk.locator("main form.editor .savebar").get_by_role("button", name=save).click()
        expect(desk.get_by_role("status").first).to_be_visible()
    found = {"codes": codes, "block": desk.url}
    desk.goto(f"{codes}/")
    return {**found, "code": str(desk.get_by_role("link", name="ELBE-2027").get_attribute("href"))}


def series_pass(page: Page) -> str:
    """All dates of the talks but the last; answers where the pass is."""
    page.goto("/en/s/transatlantic-ai-talks/register")
    page.locator("input[name=dates]").last.uncheck()
    page.get_by_label("First and last name").fill("Greta Groß")
    page.get_by_label("Email address").fill("greta@guests.example")
    page.wait_for_timeout(600)
    page.get_by_role("button", name="Register for free").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are in, Greta")
    return page.url
