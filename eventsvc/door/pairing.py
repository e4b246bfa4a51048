"""A phone becomes a door."""

from flask import Blueprint

bp = Blueprint("door_pairing", __name__, url_prefix="/door")
