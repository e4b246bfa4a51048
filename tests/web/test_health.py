"""For those who watch over us."""

import pytest
from flask import Flask
from sqlalchemy.exc import TimeoutError as PoolTimeout

from eventsvc.core import outbox
from eventsvc.core.db import transaction
from tests import factories
from tests.browser import Browser
from tests.support import counted_queries, frozen

AWAY = {"REMOTE_ADDR": "203.0.113.7"}


def test_healthz_asks_no_database(client: Browser) -> None:
    with counted_queries() as seen:
        answer = client.get("/healthz")

    assert (answer.status_code, answer.text, seen) == (200, "ok\n", [])


@pytest.mark.both
def test_readyz_wants_the_tables_of_this_program(app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/readyz").text == "ready\n"
    monkeypatch.setattr("eventsvc.schema.current", lambda _connection: None)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.text) == (503, "not ready: The database has no tables yet: run `eventsvc migrate`.\n")
    assert client.get("/readyz", environ_overrides=AWAY).text == "not ready\n"


@pytest.mark.settings(metrics_token="open-sesame")
def test_metrics_are_for_this_machine_and_the_token(client: Browser) -> None:
    with transaction():
        outbox.enqueue("ticket")

    near = client.get("/metrics")

    assert 'eventsvc_outbox_rows{state="waiting"} 1.0' in near.text
    assert client.get("/metrics", environ_overrides=AWAY).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 404
    assert client.get("/metrics", environ_overrides=AWAY, headers={"Authorization": "Bearer open-sesame"}).status_code == 200
    assert client.get("/metrics", environ_overrides=AWAY, headers={"Authorization": "Bearer wrong"}).status_code == 404


def test_metrics_count_routes_never_paths(client: Browser) -> None:
    client.get("/de/r/a-secret-of-somebody-1")

    assert "a-secret-of-somebody" not in client.get("/metrics").text


def test_methods_that_nobody_knows_are_counted_as_one(app: Flask, client: Browser) -> None:
    for number in range(3):
        client.open("/healthz", method=f"MADE-UP-{number}")

    told = client.get("/metrics").text

    assert 'method="other"' in told
    assert "MADE-UP" not in told


def test_security_txt_names_the_organisation(client: Browser) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404
    factories.make_organisation(email="hello@example.org")

    with frozen("2027-04-01 12:30"):
        answer = client.get("/.well-known/security.txt")

    assert answer.text == (
        "Contact: mailto:hello@example.org\nExpires: 2027-09-28T00:00:00Z\nPreferred-Languages: de, en\n"
        "Canonical: https://events.example.org/.well-known/security.txt\n")


def test_robots_stay_out_of_the_desk(client: Browser) -> None:
    assert "Disallow: /desk/\n" in client.get("/robots.txt").text


def test_database_that_is_gone_is_not_ready(app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise PoolTimeout

    monkeypatch.setattr("eventsvc.web.health.reading", gone)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert "the database does not answer" in answer.text
