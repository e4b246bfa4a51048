"""What went wrong is said in one sentence, in the reader's language, and nothing typed is lost."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from flask import Flask, abort
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from eventsvc.core import clock, faults
from eventsvc.core.db import db, transaction
from eventsvc.core.errors import Busy, Missing, Moved, Refused, TooMany
from eventsvc.web import errors
from eventsvc.web.guard import anyone
from tests import pages
from tests.browser import Browser
from tests.support import frozen


def broken(app: Flask, deed: Callable[[], Any], path: str = "/de/broken") -> None:
    """Serve a page that does this."""
    def view() -> Any:
        return deed()

    app.add_url_rule(path, "broken", anyone(view), methods=["GET", "POST"])


def raising(error: BaseException) -> Callable[[], Any]:
    def deed() -> Any:
        raise error

    return deed


def words(html: str) -> str:
    return pages.text_of(pages.parsed(html))


@pytest.mark.parametrize(("path", "language", "sentence"), [
    ("/de/nothing", "en", "Hier legt nichts an"), ("/en/nothing", "de", "Nothing docks here"), ("/nothing", "de-DE", "Hier legt nichts an"),
])
def test_unknown_address_says_so_in_its_language(client: Browser, path: str, language: str, sentence: str) -> None:
    answer = client.get(path, headers={"Accept-Language": language})

    assert answer.status_code == 404
    assert sentence in words(answer.text)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("ending", ["", ".ics"])
def test_former_address_leads_to_the_new_one_for_ever(app: Flask, client: Browser, ending: str) -> None:
    def view(slug: str) -> Any:
        raise Moved("quay")

    app.add_url_rule(f"/<any(de, en):lang>/x/<slug>{ending}", "broken", anyone(view))

    answer = client.get(f"/de/x/harbour{ending}?from=poster")

    assert (answer.status_code, answer.headers["Location"]) == (301, f"/de/x/quay{ending}?from=poster")


def test_form_of_a_former_address_is_sent_again_to_the_new_one(app: Flask, client: Browser) -> None:
    def view(slug: str) -> Any:
        raise Moved("quay")

    app.add_url_rule("/<any(de, en):lang>/x/<slug>", "broken", anyone(view), methods=["POST"])

    answer = client.post("/de/x/harbour", data={"name": "Ada"})

    assert (answer.status_code, answer.headers["Location"]) == (308, "/de/x/quay")


def test_missing_thing_is_a_404(app: Flask, client: Browser) -> None:
    broken(app, raising(Missing()))

    assert client.get("/de/broken").status_code == 404


def test_refusal_shows_its_sentence(app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(errors.SENTENCES, "full-up", lambda facts: f"Only {facts['left']} left.")
    broken(app, raising(Refused("full-up", left=2)))

    answer = client.post("/de/broken")

    assert answer.status_code == 409
    assert "Only 2 left." in words(answer.text)


def test_unknown_refusal_still_has_a_sentence(app: Flask) -> None:
    with app.test_request_context("/en/"):
        assert errors.sentence(Refused("never-heard-of")) == "This does not work at the moment. Reload the page and try again."


def test_busy_keeps_what_was_typed(app: Flask, client: Browser) -> None:
    broken(app, raising(Busy()))

    with frozen("2027-04-16 12:22"):
        typed = {"name": 'Ada "A" <b>', "email": "ada@uni.example", "once": "01HV", "holder": ["Ben", "Cem"]}
        answer = client.post("/de/broken?x=1", data=typed)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    form = pages.forms(pages.parsed(answer.text))[-1]
    assert (form.action, form.method) == ("/de/broken?x=1", "post")
    assert form.fields == {"name": ['Ada "A" <b>'], "email": ["ada@uni.example"], "once": ["01HV"], "holder": ["Ben", "Cem"]}
    assert "14:22:30 Uhr" in words(answer.text)


def test_busy_page_links_to_itself(app: Flask, client: Browser) -> None:
    broken(app, raising(Busy()))

    answer = client.get("/de/broken?x=1")

    assert answer.status_code == 503
    assert 'href="/de/broken?x=1"' in answer.text


def test_busy_is_shown_even_without_a_frame(app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_frame() -> Any:
        raise OperationalError("select", {}, sqlite3.OperationalError("gone"))

    monkeypatch.setattr("eventsvc.web.shell.site", no_frame)
    broken(app, raising(Busy()))

    answer = client.post("/de/broken", data={"name": "Ada"})

    assert answer.status_code == 503
    assert pages.forms(pages.parsed(answer.text))[0].fields == {"name": ["Ada"]}


def test_too_many_names_the_clock_time(app: Flask, client: Browser) -> None:
    broken(app, lambda: (_ for _ in ()).throw(TooMany(clock.now() + timedelta(minutes=3))))

    with frozen("2027-04-16 12:22"):
        answer = client.get("/de/broken")

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "181"
    assert "14:25 Uhr" in words(answer.text)


@pytest.mark.parametrize("code", [400, 403, 405, 409, 411, 413, 415, 418, 500, 502])
def test_every_status_has_words(app: Flask, client: Browser, code: int) -> None:
    broken(app, lambda: abort(code))

    answer = client.get("/de/broken")

    assert answer.status_code == code
    assert "Alle Termine" in words(answer.text)


def test_wrong_method_names_the_right_ones(client: Browser) -> None:
    answer = client.post("/healthz")

    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_fault_of_ours_tells_nothing_and_logs_no_value(app: Flask, client: Browser, caplog: pytest.LogCaptureFixture) -> None:
    app.testing = False
    broken(app, raising(RuntimeError("secret thing")))

    answer = client.get("/de/broken?token=abc")

    assert answer.status_code == 500
    assert "secret thing" not in answer.text
    assert "token=abc" not in caplog.text
    assert "/de/broken" in caplog.text


@pytest.mark.parametrize("path", ["/api/v1/broken", "/door/scans"])
def test_machines_get_json(app: Flask, client: Browser, path: str) -> None:
    if path.startswith("/api"):
        broken(app, raising(Busy()), path)
        answer = client.get(path)
    else:
        app.add_url_rule("/door/broken", "broken", anyone(raising(Busy())), methods=["POST"])
        answer = client.post("/door/broken", json={})

    assert answer.status_code == 503
    assert answer.get_json()["error"] == "busy"
    assert answer.headers["Retry-After"] == "30"


@pytest.mark.both
def test_busy_database_becomes_the_polite_page(app: Flask, client: Browser) -> None:
    def deed() -> Any:
        with transaction() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("pragma query_only = on")
            else:
                connection.exec_driver_sql("set transaction read only")
            connection.execute(text("delete from tally"))
        return "written"

    broken(app, deed)

    first = client.post("/de/broken")

    assert first.status_code == 503
    with transaction() as connection:
        connection.execute(text("delete from tally"))
    assert db.engine.pool.checkedout() <= 1  # type: ignore[attr-defined]


def error_with(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("x")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(("error", "busy"), [
    (Busy(), True), (PoolTimeout(), True), (RuntimeError(), False), (None, False),
    (error_with(sqlite3.SQLITE_BUSY), True), (error_with(sqlite3.SQLITE_BUSY_SNAPSHOT), True), (error_with(sqlite3.SQLITE_FULL), True),
    (error_with(sqlite3.SQLITE_READONLY), True), (error_with(sqlite3.SQLITE_IOERR_WRITE), True), (error_with(sqlite3.SQLITE_ERROR), False),
    (psycopg.OperationalError("no connection"), True), (psycopg.errors.AdminShutdown(), True), (psycopg.errors.DeadlockDetected(), True),
    (psycopg.errors.LockNotAvailable(), True), (psycopg.errors.ReadOnlySqlTransaction(), True), (psycopg.errors.DiskFull(), True),
    (psycopg.errors.UniqueViolation(), False), (psycopg.errors.UndefinedTable(), False),
    (OperationalError("s", {}, error_with(sqlite3.SQLITE_LOCKED)), True), (IntegrityError("s", {}, sqlite3.IntegrityError("x")), False),
])
def test_what_means_busy(error: BaseException | None, *, busy: bool) -> None:
    assert faults.means_busy(error) is busy
