"""The stand-in as a process of the demo."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import stripe

from eventsvc.practice.keys import KEY
from tests.practice.conftest import Make
from tests.serve.running import free_port

CODE = "from eventsvc.practice.process import main; main()"


@contextmanager
def _running(instance: Path, port: int) -> Iterator[stripe.StripeClient]:
    told = {"stripe_api_base": f"http://127.0.0.1:{port}", "base_url": "http://localhost:9", "port": 9, "instance": str(instance)}
    child = subprocess.Popen([sys.executable, "-c", CODE, "practice", str(os.getpid())], stdin=subprocess.PIPE)
    assert child.stdin is not None
    child.stdin.write(json.dumps(told).encode())
    child.stdin.close()
    client = stripe.StripeClient(KEY, base_addresses={"api": told["stripe_api_base"]})
    try:
        _until_up(client)
        yield client
    finally:
        child.terminate()
        assert child.wait(15) == 0


def _until_up(client: stripe.StripeClient) -> None:
    for _ in range(200):
        try:
            client.v1.accounts.retrieve_current()
        except stripe.APIConnectionError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("it does not answer")


def test_it_ends_when_told_to_and_remembers(tmp_path: Path, wish: Make) -> None:
    port = free_port()
    with _running(tmp_path, port) as client:
        session = client.v1.checkout.sessions.create(wish())

    with _running(tmp_path, port) as client:
        again = client.v1.checkout.sessions.retrieve(session.id)

    assert (again.status, again.url) == ("open", f"http://127.0.0.1:{port}/pay/{session.id}")
