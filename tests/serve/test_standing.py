"""What can be seen of a running instance that nobody does anything to: one for all these tests."""

import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serve.running import Running, run, serving

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A running instance."""
    folder = tmp_path_factory.mktemp("standing")
    (folder / "instance").mkdir()
    with serving(folder, WEB_PROCESSES="2", SECRET_KEY="s" * 40, METRICS_TOKEN="metrics-token") as running:
        yield running


def test_first_start_makes_tables_and_prints_the_owners_link(up: Running) -> None:
    assert up.get("/readyz") == (200, "ready\n")
    link = re.search(r"http://localhost:\d+(/desk/sign-in/[\w-]{20,})", up.log.read_text())
    assert link is not None
    assert up.get(link[1])[0] == 200


def test_no_secret_stands_in_the_environment_of_any_process(up: Running) -> None:
    children = up.children()

    assert len(children) == 4
    for pid in children:
        told = Path(f"/proc/{pid}/environ").read_text() + Path(f"/proc/{pid}/cmdline").read_text()
        assert "s" * 40 not in told
        assert "metrics-token" not in told
    assert "s" * 40 not in up.log.read_text()


def test_no_stand_in_for_stripe_runs_beside_it(up: Running) -> None:
    """Payments without money are for the demo only."""
    beside = Path(f"/proc/{up.process.pid}/task/{up.process.pid}/children").read_text().split()
    words = [Path(f"/proc/{pid}/cmdline").read_text().split("\0") for pid in beside]

    assert sorted(each[3] for each in words) == ["web", "worker"]
    assert [each for each in words if "practice" in " ".join(each)] == []


def test_second_server_on_the_port_is_refused_with_a_sentence(up: Running) -> None:
    second = run(up.log.parent / "instance", "serve", "--port", str(up.port))

    assert second.returncode == 1
    assert second.stderr.startswith(f"eventsvc: Port {up.port} on 127.0.0.1 cannot be used")
    assert len(second.stderr.splitlines()) == 1


def test_slow_senders_do_not_stop_it(up: Running) -> None:
    lines = []
    for _ in range(60):
        line = socket.create_connection(("127.0.0.1", up.port), timeout=5)
        line.sendall(f"POST /de/mine HTTP/1.1\r\nHost: localhost:{up.port}\r\nContent-Length: 1000\r\n\r\nx".encode())
        lines.append(line)
    time.sleep(0.5)
    try:
        assert [up.get()[0] for _ in range(20)] == [200] * 20
    finally:
        for line in lines:
            line.close()
