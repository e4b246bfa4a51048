"""Three hundred people behind one address register within ten minutes; what is more is asked to wait, with all that was typed."""

from datetime import timedelta
from typing import Any

from eventsvc.core import clock
from eventsvc.events.models import Event
from eventsvc.registration.models import Registration
from eventsvc.web import once
from tests import factories, pages
from tests.browser import Browser
from tests.public.filling import text
from tests.support import Frozen, counted_queries

HALL = {"REMOTE_ADDR": "141.22.0.1"}


def send(client: Browser, event: Event, number: int, address: dict[str, str] = HALL) -> Any:
    token, later = once.make(event.id), clock.now() + timedelta(seconds=2)
    clock.set_source(lambda: later)
    return client.post(f"/de/e/{event.slug}/register", environ_overrides=address, data={
        "once": token, "ticket": str(factories.types_of(event)[0].id), "name": f"Gast {number}", "email": f"gast{number}@uni.example",
        "quantity": "1",
    })


def test_a_hall_of_three_hundred_registers_within_ten_minutes(client: Browser) -> None:
    event = factories.make_event(room=400)

    codes = [send(client, event, number).status_code for number in range(300)]

    assert codes == [303] * 300
    assert factories.pool_of(event).taken == 300


def test_more_wait_and_lose_nothing(client: Browser, now: Frozen) -> None:
    event = factories.make_event(room=400)
    token = once.make(event.id)
    now.move(seconds=10)
    crowd: Any = client.application.extensions["crowds"]
    for _ in range(300):
        crowd.check("141.22.0.1")

    with counted_queries() as seen:
        answer = client.post(f"/de/e/{event.slug}/register", environ_overrides=HALL, data={
            "once": token, "ticket": str(factories.types_of(event)[0].id), "name": "Ada Ahrens",
            "email": "ada@uni.example", "quantity": "2", "holders-0": "Ben Brandt",
        })

    assert [one for one in seen if not one.startswith("SELECT")] == []
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "5")
    assert "Was du getippt hast, ist noch da" in text(answer)
    form = next(one for one in pages.forms(pages.parsed(answer.text)) if one.method == "post")
    assert form.fields["once"] == [token]
    assert form.fields["holders-0"] == ["Ben Brandt"]
    assert send(client, event, 1, {"REMOTE_ADDR": "141.22.0.2"}).status_code == 303

    now.move(seconds=5)
    clock.set_source(lambda: now.at)
    again = client.post(form.action, environ_overrides=HALL, data=form.filled({}))

    assert again.status_code == 303
    assert factories.only(Registration, name="Ada Ahrens").quantity == 2

