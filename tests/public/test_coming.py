"""Still coming? A link opens a page; only its buttons change something."""

from flask import Flask

from eventsvc.core.audit import AuditEntry
from tests import factories
from tests.browser import Browser


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
