"""What the QR opens, the printed ticket, the QR as a picture."""

from flask import Blueprint

bp = Blueprint("tickets", __name__)
