"""The pages of whoever applied: it has arrived, until when there is an answer, the way back, and what a no leaves open."""

from typing import Any

import pytest

from eventsvc.core.audit import AuditEntry
from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.registration import service
from eventsvc.registration.approval import service as applications
from eventsvc.registration.approval.service import Reply
from eventsvc.registration.models import Registration
from tests import factories, pages
from tests.browser import Browser
from tests.public.filling import text
from tests.questions.asking import make_use
from tests.registration.applying import BY, applied, letters, stage, stands
from tests.registration.cases import wish
from tests.support import Frozen

pytestmark = pytest.mark.usefixtures("now")


def link(registration_id: int, lang: str = "en") -> str:
    return f"/{lang}/r/{factories.secret_of(factories.only(Registration, id=registration_id))}"


def made(**changes: Any) -> tuple[Event, int]:
    """Ada has applied for the stage."""
    event = factories.make_event(room=3, title_de="Vom Labor in den Hafen", title_en="From lab to harbour")
    kind = stage(event, **changes)
    return event, applied(event, kind, "Ada Ahlers", language="en")


@pytest.mark.parametrize(("lang", "said"), [
    ("en", [
        "Your application has arrived, Ada", "Stage at From lab to harbour.", "You have an answer by", "Monday, 12 April, 6:00 PM",
        "6:00 PM Hamburg, 9:00 AM San Francisco.", "Yes, no or later: you get a mail in any case.", "Costs", "none", "The team reads it",
        "3 places are free", "If it is a yes: your ticket", "see what is open to everybody",
    ]),
    ("de", [
        "Deine Bewerbung ist angekommen, Ada", "Bühne bei Vom Labor in den Hafen.", "Du hast eine Antwort bis",
        "Montag, 12. April, 18:00 Uhr",
        "18:00 Uhr Hamburg, 09:00 Uhr San Francisco.", "Ja, nein oder später: eine Mail kommt auf jeden Fall.", "Kosten", "keine",
        "Das Team liest", "3 Plätze sind frei", "Bei Ja: dein Ticket", "sieh, was allen offensteht",
    ]),
])
def test_the_page_says_what_we_have_and_how_it_goes_on(client: Browser, lang: str, said: list[str]) -> None:
    _event, ada = made()
    service.speak(ada, lang)

    page = text(client.get(link(ada, lang)))

    assert [words for words in said if words not in page] == []


def test_registering_leads_there(client: Browser) -> None:
    event, _ada = made()
    kind = factories.types_of(event)[-1]
    kept = service.register(event.id, wish(event, "Cem", ticket_type_id=kind.id, language="en"))

    answer = client.get(f"/en/r/{kept.secret}/welcome")

    assert answer.location == f"/en/r/{kept.secret}"


def test_without_a_promised_hour_none_is_shown(client: Browser) -> None:
    _event, ada = made(answer_by=None)

    page = text(client.get(link(ada)))

    assert "You have an answer by" not in page
    assert "you get a mail in any case" in page


def test_what_costs_says_so(client: Browser) -> None:
    _event, ada = made(price_cents=6000)

    page = text(client.get(link(ada)))

    assert "€60.00" in page
    assert "If it is a yes: a place for you, to be ordered" in page


def test_nobody_sees_an_answer_before_it_is_told(client: Browser, now: Frozen) -> None:
    _event, ada = made()
    applications.answer(ada, Reply(answer="yes"), by=BY)

    before = text(client.get(link(ada)))
    now.move(minutes=10)
    applications.sweep()

    assert "Your application has arrived" in before
    assert "Ticket for Ada Ahlers" in client.get(link(ada)).text


def test_a_later_shows_the_new_hour(client: Browser, now: Frozen) -> None:
    _event, ada = made()
    applications.answer(ada, Reply(answer="later", until=now.at.replace(day=14), at_once=True), by=BY)

    assert "Wednesday, 14 April, 2:00 PM" in text(client.get(link(ada)))


def test_one_press_withdraws(client: Browser) -> None:
    _event, ada = made()
    path = link(ada)

    answer = client.submit(path, button="Withdraw the application")

    assert answer.location == f"{path}?done=withdrawn"
    assert "Your application is withdrawn." in text(client.get(answer.location))
    assert stands(ada) == ("cancelled", ["cancelled"])
    assert client.get(f"{path}/withdraw").location == path


def test_a_no_is_friendly_and_shows_what_is_open(client: Browser) -> None:
    event, ada = made()
    applications.answer(ada, Reply(answer="no", message="Der Abend ist voll.", at_once=True), by=BY)

    page = client.page(link(ada))

    assert "This time there is no place for it." in pages.text_of(page)
    assert "Der Abend ist voll." in pages.text_of(page)
    assert "On site" in pages.text_of(page)
    assert f"/en/e/{event.slug}#tickets" in [one.get("href") for one in page.iter("a")]


def test_a_no_where_nothing_else_is_open(client: Browser) -> None:
    event = factories.make_event(room=None, online_places=None, in_room=True)
    kind = factories.make_type(event, approval=True, capacity=2)
    ada = applied(event, kind, language="en")
    applications.answer(ada, Reply(answer="no", at_once=True), by=BY)

    page = text(client.get(link(ada)))

    assert "welcome as a guest" not in page
    assert "Event page" in page


def test_language_and_address_are_changed_there(client: Browser) -> None:
    _event, ada = made()

    client.post(f"{link(ada)}/language", data={"language": "de"})
    wrong = client.post(f"{link(ada, 'de')}/email", data={"email": "ada"})
    client.post(f"{link(ada, 'de')}/email", data={"email": "ada@firma.example"})

    assert "Deine Bewerbung ist angekommen" in text(wrong)
    assert "fehlt das @" in text(wrong)
    one = factories.only(Registration)
    assert (one.email, one.language) == ("ada@firma.example", "de")
    assert (letters(ada), factories.all_of(OutboxRow)[-1].recipient) == (["applied", "where-it-stands"], "ada@firma.example")


def test_what_was_written_is_changed_until_there_is_an_answer(client: Browser) -> None:
    event, ada = made()
    make_use(event, moment="before")
    path = f"{link(ada)}/application"

    client.submit(path, {fields(client, path)[0]: "Kräne, die rechnen"}, button="Save")
    shown = text(client.get(link(ada)))
    applications.answer(ada, Reply(answer="no", at_once=True), by=BY)

    assert "What are you working on?Kräne, die rechnen" in shown
    assert factories.only(AuditEntry, deed="answers-changed").actor == "guest"
    assert client.get(path).location == link(ada)


def test_without_questions_there_is_nothing_to_change(client: Browser) -> None:
    _event, ada = made()

    assert "Change what you wrote" not in text(client.get(link(ada)))
    assert client.get(f"{link(ada)}/application").location == link(ada)


def test_an_answer_that_does_not_fit_stays_and_is_said(client: Browser) -> None:
    event, ada = made()
    make_use(event, "number", moment="before-needed")
    path = f"{link(ada)}/application"

    answer = client.submit(path, {fields(client, path)[0]: "viele"}, button="Save")

    assert "Error:" in text(answer)
    assert 'value="viele"' in answer.text


def fields(client: Browser, path: str) -> list[str]:
    """The names of the questions on a page."""
    return [one.get("name", "") for one in client.page(path).iter("input") if one.get("type") in {"text", "number"}]
