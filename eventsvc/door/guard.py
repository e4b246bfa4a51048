"""Who may work at a door: the phone that holds the cookie of a pairing.

`@door_page` answers a stranger with a page that says how to get in, `@door_call` with 401 in JSON, at which the phone locks and forgets.
"""

from typing import Any

from flask import abort, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue

from eventsvc.accounts import queries as accounts
from eventsvc.checkin import phones
from eventsvc.checkin.phones import Phone
from eventsvc.web import door_cookie
from eventsvc.web.guard import from_own_page, guarded

_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def _found() -> Phone | None:
    g.door_page = g.secret_page = True
    secret = request.cookies.get(door_cookie.NAME, "")
    phone = phones.phone(secret) if secret else None
    if phone is not None:
        g.phone, g.lang = phone, phone.language
    return phone


def _page() -> Any:
    if request.method not in _READING and not from_own_page():
        abort(403)
    phone = _found()
    if phone is None:
        return make_response(render_template("door/locked.html", door=None), 401)
    g.organisation = accounts.by_id(phone.evening.organisation_id)
    return None


def _call() -> Any:
    if request.method not in _READING and not (from_own_page() and request.headers.get("X-Door") == "1"):
        return refused(403, "foreign")
    return refused(401, "locked") if _found() is None else None


door_page = guarded("door page", _page)
door_call = guarded("door call", _call)


def refused(status: int, why: str) -> ResponseReturnValue:
    """A no in JSON."""
    answer = jsonify(error=why)
    answer.status_code = status
    return answer


def phone() -> Phone:
    """The phone that the guard has let in."""
    found: Phone = g.phone
    return found
