"""The pages of a group: the list for whoever registered, more people, and a guest's own page."""

from typing import Any

import pytest

from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.registration import ends, groups
from eventsvc.registration.models import Registration
from eventsvc.tickets.models import Ticket
from tests import factories, pages
from tests.browser import Browser
from tests.public.filling import text, title
from tests.registration.groups_of import CEM, entered, group, letters, link, own, tickets
from tests.registration.lines import changed
from tests.support import Frozen, counted_queries
from tests.whole import faults

pytestmark = pytest.mark.usefixtures("now")


@pytest.fixture
def event(now: Frozen) -> Event:
    return factories.make_event()


def page_of(ben: Registration, *rest: str) -> str:
    return "/".join((f"/de/r/{factories.secret_of(ben)}/group", *rest))


def sent(client: Browser, ticket: Ticket, lang: str = "de", **values: Any) -> Any:
    """A guest opens the link, fills in and sends."""
    path = f"/{lang}/g/{link(ticket)}"
    form = next(one for one in pages.forms(client.page(path)) if "name" in one.names)
    return client.post(form.action, data=form.filled({"name": "Cem Coşkun", "email": CEM, "language": "en", **values}))


def test_the_list_says_who_has_entered_and_hides_what_guests_entered(client: Browser, event: Event, now: Frozen) -> None:
    ben = group(event, "", "", "Eve", "")
    entered(tickets(ben)[1])
    groups.send(ben.id, tickets(ben)[2].id, "dora@guests.example")

    page = client.get(page_of(ben))

    said = text(page)
    assert "Deine Gruppe, 5 Plätze" in said
    assert "3 von 5" in said
    assert "Cem CoşkunEnglischeingetragen" in said
    assert CEM not in page.get_data(as_text=True)
    assert "dora@guests.exampleLink geschickt: " in said
    assert "Evevon dir benannt" in said
    assert "Gast 5noch niemandoffen" in said
    assert "Den einen Fehlenden erinnern" in said
    assert f"https://events.example.org/de/g/{link(tickets(ben)[4])}" in page.get_data(as_text=True)


def test_an_address_that_was_invited_is_shown_after_its_guest_has_entered(client: Browser, event: Event) -> None:
    ben = group(event)
    groups.send(ben.id, tickets(ben)[1].id, CEM)
    entered(tickets(ben)[1])

    assert f"Cem Coşkun{CEM}, Englisch" in text(client.get(page_of(ben)))


def test_a_link_is_mailed_from_the_list(client: Browser, event: Event) -> None:
    ben = group(event)
    forms = [one for one in pages.forms(client.page(page_of(ben))) if one.action.endswith("/send")]
    assert len(forms) == 1

    wrong = client.post(forms[0].action, data={"email": "cem@"})
    assert "cem@" in pages.text_of(pages.parsed(wrong.get_data(as_text=True))) or 'value="cem@"' in wrong.get_data(as_text=True)
    assert 'id="seat-2-email-error"' in wrong.get_data(as_text=True)
    answer = client.post(forms[0].action, data={"email": CEM})
    page = client.get(answer.location)
    again = client.post(forms[0].action)

    assert letters(ben, CEM) == ["guest-invitation"]
    assert "Link an cem@guests.example geschickt. Noch einmal geht es in 10 Minuten." in text(page)
    assert "Das wurde gerade erst geschickt." in text(again)
    assert client.get(forms[0].action).status_code == 302


def test_those_who_are_missing_are_reminded_by_one_press(client: Browser, event: Event, now: Frozen) -> None:
    ben = group(event)
    groups.send(ben.id, tickets(ben)[1].id, CEM)
    early = client.post(page_of(ben, "remind"))
    now.move(minutes=10)

    answer = client.post(page_of(ben, "remind"))

    assert (early.status_code, answer.status_code) == (409, 303)
    assert "Es ist niemand zu erinnern" in text(early)
    assert letters(ben, CEM) == ["guest-invitation"] * 2


@pytest.mark.parametrize("guests", [1, 8])
def test_the_list_asks_the_database_as_often_for_eight_as_for_one(client: Browser, event: Event, guests: int) -> None:
    ben = group(event, *[""] * guests)
    client.get(page_of(ben))

    with counted_queries() as seen:
        client.get(page_of(ben))

    assert len(seen) <= 8


@pytest.mark.both
def test_more_people_are_added_by_one_press(client: Browser, event: Event) -> None:
    ben = group(event)
    form = next(one for one in pages.forms(client.page(page_of(ben, "add"))) if "many" in one.names)
    assert ("", "", "Kostenlos anmelden") in form.buttons

    answer = client.post(page_of(ben, "add"), data=form.filled({"many": "2"}))

    assert "Die Plätze gehören dir." in text(client.get(answer.location))
    assert len(tickets(ben, "valid")) == 4
    assert faults() == []


@pytest.mark.parametrize(("why", "told"), [
    ("full", "Es sind keine Plätze mehr frei."), ("costs", "Dieses Ticket kostet etwas"), ("most", "Höchstens 2 Tickets auf einmal"),
])
def test_who_cannot_be_added_is_told_why_before_anything_is_pressed(client: Browser, event: Event, why: str, told: str) -> None:
    ben = group(event)
    kind = factories.types_of(event)[0]
    changed(kind, **{"full": {}, "costs": {"price_cents": 100}, "most": {"max_each": 2}}[why])
    if why == "full":
        changed(factories.pool_of(event), capacity=2)

    page = client.get(page_of(ben, "add"))

    assert told in text(page)
    assert not any("many" in one.names for one in pages.forms(pages.parsed(page.get_data(as_text=True))))
    assert client.post(page_of(ben, "add"), data={"many": "1"}).status_code == 409
    assert len(tickets(ben)) == 2


def test_the_list_is_there_while_there_is_a_group(client: Browser, event: Event) -> None:
    ben = group(event)
    assert "Deine Gruppe" in text(client.get(f"/de/r/{factories.secret_of(ben)}"))
    ends.cancel(ben.id)

    assert client.get(page_of(ben)).location == f"/de/r/{factories.secret_of(ben)}"
    assert client.get(page_of(ben, "add")).location == f"/de/r/{factories.secret_of(ben)}"


@pytest.mark.both
def test_a_guest_fills_in_one_page_and_has_the_ticket(client: Browser, event: Event) -> None:
    ben = group(event)
    seat = tickets(ben)[1]
    first = client.get(f"/de/g/{link(seat)}")

    answer = sent(client, seat)
    page = client.get(answer.location)

    assert "Einladung von Ben Brandt" in text(first)
    assert answer.location == f"/en/g/{link(seat)}/mine/{own(factories.fresh(seat))}"
    assert "You are in, Cem" in text(page)
    assert CEM in text(page)
    assert factories.only(Ticket, id=seat.id).reference in text(page).replace(" ", "")
    assert factories.secret_of(ben) not in first.get_data(as_text=True) + page.get_data(as_text=True)
    assert letters(ben, CEM) == ["guest-ticket"]


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(client: Browser, event: Event) -> None:
    """T57."""
    answer = sent(client, tickets(group(event))[1], email="cem@", name=" ")

    html = answer.get_data(as_text=True)
    assert title(answer).startswith("Fehler:")
    assert 'href="#name"' in html
    assert 'href="#email"' in html
    assert 'value="cem@"' in html


def test_whoever_invited_sees_the_ticket_by_the_link_and_nothing_that_the_guest_entered(client: Browser, event: Event) -> None:
    ben = group(event)
    seat = entered(tickets(ben)[1])

    page = client.get(f"/de/g/{link(seat)}")

    assert "Ticket for Cem Coşkun" in text(page)
    assert CEM not in page.get_data(as_text=True)
    assert pages.forms(pages.parsed(page.get_data(as_text=True))) == [] or not any(
        "name" in one.names for one in pages.forms(pages.parsed(page.get_data(as_text=True)))
    )
    assert client.get(f"/de/g/{link(seat)}/mine/guessed").status_code == 302


def test_the_second_of_two_is_told_and_asked_for_a_link_of_the_own(client: Browser, event: Event) -> None:
    ben = group(event)
    seat = tickets(ben)[1]
    form = next(one for one in pages.forms(client.page(f"/de/g/{link(seat)}")) if "name" in one.names)
    entered(seat)

    answer = client.post(form.action, data=form.filled({"name": "Dora", "email": "dora@guests.example", "language": "de"}))

    assert answer.status_code == 409
    assert "Somebody has just entered themselves with this link: Cem Coşkun." in text(answer)
    assert factories.fresh(seat).holder == "Cem Coşkun"


def test_the_guests_language_wins_on_the_guests_page(client: Browser, event: Event) -> None:
    """T58."""
    seat = entered(tickets(group(event))[1])

    assert "You are in, Cem" in text(client.get(f"/de/g/{link(seat)}/mine/{own(seat)}"))


def test_a_guest_gives_the_place_back(client: Browser, event: Event) -> None:
    ben = group(event)
    seat = entered(tickets(ben)[1])
    page = client.page(f"/en/g/{link(seat)}/mine/{own(seat)}")
    form = next(one for one in pages.forms(page) if one.action.endswith("/back"))

    answer = client.post(form.action, data=form.filled({}))

    assert "The place is given back" in text(client.get(answer.location))
    assert [one.state for one in tickets(ben)] == ["valid", "replaced", "valid"]
    gone = client.get(f"/en/g/{link(seat)}")
    assert (gone.status_code, "This link is void" in text(gone)) == (404, True)


def test_a_stranger_takes_the_address_out(client: Browser, event: Event) -> None:
    ben = group(event)
    groups.send(ben.id, tickets(ben)[1].id, CEM)
    page = client.page(f"/de/g/{link(tickets(ben)[1])}")
    form = next(one for one in pages.forms(page) if one.action.endswith("/stranger"))

    answer = client.post(form.action, data=form.filled({}))

    assert "Deine Adresse ist gelöscht" in text(client.get(answer.location))
    assert CEM not in [one.recipient for one in factories.all_of(OutboxRow)]
    refused = client.post(page_of(ben, "2", "send"), data={"email": CEM})
    assert "kennt dich nach eigener Angabe nicht" in text(refused)


@pytest.mark.parametrize(("state", "told"), [
    ("cancelled", "Diese Veranstaltung findet nicht statt."), ("postponed", "Diese Veranstaltung ist verschoben."),
    ("begun", "Die Veranstaltung hat begonnen."),
])
def test_a_guests_page_says_what_became_of_the_event(client: Browser, event: Event, now: Frozen, state: str, told: str) -> None:
    seat = tickets(group(event))[1]
    if state == "begun":
        now.at = event.starts_at
    else:
        changed(event, state=state)

    page = client.get(f"/de/g/{link(seat)}")

    assert told in text(page)
    has_form = any("name" in one.names for one in pages.forms(pages.parsed(page.get_data(as_text=True))))
    assert has_form is (state == "postponed")


def test_a_place_that_is_gone_says_so(client: Browser, event: Event) -> None:
    ben = group(event)
    seat = tickets(ben)[1]
    ends.cancel(ben.id, ticket_id=seat.id)

    assert "Diesen Platz gibt es nicht mehr" in text(client.get(f"/de/g/{link(seat)}"))
    assert "Diesen Platz gibt es nicht mehr" in text(client.post(f"/de/g/{link(seat)}", data={"name": "Cem"}))


def test_a_guest_joins_online_by_the_own_link(client: Browser, event: Event, now: Frozen) -> None:
    ben = group(event, ticket_type_id=factories.types_of(event)[1].id)
    seat = entered(tickets(ben)[1])
    now.at = event.starts_at

    assert client.get(f"/de/g/{link(seat)}/stream").location == event.stream_url


def test_guessed_links_are_counted(client: Browser, event: Event) -> None:
    answers = [client.get(f"/de/g/{number:024d}").status_code for number in range(61)]

    assert answers == [404] * 60 + [429]
