"""The mailbox of the demo: mails that went to a folder, readable in the browser. Registered in demo mode only."""

from flask import Blueprint

bp = Blueprint("dev", __name__, url_prefix="/dev")
