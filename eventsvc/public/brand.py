"""What an organisation looks like: its accent colour as a stylesheet, its logo."""

import re

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue

from eventsvc.accounts import brand
from eventsvc.accounts import queries as accounts
from eventsvc.core.errors import Missing
from eventsvc.web.guard import anyone

bp = Blueprint("brand", __name__)
OURS = re.compile(r"[0-9a-f]{24}\.png")


@bp.get("/brand/<slug>.css")
@anyone
def stylesheet(slug: str) -> ResponseReturnValue:
    """Five colours, light and dark, made readable from the one that was chosen."""
    answer = Response(brand.stylesheet(accounts.by_slug(slug).accent), mimetype="text/css")
    answer.cache_control.public = True
    answer.cache_control.max_age = 300
    answer.add_etag()
    return answer.make_conditional(request)


@bp.get("/files/<name>")
@anyone
def picture(name: str) -> ResponseReturnValue:
    """A picture that we have drawn anew; its name is made of its content, so it never changes."""
    file = current_app.extensions["settings"].files / name
    if not OURS.fullmatch(name) or not file.is_file():
        raise Missing(name)
    answer = Response(file.read_bytes(), mimetype="image/png")
    answer.cache_control.public = True
    answer.cache_control.max_age = 31_536_000
    answer.cache_control.immutable = True
    return answer
