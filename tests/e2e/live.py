"""The application behind a real port, for a real browser."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

CHROMIUM = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]


class Quiet(WSGIRequestHandler):
    """Keeps the output of the tests clean."""

    def log(self, *_args: object) -> None:
        """Nothing."""


@contextmanager
def serving(app: Flask, port: int) -> Iterator[str]:
    """Serve in threads beside the test; answers the address."""
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{port}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
