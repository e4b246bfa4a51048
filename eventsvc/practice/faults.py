"""Faults on demand: what goes wrong with the next requests."""

import socket
from collections import deque
from dataclasses import dataclass, field
from typing import NoReturn

from werkzeug.wrappers import Request


@dataclass
class Fault:
    """Something that goes wrong `times` times: before the work (nothing is done) or after it."""

    how: str
    times: int = 1
    seconds: float = 0


@dataclass
class Faults:
    """Faults on demand, by route (`sessions.create`, `refunds.create`, …; `*` is any).

    `add(route, how, times)`, where `how` is one of
    `500` (nothing done, nothing kept), `saved-500` (nothing done, kept under the key), `done-500` (done, and the 500 is kept),
    `drop` (connection closed before), `done-drop` (closed after the work), `429`, `slow` (`seconds` before the work),
    `done-slow` (`seconds` after it). `down`: no request is answered at all.
    """

    down: bool = False
    waiting: dict[str, deque[Fault]] = field(default_factory=dict)

    def add(self, route: str, how: str, times: int = 1, *, seconds: float = 0) -> None:
        """The next `times` requests of this route."""
        self.waiting.setdefault(route, deque()).append(Fault(how, times, seconds))

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self.down = False
        self.waiting.clear()

    def dropped(self, route: str) -> bool:
        """Whether the connection closes although the answer is known already (a request that is repeated under its key)."""
        queue = self.waiting.get(route)
        if not queue or queue[0].how not in {"drop", "done-drop"}:
            return False
        self.next(route)
        return True

    def next(self, route: str) -> tuple[str, float]:
        """What happens to this request, and for how long."""
        for name in (route, "*"):
            queue = self.waiting.get(name)
            if queue:
                fault = queue[0]
                fault.times -= 1
                if fault.times <= 0:
                    queue.popleft()
                return fault.how, fault.seconds
        return "", 0


def hang_up(request: Request) -> NoReturn:
    """Close the connection without an answer."""
    line: socket.socket | None = request.environ.get("werkzeug.socket")
    if line is not None:
        line.shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError
