"""The editor: everything about an event in one form, nothing typed is lost."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

import pytest

from eventsvc.core.outbox import OutboxRow
from eventsvc.events import queries as events
from eventsvc.events.models import Event, ProgrammeItem
from tests import factories, pages
from tests.browser import Browser
from tests.support import frozen

Desk = Callable[..., Browser]


@pytest.fixture(autouse=True)
def today() -> Any:
    with frozen("2027-04-01 12:00") as stopped:
        yield stopped


def words(browser: Browser, path: str) -> str:
    return pages.text_of(browser.page(path))


def edited(browser: Browser, event: Event, values: dict[str, Any], button: str = "Save") -> Any:
    return browser.submit(f"/desk/events/{event.id}/edit", values, button=button)


def test_editor_keeps_everything(desk: Desk) -> None:
    ada = desk("owner")
    event = factories.make_event()

    edited(ada, event, {
        "title_en": "Night", "summary_de": "Ein\r\nAbend", "venue": "Kai 3", "room_places": "1.200", "doors_at": "17:30",
        "programme-0-local_time": "18:00", "programme-0-title_en": "Welcome", "programme-1-local_time": "17:45",
        "programme-1-title_de": "Ankommen", "speakers-0-name": "Cem",
    })

    now = factories.fresh(event)
    assert (now.title_en, now.summary_de, now.venue, now.doors_at) == ("Night", "Ein\nAbend", "Kai 3", time(17, 30))
    assert factories.pool_of(event).capacity == 1200
    assert [line.local_time for line in events.programme(event.id)] == [time(17, 45), time(18)]
    assert [line.name for line in events.speakers(event.id)] == ["Cem"]
    assert [row.kind for row in factories.all_of(OutboxRow)] == ["event-changed"]


def test_saving_untouched_changes_nothing(desk: Desk) -> None:
    ada = desk("owner")
    event = factories.make_event()

    answer = edited(ada, event, {})

    assert answer.status_code == 303
    assert factories.fresh(event).version == event.version


@pytest.mark.parametrize(("values", "sentence"), [
    ({"room_places": "1"}, "2 places in the room are taken already. Choose at least as many."),
    ({"room_places": "many"}, "A whole number from 0 to 100000."),
    ({"in_room": None}, "2 guests come to the room."),
    ({"end": "18:00", "last_day": "2027-04-19"}, "The end must be after the start."),
    ({"contact_email": "nobody"}, "An address looks like ada@uni.example."),
    ({"programme-0-title_en": "Welcome"}, "This line of the programme has no time."),
])
def test_editor_says_what_is_wrong_and_keeps_the_rest(desk: Desk, values: dict[str, Any], sentence: str) -> None:
    ada = desk("owner")
    event = factories.make_event()
    factories.make_registration(event, holders=("Ben", "Cem"))

    answer = edited(ada, event, {**values, "title_en": "Night"})

    tree = pages.parsed(answer.text)
    assert sentence in pages.text_of(tree)
    assert next(form for form in pages.forms(tree) if "title_en" in form.names).fields["title_en"] == ["Night"]
    assert factories.fresh(event).title_en == event.title_en


def test_second_editor_is_told_and_may_save_again(desk: Desk) -> None:
    ada, ben = desk("owner"), desk("manager")
    event = factories.make_event()
    page = ada.page(f"/desk/events/{event.id}/edit")
    typed = next(form for form in pages.forms(page) if "title_en" in form.names).filled({"title_en": "Ada's"})
    edited(ben, event, {"title_en": "Ben's"})

    told = ada.post(f"/desk/events/{event.id}/edit", data=typed)
    again = next(form for form in pages.forms(pages.parsed(told.text)) if "title_en" in form.names).filled({})
    ada.post(f"/desk/events/{event.id}/edit", data=again)

    assert "Somebody else has saved in the meantime." in told.text
    assert factories.fresh(event).title_en == "Ada's"


def test_more_lines_come_without_script_and_save_nothing(desk: Desk) -> None:
    ada = desk("owner")
    event = factories.make_event()
    page = ada.page(f"/desk/events/{event.id}/edit")
    typed = next(form for form in pages.forms(page) if "title_en" in form.names).filled({"title_en": "Night"})

    tree = pages.parsed(ada.post(f"/desk/events/{event.id}/edit", data={**typed, "more": "programme"}).text)

    form = next(form for form in pages.forms(tree) if "title_en" in form.names)
    assert "programme-4-local_time" in form.names
    assert form.fields["title_en"] == ["Night"]
    assert factories.fresh(event).title_en == event.title_en


def test_save_and_publish_in_one_press(desk: Desk) -> None:
    ada = desk("owner")
    event = factories.make_event(state="draft", published_at=None)

    edited(ada, event, {"title_en": "Night"}, button="publish")

    assert (factories.fresh(event).state, factories.fresh(event).title_en) == ("published", "Night")


def test_publishing_names_what_is_missing_and_keeps_the_input(desk: Desk) -> None:
    ada = desk("owner", organisation=factories.make_organisation(phone=""))
    event = factories.make_event(state="draft", published_at=None)

    edited(ada, event, {"venue": ""}, button="publish")

    assert factories.fresh(event).venue == ""
    assert "Not public yet. Still missing: a venue, the legal notice." in words(ada, f"/desk/events/{event.id}/edit")


def test_odd_week_shows_the_note_and_its_three_ways(desk: Desk) -> None:
    ada = desk("owner")
    event = factories.make_event(local_start=datetime(2027, 11, 3, 18))  # noqa: DTZ001  a wall time

    text = words(ada, f"/desk/events/{event.id}/edit")

    assert "On this day it is 10:00 AM instead of 9:00 AM in San Francisco." in text
    assert "Summer time ends in Hamburg on 31 October, in San Francisco on 7 November." in text
    assert "Keep the time in San Francisco: 5:00 PM Hamburg, 9:00 AM San Francisco" in text
    assert "One week later: Wed, 10 November, 6:00 PM Hamburg, 9:00 AM San Francisco" in text


@pytest.mark.parametrize(("choice", "start", "doors", "line"), [
    ("home", "2027-11-03 18:00", "17:30", "18:10"), ("partner", "2027-11-03 17:00", "16:30", "17:10"),
    ("later", "2027-11-10 18:00", "17:30", "18:10"),
])
def test_choice_about_the_clocks_moves_the_evening_as_a_whole(desk: Desk, choice: str, start: str, doors: str, line: str) -> None:
    ada = desk("owner")
    event = factories.make_event(local_start=datetime(2027, 11, 3, 18), doors_at=time(17, 30))  # noqa: DTZ001  a wall time
    factories.kept(ProgrammeItem(event_id=event.id, position=0, local_time=time(18, 10), title_en="Welcome"))

    edited(ada, event, {"shift": choice})

    now = factories.fresh(event)
    assert now.local_start == datetime.fromisoformat(start)
    assert now.doors_at == time.fromisoformat(doors)
    assert [one.local_time for one in events.programme(event.id)] == [time.fromisoformat(line)]
    assert "instead of" not in words(ada, f"/desk/events/{event.id}/edit")


def test_clocks_follow_while_typing(desk: Desk) -> None:
    ada = desk("owner")
    event = factories.make_event()
    path = f"/desk/events/{event.id}/clocks?day=2027-11-03&start=18:00&end=20:00&city=Hamburg&partner=San+Francisco"

    answer = ada.get(path)

    assert "10:00 AM instead of 9:00 AM" in answer.text
    assert ada.get(path.replace("18:00", "soon")).status_code == 404
    assert ada.get(path.replace("Hamburg", "Atlantis")).status_code == 404
