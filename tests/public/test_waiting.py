"""The pages of whoever waits: where one stands, an offer, passing it on, other wishes, and the way out, each by one press."""

from datetime import timedelta
from typing import Any

import pytest

from eventsvc.events.models import Event
from eventsvc.registration import service, waitlist_chores
from eventsvc.registration.models import Registration
from tests import factories, pages
from tests.browser import Browser
from tests.public.filling import text
from tests.registration.cases import wish
from tests.registration.lines import changed, entry, full_event, joined, state
from tests.support import Frozen, counted_queries
from tests.whole import faults

pytestmark = pytest.mark.usefixtures("now")


def link(registration_id: int, lang: str = "en") -> str:
    return f"/{lang}/r/{factories.secret_of(factories.only(Registration, id=registration_id))}"


def buttons(client: Browser, path: str) -> dict[str, str]:
    """What the buttons of a page say, and where each sends its form."""
    page = client.page(path)
    return {
        pages.text_of(button): button.get("formaction") or form.get("action") or ""
        for form in page.iter("form") for button in form.iter("button")
    }


def offered(mode: str = "offer", **changes: Any) -> tuple[Event, int]:
    """Dora has an offer."""
    event, [ada] = full_event(mode=mode)
    dora = joined(event, "Dora Duman", language="en", **changes)
    service.cancel(ada)
    return event, dora


@pytest.mark.parametrize(("lang", "said"), [
    ("en", ["You are number 2, Dora", "1 of 2 people", "Joined as number 2", "leave the waitlist"]),
    ("de", ["Du bist auf Platz 2, Dora", "1 von 2 Personen", "Eingetragen auf Platz 2", "warteliste verlassen"]),
])
def test_the_page_says_where_one_stands(client: Browser, lang: str, said: list[str]) -> None:
    event, _ = full_event()
    joined(event, "Cem")
    dora = joined(event, "Dora Duman", language=lang)

    page = text(client.get(link(dora, lang)))

    for words in said:
        assert words.lower() in page.lower()


@pytest.mark.parametrize(("before", "place", "ahead"), [
    (0, "1", "Niemand"), (1, "2", "1 von 2 Personen"), (999, "2", "999 von 1.000 Personen"),
])
def test_numbers_are_said_in_good_words(client: Browser, before: int, place: str, ahead: str) -> None:
    """T60: first, second, a thousand."""
    event, _ = full_event()
    if before:
        changed(entry(joined(event, "Cem")), seats=before)
    dora = joined(event, "Dora Duman")

    page = text(client.get(link(dora, "de")))

    assert f"Du bist auf Platz {place}, Dora" in page
    assert f"Vor dir warten {ahead}" in page


def test_how_many_have_moved_up_since(client: Browser, now: Frozen) -> None:
    event, registered = full_event(3)
    for name in ("Ada", "Ben"):
        joined(event, name)
    dora = joined(event, "Dora Duman", language="en", seats=2)
    service.cancel(registered[0])
    one = text(client.get(link(dora)))
    service.cancel(registered[1])
    now.move(days=4)
    two = text(client.get(link(dora)))

    assert "Since you joined 1 person has moved up." in one
    assert "In the last three days 1 place became free." in one
    assert "Since you joined 2 people have moved up." in two
    assert "In the last three days" not in two


def test_a_list_without_numbers_shows_none(client: Browser) -> None:
    event, _ = full_event(waitlist_position=False)
    dora = joined(event, "Dora Duman", language="en")

    page = text(client.get(link(dora)))

    assert "You are on the list, Dora" in page
    assert "number" not in page
    assert "Waiting before you" not in page


@pytest.mark.both
def test_leaving_is_one_press(client: Browser) -> None:
    event, _ = full_event()
    dora = joined(event, "Dora Duman", language="en")

    answer = client.post(buttons(client, link(dora))["Leave the waitlist"])

    assert "You are off the waitlist." in text(client.get(answer.location))
    assert (state(dora), entry(dora).state) == ("cancelled", "left")
    assert faults() == []


@pytest.mark.both
def test_an_offer_is_taken_by_one_press(client: Browser, now: Frozen) -> None:
    _event, dora = offered()
    page = text(client.get(link(dora)))

    answer = client.post(buttons(client, link(dora))["Register for free"])

    assert "A place is free, Dora" in page
    assert "The place is yours until" in page
    assert "1 × On site, free" in page
    assert "You are in, Dora" in text(client.get(answer.location))
    assert state(dora) == "confirmed"
    assert faults() == []


def test_looking_at_an_offer_changes_nothing(client: Browser) -> None:
    _event, dora = offered()

    for path in ("", "/waitlist", "/waitlist/take", "/waitlist/leave", "/waitlist/wishes"):
        assert client.get(link(dora) + path).status_code in {200, 302}

    assert entry(dora).state == "offered"


@pytest.mark.parametrize(("lang", "words", "price"), [
    ("en", "Order with obligation to pay", "€45.00"), ("de", "Zahlungspflichtig bestellen", "45,00\xa0€"),
])
def test_a_paid_place_is_ordered_by_the_words_of_the_law(client: Browser, lang: str, words: str, price: str) -> None:
    event, [ada] = full_event()
    paid = factories.make_type(event, price_cents=4500, name_de="Unternehmen", name_en="Company")
    dora = joined(event, "Dora Duman", type_ids=(paid.id,), language=lang)
    service.cancel(ada)

    page = client.get(link(dora, lang)).get_data(as_text=True)
    answer = client.post(buttons(client, link(dora, lang))[words], data={"total": "4500"})

    for said in (price, "Hafen Forum e. V.", "312g"):
        assert page.index(said) < page.index(f">{words}<")
    assert answer.location == link(dora, lang)
    assert state(dora) == "unpaid"


def test_passing_it_on_gives_it_to_the_next(client: Browser) -> None:
    event, dora = offered()
    cem = joined(event, "Cem")

    client.post(buttons(client, link(dora))["Pass the place on"])

    assert (entry(dora).state, entry(cem).state) == ("left", "offered")


def test_an_offer_that_has_ended_says_so_and_how_to_come_back(client: Browser, now: Frozen) -> None:
    event, dora = offered()
    take = buttons(client, link(dora))["Register for free"]
    now.move(days=1)

    late = client.post(take)
    waitlist_chores.sweep()
    over = client.get(link(dora))

    assert late.status_code == 409
    assert "This offer has ended" in text(late)
    assert "The offer has ended, Dora" in text(over)
    assert f"/en/e/{event.slug}/waitlist" in over.get_data(as_text=True)


def test_after_the_event_the_list_has_ended(client: Browser, now: Frozen) -> None:
    event, _ = full_event()
    dora = joined(event, "Dora Duman", language="en")
    now.at = event.ends_at
    waitlist_chores.end()

    assert "The list has ended, Dora" in text(client.get(link(dora)))


@pytest.mark.parametrize(("event_state", "said"), [("cancelled", "This event is cancelled."), ("postponed", "The list rests")])
def test_while_the_event_is_off_nothing_is_offered(client: Browser, event_state: str, said: str) -> None:
    """T52."""
    event, dora = offered()
    cem = joined(event, "Cem", language="en")
    changed(event, state=event_state)

    for person in (dora, cem):
        page = client.get(link(person))
        assert said in text(page)
        assert "Register for free" not in text(page)
    assert client.post(link(dora) + "/waitlist/take").status_code == 409


def test_a_room_ticket_that_is_offered_is_said_on_the_page_of_the_online_ticket(client: Browser) -> None:
    event, [ada] = full_event(mode="offer")
    dora = joined(event, "Dora Duman", language="en", meanwhile=factories.types_of(event)[1].id)
    waits = text(client.get(link(dora)))
    place = text(client.get(link(dora) + "/waitlist"))
    service.cancel(ada)
    offer = client.page(link(dora))
    take = buttons(client, link(dora) + "/waitlist")["Register for free"]
    client.post(take)

    assert "You are waiting for the room. You are number 1 in the list." in waits
    assert "Room, else online." in place
    assert "A place in the room is free." in pages.text_of(offer)
    assert factories.pool_of(event).taken == 1
    assert "waiting for the room" not in text(client.get(link(dora)))


def test_other_wishes_are_saved_and_what_is_wrong_is_said(client: Browser) -> None:
    event, _ = full_event(2)
    room = factories.types_of(event)[0]
    other = factories.make_type(event, name_en="Students")
    dora = joined(event, "Dora Duman", language="en", seats=2)
    form = next(one for one in pages.forms(client.page(link(dora) + "/waitlist/wishes")) if one.method == "post")

    nothing = client.post(link(dora) + "/waitlist/wishes", data=form.filled({"types": []}))
    saved = client.post(link(dora) + "/waitlist/wishes", data=form.filled({"types": [str(other.id), str(room.id)], "seats": "1"}))

    assert (nothing.status_code, "Choose at least one kind of place" in text(nothing)) == (409, True)
    assert "Students, freeOn site, free" in text(client.get(saved.location))
    assert entry(dora).seats == 1


def test_with_an_online_ticket_one_can_queue_for_the_room(client: Browser) -> None:
    event, _ = full_event()
    room, online = factories.types_of(event)
    dora = service.register(event.id, wish(event, "Dora Duman", ticket_type_id=online.id, language="en")).registration_id
    page = client.get(link(dora)).get_data(as_text=True)
    path = link(dora) + "/waitlist/wishes"
    form = next(one for one in pages.forms(client.page(path)) if one.method == "post")

    answer = client.post(path, data=form.filled({}))

    assert f'href="{path}"' in page
    assert form.fields == {"types": [str(room.id)]}
    assert "You are number 1, Dora" in text(client.get(answer.location))
    assert faults() == []


def test_the_right_address_gets_the_mail_and_the_old_link_is_void(client: Browser) -> None:
    event, _ = full_event()
    dora = joined(event, "Dora Duman", language="en")
    before = link(dora)
    wrong = client.post(before + "/email", data={"email": "dora@"})

    client.post(before + "/email", data={"email": "dora@uni.example"})

    assert "You are number 1, Dora" in text(wrong)
    assert client.get(before).status_code == 404
    assert "dora@uni.example" in text(client.get(link(dora)))


def test_that_was_not_me(client: Browser) -> None:
    event, _ = full_event()
    dora = joined(event, "Dora Duman", language="en")

    client.post(buttons(client, link(dora))["Delete this entry"])

    assert (factories.only(Registration, id=dora).name, entry(dora).state) == ("", "left")


def test_a_wrong_link_is_not_there(client: Browser) -> None:
    for path in ("", "/wishes", "/take", "/leave"):
        assert client.get(f"/en/r/nobody/waitlist{path}").status_code in {302, 404}
        assert client.post(f"/en/r/nobody/waitlist{path or '/take'}").status_code == 404


def test_the_page_costs_as_much_with_many_in_the_line(client: Browser, now: Frozen) -> None:
    event, _ = full_event()
    dora = joined(event, "Dora Duman", language="en")
    client.get(link(dora))
    with counted_queries() as few:
        client.get(link(dora))
    for number in range(5):
        joined(event, f"Guest {number}")
        now.move(seconds=timedelta(minutes=1).total_seconds())
    with counted_queries() as many:
        client.get(link(dora))

    assert len(many) == len(few)
