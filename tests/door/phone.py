"""A browser at a door, for tests."""

from typing import Any
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eventsvc.events.models import Event
from tests.browser import Browser
from tests.checkin.door import make_device, usual_list

OWN = {"X-Door": "1", "Origin": "https://events.example.org", "Sec-Fetch-Site": "same-origin"}


def paired(client: FlaskClient, event: Event, name: str = "Tür 1, Kim", **changes: Any) -> Browser:
    """This browser is a door of the event now."""
    usual_list(event)
    host = urlsplit(client.application.config["BASE_URL"]).hostname or ""
    client.set_cookie("door", make_device(event, name, **changes), domain=host, path="/door")
    return client  # type: ignore[return-value]


def send(client: FlaskClient, *scans: dict[str, Any], headers: dict[str, str] | None = None, **body: Any) -> TestResponse:
    """Scans to the server, as the page sends them."""
    return client.post("/door/scans", json={"scans": list(scans), **body}, headers=OWN if headers is None else headers)
