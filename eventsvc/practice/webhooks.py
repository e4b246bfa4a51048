"""Signed webhooks of the stand-in, with everything that happens to them on the way."""

import copy
import heapq
import json
import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

import stripe

from eventsvc.practice.book import Account, Thing, shown

VERSION = stripe.api_version
Post = Callable[[bytes, str], int]


@dataclass
class Endpoint:
    """Where events go. `connect`: those of connected accounts; `kinds`: only these (all when empty)."""

    to: str | Post
    secret: str
    account: str
    connect: bool = False
    kinds: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """For the record."""
        return self.to if isinstance(self.to, str) else getattr(self.to, "__name__", "function")


@dataclass(frozen=True)
class Delivery:
    """One try. `status` 0: no answer; `lost`: it never left, or its answer never arrived."""

    event: str
    kind: str
    to: str
    attempt: int
    status: int
    lost: bool


@dataclass(order=True)
class Job:
    """An event on its way to an endpoint."""

    due: float
    place: int
    event: Thing = field(compare=False)
    endpoint: Endpoint = field(compare=False)
    attempt: int = field(compare=False, default=1)


class Webhooks:
    """Sends events in order, one at a time, and again after each of `pauses` when the answer is not 2xx. The switches:

    `off`: nothing is sent (it is lost; `redeliver` or `events.list(delivery_success=false)` finds it). `delay`: seconds before the
    first try. `copies`: how often each is sent, at the same time. `drop`: so many first tries of each event get lost.
    `acks_lost`: so many of the next answers get lost. `held`: they wait for `release`, which can turn or shuffle them.
    """

    def __init__(self, pauses: tuple[float, ...] = (0.05, 0.1, 0.2, 0.4)) -> None:
        self.pauses = pauses
        self.endpoints: list[Endpoint] = []
        self.record: list[Delivery] = []
        self.off = self.held = False
        self.delay = 0.0
        self.copies, self.drop, self.acks_lost = 1, 0, 0
        self.stamp_skew = 0
        self._waiting: list[tuple[Thing, Endpoint]] = []
        self._jobs: list[Job] = []
        self._busy = self._count = 0
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._ended = False

    def hear(self, account: Account, event: Thing) -> None:
        """An event has been written: send it to everybody who listens."""
        event["api_version"] = VERSION
        for endpoint in self.listeners(account, event):
            event["_missed"].append(endpoint.name)
            if self.held:
                self._waiting.append((event, endpoint))
            elif not self.off:
                self._put(event, endpoint, self.delay)
        event["pending_webhooks"] = len(event["_missed"])

    def listeners(self, account: Account, event: Thing) -> Iterator[Endpoint]:
        """The endpoints an event goes to."""
        for endpoint in self.endpoints:
            if (not endpoint.kinds or event["type"] in endpoint.kinds) and endpoint.connect == (endpoint.account != account.id):
                if endpoint.connect:
                    event["account"] = account.id
                yield endpoint

    def _put(self, event: Thing, endpoint: Endpoint, pause: float, attempt: int = 1) -> None:
        with self._changed:
            self._count += 1
            heapq.heappush(self._jobs, Job(time.monotonic() + pause, self._count, event, endpoint, attempt))
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="practice-webhooks", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._ended and (not self._jobs or self._jobs[0].due > time.monotonic()):
                    self._changed.wait(self._jobs[0].due - time.monotonic() if self._jobs else None)
                if self._ended:
                    return
                job = heapq.heappop(self._jobs)
                self._busy += 1
            try:
                if not self.send(job.event, job.endpoint, attempt=job.attempt, copies=self.copies) and job.attempt <= len(self.pauses):
                    self._put(job.event, job.endpoint, self.pauses[job.attempt - 1], job.attempt + 1)
            finally:
                with self._changed:
                    self._busy -= 1
                    self._changed.notify_all()

    def send(self, event: Thing, endpoint: Endpoint, *, attempt: int = 1, copies: int = 1) -> bool:
        """One try (or several at the same time); whether all were answered with 2xx."""
        if attempt <= self.drop:
            self._note(event, endpoint, attempt, 0, lost=True)
            return False
        body = json.dumps(shown(copy.deepcopy(event)), indent=2).encode()
        stamp = int(time.time()) + self.stamp_skew
        header = stripe.WebhookSignature.generate_signature_header(body.decode(), endpoint.secret, stamp)
        with ThreadPoolExecutor(copies) as pool:
            answers = list(pool.map(lambda _copy: self._posted(endpoint, body, header), range(copies)))
        good = True
        for status in answers:
            lost = self.acks_lost > 0
            self.acks_lost -= lost
            self._note(event, endpoint, attempt, status, lost=lost)
            good = good and not lost and 200 <= status < 300
        if good and endpoint.name in event["_missed"]:
            event["_missed"].remove(endpoint.name)
            event["pending_webhooks"] = len(event["_missed"])
        return good

    def _note(self, event: Thing, endpoint: Endpoint, attempt: int, status: int, *, lost: bool) -> None:
        with self._changed:
            self.record.append(Delivery(event["id"], event["type"], endpoint.name, attempt, status, lost))
            self._changed.notify_all()

    @staticmethod
    def _posted(endpoint: Endpoint, body: bytes, header: str) -> int:
        if not isinstance(endpoint.to, str):
            return endpoint.to(body, header)
        url = urlsplit(endpoint.to)
        connection = HTTPConnection(url.hostname or "", url.port or 80, timeout=10)
        try:
            connection.request("POST", url.path, body, {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": header})
            answer = connection.getresponse()
            answer.read()
        except (OSError, HTTPException):
            return 0
        else:
            return answer.status
        finally:
            connection.close()

    def release(self, *, turned: bool = False, seed: int | None = None) -> list[str]:
        """Send what was held: as it was, `turned` around, or shuffled by `seed`. Gives the events' types in that order."""
        with self._changed:
            waiting, self._waiting, self.held = self._waiting, [], False
        if turned:
            waiting.reverse()
        if seed is not None:
            random.Random(seed).shuffle(waiting)  # noqa: S311  an order, not a secret
        for event, endpoint in waiting:
            self._put(event, endpoint, 0)
        return [event["type"] for event, _endpoint in waiting]

    def acknowledged(self, event_id: str, patience: float) -> bool:
        """Wait until somebody answered this event with 2xx, at most so many seconds. True at once if nobody listens."""
        if not self.endpoints:
            return True
        with self._changed:
            return self._changed.wait_for(lambda: any(each.event == event_id and not each.lost and 200 <= each.status < 300
                                                      for each in self.record), patience)

    def quiet(self, patience: float = 10) -> bool:
        """Wait until nothing is on its way any more (retries included)."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._jobs and not self._busy, patience)

    def end(self) -> None:
        """Send nothing any more."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(12)
