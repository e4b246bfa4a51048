"""The pages of the product and how to come to each of them: what the tests of the look walk along, and the pictures too."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.e2e import begun, tour_desk
from tests.e2e.begun import FULL
from tests.e2e.scanning import PATIENCE, WATCH, opened, scanned, showed, shows
from tests.e2e.site import Site, code_in, link_in
from tests.e2e.tour_group import group

GUEST, USED = "cem@guests.example", "dora@guests.example"
LAB = "from-lab-to-harbour-ai-that-ships"
SENT_WHEN_ASKED_TOO_OFTEN = 8


@dataclass(frozen=True)
class Tour:
    """A site in which somebody has registered and a phone stands at the door; `at` holds addresses, `cookies` who has which."""

    site: Site
    at: dict[str, str]
    cookies: dict[str, Any]


@dataclass(frozen=True)
class Stop:
    """A page: its address (with names of `Tour.at` in braces), who may see it, its language, and what to do there first."""

    name: str
    path: str
    who: str = "anyone"
    lang: str = "en"
    deed: Callable[[Page, Tour], None] | None = None
    status: int = 200

    def __str__(self) -> str:
        return self.name


def register(page: Page, path: str, name: str, email: str) -> None:
    """Two fields and one press; the ticket is there at once."""
    page.goto(path)
    page.get_by_label("First and last name").fill(name)
    page.get_by_label("Email address").fill(email)
    page.wait_for_timeout(600)
    page.get_by_role("button", name="Register for free").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("You are in")


def started(site: Site, browser: Browser) -> Tour:
    """Cem and Dora register, Ada signs in and sets up the door, two phones become doors, and one lets Dora in."""
    fresh = browser.new_context(base_url=site.address, locale="en-GB")
    page = fresh.new_page()
    register(page, f"/en/e/{LAB}/register", "Cem Çelik", GUEST)
    letter = site.letter(GUEST)
    at = {"welcome": page.url, "ticket": code_in(letter), "mine": link_in(letter, "/en/r/")}
    register(page, f"/en/e/{LAB}/register", "Dora Duman", USED)
    at["used"] = code_in(site.letter(USED))
    at |= begun.registrations(page) | group(page, f"/en/e/{LAB}/register") | tour_desk.applications(page)
    page.goto("/en/withdraw")
    tour_desk.declared(page)
    at["pass"] = begun.series_pass(page)
    for name in ("Emil Erle", "Frida Funk", "Gesa Groth"):
        at[name.split()[0].lower()] = begun.queue(page, name)
    owner = browser.new_context(base_url=site.address, storage_state=site.owner(browser), locale="de-DE")
    desk = owner.new_page()
    desk.goto("/desk/events/1/doors")
    desk.get_by_role("button", name="Link und PIN machen").click()
    at["door"] = desk.locator("#door-link").input_value()
    at["list"] = begun.offered(desk)
    at |= tour_desk.answered(desk, site, "/desk/events") | tour_desk.others(desk, "/desk/events")
    at["arrival"] = tour_desk.arrivals(desk)
    page.goto(at["by-bank"])
    page.get_by_role("button", name="Pay by bank transfer").click()
    begun.over(site, "gesa@guests.example", "ben3@guests.example")
    at |= begun.coded(desk)
    desk.goto("/desk/events/1/guests?q=Cem+Celik")
    at["guest"] = str(desk.locator(f"tr:has-text('{GUEST}') a").first.get_attribute("href"))
    desk.goto("/desk/events/1/doors")
    pin = desk.locator(".short-code").first.inner_text()
    cookies = {"anyone": None, "owner": owner.storage_state(), **{who: _phone(browser, at["door"], pin, who) for who in ("Kim", "Lea")}}
    owner.close()
    fresh.close()
    _admitted(browser, site, cookies["Kim"], at["used"])
    return Tour(site, at, cookies)


def _still_held(page: Page, _tour: Tour) -> None:
    """Whoever comes here after the reservation has ended takes the place again."""
    if page.get_by_role("button", name="Take a place again").count():
        page.get_by_role("button", name="Take a place again").click()
        page.wait_for_load_state()


def _over(page: Page, _tour: Tour) -> None:
    """What time ends is ended by the worker, some seconds later."""
    for _try in range(PATIENCE // 500):
        if page.get_by_role("heading", level=1, name="has ended").count():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"{page.url} does not end")


def _admitted(browser: Browser, site: Site, phone: Any, code: str) -> None:
    page = browser.new_context(storage_state=phone, locale="en-GB", permissions=["camera"]).new_page()
    page.add_init_script(WATCH)
    opened(page, site.address)
    scanned(page, code)
    showed(page, 1, "admit")
    expect(page.locator("[data-net]")).to_contain_text("connected", timeout=PATIENCE)
    page.context.close()


def _phone(browser: Browser, link: str, pin: str, who: str) -> Any:
    page = browser.new_context(locale="en-GB").new_page()
    page.goto(link)
    page.get_by_label("PIN").fill(pin)
    page.get_by_label("Name of the door").fill(f"Door of {who}")
    page.get_by_role("button", name="Set up").click()
    page.wait_for_url("**/door/ready")
    kept = page.context.storage_state()
    page.context.close()
    return kept


@contextmanager
def held(site: Site) -> Iterator[None]:
    """Another process sits in the queue of writers and does not go on."""
    with (site.mails.parent / "eventsvc.sqlite.gate").open("rb+") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


def _empty(page: Page, _tour: Tour) -> None:
    page.locator("main form[method=post] button[type=submit]").first.click()
    expect(page.get_by_role("alert")).to_be_visible()


def _busy(page: Page, tour: Tour) -> None:
    page.get_by_label("First and last name").fill("Dora Duman")
    page.get_by_label("Email address").fill("dora@guests.example")
    page.wait_for_timeout(600)
    with held(tour.site), page.expect_navigation(timeout=PATIENCE):
        page.get_by_role("button", name="Register for free").click(no_wait_after=True)
    expect(page.locator("main")).to_contain_text("Once more, in a moment")


def _too_often(page: Page, _tour: Tour) -> None:
    for _ in range(SENT_WHEN_ASKED_TOO_OFTEN):
        page.goto("/en/mine")
        page.get_by_label("Email address").fill("often@guests.example")
        page.locator("main form button").click()
        if page.get_by_role("heading", name="One moment").count():
            return
    raise AssertionError("one may ask as often as one likes")


def _link_asked_for(page: Page, _tour: Tour) -> None:
    page.get_by_label("Email address").fill("dora@guests.example")
    page.locator("main form button").click()
    page.wait_for_url("**/mine/sent/**")


def _code_typed(state: str) -> Callable[[Page, Tour], None]:
    def typed(page: Page, tour: Tour) -> None:
        opened(page, tour.site.address)
        if state == "admit":  # green stays, so that it can be looked at
            page.evaluate("() => { const later = setTimeout; window.setTimeout = (deed, ms) => (ms > 400 ? 0 : later(deed, ms)); }")
        code = {"admit": tour.at["ticket"], "duplicate": tour.at["used"], "refuse": "0" * 20}[state]
        scanned(page, code)
        shows(page, state)

    return typed


def _searched(page: Page, tour: Tour) -> None:
    opened(page, tour.site.address)
    page.get_by_role("button", name="Search by name").first.click()
    page.get_by_role("searchbox").fill("ada")


def _ticked(button: str) -> Callable[[Page, Tour], None]:
    return lambda page, _tour: tour_desk.ticked(page, button)


def _both(name: str, path: str, status: int = 200) -> list[Stop]:
    return [Stop(f"{name}-{lang}", f"/{lang}{path}", lang=lang, status=status) for lang in ("de", "en")]


PUBLIC = [
    *_both("agenda", "/"), *_both("event", f"/e/{LAB}"), *_both("series", "/s/transatlantic-ai-talks"),
    *_both("series-pass", "/s/transatlantic-ai-talks/register"), Stop("my-pass", "{pass}"),
    *_both("register", f"/e/{LAB}/register"), *_both("imprint", "/imprint"), *_both("accessibility", "/accessibility"),
    *_both("privacy", "/privacy"), *_both("withdraw", "/withdraw"), *_both("terms", "/terms"),
    Stop("withdraw-error", "/en/withdraw", deed=_empty), Stop("withdrawn", "/en/withdraw", deed=tour_desk.declared),
    *_both("subscribe", "/calendar"), *_both("signin", "/mine"), *_both("notfound", "/e/nothing", 404),
    Stop("series-list", "/en/series"), Stop("series-subscribe", "/en/s/transatlantic-ai-talks/calendar"),
    Stop("cancelled", "/en/e/visit-to-the-data-centre"), Stop("sold-out", f"/en/e/{FULL}"),
    *_both("waitlist-join", f"/e/{FULL}/waitlist"), Stop("waitlist", "{frida}"), Stop("offer", "{emil}"),
    Stop("offer-over", "{gesa}", deed=_over), Stop("held-over", "{over}", deed=_over),
    Stop("waitlist-wishes", "{frida}/waitlist/wishes"),
    Stop("eight-hours", "/en/e/what-machines-learn-from-language"),
    Stop("register-error", f"/en/e/{LAB}/register", deed=_empty),
    Stop("confirmation", "{welcome}"), Stop("mine", "{mine}"), Stop("ticket", "{ticket}"), Stop("ticket-print", "{mine}/ticket/1"),
    Stop("transfer", "{mine}/ticket/1/transfer"), Stop("switch", "{mine}/ticket/1/switch"), Stop("cancel-ticket", "{mine}/cancel"),
    Stop("my-data", "{mine}/data"), Stop("answers", "{mine}/answers"), Stop("still-coming", "{mine}/coming"), Stop("ordered", "{ordered}"),
    Stop("by-bank", "{by-bank}"),
    Stop("invoices", "{paid}/invoice"), Stop("invoice-before", "{ordered}/invoice"),
    Stop("questions", "{questions}", deed=_still_held), Stop("review", "{review}", deed=_still_held),
    Stop("details", "{begun}/details", deed=_still_held),
    Stop("group", "{group}"), Stop("group-add", "{group}/add"), Stop("guest", "{seat}"), Stop("guest-error", "{seat}", deed=_empty),
    Stop("guest-ticket", "{entered}"), Stop("guest-void", "/en/g/nobody", status=404),
    *(Stop(state, f"{{{state}}}") for state in tour_desk.PEOPLE), Stop("applied-change", "{applied}/application"),
    Stop("signin-sent", "/en/mine", deed=_link_asked_for), Stop("too-many", "/en/mine", deed=_too_often, status=429),
    Stop("busy", f"/en/e/{LAB}/register", deed=_busy, status=503), Stop("gone", "/en/r/gone"),
]
DESK = [
    Stop(name, path, "owner", "de") for name, path in (
        ("desk", "/desk/"), ("desk-events", "/desk/events"), ("desk-event-new", "/desk/events/new"), ("desk-event", "/desk/events/1"),
        ("desk-event-draft", "/desk/events/9"), ("editor", "/desk/events/1/edit"), ("desk-event-terms", "/desk/events/1/registration"),
        ("desk-preview", "/desk/events/9/preview/de"),
        ("desk-series-list", "/desk/series"), ("desk-series", "/desk/series/1"), ("guests", "/desk/events/1/guests"),
        ("desk-guest", "{guest}"), ("desk-guest-new", "/desk/events/1/guests/new"), ("desk-doors", "/desk/events/1/doors"),
        ("desk-outbox", "/desk/outbox"), ("desk-withdrawals", "/desk/money/withdrawals"),
        ("desk-money", "/desk/money"), ("desk-payments", "/desk/money/payments"), ("desk-payment", "/desk/money/payments/1"),
        ("desk-bank", "/desk/money/bank"), ("desk-bank-line", "{arrival}?find=ben"),
        ("desk-withdrawal", "/desk/money/withdrawals/1?find=celik"), ("desk-waitlist", "{list}"),
        ("desk-types", "/desk/events/1/tickets/"), ("desk-type", "/desk/events/1/tickets/1"), ("desk-codes", "{codes}/"),
        ("desk-code", "{code}"), ("desk-codes-many", "{codes}/many"), ("desk-codes-series", "{codes}/?batch=HSC"),
        ("desk-block", "{block}"), ("desk-block-new", "{codes}/blocks/new"),
        ("desk-questions", "/desk/events/1/questions"), ("desk-question", "/desk/events/1/questions/2"),
        ("desk-questions-preview", "/desk/events/1/questions/preview/de"),
        ("desk-team", "/desk/team"), ("desk-team-person", "/desk/team/2"), ("desk-team-history", "/desk/team/history"),
        ("desk-settings", "/desk/settings"), ("desk-stripe", "/desk/settings/stripe"), ("desk-invoices", "/desk/money/invoices?check=1"),
        ("desk-refunds", "/desk/events/1/refunds"),
        ("desk-guest-invoice", "{desk-paid}/invoice"),
    )
]
STATES = (*tour_desk.PEOPLE, "unpaid", "paid", "held", "waiting")
DESK += [Stop(f"desk-guest-{state}", f"{{desk-{state}}}", "owner", "de") for state in STATES]
DESK += [
    Stop("desk-applications", "{water}/applications", "owner", "de"),
    Stop("desk-answer-text", "{water}/applications/texts/yes", "owner", "de"),
    *(Stop(f"desk-applications-{word}", "{water}/applications", "owner", "de", _ticked(word)) for word in ("yes", "later", "no")),
    *(Stop(f"guests-{word}", "/desk/events/1/guests", "owner", "de", _ticked(word)) for word in ("again", "cancel")),
    Stop("desk-guest-error", "{guest}", "owner", "de", lambda page, _tour: tour_desk.unreasoned(page)),
]
DESK.append(Stop("desk-notfound", "/desk/events/999", "owner", "de", status=404))
DOOR = [
    Stop("door-pair", "{door}"), Stop("door-ready", "/door/ready", "Kim"), Stop("door", "/door/", "Kim"),
    Stop("door-search", "/door/", "Kim", deed=_searched), Stop("door-refused", "/door/", "Kim", deed=_code_typed("refuse")),
    Stop("door-ok", "/door/", "Kim", deed=_code_typed("admit")), Stop("door-again", "/door/", "Lea", deed=_code_typed("duplicate")),
    Stop("door-locked", "/door/", status=401),
]
STOPS = [*PUBLIC, *DESK, *DOOR]


def visit(page: Page, stop: Stop, tour: Tour) -> list[int]:
    """Go there, do what is to be done there; answers the status of each page on the way."""
    seen: list[int] = []
    page.on("response", lambda answer: seen.append(answer.status) if answer.request.is_navigation_request() else None)
    page.goto(stop.path.format_map(tour.at), wait_until="load")
    if stop.deed is not None:
        stop.deed(page, tour)
    return seen
