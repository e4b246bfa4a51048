"""Still coming? A link opens a page; only its buttons change something."""

from datetime import datetime

import pytest
from flask import Flask

from eventsvc.core import clock
from eventsvc.core.audit import AuditEntry
from eventsvc.core.outbox import OutboxRow
from eventsvc.tickets.models import Ticket
from tests import factories
from tests.browser import Browser
from tests.support import frozen


def address(registration: factories.Registration) -> str:
    return f"/en/r/{factories.secret_of(registration)}/coming"


def test_opening_the_link_changes_nothing(app: Flask, client: Browser) -> None:
    ada = factories.make_registration(factories.make_event(), "Ada Ahrens")

    page = client.get(address(ada))

    assert "Are you coming on Monday, Ada?" in page.text
    assert factories.fresh(ada).state == "confirmed"
    assert factories.all_of(AuditEntry) == []


def test_yes_is_kept(app: Flask, client: Browser) -> None:
    ada = factories.make_registration(factories.make_event())

    answer = client.get(client.post(address(ada), data={"answer": "yes"}).location)

    assert "Thank you. Your place stays." in answer.text
    assert factories.fresh(ada).coming_at is not None
    assert "You said that you are coming." in client.get(address(ada)).text


def test_no_frees_the_seat(app: Flask, client: Browser) -> None:
    event = factories.make_event(room=1)
    ada = factories.make_registration(event)
    assert "Your place is free for somebody else" in client.get(address(ada)).text

    answer = client.get(client.post(address(ada), data={"answer": "no"}).location)

    assert "Cancelled." in answer.text
    assert (factories.fresh(ada).state, factories.pool_of(event).taken) == ("cancelled", 0)
    assert client.get(address(ada)).status_code == 302


def test_no_more_reminders_and_again_some(app: Flask, client: Browser) -> None:
    ada = factories.make_registration(factories.make_event())

    quiet = client.get(client.post(address(ada), data={"answer": "quiet"}).location)
    assert "You get no more reminders of this event." in quiet.text
    assert factories.fresh(ada).reminds is False

    client.post(address(ada), data={"answer": "remind"})
    assert factories.fresh(ada).reminds is True


def test_who_is_no_longer_registered_is_led_to_the_registration(app: Flask, client: Browser) -> None:
    ada = factories.make_registration(factories.make_event(), holders=(), state="cancelled")

    assert client.get(address(ada)).location == f"/en/r/{factories.secret_of(ada)}"


def test_rather_online_says_what_happens_and_does_it_for_all_with_one_press(app: Flask, client: Browser) -> None:
    event = factories.make_event()
    ada = factories.make_registration(event, "Ada", holders=("Ada", "Ben"))
    before = [ticket.code_hash for ticket in factories.all_of(Ticket)]
    page = client.get(address(ada)).text
    assert "Own links, same codes, for all 2 of you; your places in the room are free, back only while places last" in page
    assert factories.pool_of(event, "online").taken == 0

    answer = client.submit(address(ada), {}, button="online")
    again = client.post(address(ada), data={"answer": "online"})

    assert "Switched." in client.get(answer.location).text
    assert again.location == answer.location
    assert (factories.pool_of(event).taken, factories.pool_of(event, "online").taken) == (0, 2)
    assert [ticket.code_hash for ticket in factories.all_of(Ticket)] == before
    assert factories.fresh(ada).coming_at is not None
    assert [row.kind for row in factories.all_of(OutboxRow)] == ["ticket"]
    assert "Rather online" not in client.get(address(ada)).text


@pytest.mark.parametrize("why", ["no stream", "full", "too few", "costs", "begun", "online already"])
def test_rather_online_is_there_only_where_it_works(app: Flask, client: Browser, why: str) -> None:
    places = {"no stream": None, "full": 0, "too few": 1}.get(why, 10)
    event = factories.make_event(online_places=places)
    kind = factories.types_of(event)[-1] if why == "online already" else None
    cost = {"total_cents": 1000} if why == "costs" else {}
    ada = factories.make_registration(event, "Ada", holders=("Ada", "Ben"), ticket_type=kind, **cost)
    taken = factories.pool_of(event).taken

    with frozen(event.starts_at if why == "begun" else clock.now()):
        page, answer = client.get(address(ada)).text, client.post(address(ada), data={"answer": "online"})

    assert "I am coming" in page
    assert "Rather online" not in page
    assert factories.pool_of(event).taken == taken
    assert answer.status_code == 303 if why == "online already" else "There are no places left." in answer.text


def test_what_cannot_be_done_is_said_on_the_page(app: Flask, client: Browser) -> None:
    event = factories.make_event(cancel_until=datetime(2020, 1, 1))  # noqa: DTZ001  a wall time
    ada = factories.make_registration(event)

    page = client.post(address(ada), data={"answer": "no"}).text

    assert "<title>Error: " in page
    assert 'role="alert"' in page
    assert factories.fresh(ada).state == "confirmed"
