"""The scanner page."""

from flask import Blueprint

bp = Blueprint("door_scanner", __name__, url_prefix="/door")
