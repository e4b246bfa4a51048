"""The stand-in as a server on loopback: `start()` in a thread for the tests, `main()` as a process for the demo."""

import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import stripe
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Request

from eventsvc.practice.api import Api
from eventsvc.practice.back import Back
from eventsvc.practice.keys import ACCOUNT, KEY, SECRET
from eventsvc.practice.page import Page
from eventsvc.practice.webhooks import Endpoint, Post, Webhooks

HOST = "127.0.0.1"


class Quiet(WSGIRequestHandler):
    """Says nothing; one request a connection."""

    protocol_version = "HTTP/1.0"

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002  werkzeug's name
        """Nobody reads it."""


class Practice(Back):
    """The stand-in, complete. `faults` and `webhooks` have its switches, `seen` the requests, `book()` the money of each order.

    `keys`: API keys and the accounts they belong to; the first one's account is the platform, which reaches `connected` too.
    """

    def __init__(
        self, *, keys: Mapping[str, str] | None = None, connected: Iterable[str] = (), port: int = 0, file: Path | None = None,
        pauses: tuple[float, ...] = (0.05, 0.1, 0.2, 0.4),
    ) -> None:
        keys, connected = dict(keys or {KEY: ACCOUNT}), tuple(connected)
        super().__init__([*keys.values(), *connected], page=lambda session_id: f"{self.url}/pay/{session_id}", file=file)
        self.webhooks = Webhooks(pauses)
        self.hear = self.webhooks.hear
        self.api = Api(self, keys, connected)
        self.faults, self.seen, self.denied = self.api.faults, self.api.seen, self.api.denied
        self.pages = Page(self, self.webhooks)
        self.server: BaseWSGIServer = make_server(HOST, port, self.wsgi, threaded=True, request_handler=Quiet)
        self.url = f"http://{HOST}:{self.server.server_port}"
        self._thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, name="practice", daemon=True)

    def wsgi(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """The API below /v1/, pages for people elsewhere."""
        request = Request(environ)
        face = self.api.answer if request.path.startswith("/v1/") else self.pages.answer
        return face(request)(environ, start)

    def endpoint(
        self, to: str | Post, secret: str = SECRET, *, account: str = "", connect: bool = False, kinds: Iterable[str] = (),
    ) -> None:
        """Send events to this address (or function). `connect`: those of connected accounts."""
        owner = account or self.api.platform
        self.webhooks.endpoints.append(Endpoint(to, secret, owner, connect, tuple(kinds)))

    def redeliver(self, event_id: str, *, copies: int = 1) -> None:
        """Send an event once more to all that listen, `copies` at the same time; waits for the answers."""
        account, event = self.find(event_id)
        for endpoint in self.webhooks.listeners(account, event):
            self.webhooks.send(event, endpoint, attempt=self.webhooks.drop + 1, copies=copies)

    def events(self, kind: str = "") -> list[str]:
        """The ids of all events, or those of a kind, oldest first."""
        with self.lock:
            events = [event for account in self.accounts.values() for event in account.all("event") if kind in {"", event["type"]}]
            return sorted(event["id"] for event in events)

    def client(self, key: str = KEY, *, retries: int = 2, timeout: float = 5) -> stripe.StripeClient:
        """A real client that talks to this stand-in."""
        return stripe.StripeClient(
            key, base_addresses={"api": self.url}, http_client=stripe.RequestsClient(timeout=timeout), max_network_retries=retries)

    def run(self) -> None:
        """Answer from now on, in a thread."""
        self._thread.start()

    def stop(self) -> None:
        """Close the door."""
        self.webhooks.end()
        self.server.shutdown()
        self.server.server_close()
        self._thread.join(5)


def start(port: int = 0, **told: Any) -> Practice:
    """A stand-in that answers at once, in a thread of this process."""
    practice = Practice(port=port, **told)
    practice.run()
    return practice
