"""The event page."""

from eventsvc.web import languages

bp = languages.public("events", __name__)
