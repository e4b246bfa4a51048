"""What one process of ours promises the others: it ends with its parent, it ends when told to, it says that it serves."""

import ctypes
import fcntl
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import FrameType

_SET_PARENT_DEATH_SIGNAL = 1
LOCK = "serving.lock"


def die_with_parent(parent: int | None = None) -> None:
    """Get SIGTERM when the parent dies, however it dies (Linux). `parent`: who it was, for one that died before we asked."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM, 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


def told_to_end() -> threading.Event:
    """An event that is set by SIGTERM and SIGINT."""
    ending = threading.Event()

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
