"""What one process of ours promises its parent: it ends with it, and it ends when told to."""

import ctypes
import os
import signal
import sys
import threading
from types import FrameType

_SET_PARENT_DEATH_SIGNAL = 1


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
