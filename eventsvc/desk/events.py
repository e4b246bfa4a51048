"""Events: list, editor, publish, postpone, cancel."""

from flask import Blueprint

bp = Blueprint("desk_events", __name__, url_prefix="/desk")
