"""Mails: state and reason."""

from flask import Blueprint

bp = Blueprint("desk_outbox", __name__, url_prefix="/desk")
