"""The application behind a real port, for a real browser."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, Playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.programs import need

CHROMIUM = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]


def chromium() -> str:
    """The system's browser, or the test is skipped."""
    return need("chromium", "chromium-browser", "google-chrome")


def launched(play: Playwright, *flags: str) -> Browser:
    """A new Chromium, for tests that are root too."""
    return play.chromium.launch(executable_path=chromium(), args=[*CHROMIUM, *flags])


def filmed(film: Path | None) -> list[str]:
    """Flags of a browser whose camera sees this film; None: a test picture."""
    flags = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    return flags if film is None else [*flags, f"--use-file-for-fake-video-capture={film}"]


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
