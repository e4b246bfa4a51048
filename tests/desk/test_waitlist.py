"""The waitlist at the desk: figures, offers that are out, out of turn only with a reason, and how the list is run."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from eventsvc.core.audit import AuditEntry
from eventsvc.desk import guest_reads
from eventsvc.events.models import Event
from eventsvc.registration import service
from tests import factories, pages
from tests.browser import Browser
from tests.registration.lines import MORNING, entry, full_event, joined, letters, order, state
from tests.support import Frozen, counted_queries, frozen
from tests.whole import faults

Desk = Callable[..., Browser]


@pytest.fixture
def now(app: Flask) -> Any:
    with frozen(MORNING) as stopped:
        yield stopped


def path(event: Event, deed: str = "") -> str:
    return f"/desk/events/{event.id}/waitlist{deed}"


def text(browser: Browser, event: Event) -> str:
    return pages.text_of(browser.page(path(event)))


def post(browser: Browser, there: str, **values: Any) -> Any:
    return browser.post(there, data={"csrf_token": browser.csrf(), **values})


def test_the_list_stands_in_its_order_with_figures(now: Frozen, desk: Desk) -> None:
    event, registered = full_event(2, "offer")
    for name, seats in (("Dora Duman", 1), ("Cem Çelik", 2), ("Ben Bauer", 1)):
        joined(event, name, seats=seats)
    service.cancel(registered[0])

    page = text(desk("owner"), event)

    assert "Waiting2since 1 AprilOffers out11 place kept" in page
    assert "Dora Duman, On siteuntil Thu, 1 Apr, 9:00 PM" in page
    assert page.index("Cem Çelik") < page.index("Ben Bauer")
    assert "2 × On site" in page
    assert "1–2 of 2" in page


@pytest.mark.both
def test_by_hand_those_who_are_ticked_get_an_offer(now: Frozen, desk: Desk) -> None:
    event, [one] = full_event(mode="hand")
    dora, cem = joined(event, "Dora Duman"), joined(event, "Cem")
    service.cancel(one)
    owner = desk("owner")

    answer = post(owner, path(event, "/offer"), who=[str(dora), str(cem)])

    assert answer.location == path(event)
    page = text(owner, event)
    assert "1 person gets a place." in page
    assert "There is no place for 1 person." in page
    assert (entry(dora).state, entry(cem).state) == ("offered", "waiting")
    assert faults() == []


def test_out_of_turn_only_with_a_reason(now: Frozen, desk: Desk) -> None:
    event, [one] = full_event(mode="hand")
    joined(event, "Dora Duman")
    cem = joined(event, "Cem")
    service.cancel(one)
    owner = desk("owner")

    without = post(owner, path(event, "/offer"), who=str(cem), reason=" ")
    page = pages.parsed(without.get_data(as_text=True))
    ticked = [box.get("value") for box in page.iter("input") if box.get("name") == "who" and "checked" in box.attrib]
    given = post(owner, path(event, "/offer"), who=str(cem), reason="Speaker's assistant")

    assert (without.status_code, ticked) == (409, [str(cem)])
    assert "Give a reason to pass them over" in pages.text_of(page)
    assert (given.status_code, entry(cem).state) == (303, "offered")
    assert factories.only(AuditEntry, deed="offered").reason == "Speaker's assistant"
    assert "Speaker's assistant" in pages.text_of(owner.page(f"/desk/events/{event.id}/guests/{cem}"))


@pytest.mark.both
def test_who_is_taken_off_is_gone(now: Frozen, desk: Desk) -> None:
    event, _ = full_event()
    dora, cem = joined(event, "Dora Duman"), joined(event, "Cem")
    owner = desk("owner")

    post(owner, path(event, "/remove"), who=[str(dora)], reason="Asked for it")
    nobody = post(owner, path(event, "/remove"))

    assert (order(event), state(dora)) == ([cem], "cancelled")
    assert (nobody.status_code, "Nobody is ticked." in nobody.get_data(as_text=True)) == (409, True)
    assert faults() == []


def test_an_offer_is_taken_back_or_extended(now: Frozen, desk: Desk) -> None:
    event, [one] = full_event(mode="offer", waitlist_hours=3)
    dora = joined(event, "Dora Duman")
    service.cancel(one)
    owner = desk("owner")

    post(owner, path(event, f"/{dora}/extend"))
    extended = text(owner, event)
    post(owner, path(event, f"/{dora}/withdraw"))
    again = post(owner, path(event, f"/{dora}/withdraw"))
    late = post(owner, path(event, f"/{dora}/extend"))

    assert "The offer lasts until Thursday, 1 April, 3:00 PM; Dora Duman is told." in extended
    assert entry(dora).state == "waiting"
    assert (again.status_code, late.status_code) == (303, 303)
    page = text(owner, event)
    assert "There is no offer any more." in page
    assert "This offer has ended" in page


@pytest.mark.both
def test_how_the_list_is_run_is_kept_and_people_move_up_by_it(now: Frozen, desk: Desk) -> None:
    event, [one] = full_event(mode="hand")
    dora = joined(event)
    service.cancel(one)
    owner = desk("owner")
    form = next(form for form in pages.forms(owner.page(path(event))) if form.action.endswith("/rules"))

    owner.post(path(event, "/rules"), data=form.filled({"mode": "confirm", "hours": "6", "day": "0", "position": None}))

    kept = factories.only(Event, id=event.id)
    assert (kept.waitlist_mode, kept.waitlist_hours, kept.waitlist_day_minutes, kept.waitlist_position) == ("confirm", 6, 0, False)
    assert state(dora) == "confirmed"
    assert "changed how the waitlist is run" in pages.text_of(owner.page(f"/desk/events/{event.id}"))


def test_a_list_with_people_in_it_is_not_closed(now: Frozen, desk: Desk) -> None:
    event, _ = full_event()
    joined(event)
    owner = desk("owner")

    post(owner, path(event, "/rules"), mode="none", hours="12", day="60")

    assert "People are waiting." in text(owner, event)
    assert factories.only(Event, id=event.id).waitlist_mode == "confirm"


@pytest.mark.parametrize("garbage", [{"mode": "all"}, {"hours": "x"}, {"day": "7"}, {}])
def test_what_the_page_does_not_offer_cannot_be_chosen(now: Frozen, desk: Desk, garbage: dict[str, str]) -> None:
    event, _ = full_event()
    values = {"mode": "confirm", "hours": "12", "day": "60", **garbage} if garbage else {}

    assert post(desk("owner"), path(event, "/rules"), **values).status_code in {303, 404}
    assert factories.only(Event, id=event.id).waitlist_mode == "confirm"


def test_who_may_what(now: Frozen, desk: Desk) -> None:
    event, [one] = full_event(mode="offer")
    dora = joined(event)
    service.cancel(one)
    list_keeper, editor = desk("guest-list"), desk("editor")

    seen = pages.forms(list_keeper.page(path(event)))

    assert [form for form in seen if form.action.endswith("/rules")] == []
    assert [form for form in seen if form.action.endswith(f"/{dora}/withdraw")] != []
    assert editor.get(path(event)).status_code == 404
    assert post(editor, path(event, "/rules"), mode="hand", hours="12", day="60").location == f"/desk/events/{event.id}"
    assert post(editor, path(event, f"/{dora}/withdraw")).status_code == 404


def test_somebody_of_another_event_is_not_there(now: Frozen, desk: Desk) -> None:
    event, _ = full_event()
    other, _ = full_event()
    dora = joined(other)
    owner = desk("owner")

    assert post(owner, path(event, f"/{dora}/withdraw")).status_code == 404
    post(owner, path(event, "/remove"), who=str(dora))
    post(owner, path(event, "/offer"), who=[str(dora), "x", "99999999999999"])
    assert state(dora) == "waiting"


def test_the_chips_count_everybody_in_the_right_place(now: Frozen, desk: Desk) -> None:
    event, registered = full_event(2)
    joined(event, "Dora Duman", seats=2)
    joined(event, "Cem", meanwhile=factories.types_of(event)[1].id)
    service.cancel(registered[0])

    counts = guest_reads.counts(event.id)
    chips = pages.text_of(desk("owner").page(f"/desk/events/{event.id}/guests"))

    assert counts == {"all": 5, "valid": 2, "in": 0, "cancelled": 1, "waitlist": 1, "applied": 0, "open": 0}
    assert "Waitlist 1" in chips


@pytest.mark.both
def test_more_places_go_to_those_who_wait(now: Frozen, desk: Desk) -> None:
    """T25: 10 of 10, four wait; 12: the first two; 8 is refused; then as many as there are."""
    event, _ = full_event(10, online_places=None)
    line = [joined(event, f"Waiting {number}") for number in range(4)]
    owner = desk("owner")

    def places(capacity: str) -> list[str]:
        assert post(owner, path(event, "/places"), kind="room", capacity=capacity).location == path(event)
        return [state(one) for one in line]

    seen = [places(capacity) for capacity in ("12", "8", "many", "1000")]

    assert seen[0] == seen[1] == seen[2] == ["confirmed", "confirmed", "waiting", "waiting"]
    assert seen[3] == ["confirmed"] * 4
    assert [letters(one).count("waitlist-ticket") for one in line] == [1] * 4
    assert factories.pool_of(event).capacity == 1000
    assert faults() == []


def test_the_overview_says_how_many_wait(now: Frozen, desk: Desk) -> None:
    event, _ = full_event()
    joined(event, seats=2)

    assert "no places left, 2 people are waiting" in pages.text_of(desk("owner").page(f"/desk/events/{event.id}"))


@pytest.mark.parametrize("many", [1, 7])
def test_the_page_asks_the_database_as_often_for_many_as_for_one(now: Frozen, desk: Desk, many: int) -> None:
    event, registered = full_event(4, "offer")
    for number in range(many + 2):
        joined(event, f"Guest {number}")
    for one in registered[:2]:
        service.cancel(one)
    owner = desk("owner")
    owner.get(path(event))

    with counted_queries() as seen:
        owner.get(path(event))

    assert len(seen) <= 16


def test_the_list_has_pages(now: Frozen, desk: Desk) -> None:
    event, _ = full_event()
    for number in range(52):
        joined(event, f"Guest {number:02}")
    owner = desk("owner")

    first, second = text(owner, event), pages.text_of(owner.page(path(event, "?page=2")))

    assert "1–50 of 52" in first
    assert ("51–52 of 52" in second, "Guest 51" in second, "Guest 49" in second) == (True, True, False)
