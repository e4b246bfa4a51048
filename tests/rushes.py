"""Many at once in several processes, as people press in several web processes."""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing.synchronize import Barrier
from typing import Any

from eventsvc.app import create_app
from eventsvc.core.db import db
from eventsvc.settings import Settings
from tests.support import at_once

_start: Barrier | None = None


def at_once_in_processes(
    settings: Settings, deed: Callable[..., Any], *facts: Any, processes: int = 3, threads: int = 6,
) -> list[Any]:
    """Do `deed(number, *facts)` in `processes` x `threads` at once; what each gave back, or the name of what it raised.

    The deed stands at the top of its file: the other processes find it by name.
    """
    ways = multiprocessing.get_context("spawn")
    start = ways.Barrier(processes)
    with ProcessPoolExecutor(processes, ways, initializer=_keep, initargs=(start,)) as others:
        parts = [others.submit(_part, settings, deed, facts, number * threads, threads) for number in range(processes)]
        return [answer for part in parts for answer in part.result(120)]


def _keep(start: Barrier) -> None:
    global _start  # noqa: PLW0603  the one way to hand a barrier to a process of a pool
    _start = start


def _part(settings: Settings, deed: Callable[..., Any], facts: tuple[Any, ...], first: int, threads: int) -> list[Any]:
    assert _start is not None
    app = create_app(settings)
    _start.wait(60)
    answers = at_once(threads, partial(_numbered, deed, facts, first), app)
    with app.app_context():
        db.engine.dispose()
    return [repr(answer) if isinstance(answer, BaseException) else answer for answer in answers]


def _numbered(deed: Callable[..., Any], facts: tuple[Any, ...], first: int, number: int) -> Any:
    return deed(first + number, *facts)
