"""Imprint, privacy, accessibility, withdrawal."""

from eventsvc.web import languages

bp = languages.public("legal", __name__)
