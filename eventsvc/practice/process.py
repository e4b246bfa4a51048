"""The stand-in as a process of the demo: it keeps its memory in a file and so survives a restart of the demo."""

import json
import signal
import sys
from pathlib import Path
from urllib.parse import urlsplit

from eventsvc.core import process
from eventsvc.practice.server import HOST, Practice

PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0)
FILE = "practice.json"
TICK = 5.0


def main() -> None:
    """Its settings (those of the demo) come on the standard input, as for the other parts; argv names who started it."""
    process.die_with_parent(int(sys.argv[2]), signal.SIGKILL)  # it has nothing to finish
    told = json.loads(sys.stdin.buffer.read())
    ending = process.told_to_end()
    base, shop = urlsplit(told["stripe_api_base"]), urlsplit(told["base_url"])
    practice = Practice(port=base.port or 0, file=Path(told["instance"]) / FILE, pauses=PAUSES)
    practice.endpoint(f"http://{HOST}:{told['port']}{shop.path}/webhooks/stripe")
    practice.run()
    while not ending.wait(TICK):
        practice.tick()
    practice.stop()
