"""A series and how to subscribe to it."""

from eventsvc.web import languages

bp = languages.public("series", __name__)
