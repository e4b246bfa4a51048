"""The overview of the desk."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from eventsvc.core.outbox import enqueue
from eventsvc.events import service
from eventsvc.registration.approval import service as applications
from eventsvc.registration.approval.service import Reply
from tests import factories, pages
from tests.browser import Browser
from tests.registration.applying import BY, applied, stage
from tests.support import Frozen, frozen

Desk = Callable[..., Browser]


@pytest.fixture(autouse=True)
def today() -> Any:
    with frozen("2027-04-16 07:12") as stopped:
        yield stopped


def words(browser: Browser) -> str:
    return pages.text_of(browser.page("/desk/"))


def test_empty_desk_says_what_to_do_first(desk: Desk) -> None:
    assert "Title, start, end and a place are enough for a draft." in words(desk("owner"))


def test_next_event_stands_above_with_places_and_checklist(desk: Desk) -> None:
    ada = desk("owner")
    event = factories.make_event(room=10, stream_url="")
    factories.make_registration(event, holders=("Ben", "Cem"))

    text = words(ada)

    assert "Friday, 16 April 2027 · 9:12 AM Hamburg · 12:12 AM San Francisco" in text
    assert "Next, in 3 days" in text
    assert "2 of 10" in text
    assert "8 places left" in text
    assert "Ready for Monday?" in text
    assert "The online room is missing.Evening at the harbour, 19 April" in text


def test_german_desk_speaks_german(desk: Desk) -> None:
    ada = desk("owner", language="de")
    event = factories.make_event(room=1)
    factories.make_registration(event)

    text = words(ada)

    assert "Als Nächstes, in 3 Tagen" in text
    assert "keine Plätze mehr" in text
    assert "Kommende Veranstaltungen" in text


def test_what_happened_is_told_in_words(desk: Desk) -> None:
    ada = desk("owner")
    event = factories.make_event()
    assert ada.person is not None

    service.turn("cancel", event.id, event.organisation_id, by=ada.person.id, reason_en="Storm")

    assert "Ada cancelled ittoday, 9:12 AM, Evening at the harbour, Storm" in words(ada)


@pytest.mark.parametrize("role", ["editor", "guest-list", "door", "finance"])
def test_every_role_has_an_overview(desk: Desk, role: str) -> None:
    factories.make_event()

    assert "Overview" in words(desk(role))


def test_other_organisations_are_not_seen(desk: Desk) -> None:
    ada = desk("owner")
    factories.make_event(title_en="Secret plan", organisation=factories.make_organisation())
    enqueue("ticket", recipient="x@people.example")

    assert "Secret plan" not in words(ada)


def test_applications_that_wait_stand_there_with_the_promised_hour(desk: Desk) -> None:
    event = factories.make_event(room=5, title_en="From lab to harbour")
    kind = stage(event, answer_by=datetime(2027, 4, 17, 18, 0))  # noqa: DTZ001  a wall time
    _ada, _ben, cem = [applied(event, kind, name) for name in ("Ada", "Ben", "Cem")]
    applications.answer(cem, Reply(answer="no"), by=BY)

    page = desk("guest-list").page("/desk/")
    waits = next(one for one in page.iter("a") if one.get("href") == f"/desk/events/{event.id}/applications")

    assert pages.text_of(waits) == "2 applications wait for an answerFrom lab to harbour, promised by tomorrow, 6:00 PM"


@pytest.mark.parametrize(("at", "kind"), [("2027-04-16 17:00", "is-warn"), ("2027-04-16 12:00", "is-note")])
def test_what_is_promised_within_a_day_is_urgent(desk: Desk, today: Frozen, at: str, kind: str) -> None:
    event = factories.make_event(room=5)
    applied(event, stage(event, answer_by=datetime(2027, 4, 17, 18, 0)))  # noqa: DTZ001  a wall time
    today.at = datetime.fromisoformat(f"{at}:00+00:00")

    page = desk("guest-list").page("/desk/")

    assert [pages.text_of(one) for one in page.iter("li") if kind in str(one.get("class")) and "application waits" in pages.text_of(one)]


def test_whoever_answers_nobody_is_not_told_of_applications(desk: Desk) -> None:
    event = factories.make_event(room=5)
    applied(event, stage(event))

    assert "application" not in words(desk("editor"))
    assert "1 application waits for an answer" in words(desk("manager"))
