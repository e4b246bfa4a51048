"""For any WSGI server: `app`."""

from eventsvc import settings
from eventsvc.app import create_app

app = create_app(settings.load())
