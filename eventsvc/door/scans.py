"""Scans in, verdicts out."""

from flask import Blueprint

bp = Blueprint("door_scans", __name__, url_prefix="/door")
