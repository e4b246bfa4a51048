"""Whoever brings others may leave their names open: such a seat is called "Guest of …" wherever a name is shown; the store has none."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

from eventsvc.events.models import Event
from eventsvc.registration import service
from eventsvc.registration.models import Registration
from eventsvc.tickets.models import Ticket
from tests import factories, pages
from tests.browser import Browser
from tests.checkin.door import EVENING
from tests.door.phone import paired
from tests.mails.post import delivered, words
from tests.public.filling import text
from tests.registration.cases import wish
from tests.registration.lines import changed
from tests.support import Frozen, frozen

Desk = Callable[..., Browser]
BEN = {"name": "Ben Brandt", "email": "ben@uni.example"}


def group(event: Event, *names: str, **more: Any) -> Registration:
    """Ben, and whoever comes along."""
    kept = service.register(event.id, wish(event, "Ben Brandt", holders=("Ben Brandt", *names), **more))
    return factories.only(Registration, id=kept.registration_id)


@pytest.fixture
def _now() -> Any:
    with frozen(EVENING):
        yield


@pytest.mark.both
def test_twenty_people_register_with_two_names(client: Browser, now: Frozen) -> None:
    event = factories.make_event(online_places=None, room=30)
    changed(factories.types_of(event)[0], max_each=20)
    path = f"/de/e/{event.slug}/register"
    form = next(one for one in pages.forms(client.page(path)) if one.method == "post")
    now.move(seconds=10)
    asked = client.post(path, data=form.filled({**BEN, "quantity": "20"}))
    second = next(one for one in pages.forms(pages.parsed(asked.get_data(as_text=True))) if one.method == "post")

    answer = client.post(path, data=second.filled({"holders-18": "Dora Dietz", "holders-3": "\u200b\u2060 "}))

    assert answer.status_code == 303
    assert [one.holder for one in factories.all_of(Ticket)] == ["Ben Brandt", *[""] * 18, "Dora Dietz"]
    assert factories.pool_of(event).taken == 20
    assert "Gast von Ben Brandt" in text(client.get(answer.location))


def test_no_more_can_be_chosen_than_the_ticket_allows(client: Browser, now: Frozen) -> None:
    event = factories.make_event(online_places=None)
    changed(factories.types_of(event)[0], max_each=4)

    page = client.page(f"/en/e/{event.slug}/register")

    assert [pages.text_of(one) for one in page.iter("option")] == ["1", "2", "3", "4"]


@pytest.mark.usefixtures("_now")
def test_an_open_seat_has_a_name_on_pages_and_paper_in_the_language_of_the_reader(client: Browser) -> None:
    secret = factories.secret_of(group(factories.make_event(), ""))

    assert "Gast von Ben Brandt" in text(client.get(f"/de/r/{secret}"))
    assert "Gast von Ben Brandt" in text(client.get(f"/de/r/{secret}/ticket/2"))
    assert "Gast von Ben Brandt" in text(client.get(f"/de/r/{secret}/cancel?ticket=2"))
    assert "Gast von Ben Brandt" in text(client.get(f"/de/r/{secret}/ticket/2/transfer"))
    client.post(f"/de/r/{secret}/language", data={"language": "en"})
    assert "Guest of Ben Brandt" in text(client.get(f"/en/r/{secret}"))


@pytest.mark.usefixtures("_now")
def test_an_open_seat_has_a_name_in_the_mail(app: Any) -> None:
    group(factories.make_event(), "", "Dora Dietz", language="en")

    [letter] = delivered()

    said = words(letter)
    assert "Guest of Ben Brandt · On site" in said
    assert "Dora Dietz · On site" in said


@pytest.mark.both
@pytest.mark.usefixtures("_now")
def test_an_open_seat_has_a_name_at_the_door(client: Browser) -> None:
    event = factories.make_event()
    ben = group(event, "")
    phone = paired(client, event)

    def told(since: int) -> Any:
        return phone.get(f"/door/roster?since={since}").json

    first = told(0)
    service.rename(ben.id, factories.all_of(Ticket)[0].id, "Ben Brand")

    assert {one[3] for one in first["entries"]} == {"Ben Brandt", "Gast von Ben Brandt"}
    assert {one[3] for one in told(first["rev"])["entries"]} == {"Ben Brand", "Gast von Ben Brand"}


@pytest.mark.both
@pytest.mark.usefixtures("_now")
def test_an_open_seat_has_a_name_at_the_desk_and_is_found_by_who_registered(desk: Desk) -> None:
    event = factories.make_event()
    group(event, "")
    factories.make_registration(event, "Ada")
    browser, path = desk(), f"/desk/events/{event.id}/guests"

    found = [pages.text_of(link) for link in browser.page(f"{path}?q=brandt").iter("a") if link.get("class") == "name"]
    rows = list(csv.DictReader(io.StringIO(browser.get(f"{path}.csv").get_data(as_text=True).removeprefix("\ufeff"))))

    assert found == ["Ben Brandt", "Guest of Ben Brandt"]
    assert [row["Name"] for row in rows] == ["Ada", "Ben Brandt", "Guest of Ben Brandt"]


@pytest.mark.usefixtures("_now")
def test_whoever_was_never_there_is_in_no_list(desk: Desk) -> None:
    event = factories.make_event()
    service.disown(group(event, "").id)

    page = desk().page(f"/desk/events/{event.id}/guests")

    assert [one for one in page.iter("a") if one.get("class") == "name"] == []


def test_a_seat_of_somebody_whose_name_has_no_letters_is_still_listed(desk: Desk, now: Frozen) -> None:
    event = factories.make_event()
    service.register(event.id, wish(event, "!!", holders=("!!", "")))

    page = desk().page(f"/desk/events/{event.id}/guests")

    assert [pages.text_of(one) for one in page.iter("a") if one.get("class") == "name"] == ["!!", "Guest of !!"]
