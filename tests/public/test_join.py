"""The way into the stream: not before its time, not without a valid ticket, always where it is now."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from eventsvc.core.db import transaction
from eventsvc.events import service as events
from eventsvc.events.models import Event
from eventsvc.registration import service
from eventsvc.registration.models import Registration
from tests import factories
from tests.browser import Browser
from tests.support import Frozen


@pytest.fixture
def ada(now: Frozen) -> Registration:
    return factories.make_registration(factories.make_event(), "Ada", language="en")


def way(registration: Registration) -> str:
    return f"/en/r/{factories.secret_of(registration)}/join"


def go_to_start(now: Frozen, registration: Registration, minutes: float) -> Event:
    event = factories.only(Event, id=registration.event_id)
    now.at = event.starts_at + timedelta(minutes=minutes)
    return event


@pytest.mark.parametrize("minutes", [-15, 0, 119])
def test_the_link_leads_into_the_stream_while_it_is_open(client: Browser, ada: Registration, now: Frozen, minutes: float) -> None:
    event = go_to_start(now, ada, minutes)

    answer = client.get(way(ada))

    assert (answer.status_code, answer.headers["Location"]) == (302, event.stream_url)
    assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("no-store", "no-referrer")


@pytest.mark.parametrize(("minutes", "word", "again"), [
    (-16, "The stream opens at", "30"), (-90, "5:45 PM Hamburg", None), (121, "The event is over.", None),
])
def test_before_and_after_a_page_says_when(
    client: Browser, ada: Registration, now: Frozen, minutes: float, word: str, again: str | None,
) -> None:
    event = go_to_start(now, ada, minutes)

    answer = client.get(way(ada))

    assert answer.status_code == 200
    assert word in " ".join(answer.get_data(as_text=True).replace("<b class=\"strong\">", "").split())
    assert event.stream_url not in answer.get_data(as_text=True)
    assert answer.headers.get("Refresh") == again


def test_the_organiser_may_move_the_stream_at_any_time(client: Browser, ada: Registration, now: Frozen) -> None:
    event = go_to_start(now, ada, 0)
    with transaction() as connection:
        connection.execute(update(Event).where(Event.id == event.id).values(stream_url="https://stream.example/other"))

    assert client.get(way(ada)).headers["Location"] == "https://stream.example/other"


def test_a_cancelled_ticket_and_a_cancelled_event_open_nothing(client: Browser, ada: Registration, now: Frozen) -> None:
    event = factories.only(Event, id=ada.event_id)
    ben = factories.make_registration(event, "Ben", language="en")
    service.cancel(ben.id)
    events.turn("cancel", event.id, event.organisation_id, by=None)
    go_to_start(now, ada, 0)

    assert "This event does not take place." in client.get(way(ada)).get_data(as_text=True)
    assert event.stream_url not in client.get(way(ben)).get_data(as_text=True)


def test_a_wrong_secret_is_no_page(client: Browser, ada: Registration) -> None:
    assert client.get("/en/r/wrong/join").status_code == 404
