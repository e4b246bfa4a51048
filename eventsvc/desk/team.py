"""People and roles."""

from flask import Blueprint

bp = Blueprint("desk_team", __name__, url_prefix="/desk")
