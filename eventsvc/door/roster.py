"""The guest list for the phone."""

import json
from typing import Any

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue

from eventsvc.checkin import queries, roster
from eventsvc.checkin.phones import Phone
from eventsvc.checkin.protocol import milliseconds
from eventsvc.core import clock
from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Missing
from eventsvc.door import guard
from eventsvc.door.guard import door_call, refused
from eventsvc.web import names

bp = Blueprint("door_roster", __name__, url_prefix="/door")


@bp.get("/roster")
@door_call
def show() -> ResponseReturnValue:
    """Everybody, or what changed since a revision."""
    phone = guard.phone()
    try:
        counted = queries.usual_list(phone.evening.id)
    except Missing:
        return refused(404, "no list")
    if request.args.get("list", str(counted.id)) != str(counted.id):
        return refused(404, "no list")
    since = request.args.get("since", 0, type=int)
    rev = queries.rev(phone.evening.id)
    tag = f"{rev}-{counted.id}-{phone.language}-{since}"
    if request.if_none_match.contains(tag):
        answer = current_app.response_class(status=304)
    else:
        answer = answered(list_of(phone, counted, since, rev))
    answer.set_etag(tag)
    return answer


def list_of(phone: Phone, counted: queries.CountedList, since: int, rev: int) -> dict[str, Any]:
    """The guest list as the protocol has it. A phone that knows a later revision than ours (restored from a backup) gets all anew."""
    offered, rules = queries.types(phone.evening.id), counted.rules
    full = not 0 < since <= rev
    guests = queries.guests(phone.evening.id, counted.id, -1 if full else since)
    return {
        "rev": rev, "now": milliseconds(clock.now()), "door": phone.name, "list": counted.id, "full": full,
        "rules": {
            "once": rules.once,
            "opens": milliseconds(rules.opens_at) if rules.opens_at else None,
            "closes": milliseconds(rules.closes_at) if rules.closes_at else None,
        },
        "types": [
            [pick(one, "name", phone.language).text, int(not rules.pool_kinds or one.pool_kind in rules.pool_kinds)] for one in offered
        ],
        "in": queries.inside(phone.evening.id),
        "entries": roster.entries(guests, [one.id for one in offered], names.of),
    }


def answered(said: dict[str, Any]) -> Response:
    """JSON without blanks: 12,000 guests are 700 kB (and a third of it packed, which is done for all answers)."""
    return current_app.response_class(json.dumps(said, ensure_ascii=False, separators=(",", ":")), mimetype="application/json")
