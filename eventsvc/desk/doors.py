"""Doors: link, PIN, devices."""

from flask import Blueprint

bp = Blueprint("desk_doors", __name__, url_prefix="/desk")
