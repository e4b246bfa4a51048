"""The guest list for the phone."""

from flask import Blueprint

bp = Blueprint("door_roster", __name__, url_prefix="/door")
