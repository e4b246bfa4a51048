"""The form and the one POST that registers."""

from eventsvc.web import languages

bp = languages.public("register", __name__)
