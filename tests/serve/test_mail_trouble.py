"""Mail servers that say no, say nothing, or break off, and a worker that freezes: each ticket's mail arrives, none twice without need."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from eventsvc import schema
from eventsvc.core.outbox import OutboxRow
from eventsvc.registration import service
from tests import factories, whole
from tests.registration.cases import wish
from tests.serve.instance import looking_at, told, unfinished
from tests.serve.running import environment
from tests.serve.rush import MailServer

pytestmark = pytest.mark.slow
SHORT_LEASE = """
from datetime import timedelta
from eventsvc.cli import main
from eventsvc.core import outbox
outbox.LEASE = timedelta(seconds=1)
main()
"""
COPIES = {"later": 1, "hangs": 1, "cut": 1, "dropped": 1, "taken": 2, "plain": 1}
REFUSED = {"unknown": "550 5.1.1 nobody here", "spam": "554 5.7.1 we do not like it"}


class Cutting(SMTP):
    """Breaks off in the middle of the first mail to `cut`."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if self.event_handler.first("cut", self.envelope.rcpt_tos):
            await self.push("354 go on")
            await self._reader.readline()
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class Trouble(MailServer):
    """Does to each mail what its recipient's name says, the first time."""

    def __init__(self) -> None:
        super().__init__(refuses=0, kind=Cutting)
        self.seen: Counter[str] = Counter()
        self.came, self.go_on = threading.Event(), threading.Event()

    def first(self, name: str, recipients: list[str]) -> bool:
        """Whether this is the first mail to somebody of this name."""
        if recipients != [f"{name}@example.org"]:
            return False
        self.seen[name] += 1
        return self.seen[name] == 1

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if address == "unknown@example.org":
            return REFUSED["unknown"]
        if self.first("later", [address]):
            return "452 4.2.2 mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        who = envelope.rcpt_tos
        if who == ["spam@example.org"]:
            return REFUSED["spam"]
        if self.first("hangs", who):
            await asyncio.sleep(20)
        if self.first("dropped", who):
            server.transport.abort()
            return "250 never heard"
        if self.first("frozen", who):
            self.came.set()
            await asyncio.to_thread(self.go_on.wait, 20)
        answer = await super().handle_DATA(server, session, envelope)
        if self.first("taken", who):
            server.transport.abort()
        return answer


@contextmanager
def working(folder: Path, number: int = 1, **told: str) -> Iterator[subprocess.Popen[bytes]]:
    """`eventsvc worker` by itself, with a short lease; its log is `worker<number>` in the folder."""
    with (folder / f"worker{number}").open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", SHORT_LEASE, "worker"], env=environment(folder / "instance", **told), cwd=folder, stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(what: Any, folder: Path, seconds: float = 60) -> None:
    latest = time.monotonic() + seconds
    while not what():
        logs = "\n".join(file.read_text()[-2000:] for file in folder.glob("worker*"))
        assert time.monotonic() < latest, f"it did not come:\n{logs}"
        time.sleep(0.05)


@pytest.fixture
def trouble() -> Iterator[Trouble]:
    with Trouble() as server:
        yield server
        server.go_on.set()


def test_every_mail_that_can_arrive_arrives_and_the_desk_sees_the_others(tmp_path: Path, url: str, trouble: Trouble) -> None:
    schema.upgrade(url)
    with looking_at(tmp_path, url):
        event = factories.make_event()
        for name in (*COPIES, *REFUSED):
            service.register(event.id, wish(event, name.title(), email=f"{name}@example.org"))
        with working(tmp_path, **told(url, trouble)):
            until(lambda: unfinished() == 0, tmp_path)

        rows = factories.all_of(OutboxRow)
        assert {row.recipient.split("@")[0]: row.reason for row in rows if row.state == "failed"} == REFUSED
        assert {row.recipient.split("@")[0] for row in rows if row.state == "sent"} == set(COPIES)
        assert {to.split("@")[0]: times for (to, _id), times in trouble.taken.items()} == COPIES
        assert len(trouble.taken) == len(COPIES), "copies carry one Message-ID"
        assert whole.faults() == []


def test_a_worker_that_was_frozen_longer_than_its_lease_marks_nothing(tmp_path: Path, url: str, trouble: Trouble) -> None:
    schema.upgrade(url)
    with (
        looking_at(tmp_path, url),
        working(tmp_path, 1, **told(url, trouble)) as one, working(tmp_path, 2, **told(url, trouble)) as two,
    ):
        until(lambda: all("worker started" in (tmp_path / f"worker{number}").read_text() for number in (1, 2)), tmp_path)
        event = factories.make_event()
        service.register(event.id, wish(event, "Ada", email="frozen@example.org"))
        assert trouble.came.wait(20)
        holder = str(factories.only(OutboxRow).owner).split(":")[1]
        frozen = one if str(one.pid) == holder else two
        assert str(frozen.pid) == holder
        os.kill(frozen.pid, signal.SIGSTOP)

        until(lambda: factories.only(OutboxRow).state == "sent", tmp_path)
        trouble.go_on.set()
        os.kill(frozen.pid, signal.SIGCONT)

        log = tmp_path / f"worker{1 if frozen is one else 2}"
        until(lambda: "the lease was lost" in log.read_text(), tmp_path)
        row = factories.only(OutboxRow)
        assert (row.state, row.attempts, row.owner) == ("sent", 2, None)
        assert list(trouble.taken.values()) == [2], "twice, with one Message-ID: it cannot be known whether the first one arrived"
        assert whole.faults() == []
