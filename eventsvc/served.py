"""The children of `eventsvc serve`: the web server and the worker. Their settings come on the standard input."""

import gc
import multiprocessing
import os
import signal
import sys
from typing import TYPE_CHECKING

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server as Granian

from eventsvc.app import create_app
from eventsvc.core import logs, process
from eventsvc.serve import heard
from eventsvc.settings import Settings
from eventsvc.web.limits import Threshold
from eventsvc.worker import Worker

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

KILL_AFTER = 12
_settings: Settings | None = None


def application() -> "WSGIApplication":
    """Called by granian in each of its processes, which are forks of ours: all libraries are there already."""
    parent = multiprocessing.parent_process()
    process.die_with_parent(parent.pid if parent else None)
    process.outlive_parent(os.getppid(), KILL_AFTER)
    if _settings is None:
        raise RuntimeError("no settings: start it by `eventsvc serve`")
    return Threshold(create_app(_settings))


def web(settings: Settings) -> None:
    """The web server: few processes, many cheap threads (spec: performance 3.8)."""
    process.die_with_parent(how=signal.SIGKILL)  # its own processes end in order; it has nothing to finish, and granian may not hear
    multiprocessing.set_start_method("fork")
    os.register_at_fork(after_in_child=_mortal)
    gc.collect()
    gc.freeze()
    Granian(
        "eventsvc.served:application", factory=True, address=address(settings.host), port=settings.port, interface=Interfaces.WSGI,
        http=HTTPModes.http1, websockets=False, workers=settings.web_processes, blocking_threads=settings.web_threads,
        respawn_failed_workers=True, workers_kill_timeout=KILL_AFTER, log_access=False, log_level=LogLevels.error,
        http1_settings=HTTP1Settings(header_read_timeout=10_000, max_buffer_size=65_536),
    ).serve()


def _mortal() -> None:
    """Until granian listens to signals in a new process, SIGTERM ends it: it would inherit a handler that swallows them."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def address(host: str) -> str:
    """granian wants a number."""
    return "127.0.0.1" if host == "localhost" else host


def work(settings: Settings) -> None:
    """The worker."""
    Worker(create_app(settings), process.told_to_end()).run()


def main() -> None:
    """`web` or `worker`, and who started us: asked for here it would be too late, imports take a second in which parents die."""
    global _settings  # noqa: PLW0603  forks inherit it
    process.die_with_parent(int(sys.argv[2]))
    process.share_memory()
    _settings = heard(sys.stdin.buffer.read())
    logs.use(form=_settings.log_format, level=_settings.log_level)
    {"web": web, "worker": work}[sys.argv[1]](_settings)
