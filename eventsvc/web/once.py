"""The token of a form that somebody without session sends: made by us for one event or series, dated, so that sent twice it counts once."""

import base64
import hmac
import secrets
from datetime import UTC, datetime, timedelta

from flask_babel import gettext as _
from wtforms import Field

from eventsvc.core import clock, signing

HASTE = timedelta(milliseconds=500)
"""Nobody reads, types and presses faster; what does is asked once more."""


def make(event_id: int | str) -> str:
    """A new token. It must never come out of a cache: two readers with one token would share a registration."""
    body = f"{secrets.token_urlsafe(12)}.{int(clock.now().timestamp() * 1000):x}"
    return f"{body}.{_sign(event_id, body)}"


def made_at(token: str, event_id: int | str) -> datetime | None:
    """When we made it; None: not we, or for another event, or with another key. However old, it is good."""
    body, _dot, signature = token.rpartition(".")
    if len(token) > 100 or not token.isascii() or not signing.same(signature, _sign(event_id, body)):
        return None
    return datetime.fromtimestamp(int(body.rpartition(".")[2], 16) / 1000, UTC)


def hasty(made: datetime) -> bool:
    """Whether a form comes back faster than people are. A clock that was set back makes nobody hasty."""
    return timedelta(0) <= clock.now() - made < HASTE


def begun(token: Field, event_id: int | str) -> datetime | None:
    """When the form was made. One that we did not make gets a new token, to be sent once more."""
    made = made_at(token.data or "", event_id)
    if made is None:
        token.data = make(event_id)
    return made


def doubt(trap: Field, made: datetime | None) -> str:
    """What keeps programs out, and asks people for one more press: the field that nobody sees, an unknown token, haste. Empty: none."""
    if trap.data:
        return _("Leave the last field empty and send it once more.")
    if made is None:
        return _("This page had been open for a long time. Everything is still here; send it once more.")
    if hasty(made):
        return _("That was very fast. Send it once more, so that we know it was you.")
    return ""


def _sign(event_id: int | str, body: str) -> str:
    mac = hmac.digest(signing.keys().derived("form"), f"{event_id}|{body}".encode(), "sha256")
    return base64.urlsafe_b64encode(mac[:15]).decode()
