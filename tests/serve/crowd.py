"""A crowd over HTTP: each client registers, cancels, passes on, switches, waits, takes or passes on an offer, orders, lets time run out."""

import http.client
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.serve.rush import KIND

ACTS = ("cancel", "switch", "transfer", "take", "leave", "order", "free", "look")


@dataclass
class Told:
    """What the crowd was told: how often which status for which act, and what must never be."""

    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    promised: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def heard(self, act: str, status: int, words: str, secret: str = "") -> None:
        """Write down one answer."""
        with self.lock:
            self.answers[act, status] += 1
            if status >= 500 and status != 503:
                self.faults.append(f"{act}: {status} {words[:300]}")
            if secret:
                self.promised.add(secret)


@dataclass
class Client:
    """One browser with an address of its own, and a mind of its own (the same at each run)."""

    number: int
    port: int
    slug: str
    types: tuple[int, int, int]  # room, online, paid
    tokens: list[str]
    told: Told
    until: float

    def run(self) -> None:
        """Press until the time is over."""
        mind = random.Random(self.number)
        secrets: list[str] = []
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        turn = 0
        while time.monotonic() < self.until and turn < len(self.tokens):
            if not secrets or mind.random() < 0.2:
                new = self._begin(line, mind, turn)
                turn += 1
                if new:
                    secrets.append(new)
            else:
                secret = mind.choice(secrets)
                if self._act(line, mind.choice(ACTS), secret, turn):
                    secrets.remove(secret)
            time.sleep(mind.random() * 0.2)
        line.close()

    def _begin(self, line: http.client.HTTPConnection, mind: random.Random, turn: int) -> str:
        """Register; where nothing is left, onto the waitlist."""
        kind = mind.choices(self.types, (5, 2, 2))[0]
        who = {"name": f"Guest {self.number} {turn}", "email": f"guest{self.number}-{turn}@example.org", "once": self.tokens[turn]}
        where = self._post(line, "register", f"/en/e/{self.slug}/register", {**who, "ticket": str(kind), "quantity": "1"})
        if not where:
            where = self._post(line, "join", f"/en/e/{self.slug}/waitlist", {**who, "types": str(kind), "until": "none", "seats": "1"})
        return _secret(where)

    def _act(self, line: http.client.HTTPConnection, act: str, secret: str, turn: int) -> bool:
        """Do something with a registration. True: it is not theirs any more."""
        own = f"/en/r/{secret}"
        if act == "look":
            self._send(line, "GET", act, own, {})
            return False
        path = {"switch": "/ticket/1/switch", "transfer": "/ticket/1/transfer", "take": "/waitlist/take", "leave": "/waitlist/leave"}
        form = {"name": f"Heir {self.number} {turn}", "email": f"heir{self.number}-{turn}-{secret[:6]}@example.org"}
        where = self._post(line, act, own + path.get(act, f"/{act}"), form if act == "transfer" else {})
        return bool(where) and act in {"cancel", "transfer", "free"}

    def _post(self, line: http.client.HTTPConnection, act: str, path: str, form: dict[str, str]) -> str:
        return self._send(line, "POST", act, path, form)

    def _send(self, line: http.client.HTTPConnection, method: str, act: str, path: str, form: dict[str, str]) -> str:
        """Where a 303 leads; nothing for every other answer."""
        headers = {
            "Host": f"localhost:{self.port}", "Content-Type": KIND, "X-Forwarded-For": f"10.{self.number // 250}.{self.number % 250}.7",
        }
        try:
            line.request(method, path, urlencode(form) if method == "POST" else None, headers)
            answer = line.getresponse()
            words = answer.read().decode()
        except (OSError, http.client.HTTPException) as no:
            line.close()
            self.told.heard(act, 0, repr(no))
            return ""
        where = answer.headers.get("Location", "") if answer.status == 303 else ""
        promised = _secret(where) if act == "register" and where.endswith("/welcome") else ""
        self.told.heard(act, answer.status, words, promised)
        return where


def _secret(where: str) -> str:
    """What stands in an address of a registration."""
    return where.partition("/r/")[2].partition("/")[0].partition("?")[0]
