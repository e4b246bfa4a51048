"""What must hold on every address (spec: security), grown from the URL map: strange numbers, caches, secrets in logs, versions."""

import logging
import re
from importlib.metadata import version
from typing import Any
from urllib.parse import unquote, urlencode

import pytest
from flask import Flask
from packaging.version import Version
from sqlalchemy.exc import OperationalError
from werkzeug.routing import IntegerConverter, Rule

from config import SECRETS
from eventsvc.accounts import queries as accounts
from eventsvc.app import create_app
from eventsvc.registration.models import Registration
from eventsvc.settings import Settings
from eventsvc.tickets.models import Ticket
from tests import factories
from tests.house import samples
from tests.house.matrix import OWN_PAGE
from tests.house.samples import Samples
from tests.house.test_faces import address, readable, visited

HUGE = 2**70
NUMBERS = ("after", "before", "since", "list", "ticket", "series", "feed", "only", "mail", "organisation", "version", "most", "quantity")
BEHIND = ("secret holder", "requires", "door")
BOUNDS = {"flask": "3.1.3", "werkzeug": "3.1.5", "jinja2": "3.1.6", "cryptography": "46.0.5"}


@pytest.fixture
def things(app: Flask) -> Samples:
    return samples.make(app)


def guard_of(app: Flask, rule: Rule) -> str:
    return str(getattr(app.view_functions[rule.endpoint], "guard", ""))


def huge(app: Flask, rule: Rule, values: dict[str, Any]) -> str:
    """The address with a number in it that no row can have."""
    numbers = {name: HUGE for name, how in rule._converters.items() if isinstance(how, IntegerConverter)}
    return address(app, rule, {**values, **numbers})


@pytest.mark.both
@pytest.mark.settings(demo=True)
def test_numbers_that_are_no_ids_are_no_fault(things: Samples) -> None:
    faults = []
    asked = urlencode(dict.fromkeys(NUMBERS, HUGE))
    for rule in things.app.url_map.iter_rules():
        path = huge(things.app, rule, things.values(rule))
        for browser in (things.owner, things.phone):
            for answer in [browser.get(path), browser.get(f"{path}?{asked}")] if "GET" in (rule.methods or ()) else []:
                faults += [(path, answer.status)] if answer.status_code >= 500 else []
            if "POST" in (rule.methods or ()) and not guard_of(things.app, rule).startswith("machine"):
                token = things.owner.csrf() if browser is things.owner and things.owner.token else ""
                answer = browser.post(path, data={**dict.fromkeys(NUMBERS, HUGE), "csrf_token": token}, headers=OWN_PAGE)
                faults += [(path, answer.status)] if answer.status_code >= 500 else []

    assert faults == []


@pytest.mark.settings(demo=True)
def test_what_stands_behind_a_secret_is_kept_by_nobody(things: Samples) -> None:
    kept = []
    for browser in (things.owner, things.phone, things.stranger):
        for rule, path, answer in visited(things, browser):
            if guard_of(things.app, rule).startswith(BEHIND):
                told = (answer.headers.get("Cache-Control"), answer.headers.get("X-Robots-Tag"), answer.headers.get("Referrer-Policy"))
                if told != ("no-store", "noindex", "no-referrer"):
                    kept.append((path, told))
            assert "Access-Control-Allow-Origin" not in answer.headers

    assert kept == []


@pytest.mark.settings(demo=True)
def test_what_one_reader_asks_stands_on_nobody_elses_page(things: Samples) -> None:
    told = []
    for rule in readable(things.app):
        if guard_of(things.app, rule) == "anyone":
            path = address(things.app, rule, things.values(rule))
            things.stranger.get(f"{path}?utm=cems-own-words&email=cem%40guests.example&ticket=77777&after=5-77777")
            after = things.stranger.get(path)
            if after.mimetype == "text/html" and re.search(r"cems-own-words|cem@|cem%40|77777", after.text):
                told.append(path)

    assert told == []


@pytest.mark.parametrize("path", ["/desk/", "/door/ready", "/door/roster"])
def test_answers_that_depend_on_a_cookie_say_so(things: Samples, path: str) -> None:
    browser = things.owner if path.startswith("/desk") else things.phone

    answer = browser.get(path)

    assert answer.status_code == 200
    assert "Cookie" in answer.vary


@pytest.mark.settings(demo=True, base_url="https://events.example.org")
def test_no_log_holds_a_secret_a_name_or_an_address(things: Samples, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="eventsvc")
    registration, ticket = factories.all_of(Registration)[0], factories.all_of(Ticket)[0]
    hidden = [factories.secret_of(registration), factories.code_of(ticket), registration.email, ticket.holder, things.owner.token,
              *(str(value) for name, value in things.parts.items() if name.endswith((":token", ":code", ":asked")))]

    for browser in (things.owner, things.phone, things.stranger):
        for _rule, _path, _answer in visited(things, browser):
            pass
    things.stranger.post("/en/mine", data={"email": registration.email})

    said = "\n".join(record.getMessage() + str(vars(record)) for record in caplog.records if record.name.startswith("eventsvc"))
    assert len(caplog.records) > 50
    assert [secret for secret in hidden if re.search(rf"(?<!\w){re.escape(secret)}(?!\w)", said)] == []


def test_database_that_does_not_answer_signs_nobody_out(things: Samples, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_token: str) -> Any:
        raise OperationalError("select", {}, Exception("gone"), connection_invalidated=True)

    with monkeypatch.context() as patch:
        patch.setattr(accounts, "by_session", away)
        busy = things.owner.get("/desk/team")

    assert busy.status_code == 503
    assert "Set-Cookie" not in busy.headers
    assert things.owner.get("/desk/team").status_code == 200


def test_ended_session_takes_its_cookie_along(things: Samples) -> None:
    things.owner.set_cookie("__Host-desk", "nobody's", domain="events.example.org")

    assert "Max-Age=0" in things.owner.get("/desk/team").headers["Set-Cookie"]


@pytest.mark.parametrize("name", sorted(BOUNDS))
def test_installed_versions_are_not_below_their_bounds(name: str) -> None:
    assert Version(version(name)) >= Version(BOUNDS[name])


def test_debug_mode_cannot_be_switched_on_from_outside(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")

    assert create_app(settings).debug is False


def test_settings_that_are_shown_tell_no_secret(settings: Settings) -> None:
    shown = repr(settings)

    assert "events.example.org" in shown
    assert [name for name in SECRETS if str(getattr(settings, name.lower())) in shown and getattr(settings, name.lower())] == []


@pytest.mark.parametrize("path", [
    "//evil.example", "//evil.example/", "///evil.example/de/", "/de//evil.example", "/%2F%2Fevil.example/", "/\\evil.example", "/desk//",
    "/de/e//evil.example", "/door//evil.example/..", "//evil.example/desk/events",
])
def test_no_path_leads_elsewhere(things: Samples, path: str) -> None:
    for browser in (things.owner, things.stranger):
        where = browser.get("/", environ_overrides={"PATH_INFO": unquote(path)}).headers.get("Location", "/")
        assert where.startswith(("https://events.example.org/", "/"))
        assert not where.startswith(("//", "/\\"))
