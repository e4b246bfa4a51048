"""My registration: everything behind the secret link."""

from eventsvc.web import languages

bp = languages.public("registration", __name__)
