"""Former addresses: the same page under the new one, for ever."""

from flask import Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue

from eventsvc.core.errors import Moved


def moved(error: Moved) -> ResponseReturnValue:
    """301 with the question kept; a form that was open meanwhile is sent again to the new address (308)."""
    target = url_for(str(request.endpoint), **{**(request.view_args or {}), "slug": error.slug})
    asked = f"?{request.query_string.decode(errors='replace')}" if request.query_string else ""
    return redirect(target + asked, 301 if request.method in {"GET", "HEAD"} else 308)


def install(app: Flask) -> None:
    """For every page whose address has a `slug`."""
    app.register_error_handler(Moved, moved)
