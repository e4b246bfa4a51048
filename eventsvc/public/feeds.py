"""iCalendar over HTTP."""

from flask import Blueprint

bp = Blueprint("feeds", __name__)
