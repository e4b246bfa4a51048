"""Questions with the ticket in hand: asked for until the event ends, kept, changed, taken out."""

import io
from typing import Any

import pytest
from flask import Flask

from eventsvc.core import clock
from eventsvc.core.db import db, transaction
from eventsvc.events.models import Event
from eventsvc.questions import service
from eventsvc.questions.models import Answer
from eventsvc.registration import service as registrations
from eventsvc.registration.models import Registration
from eventsvc.tickets.models import Ticket
from tests import factories, pages
from tests.browser import Browser
from tests.mails.post import delivered, words
from tests.questions.asking import PDF, given, make_use
from tests.registration.cases import wish
from tests.support import frozen


@pytest.fixture
def event(app: Flask) -> Event:
    return factories.make_event()


@pytest.fixture
def ada(event: Event) -> Registration:
    return factories.make_registration(event, "Ada")


def at(registration: Registration, *parts: str) -> str:
    return "/".join(["/en/r", factories.secret_of(registration), *parts])


def values() -> list[Any]:
    return [row.value for row in factories.all_of(Answer)]


def test_the_page_of_the_registration_leads_to_what_is_open(event: Event, ada: Registration, client: Browser) -> None:
    assert "still open" not in client.get(at(ada)).text
    one, _other = make_use(event, per="registration"), make_use(event, "yesno")

    assert "2 questions are still open." in client.get(at(ada)).text
    assert "2 questions, if you like." in client.get(at(ada, "welcome")).text
    answer = client.submit(at(ada, "answers"), {f"q{one.id}": "Cranes"}, button="Save the answers")
    assert (answer.status_code, answer.location) == (303, at(ada) + "?done=answered")
    page = client.get(answer.location).text
    assert "Saved. Thank you for your answers." in page
    assert "One question is still open." in page
    assert values() == ["Cranes"]


def test_what_does_not_fit_is_said_and_stays(event: Event, ada: Registration, client: Browser) -> None:
    number, text = make_use(event, "number", per="registration"), make_use(event, "long", per="registration")

    answer = client.submit(at(ada, "answers"), {f"q{number.id}": "many", f"q{text.id}": "one\ntwo"}, button="Save the answers")

    assert answer.status_code == 200
    assert "<title>Error: Questions" in answer.text
    assert f'<a href="#q{number.id}">A number looks like 12 or 4.5.</a>' in answer.text
    form = pages.forms(pages.parsed(answer.text))[-1]
    assert (form.fields[f"q{number.id}"], form.fields[f"q{text.id}"]) == (["many"], ["one\ntwo"])
    assert values() == []


def test_a_file_comes_back_to_who_sent_it_and_can_be_taken_out(event: Event, ada: Registration, client: Browser) -> None:
    asked = make_use(event, "file", per="registration")
    page = client.get(at(ada, "answers")).text
    assert 'enctype="multipart/form-data"' in page

    sent = {"questions": f"{asked.id}.1", f"q{asked.id}": (io.BytesIO(PDF), "Mein Plan.pdf")}
    client.post(at(ada, "answers"), data=sent, content_type="multipart/form-data")

    page = client.get(at(ada, "answers")).text
    there = at(ada, "answers", str(factories.only(Answer).id))
    assert f'<a href="{there}" download>Mein Plan.pdf, 1 kB</a>' in page
    assert client.get(there).data == PDF
    taken = client.post(at(ada, "answers"), data={"questions": f"{asked.id}.1", "drop": f"q{asked.id}"})
    assert taken.status_code == 200
    assert "Mein Plan" not in taken.text
    assert values() == []


@pytest.mark.parametrize("state", ["over", "cancelled", "event cancelled", "nothing asked"])
def test_where_there_is_nothing_to_ask_it_leads_back(event: Event, ada: Registration, client: Browser, state: str) -> None:
    asked = None if state == "nothing asked" else make_use(event, per="registration")
    if state == "cancelled":
        client.submit(at(ada), {}, action=at(ada, "cancel"))
    if state == "event cancelled":
        event = factories.make_event(state="cancelled", cancelled_at=clock.now())
        ada, asked = factories.make_registration(event), make_use(event, per="registration")
    at_time = event.ends_at if state == "over" else clock.now()

    with frozen(at_time):
        asked_for = client.get(at(ada, "answers"))
        sent = client.post(at(ada, "answers"), data={"questions": "1.1", f"q{asked.id if asked else 1}": "Cranes"})

    assert (asked_for.status_code, asked_for.location) == (302, at(ada))
    assert sent.location.startswith(at(ada))
    assert values() == []


def test_what_a_guest_of_the_group_answers_is_that_guests_alone(event: Event, client: Browser) -> None:
    registration = factories.make_registration(event, "Ada", holders=("Ada", "Ben"))
    ada, ben = factories.all_of(Ticket)
    asked = make_use(event, "file")
    with transaction():
        db.session.get_one(Ticket, ben.id).guest_filled_at = clock.now()
    service.answer(registration.id, [given(asked, "x", ben.id)])

    page = client.get(at(registration, "answers")).text

    assert f'name="q{asked.id}-{ada.id}"' in page
    assert f'name="q{asked.id}-{ben.id}"' not in page
    assert client.get(at(registration, "answers", str(factories.only(Answer).id))).status_code == 404


def test_each_ticket_is_asked_what_its_own_answers_open(event: Event, client: Browser) -> None:
    registration = factories.make_registration(event, "Ada", holders=("Ada", "Ben"))
    ada, ben = factories.all_of(Ticket)
    whole = make_use(event, per="registration")
    yes = make_use(event, "yesno", own_moment="before-needed")
    opened = make_use(event, "number", shown_if_use_id=yes.id, shown_if_values=["yes"], own_moment="before-needed")
    page = client.get(at(registration)).text
    assert "3 questions are still open." in page

    typed = {f"q{whole.id}": "Cranes", f"q{yes.id}-{ada.id}": "yes", f"q{yes.id}-{ben.id}": "no"}
    missing = client.submit(at(registration, "answers"), typed, button="Save the answers")
    assert missing.status_code == 200
    assert f'href="#q{opened.id}-{ada.id}"' in missing.text
    assert f'href="#q{opened.id}-{ben.id}"' not in missing.text
    saved = client.submit(at(registration, "answers"), {**typed, f"q{opened.id}-{ada.id}": "3"}, button="Save the answers")

    assert saved.location == at(registration) + "?done=answered"
    assert {(row.ticket_id, row.question_id): row.value for row in factories.all_of(Answer)} == {
        (0, whole.question.id): "Cranes", (ada.id, yes.question.id): "yes", (ben.id, yes.question.id): "no",
        (ada.id, opened.question.id): "3",
    }
    page = client.get(saved.location).text
    assert "still open" not in page
    assert "All answered; you can change your answers." in page


def test_an_answer_can_be_changed_and_what_it_opened_goes_with_it(event: Event, ada: Registration, client: Browser) -> None:
    yes = make_use(event, "yesno", per="registration")
    opened = make_use(event, per="registration", shown_if_use_id=yes.id, shown_if_values=["yes"])
    there = at(ada, "answers")
    client.submit(there, {f"q{yes.id}": "yes", f"q{opened.id}": "Linux"}, button="Save the answers")
    assert sorted(values()) == ["Linux", "yes"]
    assert 'value="Linux"' in client.get(there).text

    client.submit(there, {f"q{yes.id}": "no"}, button="Save the answers")

    assert values() == ["no"]


def test_the_letters_lead_there_while_anything_is_open(event: Event, client: Browser) -> None:
    whole = make_use(event, per="registration")
    kept = registrations.register(event.id, wish(event, language="en"))

    mail = words(delivered()[0])
    assert "One question about the event is open. Your ticket is yours in any case." in mail
    assert f"/en/r/{kept.secret}/answers" in mail

    service.answer(kept.registration_id, [given(whole)])
    registrations.again(kept.registration_id)
    assert "question about the event" not in words(delivered()[0])


def test_the_page_speaks_the_language_of_the_registration(event: Event, client: Browser) -> None:
    make_use(event)
    registration = factories.make_registration(event, "Cem", language="de")

    page = client.get(at(registration, "answers")).text

    assert "Woran arbeitest du?" in page
    assert "Antworten speichern" in page
