"""My registration: everything by one link, without account and without script."""

from typing import Any

import pytest
import zxingcpp  # type: ignore[import-not-found]
from PIL import Image

from eventsvc.core.db import db, transaction
from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.registration.models import Registration
from eventsvc.tickets.models import Ticket
from tests import factories, pages
from tests.browser import Browser
from tests.support import Frozen, counted_queries


@pytest.fixture
def ada(now: Frozen) -> Registration:
    """Ada, with a ticket for Ben too, in German."""
    return factories.make_registration(factories.make_event(), "Ada", holders=("Ada", "Ben"), email="ada@uni.example", language="de")


def page_of(registration: Registration, lang: str = "de") -> str:
    """Where it lies."""
    return f"/{lang}/r/{factories.secret_of(factories.fresh(registration))}"


def text(answer: Any) -> str:
    """What can be read in the answer."""
    return pages.text_of(pages.parsed(answer.get_data(as_text=True)))


def test_welcome_shows_all_tickets_at_once(client: Browser, ada: Registration) -> None:
    html = client.get(f"{page_of(ada)}/welcome").get_data(as_text=True)

    assert html.count("QR-Code deines Tickets") == 2
    assert html.count('class="ticket"') == 2
    for ticket in factories.all_of(Ticket):
        assert f"{ticket.reference[:4]} {ticket.reference[4:]}" in html
    assert "Du bist dabei, Ada" in html
    assert "18:00 Uhr" in html
    assert "09:00 Uhr" in html


@pytest.mark.parametrize("path", ["", "/welcome", "/ticket/1"])
def test_secret_pages_are_kept_nowhere(client: Browser, ada: Registration, path: str) -> None:
    answer = client.get(page_of(ada) + path)

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers
    assert "https://calendar.google.com" not in answer.get_data(as_text=True)


def test_language_is_the_registrations(client: Browser, ada: Registration) -> None:
    answer = client.get(page_of(ada, "en"), headers={"Accept-Language": "en"})

    assert '<html lang="de">' in answer.get_data(as_text=True)
    assert "Deine Anmeldung" in answer.get_data(as_text=True)


def test_language_is_changed_for_pages_and_mails(client: Browser, ada: Registration) -> None:
    answer = client.submit(page_of(ada), button="en")

    assert answer.headers["Location"] == f"{page_of(ada, 'en')}?done=language"
    assert factories.fresh(ada).language == "en"
    assert "Saved. Mails come in this language from now on." in text(client.get(answer.headers["Location"]))


def test_wrong_address_is_corrected_for_half_an_hour(client: Browser, ada: Registration, now: Frozen) -> None:
    old = page_of(ada)
    now.move(minutes=29)

    wrong = client.submit(f"{old}/welcome", {"email": "ada@uni"}, action=f"{old}/email")
    assert "In der E-Mail-Adresse fehlt die Endung nach dem Punkt" in text(wrong)
    answer = client.submit(f"{old}/welcome", {"email": "ada@tuhh.example"}, action=f"{old}/email")

    assert answer.headers["Location"] == f"{page_of(ada)}/welcome?done=corrected"
    assert page_of(ada) != old
    assert client.get(old).status_code == 404
    assert factories.only(OutboxRow).recipient == "ada@tuhh.example"
    assert "ada@tuhh.example" in text(client.get(answer.headers["Location"]))
    now.move(minutes=2)
    assert "Falsche Adresse?" not in text(client.get(f"{page_of(ada)}/welcome"))


def test_address_can_be_changed_later_on_the_page(client: Browser, ada: Registration, now: Frozen) -> None:
    now.move(days=3)

    client.submit(page_of(ada), {"email": "ada@neu.example"}, action=f"{page_of(ada)}/email")

    assert factories.fresh(ada).email == "ada@neu.example"


def test_name_is_changed_and_the_code_stays(client: Browser, ada: Registration) -> None:
    before = factories.all_of(Ticket)[1]

    wrong = client.submit(page_of(ada), {"name": " "}, action=f"{page_of(ada)}/ticket/2/name")
    assert 'href="#name-2"' in wrong.get_data(as_text=True)
    answer = client.submit(page_of(ada), {"name": "Cem"}, action=f"{page_of(ada)}/ticket/2/name")

    after = factories.all_of(Ticket)[1]
    assert (after.holder, after.code_hash) == ("Cem", before.code_hash)
    assert "Der Code bleibt derselbe" in text(client.get(answer.headers["Location"]))


def test_cancelling_one_and_then_all(client: Browser, ada: Registration) -> None:
    event = factories.only(Event)

    client.submit(page_of(ada), button="Ticket von Ben absagen")
    assert [one.state for one in factories.all_of(Ticket)] == ["valid", "cancelled"]
    assert factories.pool_of(event).taken == 1
    answer = client.submit(page_of(ada), button="Anmeldung absagen")

    assert factories.pool_of(event).taken == 0
    page = client.get(answer.headers["Location"])
    assert "Diese Anmeldung ist abgesagt." in text(page)
    assert "Pläne ändern" not in text(page)
    assert "QR-Code" not in page.get_data(as_text=True)


def test_reading_changes_nothing(client: Browser, ada: Registration) -> None:
    for deed in ("decline", "email", "language", "again", "stranger", "ticket/1/name"):
        answer = client.get(f"{page_of(ada)}/{deed}")
        assert (answer.status_code, answer.headers["Location"]) == (302, page_of(ada))

    assert factories.fresh(ada).state == "confirmed"
    assert factories.all_of(OutboxRow) == []


def test_other_pages_cannot_cancel(client: Browser, ada: Registration) -> None:
    assert client.post(f"{page_of(ada)}/cancel", headers={"Origin": "https://evil.example"}).status_code == 403
    assert factories.fresh(ada).state == "confirmed"


def test_that_was_not_me_deletes(client: Browser, ada: Registration) -> None:
    old = page_of(ada)

    answer = client.submit(old, button="Diese Anmeldung löschen")

    assert "Gelöscht" in text(client.get(answer.headers["Location"]))
    assert client.get(old).status_code == 404
    assert factories.fresh(ada).email == ""


def test_tickets_are_sent_again_three_times_an_hour(client: Browser, ada: Registration) -> None:
    answers = [client.submit(page_of(ada), action=f"{page_of(ada)}/again").headers["Location"] for _ in range(4)]

    assert [one.rpartition("=")[2] for one in answers] == ["sent", "sent", "sent", "enough"]
    assert len(factories.all_of(OutboxRow, kind="tickets-again")) == 3


@pytest.mark.parametrize(("state", "words"), [("cancelled", "Diese Veranstaltung findet nicht statt."), ("postponed", "verschoben")])
def test_event_that_does_not_take_place_says_so(client: Browser, ada: Registration, state: str, words: str) -> None:
    with transaction():
        db.session.get_one(Event, ada.event_id).state = state

    answer = client.get(page_of(ada))

    assert words in text(answer)
    assert ("QR-Code deines" in answer.get_data(as_text=True)) == (state == "postponed")


def test_guessing_secrets_ends(client: Browser, ada: Registration) -> None:
    codes = [client.get(f"/de/r/{number:024}").status_code for number in range(90)]

    assert codes[0] == 404
    assert codes[-1] == 429


def test_calendars_on_the_web_are_asked_only_on_a_press(client: Browser, ada: Registration) -> None:
    google = client.get(f"{page_of(ada)}/calendar/google").headers["Location"]
    outlook = client.get(f"{page_of(ada)}/calendar/outlook").headers["Location"]

    assert google.startswith("https://calendar.google.com/calendar/render?action=TEMPLATE&text=Abend+im+Hafen")
    assert "20270419T160000Z%2F20270419T180000Z" in google
    assert "startdt=2027-04-19T16%3A00%3A00%2B00%3A00" in outlook
    for address in (google, outlook):
        assert factories.secret_of(ada) not in address


def test_paper_has_both_clocks_place_and_code(client: Browser, ada: Registration) -> None:
    answer = client.get(f"{page_of(ada)}/ticket/2")

    assert "Hamburg (MESZ)18:00–20:00 UhrMo, 19. April 2027" in text(answer)
    assert "San Francisco (PDT)09:00–11:00 Uhr" in text(answer)
    assert "Ben" in text(answer)
    assert "Speicher 7" in text(answer)
    for number in (0, 3):
        assert client.get(f"{page_of(ada)}/ticket/{number}").status_code == 404


def test_picture_of_the_code_can_be_read(client: Browser, ada: Registration, tmp_path: Any) -> None:
    answer = client.get(f"{page_of(ada)}/ticket/1/code.png")

    assert answer.mimetype == "image/png"
    file = tmp_path / "code.png"
    file.write_bytes(answer.data)
    read = zxingcpp.read_barcodes(Image.open(file))[0].text
    assert read == f"HTTPS://EVENTS.EXAMPLE.ORG/T/{factories.code_of(factories.all_of(Ticket)[0])}"
    assert client.get(f"{page_of(ada)}/ticket/1/code.svg").mimetype == "image/svg+xml"


@pytest.mark.parametrize("many", [1, 10])
@pytest.mark.parametrize("path", ["", "/welcome", "/ticket/1"])
def test_pages_ask_a_fixed_number_of_queries(client: Browser, now: Frozen, many: int, path: str) -> None:
    registration = factories.make_registration(factories.make_event(), holders=("Ada",) * many)
    address = page_of(registration) + path

    with counted_queries() as seen:
        assert client.get(address).status_code == 200

    assert len(seen) <= 5


@pytest.mark.parametrize("typed", ["0", "", "x", "-1", "99", "9" * 30])
def test_a_ticket_that_is_none_cancels_nothing(client: Browser, ada: Registration, typed: str) -> None:
    assert client.post(f"{page_of(ada)}/cancel", data={"ticket": typed}).status_code == 404

    assert {one.state for one in factories.all_of(Ticket)} == {"valid"}
