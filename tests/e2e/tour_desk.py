"""Applications for the tour, how the desk answers them, and what the desk sees of guests in each state."""

import sqlite3
from contextlib import closing

from playwright.sync_api import Page, expect

from tests.e2e.site import Site

WATER = "computing-by-the-water-energy-for-ai"
PEOPLE = {"applied": "Hanna Held", "declined": "Ines Iser", "approved": "Jan Jung"}


def applications(page: Page) -> dict[str, str]:
    """Three apply for the stage; answers the page of each."""
    found = {}
    for state, name in PEOPLE.items():
        page.goto(f"/en/e/{WATER}/register")
        page.get_by_role("radio", name="Stage").check()
        page.get_by_label("First and last name").fill(name)
        page.get_by_label("Email address").fill(address(name))
        page.wait_for_timeout(600)
        page.locator("main form button[type=submit]").last.click()
        page.wait_for_url("**/questions")
        page.get_by_label("What is your idea, in one sentence?").fill("Cranes that reckon.")
        page.locator("main form.form button.btn-main").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Your application has arrived")
        found[state] = page.url
    return found


def address(name: str) -> str:
    return f"{name.split(maxsplit=1)[0].lower()}@guests.example"


def answered(desk: Page, site: Site, events: str) -> dict[str, str]:
    """A no to Ines, a yes to Jan, whose place costs something; the pages of the desk: the event's, and those of guests in each state."""
    with closing(sqlite3.connect(site.mails.parent / "eventsvc.sqlite", timeout=30)) as opened, opened:
        opened.execute("update registration set total_cents = 6000 where email = ?", (address(PEOPLE["approved"]),))
    desk.goto(events)
    desk.get_by_role("link", name="Rechnen am Wasser").click()
    water = desk.url
    for state, word in (("declined", "Nein"), ("approved", "Ja")):
        desk.goto(f"{water}/applications")
        desk.get_by_role("link", name=PEOPLE[state]).first.click()
        desk.get_by_role("radio", name=word).check()
        desk.get_by_role("button", name="Antworten und Mail schicken").click()
        desk.get_by_role("button", name="Mail jetzt schicken").click()
        expect(desk.get_by_role("status").first).to_contain_text("unterwegs")
    return {"water": water, **{f"desk-{state}": _guest(desk, water, address(name)) for state, name in PEOPLE.items()}}


def others(desk: Page, events: str) -> dict[str, str]:
    """Who has ordered, who has paid, who waits for a place, who is not finished."""
    found = {}
    for event, state, email in (
        ("Werkstatt", "unpaid", "ben2@guests.example"), ("Werkstatt", "paid", "ben4@guests.example"),
        ("Werkstatt", "held", "ben0@guests.example"),
        ("Studierende treffen Start-ups", "waiting", "frida@guests.example"),
    ):
        desk.goto(events)
        desk.get_by_role("link", name=event).click()
        found[f"desk-{state}"] = _guest(desk, desk.url, email)
    desk.goto(found["desk-paid"])
    desk.get_by_role("button", name="Es ist bezahlt").click()
    expect(desk.get_by_role("status").first).to_contain_text("Bezahlt")
    return found


def arrivals(desk: Page) -> str:
    """The account for transfers, and a statement whose arrivals nobody knows; the page of one."""
    desk.goto("/desk/settings")
    desk.get_by_label("Gäste dürfen überweisen").check()
    desk.get_by_label("Kontoinhaber").fill("AI for Hamburg")
    desk.get_by_label("IBAN").fill("DE89 3704 0044 0532 0130 00")
    desk.get_by_role("button", name="Konto speichern").click()
    desk.goto("/desk/money/bank")
    file = "Buchungstag;Auftraggeber;IBAN;Verwendungszweck;Betrag\n30.03.2027;Sparverein;;Spende;50,00\n31.03.2027;Firma K;;Tickets;60,00\n"
    desk.set_input_files("#statement", {"name": "umsaetze.csv", "mimeType": "text/csv", "buffer": file.encode()})
    desk.get_by_role("button", name="Einlesen").click()
    return str(desk.get_by_role("link", name="Sparverein", exact=True).get_attribute("href"))


def _guest(desk: Page, event: str, email: str) -> str:
    desk.goto(f"{event}/guests?q={email}")
    return str(desk.locator(f"tr:has-text('{email}') a").first.get_attribute("href"))


def ticked(page: Page, button: str) -> None:
    """The first two of the list, and what is done with them."""
    for number in range(2):
        page.locator("tbody input[data-row]").nth(number).check()
    page.locator(f"[data-selection-bar] button[value={button}]").click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("2")


def unreasoned(page: Page) -> None:
    """A cancellation without its reason."""
    acts = page.locator("main details:has(form[action$='/cancel'])")
    acts.locator("summary").click()
    acts.locator("button.btn-danger").click()
    expect(page.get_by_role("alert")).to_be_visible()


def declared(page: Page, _tour: object = None) -> None:
    """Somebody withdraws."""
    page.get_by_label("First and last name").fill("Cem Çelik")
    page.get_by_label("Ticket code, invoice number or event").fill("From Lab to Harbour")
    page.get_by_label("Email address for the receipt").fill("cem.celik@other.example")
    page.wait_for_timeout(600)
    page.get_by_role("button", name="Confirm withdrawal").click()
    page.wait_for_url("**/withdraw/received/**")
