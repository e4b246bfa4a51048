"""Ending when told to, even when the signal comes in the middle of asking."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from eventsvc.core import process

EACH_LINE = """
import signal, sys
from eventsvc.core import process
ending = process.told_to_end()
def at_each_line(frame, event, arg):
    if event == "line":
        signal.raise_signal(signal.SIGTERM)
    return at_each_line
sys.settrace(at_each_line)
ending.wait(0.01)
ending.is_set()
sys.settrace(None)
print("ended")
"""
ORPHAN = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import os, signal, time; from eventsvc.core import process; %s; "
    "print('ready', flush=True); time.sleep(60)"], stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
sys.stdin.read()
"""
HEARS = "process.die_with_parent()"
DEAF = "signal.signal(signal.SIGTERM, signal.SIG_IGN); process.die_with_parent(); process.outlive_parent(os.getppid(), 0.1)"


@pytest.fixture
def handlers() -> Iterator[None]:
    """Gives the handlers of the test process back."""
    before = [(number, signal.getsignal(number)) for number in (signal.SIGTERM, signal.SIGINT)]
    yield
    for number, handler in before:
        signal.signal(number, handler)


def test_signal_ends_the_wait(handlers: None) -> None:
    ending = process.told_to_end()
    assert not ending.wait(0.01)

    os.kill(os.getpid(), signal.SIGTERM)

    assert ending.wait(10)
    assert ending.is_set()


def test_signals_in_the_middle_of_asking_block_nothing() -> None:
    # with a threading.Event this hangs for ever
    done = subprocess.run([sys.executable, "-c", EACH_LINE], capture_output=True, text=True, timeout=60, check=False)

    assert done.stdout == "ended\n"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children")
@pytest.mark.parametrize("how", [HEARS, DEAF], ids=["hears", "deaf"])
def test_child_ends_with_its_parent(how: str) -> None:
    parent = subprocess.Popen([sys.executable, "-c", ORPHAN % how], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())

    parent.kill()
    parent.communicate()

    latest = time.monotonic() + 10
    while _lives(child):
        assert time.monotonic() < latest
        time.sleep(0.02)


def _lives(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123  a file of the kernel
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
