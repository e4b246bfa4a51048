"""What is checked before a request gets one of the few places: a slow or endless sender must not hold one (spec: joints 4).

Bodies are read whole first, by cheap threads; then at most PLACES requests work at once, as many as there are connections.
"""

import threading
from collections.abc import Iterable
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any

from eventsvc.core import elsewhere
from eventsvc.web.engine import PLACES
from eventsvc.web.headers import ALWAYS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LARGEST = 10 * 1024 * 1024
IN_MEMORY = 256 * 1024
PIECE = 64 * 1024
PATIENCE = 20.0
REASONS = {
    400: ("Bad Request", "The request ended too early."),
    411: ("Length Required", "The request does not say how long it is."),
    413: ("Content Too Large", "A form may have 1 MB, a picture 10 MB."),
    503: ("Service Unavailable", "A great many people are here at once. Try it again in half a minute."),
}


class Threshold:
    """WSGI: length known, not too long, read whole; then a place."""

    def __init__(self, app: "WSGIApplication", *, places: int = PLACES, patience: float = PATIENCE) -> None:
        self.app = app
        self.patience = patience
        self.places = threading.BoundedSemaphore(places)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        wrong = self._body(environ)
        if wrong:
            return refuse(wrong, start_response)
        if not self.places.acquire(timeout=self.patience):
            environ["wsgi.input"].close()
            return refuse(503, start_response)
        try:
            with elsewhere.place(self.places):
                return self.app(environ, start_response)
        finally:
            self.places.release()
            environ["wsgi.input"].close()

    def _body(self, environ: "WSGIEnvironment") -> int | None:
        """Read the body; answers the status to refuse it with, or None."""
        if environ.get("HTTP_TRANSFER_ENCODING"):
            return 411
        said = environ.get("CONTENT_LENGTH") or "0"
        if not (said.isascii() and said.isdecimal()):
            return 400
        length = int(said[:20])
        if length > LARGEST:
            return 413
        body = read(environ["wsgi.input"], length)
        if body is None:
            return 400
        environ["wsgi.input"] = body
        return None


def read(source: Any, length: int) -> IO[bytes] | None:
    """Exactly so many bytes, in memory or, if they are many, in a file; None if they do not come."""
    body = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  the caller closes it
    missing = length
    while missing:
        try:
            piece = source.read(min(missing, PIECE))
        except (OSError, ValueError):
            piece = b""
        if not piece:
            body.close()
            return None
        missing -= len(piece)
        body.write(piece)
    body.seek(0)
    return body


def refuse(status: int, start_response: "StartResponse") -> list[bytes]:
    """One plain sentence."""
    reason, sentence = REASONS[status]
    text = f"{sentence}\n".encode()
    headers = {**ALWAYS, "Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(text)), "Cache-Control": "no-store"}
    if status == 503:
        headers["Retry-After"] = "30"
    start_response(f"{status} {reason}", list(headers.items()))
    return [text]
