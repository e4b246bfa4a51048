"""Everything dies while people register: nobody who was told "you have a ticket" is without one, or without a mail."""

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests import factories
from tests.serve.instance import broken_promises, leases_end, looking_at, tokens, told, unfinished
from tests.serve.running import Running, serving
from tests.serve.rush import MailServer, Rush

pytestmark = pytest.mark.slow
Killing = Callable[[Running], None]


def kill_web(up: Running) -> None:
    up.kill(up.children("web")[:1])


def kill_one_web_process(up: Running) -> None:
    up.kill(up.children("web")[-1:])


def kill_worker(up: Running) -> None:
    up.kill(up.children("worker"))


def kill_both(up: Running) -> None:
    up.kill(up.children())


KILLINGS: tuple[Killing, ...] = (kill_web, kill_worker, kill_one_web_process, kill_both, kill_worker)


def rush_of(up: Running, app: Flask) -> Rush:
    """People for a new event with room for all."""
    event = factories.make_event(room=100_000)
    return Rush(up.port, f"/de/e/{event.slug}/register", factories.types_of(event)[0].id, tokens(app, event.id, 20_000))


def test_nobody_who_was_promised_a_ticket_is_without(tmp_path: Path, url: str) -> None:
    with MailServer() as mails:
        with serving(tmp_path, **told(url, mails)) as up:
            with looking_at(tmp_path, url) as app:
                rush = rush_of(up, app)
            with rush:
                for killing in KILLINGS:
                    time.sleep(1)
                    killing(up)
                    up.until_up()
                time.sleep(1)
                up.process.send_signal(signal.SIGTERM)
                began = time.monotonic()
                assert up.process.wait(20) == 0
                assert time.monotonic() - began < 15
        with looking_at(tmp_path, url):
            leases_end()
        with serving(tmp_path, **told(url, mails)) as up, looking_at(tmp_path, url):
            up.until(lambda: unfinished() == 0, 150)
            assert broken_promises(rush, mails, deaths=len(KILLINGS) + 1) == []
            assert len(rush.promised) > 50


def test_nobody_is_without_after_everything_died_at_once(tmp_path: Path, url: str) -> None:
    """The supervisor first, so that nobody starts anything again; then its children, which may be in the middle of anything."""
    with MailServer(refuses=0) as mails:
        with serving(tmp_path, **told(url, mails)) as up:
            with looking_at(tmp_path, url) as app:
                rush = rush_of(up, app)
            with rush:
                up.until(lambda: len(rush.promised) > 20)
                up.kill([up.process.pid, *up.children()])
                up.until(lambda: not up.children())
                assert up.get()[0] == 0
        with looking_at(tmp_path, url):
            leases_end()
        with serving(tmp_path, **told(url, mails)) as up, looking_at(tmp_path, url):
            up.until(lambda: unfinished() == 0, 150)
            assert broken_promises(rush, mails, deaths=1) == []
