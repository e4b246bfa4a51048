"""Everything dies while people register: nobody who was told "you have a ticket" is without one, or without a mail."""

import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from eventsvc.app import create_app
from eventsvc.core import clock
from eventsvc.core.db import db, reading
from eventsvc.core.errors import Missing
from eventsvc.registration import queries as registrations
from eventsvc.web import once
from tests import factories, whole
from tests.databases import Cluster
from tests.serve.running import Running, serving
from tests.serve.rush import MailServer, Rush
from tests.tools.urls import plain_settings

pytestmark = pytest.mark.slow
KEYS = {"SECRET_KEY": "k" * 40, "TICKET_KEY": "t" * 40}
Killing = Callable[[Running], None]


@contextmanager
def looking_at(folder: Path, url: str) -> Iterator[Flask]:
    """The same instance, seen from the test."""
    app = create_app(plain_settings(instance=str(folder / "instance"), database_url=url, base_url="http://localhost:8000"))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def tokens(app: Flask, event_id: int, many: int) -> list[str]:
    """What so many people got with the form, a while ago."""
    clock.set_source(lambda: clock._system() - timedelta(minutes=1))
    try:
        with app.app_context():
            return [once.make(event_id) for _ in range(many)]
    finally:
        clock.set_source(None)


def kill_web(up: Running) -> None:
    up.kill(up.children("web")[:1])


def kill_one_web_process(up: Running) -> None:
    up.kill(up.children("web")[-1:])


def kill_worker(up: Running) -> None:
    up.kill(up.children("worker"))


def kill_both(up: Running) -> None:
    up.kill(up.children())


KILLINGS: tuple[Killing, ...] = (kill_web, kill_worker, kill_one_web_process, kill_both, kill_worker)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'instance' / 'eventsvc.sqlite'}"
    cluster: Cluster = request.getfixturevalue("postgresql")
    return cluster.url(cluster.made())


def test_nobody_who_was_promised_a_ticket_is_without(tmp_path: Path, url: str) -> None:
    (tmp_path / "instance").mkdir()
    with MailServer() as mails:
        told = {**KEYS, "DATABASE_URL": url, "SMTP_URL": mails.url, "MAIL_FROM": "tickets@example.org"}
        with serving(tmp_path, **told) as up:
            with looking_at(tmp_path, url) as app:
                event = factories.make_event(room=100_000)
                ticket = factories.types_of(event)[0].id
                rush = Rush(up.port, f"/de/e/{event.slug}/register", ticket, tokens(app, event.id, 20_000))
            with rush:
                for killing in KILLINGS:
                    time.sleep(2)
                    killing(up)
                    up.until_up()
                time.sleep(1)
                up.process.send_signal(signal.SIGTERM)
                began = time.monotonic()
                assert up.process.wait(20) == 0
                assert time.monotonic() - began < 15
        with serving(tmp_path, **told) as up, looking_at(tmp_path, url):
            up.until(lambda: _unfinished() == 0, 150)
            _all_is_well(rush, mails)


def _unfinished() -> int:
    db.session.rollback()
    return int(reading().execute(text("select count(*) from outbox where state in ('waiting', 'sending')")).scalar_one())


def _all_is_well(rush: Rush, mails: MailServer) -> None:
    assert rush.wrong == []
    assert len(rush.promised) > 50
    assert [address for secret, address in rush.promised.items() if not _is_there(secret)] == []
    assert whole.faults() == []
    kept = set(reading().execute(text("select email from registration where state = 'confirmed'")).scalars())
    by_person: Counter[str] = Counter()
    for (recipient, _message_id), times in mails.taken.items():
        by_person[recipient] += times
    assert set(by_person) == kept
    assert len(mails.taken) == len(kept), "copies of a mail carry the same Message-ID"
    assert sum(by_person.values()) - len(kept) <= len(KILLINGS) + 1, "at most one mail twice for each death"


def _is_there(secret: str) -> bool:
    try:
        return registrations.by_secret(secret) is not None
    except Missing:
        return False
