"""The agenda of all published events."""

from eventsvc.web import languages

bp = languages.public("agenda", __name__)
