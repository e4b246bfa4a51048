"""SQLite's queue: fair, without errors, and polite when its holder is frozen."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from eventsvc.core import engine as engines
from eventsvc.core.db import db, transaction
from eventsvc.core.errors import Busy
from eventsvc.core.gate import Gate
from eventsvc.ticket_types.models import Pool
from tests import factories
from tests.support import at_once

HOLDER = "import fcntl, sys, time; f = open(sys.argv[1], 'a'); fcntl.flock(f, fcntl.LOCK_EX); print('in', flush=True); time.sleep(60)"
WRITER = """
import sys, threading
from pathlib import Path
from sqlalchemy import create_engine, text
from eventsvc.core import engine as engines
url, threads, turns, gate = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
engine = create_engine(url, pool_size=threads)
if gate == "none":
    engines.Gate = type("Open", (), {"__init__": lambda *_: None, "take": lambda _: None, "give": lambda _: None})
    engines.PRAGMAS = ("busy_timeout=1", *engines.PRAGMAS[1:])
engines.prepare(engine)
def work():
    for _ in range(turns):
        try:
            with engine.connect().execution_options(immediate=True) as connection, connection.begin():
                taken = connection.execute(text("select n from counter")).scalar()
                connection.execute(text("update counter set n = :n"), {"n": taken + 1})
        except Exception as no:
            print(type(no).__name__, str(no).splitlines()[0], flush=True)
print("ready", flush=True)
sys.stdin.readline()
all = [threading.Thread(target=work) for _ in range(threads)]
[one.start() for one in all]
[one.join() for one in all]
engine.dispose()
"""


@contextmanager
def holding(file: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that is inside."""
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(file)], stdout=subprocess.PIPE, text=True) as other:
        try:
            assert other.stdout is not None
            assert other.stdout.readline() == "in\n"
            yield other
        finally:
            other.kill()


def rushed(url: str, *, processes: int, threads: int, turns: int, gate: str = "ours") -> list[str]:
    """What writers in several processes complained of."""
    words = [sys.executable, "-c", WRITER, url, str(threads), str(turns), gate]
    root = str(Path(__file__).resolve().parents[2])
    all_of = [
        subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root) for _ in range(processes)
    ]
    for one in all_of:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in all_of:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    return [line for one in all_of for line in one.communicate(timeout=120)[0].splitlines()]


@pytest.fixture
def counter(tmp_path: Path) -> str:
    file = tmp_path / "counter.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("create table counter (n integer)")
        connection.execute("insert into counter values (0)")
    connection.close()
    return f"sqlite:///{file}"


def counted(url: str) -> int:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    (found,) = connection.execute("select n from counter").fetchone()
    connection.close()
    return int(found)


@pytest.mark.slow
def test_64_writers_in_four_processes_all_get_their_turn(counter: str) -> None:
    complaints = rushed(counter, processes=4, threads=16, turns=8)

    assert complaints == []
    assert counted(counter) == 4 * 16 * 8


@pytest.mark.slow
def test_without_the_gate_the_same_rush_is_locked_out(counter: str) -> None:
    complaints = rushed(counter, processes=2, threads=8, turns=20, gate="none")

    assert any("database is locked" in line for line in complaints)


def test_threads_come_in_in_the_order_of_their_coming(tmp_path: Path) -> None:
    gate, order = Gate(tmp_path / "gate"), list[int]()
    gate.take()

    def come(number: int) -> None:
        gate.take()
        order.append(number)
        gate.give()

    threads = []
    for number in range(10):
        threads.append(threading.Thread(target=come, args=(number,)))
        threads[-1].start()
        while len(gate._queue) <= number:
            time.sleep(0.001)
    gate.give()
    for thread in threads:
        thread.join(10)

    assert order == list(range(10))


def test_all_who_wait_for_a_frozen_holder_are_told_so(tmp_path: Path) -> None:
    gate = Gate(tmp_path / "gate", patience=0.3)
    began = time.monotonic()

    def come(_number: int) -> None:
        gate.take()

    with holding(gate.file) as other:
        os.kill(other.pid, signal.SIGSTOP)
        answers = at_once(4, come, Flask("waiting"))
        os.kill(other.pid, signal.SIGCONT)

    assert [type(answer) for answer in answers] == [Busy] * 4
    assert time.monotonic() - began < 5
    gate.take()
    gate.give()


def test_a_killed_holder_lets_the_next_one_in(tmp_path: Path) -> None:
    gate = Gate(tmp_path / "gate", patience=10)

    with holding(gate.file) as other:
        threading.Timer(0.1, other.kill).start()
        gate.take()

    gate.give()


def test_who_gives_up_in_the_queue_leaves_no_hole(tmp_path: Path) -> None:
    gate = Gate(tmp_path / "gate", patience=0.1)
    gate.take()

    answers = at_once(3, lambda _number: gate.take(), Flask("waiting"))
    gate.give()

    assert [type(answer) for answer in answers] == [Busy] * 3
    gate.take()
    gate.give()


def test_busy_leaves_connection_and_gate_whole(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    pool = factories.pool_of(factories.make_event(room=1))
    file = engines.gate_file(Path(str(db.engine.url.database)))
    monkeypatch.setattr(Gate, "take", _impatient(Gate.take))

    with holding(file), pytest.raises(Busy), transaction():
        pytest.fail("nobody comes in here")

    db.session.remove()
    assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    with transaction() as connection:
        connection.execute(text("update pool set taken = 1"))
    assert factories.fresh(pool).taken == 1


def test_readers_never_wait(app: Flask) -> None:
    event = factories.make_event()

    with holding(engines.gate_file(Path(str(db.engine.url.database)))):
        assert factories.pool_of(event).capacity == 180


@pytest.mark.parametrize("end", ["commit", "rollback", "failure", "invalidate"])
def test_the_gate_opens_however_a_transaction_ends(end: str, counter: str) -> None:
    engine = create_engine(counter)
    engines.prepare(engine)
    for _ in range(3):
        connection = engine.connect().execution_options(immediate=True)
        connection.execute(text("update counter set n = n + 1"))
        if end == "failure":
            with pytest.raises(Exception, match="no such table"):
                connection.execute(text("delete from nowhere"))
        elif end == "invalidate":
            connection.invalidate()
        else:
            getattr(connection, end)()
        connection.close()

    engine.dispose()
    assert counted(counter) == (3 if end == "commit" else 0)


@pytest.mark.both
def test_many_at_once_for_the_last_place(app: Flask) -> None:
    pool = factories.pool_of(factories.make_event(room=1))

    def take(_number: int) -> int:
        with transaction() as connection:
            claim = text("update pool set taken = taken + 1 where id = :id and taken < capacity")
            return connection.execute(claim, {"id": pool.id}).rowcount

    answers = at_once(16, take)

    assert sorted(map(str, answers)) == ["0"] * 15 + ["1"]
    assert factories.only(Pool, id=pool.id).taken == 1


def _impatient(take: object) -> object:
    def taken(gate: Gate) -> None:
        gate.patience = 0.2
        take(gate)  # type: ignore[operator]

    return taken
