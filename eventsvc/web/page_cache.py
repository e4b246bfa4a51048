"""Pages are bytes until something visible changes (spec: performance 3.5).

Kept per process, bounded by bytes. The key holds all that the page depends on; the view has read it from the database
for this very request, so several processes are right without talking to each other. What is kept is answered with a weak
ETag and its gzip. A page with a form in it carries a token of its own on each answer, so it has no ETag and is never stored.
"""

import gzip
import hashlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from flask import Flask, Response, current_app, request

MOST_BYTES = 8 * 1024 * 1024
SMALL = 1024
SHARED = "public, max-age=0, s-maxage=10, must-revalidate"  # a browser always asks, a cache before us may answer for ten seconds
PICTURE = "public, max-age=300"
MARK = secrets.token_hex(16)  # where the token goes; nobody outside of this process can write it into a text


@dataclass(frozen=True)
class Kept:
    """The bytes of one page."""

    body: bytes
    packed: bytes
    tag: str

    @property
    def size(self) -> int:
        return len(self.body) + len(self.packed)


class PageCache:
    """The pages used last, in no more than so many bytes."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Kept | None:
        """What is kept under this key."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: Hashable, kept: Kept) -> None:
        """Keep it; what was not asked for longest goes. What is too large for all is not kept."""
        if kept.size > self._most // 4:
            return
        with self._lock:
            old = self._kept.pop(key, None)
            self._size += kept.size - (old.size if old else 0)
            self._kept[key] = kept
            while self._size > self._most:
                _, gone = self._kept.popitem(last=False)
                self._size -= gone.size

    def __len__(self) -> int:
        return len(self._kept)


def page(key: Hashable, render: Callable[[], str], *, token: Callable[[], str] | None = None) -> Response:
    """The page under this key, made if it is not kept. `token`: gives the value that stands at MARK, anew for each answer."""
    kept = found(key, lambda: render().encode(), pack=token is None)
    if token is not None:
        answer = Response(kept.body.replace(MARK.encode(), token().encode()), mimetype="text/html")
        answer.headers["Cache-Control"] = "no-store"
        return answer
    return _sent(kept, "text/html; charset=utf-8", SHARED)


def picture(key: Hashable, draw: Callable[[], bytes]) -> Response:
    """A picture that the server draws."""
    return _sent(found(key, draw, pack=False), "image/png", PICTURE)


def found(key: Hashable, make: Callable[[], bytes], *, pack: bool) -> Kept:
    """The bytes under this key, made if they are not kept."""
    cache: PageCache = current_app.extensions["pages"]
    kept = cache.get(key)
    if kept is None:
        body = make()
        packed = gzip.compress(body, 6, mtime=0) if pack and len(body) > SMALL else b""
        kept = Kept(body, packed, hashlib.blake2b(body, digest_size=12).hexdigest())
        cache.put(key, kept)
    return kept


def _sent(kept: Kept, content_type: str, control: str) -> Response:
    packed = bool(kept.packed) and request.accept_encodings["gzip"] > 0
    answer = Response(kept.packed if packed else kept.body, content_type=content_type)
    answer.headers["Cache-Control"] = control
    answer.set_etag(kept.tag, weak=True)
    if kept.packed:
        answer.vary.add("Accept-Encoding")
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    return current_app.make_response(answer.make_conditional(request))


def install(app: Flask) -> None:
    """One cache for each application."""
    app.extensions["pages"] = PageCache()
