"""SQLite's queue of writers: first come, first served, and who waits too long is told so instead of hanging (spec: joints 2).

Threads of a process queue in memory; the first of them polls the lock on a file that all processes share. A blocking lock
could not give up when its holder is frozen. Closing the file unlocks it, and so does the death of its process.
A child forked inside of a transaction would keep the lock: nobody forks there.
"""

import fcntl
import os
import threading
import time
from collections import deque
from pathlib import Path

from eventsvc.core.errors import Busy

PATIENCE = 5.0
SHORTEST_PAUSE, LONGEST_PAUSE = 0.0002, 0.002


class Gate:
    """One for each database file in a process."""

    def __init__(self, file: Path, patience: float = PATIENCE) -> None:
        self.file = file
        self.patience = patience
        self._door = threading.Lock()
        self._inside = False
        self._queue: deque[threading.Event] = deque()
        self._held = -1

    def take(self) -> None:
        """Wait for one's turn. Raises Busy when it does not come in time."""
        latest = time.monotonic() + self.patience
        self._queue_up(latest)
        try:
            self._held = self._locked(latest)
        except BaseException:
            self._next()
            raise

    def give(self) -> None:
        """Let the next one in."""
        held, self._held = self._held, -1
        os.close(held)
        self._next()

    def _queue_up(self, latest: float) -> None:
        with self._door:
            if not self._inside:
                self._inside = True
                return
            mine = threading.Event()
            self._queue.append(mine)
        if mine.wait(max(0.0, latest - time.monotonic())):
            return
        with self._door:
            if mine in self._queue:
                self._queue.remove(mine)
                raise Busy
        # the turn came while we gave up: take it

    def _locked(self, latest: float) -> int:
        handle = os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        pause = SHORTEST_PAUSE
        try:
            while True:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    if time.monotonic() >= latest:
                        raise Busy from None
                    time.sleep(pause)
                    pause = min(pause * 1.5, LONGEST_PAUSE)
                else:
                    return handle
        except BaseException:
            os.close(handle)
            raise

    def _next(self) -> None:
        with self._door:
            if self._queue:
                self._queue.popleft().set()
            else:
                self._inside = False
