"""Scans in, verdicts out; an empty batch is how a phone says that it is there and asks what changed."""

import json
from datetime import timedelta
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from eventsvc.checkin import protocol, queries, service
from eventsvc.checkin.phones import Phone
from eventsvc.checkin.protocol import milliseconds
from eventsvc.core import clock, limits
from eventsvc.core.db import transaction
from eventsvc.door import guard
from eventsvc.door.guard import door_call, refused
from eventsvc.door.roster import answered, list_of
from eventsvc.questions import door as door_notes

bp = Blueprint("door_scans", __name__, url_prefix="/door")
LARGEST = 256 * 1024
MOST, PER = 60, timedelta(minutes=1)
_LARGE = 2**31 - 1


@bp.post("/scans")
@door_call
def take() -> ResponseReturnValue:
    """At most 500 scans, each answered; then what changed on the guest list."""
    phone = guard.phone()
    key = f"door:{phone.id}"
    if request.mimetype != "application/json":
        return refused(415, "json")
    if (request.content_length or 0) > LARGEST:
        return refused(413, "large")
    body = _read()
    if body is None:
        return refused(400, "unreadable")
    takes = [protocol.read(raw) for raw in body["scans"]]
    rev = _number(body.get("rev"))
    heard = service.Heard(queue_len=_number(body.get("queue")) or 0, roster_rev=rev or 0, clock_off_ms=_off(body.get("off")))
    with transaction():  # one commit for both: on SQLite it costs more than all statements
        if not limits.allowed(key, most=MOST, per=PER):
            return refused(429, "often")
        results = service.scan(phone, takes, heard)
    notes = door_notes.notes(phone.evening.id, [one.code_hash for one in results if one.verdict == "admit"], phone.language)
    return answered(_changes(phone, rev) | {"results": [protocol.answered(result, notes.get(result.code_hash, "")) for result in results]})


def _read() -> dict[str, Any] | None:
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError):
        return None
    if not isinstance(body, dict) or not isinstance(body.get("scans"), list) or len(body["scans"]) > protocol.MOST_SCANS:
        return None
    return body


def _changes(phone: Phone, since: int | None) -> dict[str, Any]:
    """What the phone does not know yet; nothing for one that asks for nothing."""
    rev = queries.rev(phone.evening.id)
    if since is None or since == rev:
        return {"rev": rev, "now": milliseconds(clock.now()), "in": queries.inside(phone.evening.id), "delta": [], "full": False}
    listed = list_of(phone, queries.usual_list(phone.evening.id), since, rev)
    return {"delta": listed.pop("entries"), **listed}


def _number(raw: object) -> int | None:
    return raw if isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw <= _LARGE else None


def _off(raw: object) -> int:
    return int(raw) if isinstance(raw, (int, float)) and not isinstance(raw, bool) and abs(raw) <= _LARGE else 0
