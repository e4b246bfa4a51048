"""What `eventsvc serve` does for people: registrations a second over HTTP, how long one waits, how much memory it takes."""

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from eventsvc import schema
from eventsvc.app import create_app
from eventsvc.core.db import db
from tests import factories
from tests.bench.store import tokens
from tests.serve.instance import KEYS, unfinished
from tests.serve.running import Running, serving
from tests.serve.rush import KIND, filled, post
from tests.tools.urls import plain_settings

PEOPLE, AT_ONCE, CROWD = 800, 16, 60


def report(folder: Path, url: str, words: str) -> None:
    """Serve from this folder and print."""
    url = url or f"sqlite:///{folder / 'instance' / 'eventsvc.sqlite'}"
    schema.upgrade(url)
    app = create_app(plain_settings(instance=str(folder / "instance"), database_url=url, base_url="http://localhost:8000"))
    with app.app_context():
        event = factories.make_event(room=100_000, online_places=None)
        path, kind = f"/en/e/{event.slug}", factories.types_of(event)[0].id
        forms = [filled(kind, number, token) for number, token in enumerate(tokens(event, PEOPLE + CROWD))]
        with serving(folder, DATABASE_URL=url, **KEYS) as up:
            print(f"\n{words}, over HTTP, 2 web processes and a worker on the machine that also asks")
            rate, waits = _rate(up, lambda line, _number: _get(line, f"{path}/register"), 400)
            print(_line("the form", rate, waits))
            _crowd(up, f"{path}/register", forms[PEOPLE:])
            rate, waits = _rate(up, lambda line, number: _send(line, f"{path}/register", forms[number]), PEOPLE)
            print(_line("registrations", rate, waits))
            began = time.monotonic()
            up.until(lambda: unfinished() == 0, 120)
            print(f"  the last mail {time.monotonic() - began:.1f} s after the last registration")
            print(f"  {_memory(up)}")
        db.session.remove()
        db.engine.dispose()


def _line(what: str, rate: float, waits: list[float]) -> str:
    ordered = sorted(waits)
    half, most, slowest = (ordered[int(len(ordered) * part)] * 1000 for part in (0.5, 0.99, 0.9999))
    return f"  {what}: {rate:.0f} a second with {AT_ONCE} at once; p50 {half:.0f} ms, p99 {most:.0f} ms, slowest {slowest:.0f} ms"


def _rate(up: Running, ask: Callable[[http.client.HTTPConnection, int], None], many: int) -> tuple[float, list[float]]:
    """How many a second, and how long each one took."""
    waits: list[float] = []
    numbers = iter(range(many))
    lock = threading.Lock()

    def one(_thread: int) -> None:
        with _connected(up) as line:
            while True:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                began = time.monotonic()
                ask(line, number)
                waits.append(time.monotonic() - began)

    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(one, range(AT_ONCE)))
    return many / (time.monotonic() - began), waits


@contextmanager
def _connected(up: Running) -> Iterator[http.client.HTTPConnection]:
    line = http.client.HTTPConnection("127.0.0.1", up.port, timeout=60)
    try:
        yield line
    finally:
        line.close()


def _get(line: http.client.HTTPConnection, path: str) -> None:
    line.request("GET", path, headers={"Host": f"localhost:{line.port}"})
    _wanted(line, 200)


def _send(line: http.client.HTTPConnection, path: str, form: dict[str, str]) -> None:
    line.request("POST", path, urlencode(form), {"Host": f"localhost:{line.port}", "Content-Type": KIND})
    _wanted(line, 303)


def _wanted(line: http.client.HTTPConnection, status: int) -> None:
    answer = line.getresponse()
    answer.read()
    if answer.status != status:
        raise RuntimeError(f"{answer.status} instead of {status}")


def _crowd(up: Running, path: str, forms: list[dict[str, str]]) -> None:
    """All press at once."""
    began = time.monotonic()
    with ThreadPoolExecutor(len(forms)) as threads:
        answers = list(threads.map(lambda form: post(up.port, path, form)[0], forms))
    took = time.monotonic() - began
    print(f"  {len(forms)} people press at once: {answers.count(303)} registered, the last one served after {took:.2f} s (goal 1.5)")


def _memory(up: Running) -> str:
    """Proportional set sizes; shared pages are counted once over all."""
    parts = {"supervisor": [up.process.pid], "web": up.children("web"), "worker": up.children("worker")}
    sizes = {name: [_pss(pid) for pid in pids] for name, pids in parts.items()}
    total = sum(sum(many) for many in sizes.values())
    told = ", ".join(f"{name} {'+'.join(f'{size:.0f}' for size in many)}" for name, many in sizes.items())
    return f"memory in MiB: {told}; in all {total:.0f} (budget 220, web process below 90: {max(sizes['web']):.0f})"


def _pss(pid: int) -> float:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(next(line.split()[1] for line in text.splitlines() if line.startswith("Pss:"))) / 1024
