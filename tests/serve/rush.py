"""People who press while things die, and a mail server that remembers."""

import http.client
import itertools
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any
from urllib.parse import urlencode

from aiosmtpd.controller import Controller

from tests.serve.running import free_port

KIND = "application/x-www-form-urlencoded"


class MailServer:
    """Takes mail; answers the first few "later", and lets some wait."""

    def __init__(self, *, refuses: int = 5) -> None:
        self.refuses = refuses
        self.taken: Counter[tuple[str, str]] = Counter()
        self._server = Controller(self, hostname="127.0.0.1", port=free_port())

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
        self._threads = [threading.Thread(target=self._press) for _ in range(6)]

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
            address = f"guest{number}@example.org"
            try:
                status, where, words = self._post({
                    "ticket": self.ticket, "name": f"Guest {number}", "email": address, "quantity": "1", "once": self.tokens[number],
                })
            except (OSError, http.client.HTTPException):
                self.cut += 1
                time.sleep(0.1)
                continue
            if status == 303 and "/r/" in where:
                self.promised[where.split("/r/")[1].split("/")[0]] = address
            elif status == 503:
                self.polite += 1
            else:
                self.wrong.append(f"{status} {words[:300]}")
            time.sleep(0.02)

    def _post(self, form: dict[str, Any]) -> tuple[int, str, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            line.request("POST", self.path, urlencode(form), {"Host": f"localhost:{self.port}", "Content-Type": KIND})
            answer = line.getresponse()
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()
        finally:
            line.close()
