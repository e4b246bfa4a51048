"""Secrets in addresses cannot be guessed by trying: wrong ones are counted per network, right ones are not (spec: security 2).

A wrong guess is the one thing that a GET writes down; it changes nothing that anybody can see but the 429.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from flask import request

from eventsvc.core import limits
from eventsvc.core.errors import Missing, TooMany

MOST = 60
SPAN = timedelta(minutes=30)


@contextmanager
def counted(kind: str, *, most: int = MOST, per: timedelta = SPAN) -> Iterator[None]:
    """Look up a secret in here: each Missing is one wrong guess; after so many in the span it is 429, whatever the secret."""
    key = f"guess|{kind}|{limits.network(request.remote_addr or '')}"
    if limits.full(key, most=most, per=per):
        raise TooMany(limits.retry_at(key, per))
    try:
        yield
    except Missing:
        limits.allowed(key, most=most, per=per)
        raise
