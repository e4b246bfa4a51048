"""What one process of ours promises the others: it ends with its parent, it ends when told to, it says that it serves."""

import ctypes
import fcntl
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from types import FrameType

_SET_PARENT_DEATH_SIGNAL = 1
_PLACES_AT_MOST = -8
LOCK = "serving.lock"


def die_with_parent(parent: int | None = None, how: int = signal.SIGTERM) -> None:
    """Get a signal when the parent dies, however it dies (Linux). `parent`: who it was, for one that died before we asked."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_SET_PARENT_DEATH_SIGNAL, how, 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os.kill(os.getpid(), how)


def outlive_parent(parent: int, at_most: float) -> None:
    """Watch for the parent's death by asking, for servers that may miss the one signal that tells it: so many seconds later it is over."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        time.sleep(at_most)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, name="parent", daemon=True).start()


def share_memory() -> None:
    """Let all threads take memory from the same two places: of sixteen, each would keep what it once needed (glibc)."""
    if sys.platform == "linux":
        with suppress(AttributeError):
            ctypes.CDLL(None).mallopt(_PLACES_AT_MOST, 2)


class Ending:
    """Whether we were told to end. Unlike `threading.Event` it may be set by a signal while this very thread asks or waits:
    an Event would wait for its own lock then, for ever.
    """

    def __init__(self) -> None:
        self._told = False
        self._ear, self._mouth = os.pipe()
        os.set_blocking(self._mouth, False)

    def set(self) -> None:
        """End."""
        self._told = True
        with suppress(OSError):
            os.write(self._mouth, b".")

    def is_set(self) -> bool:
        """Whether it was said."""
        return self._told

    def wait(self, seconds: float) -> bool:
        """Sleep so long, or until it is said."""
        if not self._told:
            select.select([self._ear], [], [], seconds)
        return self._told

    def __del__(self) -> None:
        os.close(self._ear)
        os.close(self._mouth)


def told_to_end() -> Ending:
    """One that is set by SIGTERM and SIGINT."""
    ending = Ending()

    def end(_number: int, _frame: FrameType | None) -> None:
        ending.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    return ending


def serving(instance: Path) -> AbstractContextManager[bool]:
    """Say that this process serves from the instance folder. Gives False while somebody is alone on it."""
    return _locked(instance, fcntl.LOCK_SH)


def alone(instance: Path) -> AbstractContextManager[bool]:
    """Be alone on the instance folder (restore). Gives False while somebody serves from it."""
    return _locked(instance, fcntl.LOCK_EX)


@contextmanager
def _locked(instance: Path, kind: int) -> Iterator[bool]:
    instance.mkdir(parents=True, exist_ok=True)
    handle = os.open(instance / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)
