"""The organisation: legal data, look."""

from flask import Blueprint

bp = Blueprint("desk_settings", __name__, url_prefix="/desk")
