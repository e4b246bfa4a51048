"""The parts of guests' pages, of questions and of the desk's lists: whole HTML, and nobody's words become tags."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from eventsvc.core.bilingual import Said
from eventsvc.web import clocks, parts
from eventsvc.web.shell import Link
from tests import pages

EVIL = "<script>alert(1)</script>"
START = datetime(2027, 4, 19, 16, tzinfo=UTC)
GO = parts.Go("/x", EVIL, EVIL, "bell")
BADGE = ("ok", "check", EVIL)
GUEST = """{% from "parts/guest.html" import action_bar, answers, back, box, buttons, code_flash, deadline, details, event_aside, facts %}
{% from "parts/guest.html" import got, group_state, head, hold, links, options, picks, prices, progress_steps %}
{% from "parts/guest.html" import seat, stored, swap, terms, tiles, titled, way %}
{{ back("/x", evil) }}{% call head(evil, evil, evil) %}{{ evil }}{% endcall %}{{ head(evil, evil, small=true) }}
{% call got(evil) %}{{ evil }}{% endcall %}{% call deadline(evil, evil, iso, iso, evil) %}{{ evil }}{% endcall %}
{{ hold(evil, iso, iso, action="/x", csrf="t") }}{{ hold(evil, iso, iso, form="f", seats=2) }}<form id="f"></form>
{{ facts([("pin", evil)]) }}{{ details(rows) }}{{ progress_steps(evil, [(evil, "done"), (evil, "now"), (evil, "next")]) }}{{ way(steps) }}
{% call titled(evil, "t1") %}{{ evil }}{% endcall %}{% call box(evil, "t2", about=evil) %}{{ evil }}{% endcall %}
{% call event_aside(said, evil, clocks, evil, more=[("people", evil)]) %}{{ evil }}{% endcall %}
{{ picks(evil, "pick", cards, hint=evil) }}{{ picks(evil, "date", cards, kind="checkbox", error=evil, hidden=true, cls="x") }}
{{ options(evil, "option", choices, hint=evil, optional=true) }}{{ options(evil, "wrong", choices, error=evil) }}
{{ prices([(evil, evil)], evil, evil, evil) }}{{ terms(evil, [(evil, evil, true), (evil, evil, false)]) }}{{ code_flash(evil, evil, evil) }}
{{ swap((evil, evil, [("pin", evil)]), (evil, evil, [("pin", evil)])) }}
<form>{{ answers(said_yes) }}{{ buttons(deeds) }}{{ buttons(deeds, wide=false) }}</form>
{{ tiles([("/x", "pin", evil, evil)]) }}{{ links([go]) }}{{ action_bar(evil, evil, "/x", evil) }}{{ group_state(3, 5, evil, evil) }}
<ul class="acts">{% for one in seats %}{{ seat(one, "/x", "t", loop.index) }}{% endfor %}</ul>
{{ stored(evil, [(evil, evil, evil, evil), (evil, evil, "", evil)]) }}"""
DESK = """{% from "parts/desk_lists.html" import bulk, cell, check_row, fill, foot, help_choices, icon_button, icon_link, mail_preview %}
{% from "parts/desk_lists.html" import offer_out, panel, savebar, state, sub_tabs, table_box, ticket_tabs, todo, who %}
{{ sub_tabs(evil, tabs) }}{{ ticket_tabs("codes", "/a", "/b", "/c", 6, 4) }}
{% set end %}{% call foot(evil, evil) %}{{ evil }}{% endcall %}{% endset %}
<form>{% call table_box(evil, heads, selection=true, before=bulk(deeds[:2]), foot=end, hidden=true, id="t") %}
<tr>{{ check_row("row", "1", evil) }}{{ who(evil, "/x", evil, current=true) }}{{ cell(evil) }}{{ state(badge) }}</tr>
<tr>{{ check_row("row", "2", evil, checked=true) }}{{ who(evil, code=true) }}{{ fill(evil, evil, 3, 5) }}
{{ cell(icon_link("/x", "dots", evil) ~ icon_button("pen", evil, "a", "b")) }}</tr>
{% endcall %}</form>{% call panel(evil, "p", evil, "w4", [badge]) %}{{ todo(todos) }}{% endcall %}
{{ help_choices(evil, "help", choices, error=evil) }}{% call offer_out(evil, evil, evil, iso, iso, evil) %}{{ evil }}{% endcall %}
{{ mail_preview(evil, "m", "de", evil, evil, [go]) }}<form>{{ savebar(evil, "/x", evil, deeds) }}</form>"""
KINDS = ("text", "long", "email", "url", "number", "date", "time", "phone", "country", "select", "one", "many", "yesno", "tick", "file")


def values() -> dict[str, Any]:
    """Everything that the parts take, in words that want to be code."""
    deeds = [parts.Button(EVIL, "deed", "x", "send", "main", EVIL, action="/x"), parts.Button(EVIL, look="danger", disabled=True), GO]
    date = SimpleNamespace(iso="2027-04-19", weekday=EVIL, day=19, month=EVIL)
    cards = [
        parts.Card(value="a", name=EVIL, price=EVIL, more=EVIL, left=EVIL, few=True, checked=True, was=EVIL, badge=BADGE),
        parts.Card(value="b", name=EVIL, gone=True, go=GO), parts.Card(value="c", name=EVIL, gone=True, date=date, go=GO),
        parts.Card(value="d", name=EVIL, price=EVIL, date=date),
    ]
    seats = [
        parts.Seat(id="s1", name=EVIL, letter="A", about=EVIL, badge=BADGE, link=EVIL, link_label=EVIL, go=GO),
        parts.Seat(
            id="s2", name=EVIL, letter="B", about=EVIL, badge=BADGE, send=parts.Button(EVIL), ask_label=EVIL, ask_error=EVIL,
            ask_value=EVIL,
        ),
    ]
    return {
        "evil": EVIL, "said": Said(EVIL, "de"), "iso": "2027-04-19T18:00+02:00", "go": GO, "badge": BADGE, "cards": cards, "seats": seats,
        "clocks": clocks.of(START, START + timedelta(hours=2), clocks.Place(EVIL, "Europe/Berlin"), None, "en"),
        "rows": [parts.Row(EVIL, EVIL, GO), parts.Row(EVIL, [EVIL, EVIL], badge=BADGE), parts.Row(EVIL, EVIL, amount=EVIL)],
        "steps": [parts.Step(state, EVIL, EVIL, EVIL, iso="2027-04-19") for state in ("done", "now", "next", "else")],
        "choices": [parts.Option("1", EVIL, EVIL, EVIL, checked=True), parts.Option("2", text=EVIL, disabled=True, lang="de")],
        "said_yes": [parts.Answer("yes", "ok", "check", EVIL, EVIL)], "deeds": deeds,
        "todos": [parts.Todo("/x", EVIL, EVIL, current=True, kind="warn")],
        "heads": [parts.Head(EVIL), parts.Head(EVIL, "num", True)], "tabs": [Link(EVIL, "/x", True, count="3")],
    }


def written(app: Flask, source: str, **given: Any) -> str:
    """What these parts write, read by a strict reader."""
    with app.test_request_context("/en/"):
        html = app.jinja_env.from_string(source).render(**given)
    pages.parsed(f"<!doctype html><html lang=en><head><title>x</title></head><body>{html}</body></html>", "parts")
    return html


@pytest.mark.parametrize(("source", "least"), [(GUEST, 90), (DESK, 25)], ids=["guest", "desk"])
def test_words_of_people_stay_text(app: Flask, source: str, least: int) -> None:
    html = written(app, source, **values())

    assert "<script>alert" not in html
    assert html.count("&lt;script&gt;") >= least
    assert "style=" not in html


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_of_each_kind_says_its_mistake_to_everyone(app: Flask, kind: str) -> None:
    asked = parts.Asked(
        id="q", name="q", kind=kind, label=EVIL, hint=EVIL, error=EVIL, value="a", choices=[("a", EVIL), ("b", EVIL)], optional=True,
        kept=EVIL, drop="q",
        below=[("a", parts.Asked(id="deeper", name="deeper", kind="text", label=EVIL))],
    )

    html = written(app, '{% from "parts/questions.html" import questions %}<form>{{ questions([asked]) }}</form>', asked=asked)

    assert "<script>alert" not in html
    assert 'id="q-error"' in html
    assert 'aria-describedby="q-hint q-error"' in html
    assert "has-error" in html
    assert "(optional)" in html


def test_what_is_needed_is_asked_for_by_the_browser_too(app: Flask) -> None:
    source = '{% from "parts/questions.html" import question %}{{ question(one) }}'

    needed = written(app, source, one=parts.Asked(id="q", name="q", kind="text", label="Work"))
    free = written(app, source, one=parts.Asked(id="q", name="q", kind="text", label="Work", optional=True))

    assert " required" in needed
    assert " required" not in free


def test_dependent_questions_stand_below_the_answer_that_opens_them(app: Flask) -> None:
    opened = parts.Asked(id="gpu", name="gpu", kind="text", label="Which system?")
    asked = parts.Asked(id="own", name="own", kind="yesno", label="Your own computer?", below=[("yes", opened)])

    html = written(app, '{% from "parts/questions.html" import question %}{{ question(asked) }}', asked=asked)

    assert html.index('value="yes"') < html.index('data-opened-value="yes"') < html.index('id="gpu"') < html.index('value="no"')


def test_extend_rides_with_the_form_whose_fields_it_keeps(app: Flask) -> None:
    source = """{% from "parts/guest.html" import hold %}
        <form id="asked"></form>{{ hold("14:33", iso, iso, action="/extend", form="asked") }}"""

    html = written(app, source, iso="2027-04-19T18:00+02:00")

    assert 'form="asked" formaction="/extend"' in html
    assert "formnovalidate" in html
    assert html.count("<form") == 1
