"""What went wrong, in one sentence that names the remedy, in the reader's language; nothing typed is lost.

Domains raise `Missing`, `Refused`, `TooMany`, `Busy`; views may `abort`. Here they become answers. A face adds its own sentences:
`SENTENCES["sold-out"] = lambda facts: _("…")`.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from eventsvc.core import clock, faults, wording
from eventsvc.core.db import db
from eventsvc.core.errors import Missing, Moved, Refused, TooMany
from eventsvc.web.languages import LANGUAGES, current

log = logging.getLogger("eventsvc.web")
RETRY_SECONDS = 30
MOST_FIELDS = 200

Sentence = Callable[[Mapping[str, Any]], str]
SENTENCES: dict[str, Sentence] = {}


def sentence(refused: Refused) -> str:
    """Why a rule said no, and what to do."""
    known = SENTENCES.get(refused.reason)
    if known is None:
        log.warning("no sentence for the refusal %s", refused.reason)
        return _("This does not work at the moment. Reload the page and try again.")
    return known(refused.facts)


def explained(code: int) -> tuple[str, str]:
    """Heading and text for a status without a page of its own."""
    known = {
        400: (_("This request cannot be read"), _("Something in it is broken. Go back, reload the page and send it again.")),
        403: (_("This form is from somewhere else"), _("Only our own pages may send it. Open the page here and fill it in again.")),
        405: (_("Not this way"), _("This address cannot be used like that. Go back to the page you came from.")),
        409: (_("This does not go together"), _("Reload the page and try again.")),
        411: (_("This request cannot be read"), _("It does not say how long it is. Send it from the page in your browser.")),
        413: (_("That is too large"), _("Forms may have 1 MB, pictures 10 MB. Choose a smaller picture or a shorter text.")),
        415: (_("This kind of file does not work here"), _("Go back and choose another one.")),
    }
    fallback = (_("Something went wrong here"), _("The fault is ours and has been noted. Try it again in a few minutes."))
    return known.get(code, fallback if code >= 500 else known[400])


def wants_json() -> bool:
    """Machines get JSON: the interface for programs, and the scanner's requests."""
    root = request.path.split("/", 2)[1]
    if root == "api":
        return True
    return root == "door" and (request.is_json or "X-Door" in request.headers or request.accept_mimetypes.best == "application/json")


def _page(template: str, code: int, **values: Any) -> ResponseReturnValue:
    """The page in the design; where even its frame cannot be had (no database, a fault in it), a plain one."""
    g.error_page = True
    first = request.path.split("/", 2)[1]
    if first in LANGUAGES and "lang" not in g:
        g.lang = first
    try:
        return render_template(f"public/{template}.html", noindex=True, code=code, **values), code
    except Exception:  # the last resort must not fail; the reason is in the log
        log.exception("the page for %s cannot be drawn", code)
        db.session.remove()
        plain = current_app.jinja_env.get_template("public/plain_error.html")  # without what every page gets: that may be what failed
        return plain.render(page_lang=current(), **values), code


def _json(reason: str, text: str, code: int) -> ResponseReturnValue:
    return jsonify(error=reason, message=text), code


def moved(error: Moved) -> ResponseReturnValue:
    """The same address with the new name of the thing, for ever; a form that was open meanwhile is sent again to it (308)."""
    if request.endpoint is None or "slug" not in (request.view_args or {}):
        return missing(error)
    there = url_for(request.endpoint, **{**(request.view_args or {}), "slug": error.slug})
    asked = f"?{request.query_string.decode(errors='replace')}" if request.query_string else ""
    return redirect(there + asked, 301 if request.method in {"GET", "HEAD"} else 308)


def missing(_error: Exception) -> ResponseReturnValue:
    """There is no such thing, or the asker may not know of it."""
    heading = _("Nothing docks here")
    text = _("This address does not exist, or no longer. Moved and cancelled events keep their page; perhaps a character is missing.")
    if wants_json():
        return _json("missing", text, 404)
    return _page("notfound", 404, heading=heading, text=text)


def refused(error: Refused) -> ResponseReturnValue:
    """A rule said no, and the view had nothing better to show."""
    text = sentence(error)
    if wants_json():
        return _json(error.reason, text, 409)
    return _page("error", 409, heading=explained(409)[0], text=text)


def too_many(error: TooMany) -> ResponseReturnValue:
    """Tried too often: when it goes on, by the organisation's clock. What was typed is in the page, ready to be sent again."""
    seconds = max(1, int((error.retry_at - clock.now()).total_seconds()) + 1)
    there = (error.retry_at + timedelta(seconds=59)).astimezone(home_zone()).replace(second=0, microsecond=0)
    when = wording.clock_full(there, current())
    if wants_json():
        answer = _json("too-many", _("Too many tries. It goes on at %(time)s.", time=when), 429)
    else:
        answer = _page("too_many", 429, heading=_("One moment"), text=_("It goes on at %(time)s.", time=when), when=when,
                       at=there.isoformat(timespec="minutes"), action=_here(), method=request.method, typed=_typed())
    return _with(answer, seconds)


def busy() -> ResponseReturnValue:
    """The store cannot take it now. What was typed is in the page, ready to be sent again; sent twice it counts once."""
    db.session.remove()
    heading, text = _("Once more, in a moment"), _busy_text()
    if wants_json():
        return _with(_json("busy", text, 503), RETRY_SECONDS)
    at = (clock.now() + timedelta(seconds=RETRY_SECONDS)).astimezone(home_zone())
    typed = _typed()
    return _with(_page("busy", 503, heading=heading, text=text, when=_to_the_second(at), typed=typed, shown=_shown(typed),
                       action=_here(), method=request.method), RETRY_SECONDS)


def _busy_text() -> str:
    if request.method != "POST":
        return _("Right now a great many people are here at once. Try it again in half a minute.")
    if (request.endpoint or "").startswith("register."):
        return _("Right now a great many people are registering at once. What you typed is still here; it has not been sent yet.")
    return _("Right now nothing can be saved. What you typed is still here; it has not been sent yet.")


def _here() -> str:
    path = request.script_root + request.full_path.removesuffix("?")
    return "/" + path.lstrip("/")  # an address that began with two slashes would lead elsewhere


def _with(answer: ResponseReturnValue, seconds: int) -> ResponseReturnValue:
    response = current_app.make_response(answer)
    response.headers["Retry-After"] = str(seconds)
    return response


def home_zone() -> ZoneInfo:
    """The clock that times without an event are told by: the organisation's."""
    return ZoneInfo(getattr(g.get("organisation"), "home_zone", None) or "Europe/Berlin")


def _to_the_second(at: datetime) -> str:
    said = wording.clock_full(at, current())
    return said.replace(f":{at.minute:02}", f":{at.minute:02}:{at.second:02}", 1)


def _typed() -> list[tuple[str, str]]:
    if request.method == "GET":
        return []
    everything = [(name, value) for name, values in request.form.lists() for value in values]
    return everything[:MOST_FIELDS]


def _shown(typed: list[tuple[str, str]]) -> list[tuple[str, str]]:
    words = {"name": _("Name"), "email": _("Email"), "title_de": _("Title"), "title_en": _("Title")}
    return [(words[name], value) for name, value in typed if name in words and value]


def http(error: HTTPException) -> ResponseReturnValue:
    """What views abort with, and what Flask itself refuses."""
    code = error.code or 500
    if error.response is not None:
        return error.response
    if code == 404:
        return missing(error)
    if code == 429:
        return too_many(TooMany(clock.now() + timedelta(minutes=1)))
    if code == 503:
        return busy()
    heading, text = explained(code)
    answer = _json(str(code), text, code) if wants_json() else _page("error", code, heading=heading, text=text)
    response = current_app.make_response(answer)
    for name, value in error.get_headers(request.environ):
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    return response


def unexpected(error: Exception) -> ResponseReturnValue:
    """Anything else: busy or missing if the database says so, else a fault of ours, written down without anything personal."""
    if faults.means_busy(error):
        log.warning("busy: %s", type(error).__name__, extra={"route": str(request.url_rule)})
        return busy()
    if faults.names_nothing(error):
        db.session.remove()
        return missing(error)
    if current_app.testing:
        raise error
    log.error("a fault in %s %s", request.method, request.url_rule, exc_info=error)
    db.session.remove()
    heading, text = explained(500)
    return _json("fault", text, 500) if wants_json() else _page("error", 500, heading=heading, text=text)


def install(app: Flask) -> None:
    """One answer for each kind of error, and no broken connection back in the pool."""
    app.register_error_handler(Moved, moved)
    app.register_error_handler(Missing, missing)
    app.register_error_handler(Refused, refused)
    app.register_error_handler(TooMany, too_many)
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(Exception, unexpected)
    with app.app_context():
        faults.throw_away(db.engine)
