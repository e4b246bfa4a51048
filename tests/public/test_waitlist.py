"""The form of the waitlist: what can be waited for, what is refused and why, and that nothing typed is lost."""

from typing import Any

import pytest

from eventsvc.events.models import Event
from eventsvc.registration import service
from eventsvc.registration.models import Registration, WaitlistEntry
from eventsvc.ticket_types.models import TicketType
from tests import factories, pages
from tests.browser import Browser
from tests.public.filling import text, title
from tests.registration.lines import changed, full, full_event, joined, letters, order
from tests.support import Frozen, counted_queries
from tests.whole import faults

DORA = {"name": "Dora Duman", "email": "dora@uni.example"}
pytestmark = pytest.mark.usefixtures("now")


def form(client: Browser, event: Event, lang: str = "en", asked: str = "") -> pages.Form:
    page = client.page(f"/{lang}/e/{event.slug}/waitlist{asked}")
    return next(one for one in pages.forms(page) if one.method == "post")


def sent(client: Browser, now: Frozen, event: Event, lang: str = "en", **values: Any) -> Any:
    """Open the form, take ten seconds, send it."""
    filled = form(client, event, lang).filled({**DORA, **values})
    now.move(seconds=10)
    return client.post(f"/{lang}/e/{event.slug}/waitlist", data=filled)


def types(event: Event) -> list[TicketType]:
    return factories.types_of(event)


@pytest.mark.both
def test_a_few_fields_and_one_press_put_somebody_on_the_list(client: Browser, now: Frozen) -> None:
    event, _ = full_event(online_places=None)
    joined(event, "Cem")

    answer = sent(client, now, event, seats="2")
    page = client.get(answer.location)

    kept = factories.only(Registration, email=DORA["email"])
    assert answer.location == f"/en/r/{factories.secret_of(kept)}"
    assert "You are number 2, Dora" in text(page)
    assert "1 of 3 people" in text(page)
    assert (kept.state, letters(kept.id)) == ("waiting", ["waitlist-joined"])
    assert faults() == []


@pytest.mark.both
def test_room_else_online_shows_the_ticket_at_once(client: Browser, now: Frozen) -> None:
    event, _ = full_event()

    answer = sent(client, now, event, until="online")

    kept = factories.only(Registration, email=DORA["email"])
    assert answer.location == f"/en/r/{factories.secret_of(kept)}/welcome"
    page = text(client.get(answer.location))
    assert "You are in, Dora" in page
    assert "You are waiting for the room. You are number 1 in the list." in page
    assert faults() == []


def test_online_is_what_is_chosen_before_anybody_chooses(client: Browser) -> None:
    event, _ = full_event()
    room, online = types(event)

    fields = form(client, event).fields

    assert (fields["types"], fields["until"], fields["seats"]) == ([str(room.id)], ["online"], ["1"])
    assert str(online.id) not in fields["types"]


def test_the_type_whose_link_was_followed_is_chosen(client: Browser) -> None:
    event, _ = full_event()
    paid = factories.make_type(event, price_cents=4500, name_en="Company")

    page = client.get(f"/en/e/{event.slug}/waitlist?ticket={paid.id}")
    fields = form(client, event, asked=f"?ticket={paid.id}").fields

    assert (fields["types"], fields["until"]) == ([str(paid.id)], ["none"])
    assert "€45.00" in text(page)
    assert "paid only when there is a place" in text(page)


def test_what_the_organiser_decides_about_cannot_be_waited_for(client: Browser, now: Frozen) -> None:
    event, _ = full_event(online_places=None)
    changed(types(event)[0], approval=True)

    assert "Nobody has to wait for this event." in text(client.get(f"/en/e/{event.slug}/waitlist"))


@pytest.mark.parametrize(("de", "en", "waits"), [
    ("Der Saal ist voll. Noch wartet niemand. Online ist Platz, sofort und ohne Warten.",
     "The room is full. Nobody is waiting yet. Online there is room, at once and without waiting.", 0),
    ("Der Saal ist voll. 1 Person wartet.", "The room is full. 1 person is waiting.", 1),
    ("Der Saal ist voll. 2 Personen warten.", "The room is full. 2 people are waiting.", 2),
    ("Der Saal ist voll. 21 Personen warten.", "The room is full. 21 people are waiting.", 21),
    ("Der Saal ist voll. 1.000 Personen warten.", "The room is full. 1,000 people are waiting.", 1000),
])
def test_how_many_wait_is_said_in_good_words(client: Browser, de: str, en: str, waits: int) -> None:
    """T60."""
    event, _ = full_event()
    if waits:
        changed(factories.only(WaitlistEntry, registration_id=joined(event)), seats=waits)

    assert de in text(client.get(f"/de/e/{event.slug}/waitlist"))
    assert en in text(client.get(f"/en/e/{event.slug}/waitlist"))


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(client: Browser, now: Frozen) -> None:
    """T57."""
    event, _ = full_event()

    answer = sent(client, now, event, types=[], email="dora@uni", name="Dora Duman")
    page = pages.parsed(answer.get_data(as_text=True))

    assert title(answer).startswith("Error:")
    assert [one.get("href") for one in page.iter("a") if (one.get("href") or "").startswith("#") and one.get("class") != "skip"] == [
        "#types", "#email",
    ]
    fields = next(one for one in pages.forms(page) if one.method == "post").fields
    assert (fields["name"], fields["email"], fields.get("types")) == (["Dora Duman"], ["dora@uni"], None)
    assert factories.all_of(WaitlistEntry) == []


def test_nobody_queues_for_free_places(client: Browser, now: Frozen) -> None:
    event, registered = full_event(2, online_places=None)
    filled = form(client, event).filled(DORA)
    service.cancel(registered[0])
    now.move(seconds=10)

    answer = client.post(f"/en/e/{event.slug}/waitlist", data=filled)

    assert "There is 1 place left, so nobody has to wait. Register now." in text(answer)
    assert factories.all_of(WaitlistEntry) == []


def test_a_group_that_does_not_fit_waits_though_single_places_are_free(client: Browser, now: Frozen) -> None:
    event = factories.make_event(room=3, online_places=None)
    full(event, 2)

    answer = sent(client, now, event, types=[str(types(event)[0].id)], seats="2")

    assert answer.status_code == 303
    assert factories.only(WaitlistEntry).seats == 2


@pytest.mark.parametrize(("changes", "said"), [
    ({"state": "cancelled"}, "This event is cancelled."), ({"state": "postponed"}, "This event is postponed."),
    ({"waitlist_mode": "none"}, "This event has no waitlist."),
])
def test_where_nobody_can_join_the_page_says_why(client: Browser, changes: dict[str, str], said: str) -> None:
    event, _ = full_event()
    changed(event, **changes)

    page = client.get(f"/en/e/{event.slug}/waitlist")

    assert said in text(page)
    assert [one for one in pages.forms(pages.parsed(page.get_data(as_text=True))) if one.method == "post"] == []


def test_when_the_evening_has_begun_the_list_is_over(client: Browser, now: Frozen) -> None:
    event, _ = full_event()
    now.at = event.starts_at
    begun = text(client.get(f"/en/e/{event.slug}/waitlist"))
    now.at = event.ends_at

    assert "The event has begun, so the waitlist has ended." in begun
    assert "This event is over." in text(client.get(f"/en/e/{event.slug}/waitlist"))


def test_machines_are_asked_once_more(client: Browser, now: Frozen) -> None:
    event, _ = full_event()
    filled = form(client, event).filled(DORA)

    fast = client.post(f"/en/e/{event.slug}/waitlist", data=filled)
    now.move(seconds=10)
    trapped = client.post(f"/en/e/{event.slug}/waitlist", data={**filled, "website": "x"})
    forged = client.post(f"/en/e/{event.slug}/waitlist", data={**filled, "once": "no"})

    assert "That was very fast." in text(fast)
    assert "Leave the last field empty" in text(trapped)
    assert "open for a long time" in text(forged)
    assert factories.all_of(WaitlistEntry) == []


@pytest.mark.parametrize("garbage", [{"types": ["x"]}, {"types": ["99999999999"]}, {"seats": "many"}, {"seats": "99"}, {"until": "?"}])
def test_garbage_is_refused_in_words(client: Browser, now: Frozen, garbage: dict[str, Any]) -> None:
    event, _ = full_event()

    answer = sent(client, now, event, **garbage)

    assert answer.status_code in {200, 303}
    assert faults() == []


def test_the_register_page_leads_to_the_list(client: Browser, now: Frozen) -> None:
    event, _ = full_event(online_places=None)
    full_page = client.page(f"/en/e/{event.slug}/register")

    assert f"/en/e/{event.slug}/waitlist" in [one.get("href") for one in full_page.iter("a")]


def test_what_the_desk_gives_by_hand_is_sold_out_to_newcomers(client: Browser, now: Frozen) -> None:
    event, registered = full_event(12, "hand", online_places=None)
    joined(event)
    for one in registered[:11]:
        service.cancel(one)

    for there in (f"/en/e/{event.slug}", f"/en/e/{event.slug}/register"):
        page = client.page(there)
        assert [one for one in page.iter("a") if pages.text_of(one) == "Join the waitlist"] != [], there
        assert "places free" not in pages.text_of(page)
    assert sent(client, now, event).status_code == 303
    assert len(order(event)) == 2


def test_without_anybody_waiting_it_is_not(client: Browser) -> None:
    event, registered = full_event(12, "hand", online_places=None)
    for one in registered[:11]:
        service.cancel(one)

    assert "Join the waitlist" not in text(client.get(f"/en/e/{event.slug}"))


def test_the_page_asks_the_database_as_often_for_many_as_for_one(client: Browser) -> None:
    event, _ = full_event()
    joined(event)
    client.get(f"/en/e/{event.slug}/waitlist")
    with counted_queries() as few:
        client.get(f"/en/e/{event.slug}/waitlist")
    for number in range(5):
        joined(event, f"Guest {number}")
    with counted_queries() as many:
        client.get(f"/en/e/{event.slug}/waitlist")

    assert len(many) == len(few)
