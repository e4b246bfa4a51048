"""People who press while things die, and a mail server that remembers."""

import http.client
import itertools
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any
from urllib.parse import urlencode

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests.serve.running import free_port

PAUSE = 0.08
KIND = "application/x-www-form-urlencoded"


class _Controller(Controller):
    kind: type[SMTP] = SMTP

    def factory(self) -> SMTP:
        return self.kind(self.handler, **self.SMTP_kwargs)


class MailServer:
    """Takes mail; answers the first few "later", and lets some wait."""

    def __init__(self, *, refuses: int = 5, kind: type[SMTP] = SMTP) -> None:
        self.refuses = refuses
        self.taken: Counter[tuple[str, str]] = Counter()
        self._server = _Controller(self, hostname="127.0.0.1", port=free_port())
        self._server.kind = kind

    @property
    def url(self) -> str:
        """For SMTP_URL."""
        return f"smtp://127.0.0.1:{self._server.port}"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.refuses > 0:
            self.refuses -= 1
            return "451 later"
        letter = message_from_bytes(envelope.content)
        for recipient in envelope.rcpt_tos:
            self.taken[recipient, str(letter["Message-ID"])] += 1
        return "250 taken"

    def __enter__(self) -> "MailServer":
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()


@dataclass
class Rush:
    """Registers people one after the other in several threads, and writes down what each was told."""

    port: int
    path: str
    ticket: int
    tokens: list[str]
    promised: dict[str, str] = field(default_factory=dict)
    polite: int = 0
    cut: int = 0
    wrong: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._numbers = itertools.count()
        self._threads = [threading.Thread(target=self._press) for _ in range(4)]

    def __enter__(self) -> "Rush":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self._threads:
            thread.join(30)

    def _press(self) -> None:
        while not self.stop.is_set():
            number = next(self._numbers)
            if number >= len(self.tokens):
                return
            form = filled(self.ticket, number, self.tokens[number])
            try:
                status, where, words = post(self.port, self.path, form)
            except (OSError, http.client.HTTPException):
                self.cut += 1
                time.sleep(0.1)
                continue
            if status == 303 and "/r/" in where:
                self.promised[where.split("/r/")[1].split("/")[0]] = form["email"]
            elif status == 503:
                self.polite += 1
            else:
                self.wrong.append(f"{status} {words[:300]}")
            time.sleep(PAUSE)


def filled(ticket: int, number: int, token: str) -> dict[str, str]:
    """The form of one person."""
    return {"ticket": str(ticket), "name": f"Guest {number}", "email": f"guest{number}@example.org", "quantity": "1", "once": token}


def post(port: int, path: str, form: dict[str, str]) -> tuple[int, str, str]:
    """Status, Location and text of the answer to one sent form."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        line.request("POST", path, urlencode(form), {"Host": f"localhost:{port}", "Content-Type": KIND})
        answer = line.getresponse()
        return answer.status, answer.headers.get("Location", ""), answer.read().decode()
    finally:
        line.close()


def press_at_once(port: int, path: str, forms: list[dict[str, str]]) -> list[tuple[int, str, str]]:
    """All at the same moment; the answers in order."""
    start = threading.Barrier(len(forms))

    def press(form: dict[str, str]) -> tuple[int, str, str]:
        start.wait(30)
        return post(port, path, form)

    with ThreadPoolExecutor(len(forms)) as threads:
        return list(threads.map(press, forms))
