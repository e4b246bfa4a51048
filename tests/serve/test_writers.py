"""Many people at the same moment over HTTP, and somebody who holds the database: nobody sees an error, no seat is given twice."""

import signal
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from eventsvc.ticket_types.models import Pool
from tests import factories, whole
from tests.serve.instance import looking_at, tokens, told
from tests.serve.running import serving
from tests.serve.rush import MailServer, filled, post, press_at_once

pytestmark = pytest.mark.slow
SEATS, PEOPLE, TIMES = 40, 60, 5


@contextmanager
def held(url: str) -> Iterator[None]:
    """A stranger holds what every registration needs: SQLite's write lock, PostgreSQL's row of the pool."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, timeout=30)) as stranger:
            stranger.execute("BEGIN IMMEDIATE")
            yield
            stranger.execute("ROLLBACK")
    else:
        with psycopg.connect(url.replace("postgresql+psycopg", "postgresql")) as stranger:
            stranger.execute("SELECT * FROM pool FOR UPDATE")
            yield
            stranger.rollback()


@contextmanager
def held_for(url: str, seconds: float) -> Iterator[None]:
    """The same by a thread of its own, while this one does something else."""
    taken = threading.Event()

    def hold() -> None:
        with held(url):
            taken.set()
            time.sleep(seconds)

    with ThreadPoolExecutor(1) as threads:
        holding = threads.submit(hold)
        assert taken.wait(30)
        yield
        holding.result()


def test_64_people_in_several_processes_get_40_seats_and_a_polite_answer(tmp_path: Path, url: str) -> None:
    """One of them presses five times. A stranger holds the database for three seconds; the worker writes all the while."""
    with (
        MailServer(refuses=0) as mails, serving(tmp_path, **told(url, mails), WEB_PROCESSES="4") as up, looking_at(tmp_path, url) as app,
    ):
        event = factories.make_event(room=SEATS)
        given = tokens(app, event.id, PEOPLE)
        forms = [filled(factories.types_of(event)[0].id, number, token) for number, token in enumerate(given)]
        with held_for(url, 3):
            answers = press_at_once(up.port, f"/en/e/{event.slug}/register", [forms[0]] * (TIMES - 1) + forms)
        seen = Counter(status for status, _where, _words in answers)
        assert set(seen) <= {303, 200, 503}, seen
        assert [words[:200] for status, _where, words in answers if status == 503 and "Guest" not in words] == []
        assert "locked" not in up.log.read_text()
        taken = factories.only(Pool, event_id=event.id, kind="room").taken
        assert taken == len({where for status, where, _words in answers if status == 303})
        assert taken == SEATS or 503 in seen
        assert [words[:200] for status, _where, words in answers if status == 200 and "There are no places left." not in words] == []
        assert whole.faults() == []


def test_what_has_begun_is_finished_after_sigterm(tmp_path: Path, url: str) -> None:
    with MailServer(refuses=0) as mails, serving(tmp_path, **told(url, mails)) as up, looking_at(tmp_path, url) as app:
        event = factories.make_event(room=100)
        forms = [filled(factories.types_of(event)[0].id, number, token) for number, token in enumerate(tokens(app, event.id, 6))]
        path = f"/de/e/{event.slug}/register"
        with ThreadPoolExecutor(6) as threads:
            with held(url):
                asked = [threads.submit(post, up.port, path, form) for form in forms]
                time.sleep(1)
                began = time.monotonic()
                up.process.send_signal(signal.SIGTERM)
                time.sleep(1)
            answers = [one.result() for one in asked]
        assert up.process.wait(20) == 0
        assert time.monotonic() - began < 15
        assert [status for status, _where, _words in answers] == [303] * 6
        assert factories.only(Pool, event_id=event.id, kind="room").taken == 6
        assert whole.faults() == []
