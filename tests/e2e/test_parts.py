"""What the parts of pages do in a real browser: a reservation that ends, rows that are ticked, questions that others open."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from eventsvc.web import assets, parts

pytestmark = pytest.mark.browser
WHERE = "http://localhost:9/page"
NOW = datetime(2027, 4, 19, 12, 0, tzinfo=UTC)
HOLD = """{% from "parts/guest.html" import hold %}{{ hold("14:02", until, now, form="asked") }}
    <form id="asked" method="post" action="/page"><input name="work" aria-label="Work"></form>"""
Opened = Callable[..., Page]


def html(app: Flask, source: str, **given: Any) -> str:
    with app.test_request_context("/en/"):
        body = app.jinja_env.from_string(source).render(**given)
    return f'<!doctype html><html lang="en"><head><title>Parts</title></head><body>{body}</body></html>'


def held(app: Flask, seconds: int, since: datetime = NOW) -> str:
    return html(app, HOLD, now=since.isoformat(), until=(since + timedelta(seconds=seconds)).isoformat())


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opened]:
    """`opened(page, answer)`: a page as somebody gets it; `answer` is what a POST brings. What was sent is kept in `page.sent`."""
    contexts: list[BrowserContext] = []

    def show(text: str, answer: str = "", *, status: int = 200, script: bool = True, at: datetime = NOW) -> Page:
        context = browser.new_context(java_script_enabled=script, permissions=["clipboard-read", "clipboard-write"])
        contexts.append(context)
        page = context.new_page()
        page.sent = []  # type: ignore[attr-defined]

        def answered(route: Route) -> None:
            if route.request.method == "POST":
                page.sent.append(route.request.post_data or "")  # type: ignore[attr-defined]
                route.fulfill(status=status, content_type="text/html; charset=utf-8", body=answer)
            elif "/static/" in route.request.url:
                name = route.request.url.split("/static/")[1].split("/", 1)[1]
                route.fulfill(content_type="text/javascript", body=(assets.ROOT / name).read_text(encoding="utf-8"))
            else:
                route.fulfill(content_type="text/html; charset=utf-8", body=text)

        page.route("**/*", answered)
        if script:
            page.clock.install(time=at)
        page.goto(WHERE)
        return page

    yield show
    for context in contexts:
        context.close()


def test_the_end_of_a_reservation_is_announced_in_time_to_extend_it(app: Flask, opened: Opened) -> None:
    page = opened(held(app, 130))
    said, bar = page.locator("[data-hold-said]"), page.locator(".hold")

    expect(page.locator("[data-hold-left]")).to_have_text("2:10 min left")
    expect(said).to_be_empty()
    page.clock.run_for(15_000)
    expect(said).to_have_text("The reservation ends in 2 minutes. “Extend” keeps the place.")
    expect(bar).to_have_class("hold")
    page.clock.run_for(60_000)
    expect(bar).to_have_class("hold is-warn")
    page.clock.run_for(26_000)
    expect(said).to_have_text("The reservation ends in 30 seconds. “Extend” keeps the place.")
    page.clock.run_for(30_000)

    expect(page.get_by_role("alert")).to_have_text(
        "The reservation has ended. What you typed is still here. Go on: if a place is still free, it is yours.",
    )
    expect(page.locator("[data-hold-left]")).to_be_hidden()


def test_the_clock_of_the_reader_may_be_wrong(app: Flask, opened: Opened) -> None:
    page = opened(held(app, 5400), at=NOW - timedelta(hours=3))

    expect(page.locator("[data-hold-left]")).to_have_text("1:30 h left")


def test_extend_keeps_what_is_typed(app: Flask, opened: Opened) -> None:
    page = opened(held(app, 60), held(app, 900))
    page.get_by_label("Work").fill("Cranes")

    page.get_by_role("button", name="Extend").press("Enter")

    expect(page.locator("[data-hold-left]")).to_have_text("15:00 min left")
    expect(page.locator("[data-hold-said]")).to_have_text("Extended. Your place is reserved until 14:02.")
    expect(page.get_by_label("Work")).to_have_value("Cranes")
    assert ["Cranes" in one and 'name="extend"' in one for one in page.sent] == [True]  # type: ignore[attr-defined]


@pytest.mark.parametrize("status", [200, 409])
def test_where_it_could_not_be_extended_the_answer_is_shown(app: Flask, opened: Opened, status: int) -> None:
    page = opened(held(app, 60), html(app, "<h1>Too late</h1>"), status=status)

    page.get_by_role("button", name="Extend").click()

    expect(page.get_by_role("heading")).to_have_text("Too late")
    assert len(page.sent) == 2  # type: ignore[attr-defined]


def test_without_script_the_time_stands_there_and_the_button_sends_the_form(app: Flask, opened: Opened) -> None:
    page = opened(held(app, 60), html(app, "<h1>Extended</h1>"), script=False)
    page.get_by_label("Work").fill("Cranes")
    expect(page.locator("[data-hold-left]")).to_be_hidden()
    expect(page.locator(".hold p")).to_contain_text("Your place is reserved until 14:02.")

    page.get_by_role("button", name="Extend").click()

    expect(page.get_by_role("heading")).to_have_text("Extended")
    assert page.sent == ["extend=1&work=Cranes"]  # type: ignore[attr-defined]


def test_a_deadline_says_how_long_still(app: Flask, opened: Opened) -> None:
    source = '{% from "parts/guest.html" import deadline %}{{ deadline("Yours until", "8 PM", until, now, "12 hr") }}'
    page = opened(html(app, source, now=NOW.isoformat(), until=(NOW + timedelta(hours=11, minutes=42)).isoformat()))

    expect(page.locator("[data-until]")).to_have_text("11 hr 42 min left.")
    page.clock.run_for(timedelta(hours=11, minutes=41).total_seconds() * 1000)
    expect(page.locator("[data-until]")).to_have_text("1 min left.")


def test_ticked_rows_are_counted_and_the_bar_is_there_only_then(app: Flask, opened: Opened) -> None:
    source = """{% from "parts/desk_lists.html" import bulk, check_row, table_box, who %}<form method="post" action="/page">
        {% call table_box("List", heads, selection=true, before=bulk([deed])) %}
        <tr>{{ check_row("row", "1", "Ada") }}{{ who("Ada") }}</tr><tr>{{ check_row("row", "2", "Ben") }}{{ who("Ben") }}</tr>
        {% endcall %}</form>"""
    page = opened(html(app, source, heads=[parts.Head("Name")], deed=parts.Button("Offer", "deed", "offer")), html(app, "<h1>Sent</h1>"))
    bar, every = page.get_by_role("region", name="Selection"), page.get_by_label("All")

    expect(bar).to_be_hidden()
    page.get_by_label("Ben").check()
    expect(bar).to_contain_text("1 selected")
    assert every.evaluate("it => it.indeterminate")
    every.check()
    expect(bar).to_contain_text("2 selected")
    every.uncheck()
    expect(bar).to_be_hidden()
    page.get_by_label("Ada").check()
    page.get_by_role("button", name="Offer").click()

    expect(page.get_by_role("heading")).to_have_text("Sent")
    assert page.sent == ["deed=offer&row=1"]  # type: ignore[attr-defined]


def test_a_question_is_asked_only_if_its_answer_opens_it(app: Flask, opened: Opened) -> None:
    asked = parts.Asked(
        id="own", name="own", kind="yesno", label="Your own computer?",
        below=[("yes", parts.Asked(id="gpu", name="gpu", kind="text", label="Which system?"))],
    )
    source = '{% from "parts/questions.html" import questions %}<form>{{ questions([asked]) }}</form>'
    page = opened(html(app, source, asked=asked))

    expect(page.get_by_label("Which system?")).to_be_hidden()
    page.get_by_label("Yes").check()
    expect(page.get_by_label("Which system?")).to_be_editable()
    page.get_by_label("No").check()
    expect(page.locator("#gpu")).to_be_disabled()


def test_the_link_of_a_seat_can_be_copied(app: Flask, opened: Opened) -> None:
    seat = parts.Seat(
        id="s1", name="Ada", letter="A", about="", badge=("", "minus", "open"), link="https://x.example/g/1", link_label="Link of Ada",
    )
    source = '{% from "parts/guest.html" import seat %}<ul>{{ seat(one, "/page") }}</ul>'
    page = opened(html(app, source, one=seat))

    page.get_by_role("button", name="Copy: Link of Ada").click()

    expect(page.get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "https://x.example/g/1"
