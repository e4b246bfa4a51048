"""Calendars over HTTP: what programs ask and what they are told."""

import gzip
import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import Select
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.http import http_date

from eventsvc.accounts.models import Organisation
from eventsvc.core import clock
from eventsvc.core.db import db
from eventsvc.core.errors import Busy
from eventsvc.core.old_addresses import OldAddress
from eventsvc.feeds import queries
from eventsvc.series.models import Series
from tests import factories
from tests.browser import Browser
from tests.calendars import BASE, START, changed, talks
from tests.support import Frozen, counted_queries, frozen


@pytest.fixture
def now() -> Iterator[Frozen]:
    with frozen(START) as stopped:
        yield stopped


@pytest.fixture
def series(app: Flask, now: Frozen) -> Series:
    return talks(now)


def test_a_calendar_has_the_headers_that_programs_look_at(client: Browser, series: Series) -> None:
    factories.make_event(series=series)

    answer = client.get("/cal/de/talks.ics")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'inline; filename="talks.ics"'
    assert answer.headers["Cache-Control"] == "public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Last-Modified"] == "Mon, 01 Mar 2027 12:00:00 GMT"
    assert answer.headers["ETag"].startswith('W/"')
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("method", ["PROPFIND", "PUT", "POST", "DELETE"])
@pytest.mark.parametrize("path", ["/cal/de/talks.ics", "/de/e/one.ics"])
def test_other_methods_are_told_what_is_allowed(client: Browser, series: Series, method: str, path: str) -> None:
    factories.make_event(slug="one")

    answer = client.open(path, method=method)

    assert answer.status_code == 405
    assert {"GET", "HEAD"} <= {one.strip() for one in answer.headers["Allow"].split(",")}


@pytest.mark.parametrize("path", ["/cal/de/talks.ics", "/de/e/one.ics"])
def test_head_says_the_same_without_the_body(client: Browser, series: Series, path: str) -> None:
    factories.make_event(series=series, slug="one")

    whole, head = client.get(path), client.head(path)

    assert head.data == b""
    assert dict(head.headers) == dict(whole.headers)


@pytest.mark.parametrize(("asked", "zipped"), [
    ("gzip", True), ("br, gzip;q=0.5", True), ("*", True), ("", False), ("identity", False), ("gzip;q=0", False), ("br", False),
])
def test_gzip_only_for_those_who_ask(client: Browser, series: Series, asked: str, zipped: bool) -> None:  # noqa: FBT001
    for _ in range(3):
        factories.make_event(series=series)
    plain = client.get("/cal/de/talks.ics")

    answer = client.get("/cal/de/talks.ics", headers={"Accept-Encoding": asked})

    assert answer.headers.get("Content-Encoding") == ("gzip" if zipped else None)
    assert (gzip.decompress(answer.data) if zipped else answer.data) == plain.data
    assert (answer.headers["ETag"], answer.headers["Vary"]) == (plain.headers["ETag"], "Accept-Encoding")
    assert int(answer.headers["Content-Length"]) == len(answer.data)


def test_little_is_sent_as_it_is(client: Browser, series: Series) -> None:
    answer = client.get("/cal/de/talks.ics", headers={"Accept-Encoding": "gzip"})

    assert len(answer.data) < 1024
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("path", ["/cal/de/talks.ics", "/de/e/one.ics"])
def test_unchanged_is_304_and_only_that(client: Browser, series: Series, now: Frozen, path: str) -> None:
    event = factories.make_event(series=series, slug="one")
    now.move(minutes=1)
    first = client.get(path)
    tag, date = first.headers["ETag"], first.headers["Last-Modified"]
    strong = tag.removeprefix("W/")
    earlier, later, ahead = (
        http_date(clock.now() + by) for by in (timedelta(days=-1), timedelta(), timedelta(days=400))
    )
    table: list[tuple[dict[str, str], int]] = [
        ({"If-None-Match": tag}, 304),
        ({"If-None-Match": strong}, 304),
        ({"If-None-Match": f'"other", {tag}, W/"third"'}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"other"'}, 200),
        ({"If-None-Match": '"other"', "If-Modified-Since": date}, 200),
        ({"If-None-Match": tag, "If-Modified-Since": earlier}, 304),
        ({"If-Modified-Since": date}, 304),
        ({"If-Modified-Since": later}, 304),
        ({"If-Modified-Since": earlier}, 200),
        ({"If-Modified-Since": ahead}, 200),
        ({"If-Modified-Since": "yesterday"}, 200),
        ({"If-Modified-Since": ""}, 200),
    ]

    assert [(asked, client.get(path, headers=asked).status_code) for asked, _ in table] == table

    kept = client.get(path, headers={"If-None-Match": tag})
    assert kept.data == b""
    assert {name: kept.headers[name] for name in ("ETag", "Cache-Control", "Vary")} == {
        name: first.headers[name] for name in ("ETag", "Cache-Control", "Vary")
    }
    assert {"Content-Type", "Content-Length", "Content-Encoding"}.isdisjoint(kept.headers.keys())

    now.move(minutes=1)
    changed(event, title_de="Anders")
    for asked in ({"If-None-Match": tag}, {"If-Modified-Since": date}):
        assert client.get(path, headers=asked).status_code == 200


def test_a_second_change_in_the_same_second_is_not_missed(client: Browser, series: Series, now: Frozen) -> None:
    event = factories.make_event(series=series)
    changed(event, title_de="Eins")
    first = client.get("/cal/de/talks.ics")
    now.move(milliseconds=300)
    changed(event, title_de="Zwei")
    now.move(minutes=5)

    second = client.get("/cal/de/talks.ics", headers={"If-Modified-Since": first.headers["Last-Modified"]})

    assert second.status_code == 200
    assert second.headers["Last-Modified"] > first.headers["Last-Modified"]


def test_a_former_address_leads_to_the_new_one_for_ever(client: Browser, series: Series) -> None:
    event = factories.make_event(slug="now")
    factories.kept(OldAddress(kind="event", slug="then", subject_id=event.id))
    factories.kept(OldAddress(kind="series", slug="old-talks", subject_id=series.id))
    factories.kept(OldAddress(kind="organisation", slug="old-name", subject_id=series.organisation_id))
    owner = factories.only(Organisation, id=series.organisation_id)

    answers = [client.get(path) for path in ("/en/e/then.ics", "/cal/de/old-talks.ics", "/cal/en/old-name.ics")]

    assert [(one.status_code, one.headers["Location"]) for one in answers] == [
        (301, f"{BASE}/en/e/now.ics"), (301, f"{BASE}/cal/de/talks.ics"), (301, f"{BASE}/cal/en/{owner.slug}.ics"),
    ]


@pytest.mark.parametrize("path", ["/cal/de/nothing.ics", "/de/e/nothing.ics", "/cal/en/hidden.ics"])
def test_what_is_not_there_is_said_in_plain_text(client: Browser, series: Series, path: str) -> None:
    factories.make_series(slug="hidden", public=False)

    answer = client.get(path)

    assert (answer.status_code, answer.mimetype) == (404, "text/plain")


@pytest.mark.settings(base_url="https://events.example.org/tickets/")
def test_addresses_are_those_of_the_settings(client: Browser, series: Series) -> None:
    factories.make_event(series=series, slug="one")

    raw = client.get("/cal/de/talks.ics", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}).get_data(as_text=True)
    unfolded = raw.replace("\r\n ", "")

    assert "SOURCE;VALUE=URI:https://events.example.org/tickets/cal/de/talks.ics\r\n" in unfolded
    assert "URL:https://events.example.org/tickets/de/e/one\r\n" in unfolded
    assert "evil" not in raw
    assert raw.count("http://") == 0


@pytest.mark.both
@pytest.mark.parametrize("many", [1, 12])
def test_an_asker_costs_one_read_however_many_events(client: Browser, series: Series, many: int) -> None:
    for _ in range(many):
        factories.make_event(series=series, room=None, online_places=None, roster=False)
    with counted_queries() as making:
        first = client.get("/cal/de/talks.ics")

    with counted_queries() as full:
        client.get("/cal/de/talks.ics")
    with counted_queries() as unchanged:
        kept = client.get("/cal/de/talks.ics", headers={"If-None-Match": first.headers["ETag"]})

    assert kept.status_code == 304
    assert (len(making), len(full), len(unchanged)) == (5, 1, 1)


@pytest.mark.parametrize("no", [Busy(), PoolTimeout(), OperationalError("select", {}, psycopg.OperationalError("gone"))])
def test_a_database_that_does_not_answer_is_not_told_to_calendars(
    client: Browser, series: Series, monkeypatch: pytest.MonkeyPatch, no: Exception,
) -> None:
    first = client.get("/cal/de/talks.ics")
    monkeypatch.setattr(queries, "stamp", raising(no))

    known, unknown = client.get("/cal/de/talks.ics"), client.get("/cal/en/talks.ics")

    assert (known.status_code, known.data) == (200, first.data)
    assert unknown.status_code == 503


def test_a_fault_of_ours_is_not_hidden(client: Browser, series: Series, monkeypatch: pytest.MonkeyPatch) -> None:
    client.get("/cal/de/talks.ics")
    monkeypatch.setattr(queries, "stamp", raising(ProgrammingError("select", {}, sqlite3.OperationalError("no such column"))))

    with pytest.raises(ProgrammingError):
        client.get("/cal/de/talks.ics")


def raising(no: Exception) -> Callable[[str], None]:
    def gone(_slug: str) -> None:
        raise no

    return gone


@pytest.mark.both
@pytest.mark.parametrize("statement", [queries._STAMP, queries._MOVED])
def test_the_read_that_decides_looks_into_indexes_only(app: Flask, statement: Select[Any]) -> None:
    compiled = statement.params(slug="x").compile(db.engine, compile_kwargs={"literal_binds": True})
    with db.engine.connect() as connection:
        if db.engine.dialect.name == "sqlite":
            plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")]
        else:
            connection.exec_driver_sql("SET enable_seqscan = off")
            plan = [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {compiled}".replace("%", "%%"))]

    assert [line for line in plan if "SCAN " in line or "Seq Scan" in line] == []
