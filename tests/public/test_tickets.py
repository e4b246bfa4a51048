"""What the QR opens: when, where, what to do; no name, no change."""

import pytest

from eventsvc.core.db import db, transaction
from eventsvc.events.models import Event
from eventsvc.registration.models import Registration
from eventsvc.tickets.models import Ticket
from tests import factories, pages
from tests.browser import Browser


@pytest.fixture
def code(client: Browser) -> str:
    """The code of Cem's ticket."""
    factories.make_registration(factories.make_event(), "Cem Çelik", email="cem@uni.example")
    return factories.code_of(factories.only(Ticket))


def test_page_names_event_and_no_guest(client: Browser, code: str) -> None:
    answer = client.get(f"/T/{code}", headers={"Accept-Language": "de"})

    read = pages.text_of(pages.parsed(answer.get_data(as_text=True)))
    assert "Abend im Hafen" in read
    assert "18:00 Hamburg" in read
    assert "Zeig dieses Ticket am Einlass." in read
    for secret in ("Cem", "cem@", factories.secret_of(factories.only(Registration))):
        assert secret not in answer.get_data(as_text=True)


def test_any_case_is_served(client: Browser, code: str) -> None:
    for path in (f"/T/{code}", f"/t/{code}", f"/t/{code.lower()}", f"/T/{code.lower()}"):
        assert client.get(path).status_code == 200


def test_page_is_kept_nowhere_and_changes_nothing(client: Browser, code: str) -> None:
    before = factories.only(Ticket)

    answer = client.get(f"/T/{code}")

    assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"], answer.headers["Referrer-Policy"]) == (
        "no-store", "noindex", "no-referrer",
    )
    assert factories.only(Ticket).rev == before.rev


def test_ticket_that_lets_nobody_in_says_so(client: Browser, code: str) -> None:
    ticket = factories.only(Ticket)
    with transaction():
        db.session.get_one(Ticket, ticket.id).state = "cancelled"

    assert "This ticket lets nobody in." in pages.text_of(client.page(f"/T/{code}"))


def test_cancelled_event_outdoes_the_ticket(client: Browser, code: str) -> None:
    event = factories.only(Event)
    with transaction():
        db.session.get_one(Event, event.id).state = "cancelled"

    assert "event cancelled" in pages.text_of(client.page(f"/T/{code}"))


@pytest.mark.parametrize("wrong", ["x", "0" * 20, "7KQM4XWD", "%00", "<b>"])
def test_other_codes_are_not_there(client: Browser, code: str, wrong: str) -> None:
    assert client.get(f"/T/{wrong}").status_code in {400, 404}


def test_guessing_codes_ends(client: Browser, code: str) -> None:
    codes = [client.get(f"/T/{number:020}").status_code for number in range(90)]

    assert codes[0] == 404
    assert codes[-1] == 429
