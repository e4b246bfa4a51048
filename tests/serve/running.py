"""A real `eventsvc serve` in its own process tree, and what can be done to it."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CODE = "from eventsvc.cli import main; main()"


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(instance: Path, **more: str) -> dict[str, str]:
    """Nothing of this machine's but the path."""
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "PYTHONPATH": str(ROOT), "EVENTSVC_INSTANCE": str(instance), **more}


def run(instance: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """One command, to its end."""
    return subprocess.run(
        [sys.executable, "-c", CODE, *words], env=environment(instance, **more), cwd=instance.parent, capture_output=True, text=True,
        timeout=120, check=False,
    )


@dataclass
class Running:
    """The supervisor and its tree."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def get(self, path: str = "/healthz", **headers: str) -> tuple[int, str]:
        """One answer; status 0 if nobody answers."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            line.request("GET", path, headers={"Host": f"localhost:{self.port}", **headers})
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            line.close()

    def until_up(self, seconds: float = 60) -> None:
        """Wait for the first answer, as long as there is somebody to give it."""
        self.until(lambda: self.process.poll() is not None or self.get()[0] == 200, seconds)
        assert self.process.poll() is None, f"it has ended:\n{self.log.read_text()[-3000:]}"

    def until(self, what: object, seconds: float = 30) -> None:
        """Wait until `what()` is so."""
        assert callable(what)
        latest = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < latest, f"it did not come:\n{self.log.read_text()[-3000:]}"
            time.sleep(0.05)

    def children(self, part: str = "") -> list[int]:
        """The processes of one part (`web`, `worker`), main ones first; all with ""."""
        found = []
        for folder in Path("/proc").iterdir():
            with suppress(OSError, ValueError):
                words = (folder / "cmdline").read_bytes().decode().split("\0")
                told = (folder / "environ").read_bytes().decode()
                if "from eventsvc.served import main; main()" in words and words[3].startswith(part) and self._mine(told):
                    found.append(int(folder.name))
        return sorted(found)

    def _mine(self, told: str) -> bool:
        return f"EVENTSVC_INSTANCE={self.log.parent / 'instance'}\0" in told

    def kill(self, pids: list[int], how: int = signal.SIGKILL) -> None:
        """Send a signal to processes of ours."""
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, how)


@contextmanager
def serving(folder: Path, *words: str, **more: str) -> Iterator[Running]:
    """Start it in a folder, wait for its first answer, leave nothing behind."""
    port = free_port()
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", CODE, *(words or ("serve",)), "--port", str(port)],
            env=environment(folder / "instance", **more), cwd=folder, stdout=out, stderr=subprocess.STDOUT,
        )
    running = Running(process, port, log)
    try:
        running.until_up()
        yield running
    finally:
        process.kill()
        process.wait()
        running.until(lambda: not running.children(), 20)
