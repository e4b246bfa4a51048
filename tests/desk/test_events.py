"""The desk's pages of events: from four inputs to a published evening and back, by role."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

import pytest

from eventsvc.core import clock
from eventsvc.core.outbox import OutboxRow
from eventsvc.events import queries as events
from eventsvc.events.models import Event
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


@pytest.mark.parametrize(("role", "tabs"), [
    ("owner", ["Overview", "Edit", "Tickets", "Guests", "Door"]), ("editor", ["Overview", "Edit", "Tickets"]),
    ("guest-list", ["Overview", "Guests", "Door"]),
    ("door", ["Overview", "Door"]),
])
def test_tabs_lead_only_where_the_role_may_go(desk: Desk, role: str, tabs: list[str]) -> None:
    member = desk(role)
    event = factories.make_event()

    nav = next(one for one in member.page(f"/desk/events/{event.id}").iter("nav") if one.get("aria-label") == "Event")

    assert [pages.text_of(link) for link in nav.iter("a")] == tabs
    assert all(member.get(link.get("href", "")).status_code == 200 for link in nav.iter("a"))


@pytest.mark.parametrize(("state", "address"), [("published", "/en/e/harbour"), ("draft", "/preview")])
def test_head_leads_to_the_page_or_to_its_preview(desk: Desk, state: str, address: str) -> None:
    event = factories.make_event(slug="harbour", state=state, published_at=clock.now() if state == "published" else None)

    links = [link.get("href", "") for link in desk("owner").page(f"/desk/events/{event.id}").iter("a")]

    assert any(link.endswith(address) for link in links)


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
