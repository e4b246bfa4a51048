"""The desk's pages of events: from four inputs to a published evening and back, by role."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

import pytest

from eventsvc.core.outbox import OutboxRow
from eventsvc.events import queries as events
from eventsvc.events.models import Event, ProgrammeItem
from tests import factories, pages
from tests.browser import Browser
from tests.support import counted_queries, frozen

Desk = Callable[..., Browser]
FOUR = {"title": "Evening", "day": "2027-04-19", "start": "18:00", "end": "20:00", "venue": "Speicher 7"}


@pytest.fixture(autouse=True)
def today() -> Any:
    with frozen("2027-04-01 12:00") as stopped:
        yield stopped


def words(browser: Browser, path: str) -> str:
    return pages.text_of(browser.page(path))


def edited(browser: Browser, event: Event, values: dict[str, Any], button: str = "Save") -> Any:
    return browser.submit(f"/desk/events/{event.id}/edit", values, button=button)


@pytest.mark.both
def test_four_inputs_make_a_draft_that_can_be_published(desk: Desk) -> None:
    ada = desk("owner")

    answer = ada.submit("/desk/events/new", FOUR)
    draft = factories.only(Event)
    published = ada.submit(f"/desk/events/{draft.id}", action=f"/desk/events/{draft.id}/publish")

    assert answer.headers["Location"] == f"/desk/events/{draft.id}/edit"
    assert (draft.state, draft.title_en, draft.venue, draft.city, draft.in_room, draft.online) == (
        "draft", "Evening", "Speicher 7", "Hamburg", True, False,
    )
    assert published.status_code == 303
    assert events.by_slug("evening").state == "published"
    assert "Published." in words(ada, f"/desk/events/{draft.id}")


def test_link_is_place_enough(desk: Desk) -> None:
    desk("owner").submit("/desk/events/new", {**FOUR, "venue": "", "stream_url": "https://meet.example.org/room"})

    draft = factories.only(Event)
    assert (draft.in_room, draft.online, draft.stream_url) == (False, True, "https://meet.example.org/room")


def test_evening_ends_the_next_day(desk: Desk) -> None:
    desk("owner").submit("/desk/events/new", {**FOUR, "start": "23:30", "end": "00:30"})

    assert factories.only(Event).local_end == datetime(2027, 4, 20, 0, 30)  # noqa: DTZ001  a wall time


@pytest.mark.parametrize(("changes", "sentence"), [
    ({"title": " "}, "A title is missing."),
    ({"day": ""}, "On which day?"),
    ({"day": "soon"}, "A day looks like 2027-04-19."),
    ({"start": "25:00"}, "A time looks like 18:00."),
    ({"start": ""}, "When does it begin?"),
    ({"venue": ""}, "Name a venue, or a link to join online."),
    ({"stream_url": "meet me"}, "A link looks like https://meet.example.org/room."),
    ({"day": "2027-03-28", "start": "02:30", "end": "04:00"}, "The clock leaves out 2:30 AM on that day."),
])
def test_bad_input_is_said_and_nothing_lost(desk: Desk, changes: dict[str, str], sentence: str) -> None:
    ada = desk("owner")

    answer = ada.submit("/desk/events/new", {**FOUR, **changes})

    tree = pages.parsed(answer.text)
    form = next(form for form in pages.forms(tree) if "title" in form.names)
    assert sentence in pages.text_of(tree)
    assert "Error: New event" in (tree.findtext("head/title") or "")
    assert {name: form.fields[name][0] for name in changes if changes[name].strip()} == {n: v for n, v in changes.items() if v.strip()}
    assert factories.all_of(Event) == []


def test_new_date_takes_the_defaults_of_its_series(desk: Desk) -> None:
    ada = desk("owner")
    usual = {"default_start": time(17, 30), "default_minutes": 90, "default_venue": "Kai 3", "default_room": 40, "default_online": 50}
    series = factories.make_series(**usual)

    ada.submit(f"/desk/events/new?series={series.id}", {"title": "Evening", "day": "2027-04-19"})

    draft = factories.only(Event)
    assert (draft.series_id, draft.number, draft.venue, draft.partner_city) == (series.id, 1, "Kai 3", "San Francisco")
    assert (draft.local_start.time(), draft.local_end.time(), draft.online) == (time(17, 30), time(19, 0), True)
    assert (factories.pool_of(draft).capacity, factories.pool_of(draft, "online").capacity) == (40, 50)


@pytest.mark.parametrize(("rule", "start", "settled"), [("ask", 18, False), ("home", 18, True), ("partner", 17, True)])
def test_series_decides_about_the_odd_weeks(desk: Desk, rule: str, start: int, settled: bool) -> None:  # noqa: FBT001
    ada = desk("owner")
    series = factories.make_series(shift_rule=rule, default_venue="Kai 3")

    ada.submit(f"/desk/events/new?series={series.id}", {"title": "Evening", "day": "2027-11-03"})

    draft = factories.only(Event)
    assert (draft.local_start.hour, draft.shift_settled) == (start, settled)


def test_editor_keeps_everything(desk: Desk) -> None:
    ada = desk("owner")
    event = factories.make_event()

    edited(ada, event, {
        "title_en": "Night", "summary_de": "Ein\r\nAbend", "venue": "Kai 3", "room_places": "1.200", "doors_at": "17:30",
        "programme-0-local_time": "18:00", "programme-0-title_en": "Welcome", "programme-1-local_time": "17:45",
        "programme-1-title_de": "Ankommen", "speakers-0-name": "Cem", "types-0-name_en": "Seat", "types-0-sale_until": "2027-04-19T17:00",
    })

    now = factories.fresh(event)
    assert (now.title_en, now.summary_de, now.venue, now.doors_at) == ("Night", "Ein\nAbend", "Kai 3", time(17, 30))
    assert factories.pool_of(event).capacity == 1200
    assert [line.local_time for line in events.programme(event.id)] == [time(17, 45), time(18)]
    assert [line.name for line in events.speakers(event.id)] == ["Cem"]
    seat = factories.types_of(event)[0]
    assert (seat.name_en, seat.sale_until) == ("Seat", datetime(2027, 4, 19, 17))  # noqa: DTZ001  a wall time
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
    ({"types-0-remove": "y"}, "Somebody has a ticket of this type."),
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
    assert "instead of" not in words(ada, f"/desk/events/{event.id}/edit") or choice != "later"


def test_clocks_follow_while_typing(desk: Desk) -> None:
    ada = desk("owner")
    event = factories.make_event()
    path = f"/desk/events/{event.id}/clocks?day=2027-11-03&start=18:00&end=20:00&city=Hamburg&partner=San+Francisco"

    answer = ada.get(path)

    assert "10:00 AM instead of 9:00 AM" in answer.text
    assert ada.get(path.replace("18:00", "soon")).status_code == 404
    assert ada.get(path.replace("Hamburg", "Atlantis")).status_code == 404


@pytest.mark.both
def test_cancelling_says_so_and_can_be_undone(desk: Desk) -> None:
    ada = desk("owner")
    event = factories.make_event()
    here = f"/desk/events/{event.id}"

    ada.submit(here, {"reason_en": "Storm", "reason_de": "Sturm"}, action=f"{here}/cancel")
    text = words(ada, here)
    ada.submit(here, action=f"{here}/reinstate")

    assert "Cancelled. The page stays and says so, guests get a mail." in text
    assert "Storm" in text
    assert "cancelled it" in text
    assert events.by_slug(event.slug).state == "published"
    assert [row.kind for row in factories.all_of(OutboxRow)] == ["event-cancelled", "event-changed"]


def test_draft_is_deleted_after_a_typed_word(desk: Desk) -> None:
    ada = desk("owner")
    event = factories.make_event(state="draft", published_at=None, roster=False)
    here = f"/desk/events/{event.id}"

    ada.submit(here, {"word": "no"}, action=f"{here}/delete")
    assert len(factories.all_of(Event)) == 1
    ada.submit(here, {"word": "Delete"}, action=f"{here}/delete")

    assert factories.all_of(Event) == []


@pytest.mark.parametrize(("role", "may_edit", "may_publish"), [
    ("owner", True, True), ("manager", True, True), ("editor", True, False), ("guest-list", False, False), ("door", False, False),
    ("finance", False, False),
])
def test_roles_see_what_they_may_do(desk: Desk, role: str, may_edit: bool, may_publish: bool) -> None:  # noqa: FBT001
    member = desk(role)
    event = factories.make_event(state="draft", published_at=None)
    here = f"/desk/events/{event.id}"

    tree = member.page(here)
    actions = {form.action for form in pages.forms(tree)}

    assert (f"{here}/publish" in actions) is may_publish
    assert member.get(f"{here}/edit").status_code == (200 if may_edit else 404)
    assert member.get("/desk/events/new").status_code == (200 if may_edit else 404)
    assert (b"New event" in member.get("/desk/events").data) is may_edit
    posted = member.post(f"{here}/publish", headers={"Origin": "https://events.example.org"})
    assert posted.status_code == (400 if may_publish else 404)


@pytest.mark.parametrize("path", ["", "/edit", "/clocks"])
def test_events_of_others_are_not_there(desk: Desk, path: str) -> None:
    ada = desk("owner")
    theirs = factories.make_event(organisation=factories.make_organisation())

    assert ada.get(f"/desk/events/{theirs.id}{path}").status_code == 404


def test_strangers_are_sent_to_sign_in_or_find_nothing(client: Browser) -> None:
    event = factories.make_event()

    assert client.get(f"/desk/events/{event.id}").status_code in {302, 404}
    assert client.post(f"/desk/events/{event.id}/cancel").status_code == 403


@pytest.mark.parametrize("path", ["/desk/events", "/desk/"])
def test_lists_need_as_many_reads_for_many_as_for_one(desk: Desk, path: str) -> None:
    ada = desk("owner")
    reads = []
    for _ in range(2):
        factories.make_event()
        factories.make_event(state="draft", published_at=None)
        with counted_queries() as seen:
            ada.page(path)
        reads.append(len(seen))

    assert reads[0] == reads[1]


def test_pages_of_the_list_follow_each_other(desk: Desk) -> None:
    ada = desk("owner")
    for _ in range(31):
        factories.make_event(room=None, online_places=None)

    tree = ada.page("/desk/events")
    more = [link.get("href", "") for link in tree.iter("a") if link.get("rel") == "next"]

    assert len(more) == 1
    assert len(list(ada.page(more[0]).iter("tr"))) == 2


def test_times_are_those_of_the_event(desk: Desk) -> None:
    ada = desk("owner")
    west = factories.make_event(zone="America/Los_Angeles", city="San Francisco", partner_zone="Europe/Berlin", partner_city="Hamburg")

    assert "Mon, 19 Apr, 6:00 PM" in words(ada, "/desk/events")
    assert "6:00 PM" in words(ada, f"/desk/events/{west.id}")
    assert "3:00 AM" in words(ada, f"/desk/events/{west.id}")
