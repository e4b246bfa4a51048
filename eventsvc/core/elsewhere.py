"""Waiting for somebody else's server: meanwhile neither a database connection nor one of the few places is taken (spec: joints 4)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from eventsvc.core.db import db

_here = threading.local()


@contextmanager
def place(places: threading.BoundedSemaphore) -> Iterator[None]:
    """This thread has one of the places, until the end of the block."""
    _here.places = places
    try:
        yield
    finally:
        _here.places = None


@contextmanager
def waiting() -> Iterator[None]:
    """For one call over the network. Raises RuntimeError inside of a transaction: what is locked there would wait for a stranger."""
    session = db.session()
    if session.info.get("transaction") is not None:
        raise RuntimeError("no network inside of a transaction")
    session.rollback()  # gives the connection back
    places = getattr(_here, "places", None)
    if places is None:
        yield
        return
    places.release()
    try:
        yield
    finally:
        places.acquire()
