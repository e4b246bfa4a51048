"""The page of questions: the deadline in sight, "Extend" beside half a sentence, nothing typed is ever lost. All without script."""

import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from eventsvc.events.models import Event
from eventsvc.questions.facts import UseFacts
from eventsvc.questions.models import Answer
from eventsvc.registration import holds, service
from eventsvc.registration.models import Registration
from tests import factories, pages, whole
from tests.browser import Browser
from tests.public.begun import kinds
from tests.public.filling import title
from tests.questions.asking import PDF, make_use
from tests.registration.cases import SPRING, wish
from tests.registration.lines import MORNING, full_event, joined
from tests.support import Frozen, frozen

pytestmark = pytest.mark.both


@pytest.fixture
def now(app: Flask) -> Any:
    with frozen(SPRING) as time:
        yield time


def begun(**changes: Any) -> tuple[Event, UseFacts, service.Kept]:
    """Ada begins to register for an event that asks what she works on."""
    event = factories.make_event(room=2, online_places=None)
    use = make_use(event, "text", moment="before-needed", per="registration")
    return event, use, service.register(event.id, wish(event, "Ada Ahrens", language="en", **changes))


def here(kept: service.Kept) -> str:
    return f"/en/r/{kept.secret}/questions"


def field(client: Browser, kept: service.Kept) -> str:
    """The name of the first question."""
    form = next(one for one in pages.forms(client.page(here(kept))) if "questions" in one.names)
    return next(name for name in form.fields if name.startswith("q") and name != "questions")


def press(client: Browser, kept: service.Kept, values: dict[str, Any], button: str = "Register for free") -> TestResponse:
    return client.submit(here(kept), values, button=button)


def test_registering_leads_to_the_questions_and_from_there_to_the_ticket(client: Browser, now: Frozen) -> None:
    event, _use, kept = begun()
    assert client.get(f"/en/r/{kept.secret}").location == here(kept)

    page = client.get(here(kept)).text
    assert "One question before the ticket" in page
    assert "Your place is reserved until <b>" in page
    assert "What are you working on?" in page

    answer = press(client, kept, {field(client, kept): "Cranes"})

    assert answer.location == f"/en/r/{kept.secret}/welcome"
    assert (factories.only(Registration).state, factories.only(Answer).value, kinds()) == ("confirmed", "Cranes", ["ticket"])
    assert client.get(here(kept)).location == f"/en/r/{kept.secret}"
    assert (factories.pool_of(event).taken, whole.faults()) == (1, [])


def test_a_missing_answer_is_named_and_nothing_is_concluded(client: Browser, now: Frozen) -> None:
    _event, _use, kept = begun()

    answer = press(client, kept, {field(client, kept): " "})

    assert answer.status_code == 200
    assert title(answer).startswith("Error:")
    assert 'aria-invalid="true"' in answer.text
    assert factories.only(Registration).state == "held"


def test_extend_gives_a_quarter_of_an_hour_and_keeps_half_a_sentence(client: Browser, now: Frozen) -> None:
    _event, _use, kept = begun()

    for number in range(10):
        now.move(minutes=14)
        assert holds.sweep() == 0
        page = press(client, kept, {field(client, kept): f"Half a sent {number}"}, button="extend")
        assert page.status_code == 200
        assert f'value="Half a sent {number}"' in page.text
        assert factories.only(Registration).deadline == now.at + timedelta(minutes=15)
        assert f'data-hold="{(now.at + timedelta(minutes=15)).isoformat(timespec="seconds")}"' in page.text

    assert "Error:" not in title(page)


def test_a_form_left_open_past_its_time_simply_works(client: Browser, now: Frozen) -> None:
    """Trap T18."""
    event, _use, kept = begun()
    form = next(one for one in pages.forms(client.page(here(kept))) if "questions" in one.names)
    typed = form.filled({field(client, kept): "Cranes"})
    now.move(days=2)
    holds.sweep()
    assert factories.pool_of(event).held == 0

    answer = client.post(here(kept), data=typed)

    assert answer.location == f"/en/r/{kept.secret}/welcome"
    assert (factories.only(Registration).state, factories.only(Answer).value) == ("confirmed", "Cranes")


def test_a_fault_in_a_form_left_open_takes_the_place_again_and_shows_what_was_typed(client: Browser, now: Frozen) -> None:
    event = factories.make_event(room=2, online_places=None)
    for kind in ("text", "number"):
        make_use(event, kind, moment="before-needed", per="registration")
    kept = service.register(event.id, wish(event, language="en"))
    form = next(one for one in pages.forms(client.page(here(kept))) if "questions" in one.names)
    words, number = [name for name in form.fields if name.startswith("q") and name != "questions"]
    now.move(minutes=20)
    holds.sweep()

    page = client.post(here(kept), data=form.filled({words: "Cranes", number: "many"}))

    assert page.status_code == 200
    assert 'value="Cranes"' in page.text
    assert (factories.only(Registration).state, factories.pool_of(event).held) == ("held", 1)


def test_when_the_places_are_gone_the_waitlist_is_the_remedy_and_the_answers_stay(client: Browser, now: Frozen) -> None:
    event, _use, kept = begun()
    form = next(one for one in pages.forms(client.page(here(kept))) if "questions" in one.names)
    typed = form.filled({field(client, kept): "Cranes"})
    now.move(minutes=16)
    holds.sweep()
    others = [service.register(event.id, wish(event, name), by=service.By(system=True)).registration_id for name in ("Ben", "Cem")]

    page = client.post(here(kept), data=typed)

    assert "the places are taken now. Put yourself on the waitlist." in page.text
    assert f'href="/en/e/{event.slug}/waitlist"' in page.text
    assert "What you typed is still here." in page.text
    assert factories.only(Answer).value == "Cranes"

    service.cancel(others[0])
    client.post(f"/en/r/{kept.secret}/extend")
    assert 'value="Cranes"' in client.get(here(kept)).text
    assert whole.faults() == []


def test_what_costs_something_goes_on_to_the_review_and_shows_the_way_back(client: Browser, now: Frozen) -> None:
    event, _use, _kept = begun()
    kind = factories.make_type(event, price_cents=1000)
    kept = service.register(event.id, wish(event, "Ben", ticket_type_id=kind.id, language="en"))
    review = f"/en/r/{kept.secret}/review"
    assert client.get(review).location == here(kept)
    assert client.post(f"/en/r/{kept.secret}/order").location == here(kept) + "?missing=1"
    assert "1 question still needs an answer." in client.get(here(kept) + "?missing=1").text

    assert press(client, kept, {field(client, kept): "Cranes"}, button="Continue").location == review

    page = client.get(review).text
    assert f'href="{here(kept)}"' in page
    assert "Order with obligation to pay" in page
    assert client.get(f"/en/r/{kept.secret}").location == review


def test_an_application_is_sent_by_its_own_button(client: Browser, now: Frozen) -> None:
    event, _use, _kept = begun()
    kind = factories.make_type(event, approval=True)
    kept = service.register(event.id, wish(event, "Ben", ticket_type_id=kind.id, language="en"))

    answer = press(client, kept, {field(client, kept): "Cranes"}, button="Send the request")

    assert answer.location == f"/en/r/{kept.secret}"
    assert factories.only(Registration, name="Ben").state == "applied"


def test_an_offer_of_the_waitlist_asks_first_and_is_then_taken(client: Browser, app: Flask) -> None:
    with frozen(MORNING):
        event, [ada] = full_event()
        make_use(event, "text", moment="before-needed", per="registration")
        dora = joined(event, language="en")
        service.cancel(ada)
        row = factories.only(Registration, id=dora)
        kept = service.Kept(registration_id=dora, secret=factories.secret_of(row), fresh=False, state="waiting")
        assert ">Continue</button>" in client.get(f"/en/r/{kept.secret}").text
        assert client.post(f"/en/r/{kept.secret}/waitlist/take").location == here(kept)

        answer = press(client, kept, {field(client, kept): "Cranes"})

        assert answer.location == f"/en/r/{kept.secret}/welcome"
        assert factories.only(Registration, id=dora).state == "confirmed"
        assert whole.faults() == []


def test_a_file_that_was_chosen_survives_the_extension(client: Browser, now: Frozen) -> None:
    event = factories.make_event(online_places=None)
    use = make_use(event, "file", moment="before-needed", per="registration")
    kept = service.register(event.id, wish(event, language="en"))
    form = next(one for one in pages.forms(client.page(here(kept))) if "questions" in one.names)

    page = client.post(here(kept), data={**form.filled({}), "extend": "1", f"q{use.id}": (io.BytesIO(PDF), "cv.pdf")})

    assert "cv.pdf" in page.text
    assert press(client, kept, {}).location == f"/en/r/{kept.secret}/welcome"


def test_the_page_speaks_the_language_of_the_registration(client: Browser, now: Frozen) -> None:
    """Trap T58."""
    _event, _use, kept = begun()
    service.speak(kept.registration_id, "de")

    page = client.get(here(kept), headers={"Accept-Language": "en"})

    assert '<html lang="de"' in page.text
    assert "Woran arbeitest du?" in page.text
    assert "Dein Platz ist bis" in page.text


def test_nothing_to_ask_leads_on(client: Browser, now: Frozen) -> None:
    event = factories.make_event()
    kind = factories.make_type(event, price_cents=100)
    kept = service.register(event.id, wish(event, ticket_type_id=kind.id, language="en"))

    assert client.get(here(kept)).location == f"/en/r/{kept.secret}/review"
