"""The mailed link, its confirmation, sign-out, sessions."""

from flask import Blueprint

bp = Blueprint("desk_sign_in", __name__, url_prefix="/desk")
