"""Sessions of members: an opaque id in the cookie, its hash in the database, nothing at all on public pages.

A session is read under /desk (and where a signed-in member scans: /T/), and only there. It begins when a link is used
(`enter`), ends on the server (`leave`), and is written on a GET in two cases only: a message that has been shown is taken
out, and once in five minutes the time of the last visit is noted. Both may fail without anybody noticing.
"""

import hashlib
import hmac
import logging
from dataclasses import dataclass
from typing import Any

from flask import Flask, Request, Response, g, request, session
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import CallbackDict

from eventsvc.accounts import queries, service
from eventsvc.accounts.queries import OrganisationFacts, Post
from eventsvc.core import clock
from eventsvc.core.errors import Busy

READ_UNDER = ("/desk", "/T", "/t")
OFFERED = "csrf_token"  # where Flask-WTF looks; derived from the session's secret, so showing a form writes nothing
CHOSEN = "organisation"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Member:
    """Who is signed in, for which organisation, as what."""

    person_id: int
    name: str
    email: str
    language: str
    organisation_id: int
    role: str
    session_id: int


class DeskSession(CallbackDict[str, Any], SessionMixin):
    """What a signed-in browser carries from page to page."""

    def __init__(self, token: str) -> None:
        def note(_: object) -> None:
            self.modified = True

        super().__init__({}, note)
        self.token = token
        self.found: queries.SignedIn | None = None
        self.unknown = False
        self.begins = ""
        self.ends = False
        self.modified = False

    def fill(self, found: queries.SignedIn) -> None:
        """Take over what the database knows."""
        self.found = found
        self.update(found.content)
        self[OFFERED] = csrf_value(self.token)
        self.modified = False

    def content(self) -> dict[str, Any]:
        """What is kept: all but what can be derived."""
        return {name: value for name, value in self.items() if name != OFFERED}


class NoSession(dict[str, Any], SessionMixin):
    """Public pages have none: reading finds nothing, writing is a fault of ours."""

    modified = False
    accessed = False

    def _never(self, *_: object, **__: object) -> Any:
        raise RuntimeError("public pages have no session; say it in the address or on the page itself")

    __setitem__ = __delitem__ = setdefault = update = _never


class DeskSessions(SessionInterface):
    """Reads the cookie; the row is read when a view has been found, so that a busy database is answered politely."""

    def open_session(self, app: Flask, request: Request) -> DeskSession | NoSession:
        """The session of this request, not yet filled."""
        if not any(request.path == start or request.path.startswith(f"{start}/") for start in READ_UNDER):
            return NoSession()
        return DeskSession(request.cookies.get(cookie_name(app), ""))

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send the cookie of a new session, take back that of an ended one, keep what changed."""
        if not isinstance(session, DeskSession):
            return
        response.vary.add("Cookie")
        if session.begins:
            _send(app, response, session.begins)
        elif session.ends or (session.unknown and request.path.startswith("/desk")):
            response.delete_cookie(cookie_name(app), **_attributes(app))
        elif session.found is not None:
            _keep(session, session.found)


def cookie_name(app: Flask) -> str:
    """`__Host-desk` ties the cookie to this host over https; plain http (a try on one's own machine) cannot have it."""
    return "__Host-desk" if app.extensions["settings"].https else "desk"


def csrf_value(token: str) -> str:
    """The session's own part of each form's CSRF token."""
    return hmac.new(token.encode(), b"forms", hashlib.sha256).hexdigest()


def install(app: Flask) -> None:
    """Use these sessions and find out who is asking before each view of the desk."""
    app.session_interface = DeskSessions()
    app.before_request(recognise)


def recognise() -> None:
    """Set `g.member`, `g.posts`, `g.organisation` and the language of the desk."""
    g.member, g.posts = None, []
    opened = _opened()
    if opened is None or not opened.token:
        return
    found = queries.by_session(opened.token)
    if found is None:
        opened.unknown = True  # said by the database: one that does not answer ends no session
        return
    opened.fill(found)
    g.posts = queries.posts(found.person_id)
    if not g.posts:
        return
    post = _chosen(g.posts, opened.get(CHOSEN))
    g.member = Member(
        found.person_id, found.name or found.email, found.email, found.language, post.organisation.id, post.role, found.session_id,
    )
    if request.path.startswith("/desk"):
        g.lang, g.organisation = found.language, post.organisation


def token() -> str:
    """The secret of the session that this request came with ("" without)."""
    opened = _opened()
    return opened.token if opened is not None else ""


def enter(secret: str) -> None:
    """Send the cookie of a new session with the answer; the old id is dead already."""
    opened = _opened()
    if opened is None:
        raise RuntimeError("people enter under /desk")
    opened.begins = secret


def leave() -> None:
    """Take the cookie back with the answer."""
    opened = _opened()
    if opened is not None:
        opened.ends = True


def device() -> str:
    """The browser in words, for the list of sessions."""
    agent = request.user_agent.string
    browser = next((name for mark, name in _BROWSERS if mark in agent), "Browser")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return f"{browser}, {system}" if system else browser


_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("Chrome/", "Chrome"),
             ("CriOS/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
            ("CrOS", "ChromeOS"), ("Linux", "Linux"))


def _opened() -> DeskSession | None:
    real: object = session._get_current_object()  # type: ignore[attr-defined]
    return real if isinstance(real, DeskSession) else None


def _chosen(posts: list[Post], wanted: object) -> Post:
    return next((post for post in posts if post.organisation.id == wanted), posts[0])


def _attributes(app: Flask) -> dict[str, Any]:
    settings = app.extensions["settings"]
    path = "/" if settings.https else settings.prefix or "/"
    return {"path": path, "secure": settings.https, "httponly": True, "samesite": "Lax"}


def _send(app: Flask, response: Response, secret: str) -> None:
    response.set_cookie(cookie_name(app), secret, max_age=int(service.SESSION_LIFE.total_seconds()), **_attributes(app))


def _keep(opened: DeskSession, found: queries.SignedIn) -> None:
    try:
        if opened.modified:
            service.remember(found.session_id, opened.content())
        if clock.now() - found.seen_at >= service.SEEN_EVERY:
            member = g.get("member")
            service.seen(found.session_id, found.person_id, member.organisation_id if member else None)
    except (SQLAlchemyError, Busy):
        log.warning("session %s could not be kept", found.session_id)


__all__ = ["DeskSession", "Member", "OrganisationFacts", "cookie_name", "csrf_value", "device", "enter", "install", "leave", "token"]
