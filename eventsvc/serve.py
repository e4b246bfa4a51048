"""Web and worker in one supervised process tree: what dies is started again, SIGTERM ends all in order within 15 seconds."""

import dataclasses
import json
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from eventsvc.core import process
from eventsvc.settings import Mistake, Settings

log = logging.getLogger("eventsvc.serve")
POLL = 0.1
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
STEADY = 60.0
REMIND_AFTER, KILL_AFTER = 3.0, 13.5
CODE = "from eventsvc.served import main; main()"
STARTS = "from eventsvc.starts import main; main()"
PARTS = ("web", "worker")


def told(settings: Settings) -> bytes:
    """Settings for a child, on its standard input: so that no secret stands in an environment or a command line."""
    return json.dumps(dataclasses.asdict(settings), default=str).encode()


def heard(told: bytes) -> Settings:
    """What the parent has told."""
    values = json.loads(told)
    return Settings(**{**values, "instance": Path(values["instance"])})


def must_be_free(host: str, port: int) -> None:
    """The server would share a port that is taken, without a word: so try it first."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as no:
        raise Mistake(f"HOST {host!r} is no address of this machine.") from no
    for family, kind, protocol, _name, address in found:
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(address)
            except PermissionError as no:
                raise Mistake(f"Port {port} is for the administrator only: choose one above 1023 with --port.") from no
            except OSError as no:
                raise Mistake(
                    f"Port {port} on {host} cannot be used ({no.strerror}): stop the other program, or choose one with --port.") from no


@dataclass
class Part:
    """A child that is to run."""

    name: str
    code: str = CODE
    running: subprocess.Popen[bytes] | None = None
    since: float = 0.0
    again_at: float = 0.0
    pause: float = FIRST_PAUSE


class Supervisor:
    """Starts its parts, watches them, ends them."""

    def __init__(self, settings: Settings, ending: process.Ending, more: Mapping[str, str] | None = None) -> None:
        self.message = told(settings)
        self.ending = ending
        self.parts = [*(Part(name) for name in PARTS), *(Part(name, code) for name, code in (more or {}).items())]

    def run(self) -> None:
        """Until told to end."""
        while not self.ending.is_set():
            for part in self.parts:
                self.look_after(part)
            self.ending.wait(POLL)
        self.end()

    def look_after(self, part: Part) -> None:
        """Start it if it does not run and its pause is over; say why it ended."""
        now = time.monotonic()
        if part.running is None:
            if now >= part.again_at:
                self.start(part)
            return
        code = part.running.poll()
        if code is None:
            return
        part.running = None
        part.pause = FIRST_PAUSE if now - part.since > STEADY else part.pause
        log.error("%s ended (%s); again in %.1f s", part.name, why(code), part.pause)
        part.again_at = now + part.pause
        part.pause = min(part.pause * 2, LONGEST_PAUSE)

    def start(self, part: Part) -> None:
        """Start one child and tell it its settings."""
        child = subprocess.Popen([sys.executable, "-c", part.code, part.name, str(os.getpid())], stdin=subprocess.PIPE)
        part.running, part.since = child, time.monotonic()
        log.info("%s started", part.name, extra={"child": child.pid})
        if child.stdin is None:
            return
        try:
            child.stdin.write(self.message)
            child.stdin.close()
        except BrokenPipeError:  # it is dead already; the next look sees that
            log.warning("%s took no settings", part.name)

    def end(self) -> None:
        """SIGTERM to all; once more to who has not heard (just after a start it gets lost); then the end."""
        log.info("ending")
        children = [part.running for part in self.parts if part.running is not None]
        began = time.monotonic()
        for child in children:
            child.terminate()
        reminded = False
        while any(child.poll() is None for child in children):
            waited = time.monotonic() - began
            if waited > REMIND_AFTER and not reminded:
                reminded = True
                for child in children:
                    child.terminate()
            if waited > KILL_AFTER:
                for child in children:
                    child.kill()
                    child.wait()
            time.sleep(POLL / 2)
        log.info("ended")


def why(code: int) -> str:
    """An exit status in words."""
    if code >= 0:
        return f"status {code}"
    try:
        return f"killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"killed by signal {-code}"


def prepare(settings: Settings, what: str) -> bool:
    """What stands before serving, in a child, so that we stay small. False: it has said what is wrong."""
    child = subprocess.run([sys.executable, "-c", STARTS, what], input=told(settings), check=False)
    return child.returncode == 0


def forget(settings: Settings) -> None:
    """Throw the demo's data away: only what stands in its own folder, only in the demo."""
    if not settings.demo:
        raise ValueError("only the demo begins anew")
    for entry in settings.instance.glob("*"):
        if entry.name in {"files", "mail"} and entry.is_dir():
            shutil.rmtree(entry)
        elif entry.name.startswith("eventsvc.sqlite") or entry.name in {"secret_key", "ticket_key", "practice.json"}:
            entry.unlink()


def run(settings: Settings, more: Mapping[str, str] | None = None) -> None:
    """Serve until told to end; `more` parts (name and code) run beside web and worker."""
    Supervisor(settings, process.told_to_end(), more).run()
