"""The overview."""

from flask import Blueprint

bp = Blueprint("desk_home", __name__, url_prefix="/desk")
