"""All pages at once: each says who may come in, no GET changes anything, none asks a third party for anything."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from eventsvc.core.db import db
from eventsvc.settings import beside
from tests import pages
from tests.browser import Browser
from tests.house import samples
from tests.house.samples import Samples
from tests.tools import urls

pytestmark = [pytest.mark.settings(demo=True)]

FETCHES = {"img": "src", "script": "src", "link": "href", "source": "src", "video": "src", "audio": "src", "iframe": "src", "use": "href",
           "form": "action", "object": "data", "embed": "src", "track": "src"}
NO_FETCH = {"canonical", "alternate", "me", "author", "license"}
COUNTING = r"INSERT INTO tally "
TEMPLATES = sorted(path for path in beside("templates").rglob("*.html"))


@pytest.fixture
def things(app: Flask) -> Samples:
    return samples.make(app)


def readable(app: Flask) -> list[Rule]:
    return sorted((rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())), key=lambda rule: rule.rule)


def address(app: Flask, rule: Rule, values: dict[str, Any]) -> str:
    with app.test_request_context(base_url=app.config["BASE_URL"]):
        built = app.url_map.bind("events.example.org", url_scheme="https").build(rule.endpoint, values, force_external=True)
    parts = urlsplit(built)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def visited(things: Samples, browser: Browser) -> Iterator[tuple[Rule, str, TestResponse]]:
    """Each page that can be read, in both languages where it has two."""
    for rule in readable(things.app):
        values = things.values(rule)
        for lang in ("de", "en") if "lang" in values else ("",):
            path = address(things.app, rule, {**values, "lang": lang} if lang else values)
            yield rule, path, browser.get(path, headers={"Accept-Language": "en"})


@contextmanager
def nothing_written() -> Iterator[list[str]]:
    """Statements that change something. Counting wrong guesses of secrets is no change of anything anybody has."""
    seen: list[str] = []

    def look(_connection: Any, _cursor: object, statement: str, _parameters: object, context: Any, _many: object) -> None:
        if context and (context.isinsert or context.isupdate or context.isdelete) and not re.match(COUNTING, statement):
            seen.append(statement[:100])

    event.listen(db.engine, "before_cursor_execute", look)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", look)


def test_the_list_of_addresses_is_the_one_that_was_agreed(app: Flask) -> None:
    assert urls.lines(app) == urls.FILE.read_text().splitlines(), "run: python -m tests.tools.urls, and look at the difference"


def test_every_view_says_who_may_come_in(app: Flask) -> None:
    bare = [name for name, view in app.view_functions.items() if not getattr(view, "guard", "")]

    assert bare == []


def test_no_get_changes_anything_none_fails_and_each_is_shown_to_somebody(things: Samples) -> None:
    shown: dict[str, set[int]] = {}

    with nothing_written() as written:
        for browser in (things.stranger, things.owner, things.phone):
            for rule, path, answer in visited(things, browser):
                shown.setdefault(rule.endpoint, set()).add(answer.status_code)
                assert not written, f"GET {path} ({rule.endpoint}) writes: {written}"
                assert answer.status_code < 500, f"GET {path} ({rule.endpoint}): {answer.status}"

    hidden = {endpoint: codes for endpoint, codes in shown.items() if not codes & {200, 301, 302, 303, 304}}
    assert set(hidden) == samples.NOTHING_THERE, hidden


def test_public_pages_set_no_cookie(things: Samples) -> None:
    answers = visited(things, things.stranger)
    given = {path: answer.headers["Set-Cookie"] for _rule, path, answer in answers if "Set-Cookie" in answer.headers}

    assert given == {}


@pytest.mark.parametrize("who", ["owner", "stranger", "phone"])
def test_pages_ask_no_third_party_and_hold_no_code(things: Samples, who: str) -> None:
    for rule, path, answer in visited(things, getattr(things, who)):
        if answer.mimetype == "text/html" and rule.endpoint != "dev.letter":  # a letter carries its style with it, under its own policy
            faults = list(foreign(answer.get_data(as_text=True), path))
            assert not faults, f"{path}: {faults}"


def foreign(html: str, path: str) -> Iterator[str]:
    """What a page would fetch from elsewhere, and what the policy would refuse."""
    for element in pages.parsed(html, path).iter():
        tag = element.tag.rsplit("}")[-1] if isinstance(element.tag, str) else ""
        target = element.get(FETCHES.get(tag, ""), "")
        relations = set(element.get("rel", "").split())
        if target and not (tag == "link" and relations & NO_FETCH):
            host = urlsplit(urljoin("https://events.example.org" + path, target)).hostname
            if host not in {None, "events.example.org"}:
                yield f"{tag} fetches {target}"
        if tag == "style" or (tag == "script" and not element.get("src") and element.get("type") != "application/ld+json"
                              and element.get("type") != "application/json"):
            yield f"inline {tag}"
        for name in element.attrib:
            if name == "style" or name.startswith("on"):
                yield f"{tag} has {name}="
        if tag == "script" and element.get("type") in {"application/ld+json", "application/json"}:
            json.loads(element.text or "")


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda path: str(path.relative_to(beside("templates"))))
def test_templates_hold_no_inline_code_and_no_query(file: Any) -> None:
    text = re.sub(r"{#.*?#}", "", file.read_text(), flags=re.DOTALL)
    if file.parent.name != "mail":
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=[\"']|javascript:", text)
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*ld\+json)(?![^>]*application/json)", text)
    assert not re.search(r"\bdb\.|\.query\b|\|\s*safe\b|autoescape false", text)


def test_all_templates_can_be_compiled(app: Flask) -> None:
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)


def test_posts_from_strangers_pages_are_turned_away(things: Samples) -> None:
    taken = []
    for rule in things.app.url_map.iter_rules():
        guard = getattr(things.app.view_functions[rule.endpoint], "guard", "")
        if "POST" not in (rule.methods or ()) or guard.startswith("machine"):
            continue
        path = address(things.app, rule, things.values(rule))
        for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
            answer = things.owner.post(path, headers=headers)
            if answer.status_code not in {403, 404}:
                taken.append((path, answer.status_code))

    assert taken == []


def test_desk_posts_without_token_are_turned_away(things: Samples) -> None:
    taken = []
    for rule in things.app.url_map.iter_rules():
        guard = getattr(things.app.view_functions[rule.endpoint], "guard", "")
        if "POST" in (rule.methods or ()) and guard.startswith("requires"):
            answer = things.owner.post(address(things.app, rule, things.values(rule)))
            if answer.status_code not in {400, 403}:
                taken.append((rule.rule, answer.status_code))

    assert taken == []


@pytest.mark.parametrize("html", [
    '<img src="https://elsewhere.example/x.png" alt="">', '<script src="//elsewhere.example/x.js"></script>', "<script>go()</script>",
    '<link rel="stylesheet" href="http://elsewhere.example/x.css">', '<p style="color:red">x</p>', '<p onclick="go()">x</p>',
    '<form action="https://elsewhere.example/"></form>',
])
def test_the_look_at_pages_sees_what_it_looks_for(html: str) -> None:
    assert list(foreign(f"<!doctype html><title>x</title>{html}", "/en/"))


def test_links_to_others_and_described_things_are_no_fault() -> None:
    html = '<a href="https://elsewhere.example/">x</a><script type="application/ld+json">{"a": "b"}</script><img src="/x.png" alt="">'

    assert list(foreign(f"<!doctype html><title>x</title>{html}", "/en/")) == []
