"""My tickets: asks for an address, mails links; the same answer for all."""

from eventsvc.web import languages

bp = languages.public("mine", __name__)
