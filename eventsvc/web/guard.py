"""Who may come in. Every view carries exactly one guard; a view without one is refused at the start.

`@anyone`            everybody; a POST is taken only from our own pages (Origin, Sec-Fetch-Site), without any cookie
`@requires("x")`     a signed-in member whose role has the permission; others are sent to sign in, or get a 404
`@secret_holder`     like anyone, for addresses that hold a secret: no-store, noindex, no referrer
`@machine("why")`    no browser: webhooks and the like; proves itself in the view
The door has a guard of its own in `eventsvc.door.guard`, made with `guarded`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException

from eventsvc.accounts import roles
from eventsvc.web import proxy, stale

View = TypeVar("View", bound=Callable[..., Any])
csrf = CSRFProtect()
PORTS = {"http": 80, "https": 443}  # left out by browsers


def guarded(name: str, check: Callable[[], Any]) -> Callable[[View], View]:
    """A guard: `check` answers None to let the request in, or the response that turns it away."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(*args: Any, **kwargs: Any) -> Any:
            answer = check()
            return view(*args, **kwargs) if answer is None else answer

        checked.guard = name  # type: ignore[attr-defined]
        return checked  # type: ignore[return-value]

    return decorate


def from_own_page() -> bool:
    """Whether a change comes from our own pages: an own or absent Origin, and a Sec-Fetch-Site that is absent, same-origin or none.

    Pages that send no referrer send "null" as Origin; then the browser must say that it is our page.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site not in {None, "same-origin", "none"}:
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    return site == "same-origin" if origin == "null" else _own(origin)


def _own(origin: str) -> bool:
    own = urlsplit(current_app.config["BASE_URL"])
    try:
        sent = urlsplit(origin.lower())
        if sent.scheme != own.scheme or (sent.port or PORTS[own.scheme]) != (own.port or PORTS[own.scheme]):
            return False
    except ValueError:
        return False
    return sent.hostname == own.hostname or (proxy.is_loopback(sent.hostname or "") and proxy.is_loopback(own.hostname or ""))


def _from_outside() -> Any:
    if request.method in {"GET", "HEAD", "OPTIONS"} or from_own_page():
        return None
    abort(403)


def _secret() -> Any:
    g.secret_page = True
    return _from_outside()


anyone = guarded("anyone", _from_outside)
secret_holder = guarded("secret holder", _secret)


def machine(why: str) -> Callable[[View], View]:
    """No browser comes here: the view checks a signature or a token itself."""
    return guarded(f"machine: {why}", lambda: None)


def _signed_out() -> Any:
    """A form of ours may have outlived its session; one that does not prove where it is from gets no second chance."""
    if request.headers.get("Origin") is None or not from_own_page():
        abort(403)
    return stale.page(signed_in=False)


def requires(permission: str) -> Callable[[View], View]:
    """Members of the current organisation (`g.member`) whose role has the permission; what someone may not see is a 404."""
    if permission not in roles.PERMISSIONS:
        raise KeyError(permission)

    def check() -> Any:
        g.secret_page = True
        member = g.get("member")
        if member is None:
            if request.method != "GET":
                return _signed_out()
            return redirect(url_for("mine.ask", lang=request.accept_languages.best_match(("de", "en")) or "en", next=request.path))
        if not roles.may(member.role, permission):
            abort(404)
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            if not from_own_page():
                abort(403)
            try:
                csrf.protect()
            except CSRFError:
                if request.headers.get("Origin") is None:
                    raise
                return stale.page(signed_in=True)
        return None

    return guarded(f"requires {permission}", check)


def check_all(app: Flask) -> None:
    """Refuse to start with a view that names no guard."""
    bare = sorted(name for name, view in app.view_functions.items() if not getattr(view, "guard", None))
    if bare:
        raise RuntimeError(f"views without a guard: {', '.join(bare)}")


__all__ = ["HTTPException", "anyone", "check_all", "csrf", "from_own_page", "guarded", "machine", "requires", "secret_holder"]
