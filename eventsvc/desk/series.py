"""Series."""

from flask import Blueprint

bp = Blueprint("desk_series", __name__, url_prefix="/desk")
