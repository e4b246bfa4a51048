"""The real thing: web and worker under a supervisor, killed in every way; afterwards what reliability promises still holds."""

import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.serve.running import Running, run, serving

LONG_AGO = "2026-01-01 00:00:00.000000"
pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """For one instance."""
    (tmp_path / "instance").mkdir()
    return tmp_path


@pytest.fixture
def up(folder: Path) -> Iterator[Running]:
    """A running instance."""
    with serving(folder, WEB_PROCESSES="2") as running:
        yield running


def letters(folder: Path, many: int) -> None:
    """So many invitations that nobody needs: their cause is not there, so the worker drops them."""
    with closing(sqlite3.connect(folder / "instance" / "eventsvc.sqlite", timeout=30)) as opened:
        opened.executemany(
            "insert into outbox (kind, payload, recipient, language, message_id, state, after, attempts, reason, created_at) values "
            "('invitation', '{\"link\": 99999}', 'ada@example.org', 'de', ?, 'waiting', ?, 0, '', ?)",
            [(f"m{time.monotonic_ns()}-{number}", LONG_AGO, LONG_AGO) for number in range(many)])
        opened.commit()


def unfinished(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "instance" / "eventsvc.sqlite", timeout=30)) as opened:
        return int(opened.execute("select count(*) from outbox where state in ('waiting', 'sending')").fetchone()[0])


@pytest.mark.parametrize("part", ["web", "worker", ""])
def test_what_is_killed_comes_back(folder: Path, up: Running, part: str) -> None:
    before = up.children(part)
    up.kill(before)

    up.until(lambda: len(up.children()) == 4 and not set(before) & set(up.children(part)))
    up.until_up()
    letters(folder, 3)
    up.until(lambda: unfinished(folder) == 0)

    assert "killed by SIGKILL" in up.log.read_text()


def test_one_web_process_killed_twice_comes_back(up: Running) -> None:
    for _ in range(2):
        victim = up.children("web")[-1]
        up.kill([victim])
        up.until(lambda gone=victim: gone not in up.children("web"))
        time.sleep(0.3)

    up.until(lambda: len(up.children("web")) == 3)
    up.until_up()


def test_nothing_outlives_a_killed_supervisor(up: Running) -> None:
    up.process.kill()
    up.process.wait()

    up.until(lambda: not up.children(), 20)
    assert up.get()[0] == 0


def test_a_child_whose_parent_died_before_it_had_read_its_libraries_ends(up: Running) -> None:
    up.kill(up.children("worker"))
    up.until(lambda: len(up.children("worker")) == 1)
    up.process.kill()
    up.process.wait()

    up.until(lambda: not up.children(), 20)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_told_to_end_all_end_in_order(up: Running, how: signal.Signals) -> None:
    began = time.monotonic()
    up.process.send_signal(how)

    assert up.process.wait(20) == 0
    assert time.monotonic() - began < 15
    assert up.children() == []


def test_told_to_end_just_after_the_start_it_ends(folder: Path) -> None:
    with serving(folder) as running:
        running.process.terminate()
        assert running.process.wait(20) == 0


def test_old_database_is_refused_with_the_command(folder: Path) -> None:
    with serving(folder) as running:
        assert running.get("/readyz")[0] == 200
    with closing(sqlite3.connect(folder / "instance" / "eventsvc.sqlite")) as opened:
        opened.execute("update alembic_version set version_num = '0001'")
        opened.commit()

    refused = run(folder / "instance", "serve", "--port", str(running.port))

    assert refused.returncode == 1
    assert "run `eventsvc migrate`" in refused.stderr
