"""People who buy through the real pages and a stand-in for Stripe, while the web server is killed and started again."""

import http.client
import itertools
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from eventsvc import serve
from eventsvc.practice.server import Practice
from eventsvc.practice.till import Closed
from eventsvc.settings import Settings
from tests.serve.running import Running, environment, free_port
from tests.serve.rush import KIND, filled
from tests.tools.urls import plain_settings

PLANS = ("pay", "pay", "pay", "pay", "decline", "leave", "give-up", "refund", "part", "twice")
PATIENCE = 60.0


@dataclass
class Web:
    """The web server alone, in its own processes."""

    folder: Path
    settings: Settings
    running: Running
    deaths: int = 0

    def start(self) -> None:
        """Only in the thread that lives longest: when the one that started it ends, so does the server."""
        with self.running.log.open("ab") as out:
            self.running.process = subprocess.Popen(
                [sys.executable, "-c", serve.CODE, "web", str(os.getpid())], env=environment(self.folder / "instance"),
                stdin=subprocess.PIPE, stdout=out, stderr=subprocess.STDOUT,
            )
        assert self.running.process.stdin is not None
        self.running.process.stdin.write(serve.told(self.settings))
        self.running.process.stdin.close()
        self.running.until_up()

    def kill(self) -> None:
        """All of it, at this very moment."""
        self.running.kill(self.running.children("web"))
        self.running.process.wait()
        self.running.until(lambda: not self.running.children("web"))
        self.deaths += 1

    def kill_workers(self) -> None:
        """Those that answer, at this very moment; the one that watches over them starts others."""
        workers = self.running.children("web")[1:]
        self.running.kill(workers)
        self.running.until(lambda: not set(workers) & set(self.running.children("web")))
        self.deaths += 1
        self.running.until_up()


@contextmanager
def shop_front(folder: Path, url: str, practice: Practice) -> Iterator[Web]:
    """A web server that sells through this stand-in, and hears of it."""
    port = free_port()
    settings = plain_settings(
        instance=str(folder / "instance"), database_url=url, base_url=f"http://localhost:{port}", port=str(port),
        stripe_api_base=practice.url, web_processes="1",
    )
    process = subprocess.Popen(["true"])
    process.wait()
    web = Web(folder, settings, Running(process, port, folder / "log"))
    practice.endpoint(f"http://127.0.0.1:{port}/webhooks/stripe")
    practice.pages.patience = 0.5
    try:
        web.start()
        yield web
    finally:
        web.kill()


@dataclass
class Buyers:
    """Each one buys a ticket and does with it what the plan says. Whoever gets no answer presses again."""

    port: int
    practice: Practice
    path: str
    ticket: int
    tokens: list[str]
    least: int
    luck: random.Random
    plans: Counter[str] = field(default_factory=Counter)
    cut: int = 0
    full: int = 0
    wrong: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    finished: int = 0

    def __post_init__(self) -> None:
        self._numbers = itertools.count()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._come) for _ in range(6)]

    def __enter__(self) -> "Buyers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self._threads:
            thread.join(120)

    def _come(self) -> None:
        while True:
            with self._lock:
                number, plan = next(self._numbers), self.luck.choice(PLANS)
            if number >= len(self.tokens) or (self.stop.is_set() and number >= self.least):
                return
            try:
                self.buy(number, plan)
            except (AssertionError, KeyError) as no:
                self.wrong.append(f"{plan}: {no!r}")
            with self._lock:
                self.plans[plan] += 1
                self.finished += 1

    def buy(self, number: int, plan: str) -> None:
        """From the form to the ticket, or not."""
        secret = self.order(number)
        if secret is None:
            return
        page = self.to_pay(secret)
        if page is None or plan == "leave":
            return
        if plan == "give-up":
            self.press(f"/de/r/{secret}/free")
        if plan == "decline":
            self.at_stripe(page, "decline")
        self.at_stripe(page, "card", late=plan in {"give-up", "twice"})
        if plan == "twice":
            self.press(f"/de/r/{secret}/pay")
        if plan in {"refund", "part"}:
            with suppress(Closed):
                self.practice.refund_by_hand(page, 1000 if plan == "part" else None)
        self.press(f"/de/r/{secret}/paid", how="GET")

    def order(self, number: int) -> str | None:
        """The form and the review; None: sold out."""
        status, where, words = self.press(self.path, filled(self.ticket, number, self.tokens[number]))
        if status in {200, 409}:
            self.full += 1
            return None
        assert status == 303, f"{status} {words[:300]}"
        assert "/r/" in where, where
        return where.split("/r/")[1].split("/")[0].split("?")[0]

    def to_pay(self, secret: str) -> str | None:
        """The number of the payment page that the order leads to."""
        for _try in range(5):
            status, where, words = self.press(f"/de/r/{secret}/order")
            assert status in {303, 409, 503}, f"{status} {words[:300]}"
            if status == 303 and "/pay/" in where:
                return where.rsplit("/", 1)[1]
            time.sleep(0.2)
        return None

    def at_stripe(self, page: str, how: str, *, late: bool = False) -> None:
        """On the stand-in's page; or past it, as if the page had not noticed its end."""
        if late:
            with suppress(Closed):
                self.practice.pay(page, late=True)
            return
        self.press(f"/pay/{page}", {"how": how}, port=urlsplit(self.practice.url).port)

    def press(self, path: str, form: dict[str, str] | None = None, *, how: str = "POST", port: int | None = None) -> tuple[int, str, str]:
        """Status, Location and text of the answer, as often as it takes to get one."""
        latest = time.monotonic() + PATIENCE
        while True:
            line = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=30)
            try:
                line.request(how, path, urlencode(form or {}), {"Host": f"localhost:{self.port}", "Content-Type": KIND})
                answer = line.getresponse()
                status, where, words = answer.status, answer.headers.get("Location", ""), answer.read().decode()
            except (OSError, http.client.HTTPException):
                self.cut += 1
                status, where, words = 0, "", ""
            finally:
                line.close()
            if status not in {0, 503} or time.monotonic() > latest:
                return status, where, words
            time.sleep(0.3)


def killings(web: Web, buyers: Buyers, times: int, luck: random.Random) -> None:
    """So often, at moments that nobody chose."""
    for number in range(times):
        time.sleep(luck.uniform(0.05, 0.8))
        if number % 2:
            web.kill_workers()
        else:
            web.kill()
            web.start()
    while buyers.finished < buyers.least:
        time.sleep(0.1)


def environment_of(settings: Settings) -> dict[str, str]:
    """The same instance for the command line."""
    return {
        "DATABASE_URL": settings.database_url, "SECRET_KEY": settings.secret_key, "TICKET_KEY": settings.ticket_key,
        "STRIPE_API_BASE": settings.stripe_api_base,
    }
