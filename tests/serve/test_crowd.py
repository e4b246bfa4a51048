"""Two hundred people who do everything at once over HTTP, while holds and offers run out: no seat too many, nobody lost, no 500.

It lasts some seconds here; `EVENTSVC_CROWD_SECONDS=60` makes it a minute.
"""

import os
import random
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from eventsvc.core import clock
from eventsvc.core.db import db, reading, transaction
from eventsvc.registration.models import Registration
from tests import factories, whole
from tests.serve.crowd import Client, Told
from tests.serve.instance import looking_at, tokens, told, unfinished
from tests.serve.running import serving
from tests.serve.rush import MailServer

pytestmark = pytest.mark.slow
PEOPLE, ROOM, ONLINE, TRIES = 200, 100, 50, 40
SECONDS = float(os.getenv("EVENTSVC_CROWD_SECONDS", "12"))


def time_runs_out(app: Flask, stop: threading.Event) -> None:
    """Now and then the time of somebody's hold or offer is over, as if hours had passed."""
    mind = random.Random(7)
    while not stop.wait(0.4):
        with app.app_context():
            past = clock.now() - timedelta(seconds=1)
            for table, column, state in (("registration", "deadline", "held"), ("waitlist_entry", "until", "offered")):
                ids = list(reading().execute(text(f"select id from {table} where state = '{state}'")).scalars())  # noqa: S608  constants
                db.session.rollback()
                if ids:
                    with transaction() as connection:
                        connection.execute(
                            text(f"update {table} set {column} = :past where id = :id and state = '{state}'"),  # noqa: S608  constants
                            {"past": past.replace(tzinfo=None) if connection.dialect.name == "sqlite" else past, "id": mind.choice(ids)},
                        )


def test_a_crowd_never_oversells_and_loses_nobody(tmp_path: Path, url: str) -> None:
    with (
        MailServer(refuses=0) as mails, serving(tmp_path, **told(url, mails), WEB_PROCESSES="2", PROXY_COUNT="1") as up,
        looking_at(tmp_path, url) as app,
    ):
        event = factories.make_event(room=ROOM, online_places=ONLINE, waitlist_mode="offer")
        room, online = factories.types_of(event)
        paid = factories.make_type(event, price_cents=1000)
        heard, stop = Told(), threading.Event()
        given = tokens(app, event.id, PEOPLE * TRIES)
        until = time.monotonic() + SECONDS
        clients = [
            Client(number, up.port, event.slug, (room.id, online.id, paid.id), given[number * TRIES:(number + 1) * TRIES], heard, until)
            for number in range(PEOPLE)
        ]
        threads = [threading.Thread(target=one.run) for one in clients]
        running_out = threading.Thread(target=time_runs_out, args=(app, stop))
        for thread in (*threads, running_out):
            thread.start()
        most = watched(event.id, threads)
        stop.set()
        running_out.join(30)
        up.until(lambda: not unfinished(), 120)

        tell(f"{url.partition(':')[0]}: {heard.answers.total()} requests, at most {most} seats used", heard)
        assert heard.faults == []
        assert [name for name, status in heard.answers if status in {0, 503}] == []
        assert most["room"] <= ROOM
        assert most["online"] <= ONLINE
        assert whole.faults() == []
        assert heard.promised <= known()
        done = {name for name, status in heard.answers if status == 303}
        assert {"register", "join", "cancel", "switch", "transfer", "take", "order"} <= done


def tell(words: str, heard: Told) -> None:
    """The figures, for `pytest -s`."""
    sys.stdout.write(f"\n{words} {dict(sorted(heard.answers.items()))}\n")


def watched(event_id: int, threads: list[threading.Thread]) -> dict[str, int]:
    """Look at the counters while the crowd presses: the most that was ever used of each pool."""
    most = {"room": 0, "online": 0}
    while any(thread.is_alive() for thread in threads):
        for row in reading().execute(text("select kind, taken + held as used from pool where event_id = :event"), {"event": event_id}):
            most[row.kind] = max(most[row.kind], row.used)
        db.session.rollback()
        time.sleep(0.05)
    return most


def known() -> set[str]:
    """The secrets of all registrations."""
    return {factories.secret_of(one) for one in factories.all_of(Registration)}
