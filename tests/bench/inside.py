"""CPU time of single requests through the WSGI callable, in this process: as multiples of H, a bare Flask "hello" in the same run."""

import io
import json
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from werkzeug.test import EnvironBuilder

from eventsvc.checkin.models import Admission, CheckinList
from eventsvc.web.page_cache import PageCache
from eventsvc.worker import Worker
from tests import factories
from tests.bench.store import Store, tokens

BATCHES = 5
WAY = ("page with the form in it", "POST of a free registration", "answer page with QR, the first time", "mail of one ticket, worker")
OWN = {"X-Door": "1", "Origin": "http://localhost:8000", "Sec-Fetch-Site": "same-origin"}
Environ = dict[str, Any]
WSGI = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


@dataclass
class Line:
    """One row of the table."""

    name: str
    seconds: float
    budget: float | None


def request(path: str, **more: Any) -> Environ:
    """What a server would hand over; its body can be read once."""
    return EnvironBuilder(path, base_url="http://localhost:8000", **more).get_environ()


def sent(app: WSGI, environ: Environ, *wanted: int) -> dict[str, str]:
    """Send one request to its last byte; answers the headers."""
    seen: list[Any] = []
    answer = app(environ, lambda status, headers, _exc=None: seen.extend((status, headers)))
    for _piece in answer:
        pass
    close = getattr(answer, "close", None)
    if close:
        close()
    if int(seen[0].split()[0]) not in wanted:
        raise RuntimeError(f"{environ['PATH_INFO']}: {seen[0]}")
    return dict(seen[1])


def best(work: Callable[[int], object], size: int, batches: int = BATCHES) -> float:
    """CPU seconds of one piece of work: the best batch of several. `work` gets a number that it never had before."""
    work(0)
    found = []
    for batch in range(batches):
        began = time.process_time()
        for number in range(size):
            work(1 + batch * size + number)
        found.append((time.process_time() - began) / size)
    return min(found)


def hello() -> float:
    """H."""
    app = Flask("hello")
    app.add_url_rule("/", "hello", lambda: "hello")
    plain = request("/")
    return best(lambda _number: sent(app.wsgi_app, dict(plain), 200), 2000)


def lines(store: Store) -> Iterator[Line]:
    """All measurements, in the order of the budgets."""
    yield from _pages(store)
    yield from _registering(store)
    yield from _door(store)
    yield from _feeds(store)
    yield from _desk(store)


def _get(store: Store, path: str, size: int, *wanted: int, **headers: str) -> float:
    plain = request(path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    return best(lambda _number: sent(store.app.wsgi_app, dict(plain), *(wanted or (200,))), size)


def _pages(store: Store) -> Iterator[Line]:
    path = f"/en/e/{store.event.slug}"
    yield Line("event page, warm", _get(store, path, 300, Accept_Encoding="gzip"), 8)
    tag = sent(store.app.wsgi_app, request(path), 200)["ETag"]
    yield Line("event page, 304", _get(store, path, 300, 304, If_None_Match=tag), 6)

    def anew(_number: int) -> None:
        store.app.extensions["pages"] = PageCache()
        sent(store.app.wsgi_app, request(path), 200)

    yield Line("event page rendered anew", best(anew, 30), 45)
    yield Line("page with the form in it", _get(store, f"/en/e/{store.simple.slug}", 100), 40)
    yield Line("registration form", _get(store, f"{path}/register", 60), 40)


def _registering(store: Store) -> Iterator[Line]:
    size = 40
    given = tokens(store.simple, BATCHES * size + 1)
    kind, addresses = factories.types_of(store.simple)[0].id, []

    def register(number: int) -> None:
        form = {"ticket": kind, "name": f"Guest {number}", "email": f"g{number}@guests.example", "quantity": 1, "once": given[number]}
        data = urlencode(form).encode()
        environ = request(f"/en/e/{store.simple.slug}/register", method="POST", input_stream=io.BytesIO(data), content_length=len(data),
                          content_type="application/x-www-form-urlencoded")
        addresses.append(sent(store.app.wsgi_app, environ, 303)["Location"])

    yield Line("POST of a free registration", best(register, size), 45)
    worker = Worker(store.app)
    yield Line("mail of one ticket, worker", best(lambda _number: worker.once(), size), 140)
    first = best(lambda number: sent(store.app.wsgi_app, request(addresses[number]), 200), size)
    yield Line("answer page with QR, the first time", first, 90)
    mine = addresses[0].removesuffix("/welcome")
    yield Line("my registration, warm QR", _get(store, mine, 60), 40)
    yield Line("ticket to print, warm QR", _get(store, f"{mine}/ticket/1", 60), 40)
    yield Line("/T/ of a ticket", _get(store, f"/T/{factories.code_of(store.tickets[0])}", 60), 40)


def _door(store: Store) -> Iterator[Line]:
    lists = factories.only(CheckinList, event_id=store.event.id).id
    per_phone = 55  # a phone may call 60 times a minute

    def scan(number: int) -> None:
        body = json.dumps({"scans": [{
            "sid": str(uuid.uuid4()), "list": lists, "h": store.tickets[number].code_hash, "dev_at": int(time.time() * 1000),
            "decision": "admit",
        }]}).encode()
        environ = request("/door/scans", method="POST", input_stream=io.BytesIO(body), content_length=len(body),
                          content_type="application/json", headers={**OWN, "Cookie": f"door={store.phones[number // per_phone]}"})
        sent(store.app.wsgi_app, environ, 200)

    taken = best(scan, 100)
    if len(factories.all_of(Admission)) != BATCHES * 100 + 1:
        raise RuntimeError("not all were admitted")
    yield Line("scan of one ticket", taken, 14)


def _feeds(store: Store) -> Iterator[Line]:
    for series, words in ((store.few, "10"), (store.many, "1,000")):
        path = f"/cal/en/{series.slug}.ics"
        tag = sent(store.app.wsgi_app, request(path), 200)["ETag"]
        yield Line(f"feed 200 of {words} events, warm", _get(store, path, 300, Accept_Encoding="gzip"), 8)
        yield Line(f"feed 304 of {words} events", _get(store, path, 300, 304, If_None_Match=tag), 6)


def _desk(store: Store) -> Iterator[Line]:
    path, cookie = f"/desk/events/{store.event.id}/guests", f"desk={store.desk}"
    yield Line("guest list of 12,000", _get(store, path, 15, Cookie=cookie), 150)
    yield Line("search among 12,000", _get(store, f"{path}?q=muller+zoe", 15, Cookie=cookie), 400)
