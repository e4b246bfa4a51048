"""Guests of an event."""

from flask import Blueprint

bp = Blueprint("desk_guests", __name__, url_prefix="/desk")
