"""Passing on, switching, cancelling: the page says what will happen, the press does it."""

from datetime import datetime

import pytest
from flask import Flask

from eventsvc.registration.models import Registration
from eventsvc.tickets.models import Ticket
from tests import factories, pages
from tests.browser import Browser
from tests.registration.cases import SPRING
from tests.registration.lines import changed
from tests.support import frozen


def own(registration: Registration, path: str = "") -> str:
    return f"/en/r/{factories.secret_of(registration)}{path}"


def test_a_ticket_is_passed_on_with_two_fields(app: Flask, client: Browser) -> None:
    event = factories.make_event()
    ada = factories.make_registration(event, "Ada")
    page = client.get(own(ada)).text
    assert own(ada, "/ticket/1/transfer") in page

    form = client.get(own(ada, "/ticket/1/transfer"))
    assert "is void after the press" in form.text
    assert factories.only(Ticket).state == "valid"
    answer = client.post(own(ada, "/ticket/1/transfer"), data={"name": "Ben", "email": "ben@guests.example"})

    assert "Passed on." in client.get(answer.location).text
    assert [(one.holder, one.state) for one in factories.all_of(Ticket)] == [("Ada", "replaced"), ("Ben", "valid")]


def test_what_was_typed_stays_with_its_fault(app: Flask, client: Browser) -> None:
    ada = factories.make_registration(factories.make_event(), "Ada")

    page = client.post(own(ada, "/ticket/1/transfer"), data={"name": "Ben", "email": "ben"}).text

    assert 'value="Ben"' in page
    assert "The email address has no @" in page
    assert "<title>Error: " in page


def test_who_is_registered_already_needs_no_second_ticket(app: Flask, client: Browser) -> None:
    event = factories.make_event()
    ada = factories.make_registration(event, "Ada")
    client.post(own(ada, "/ticket/1/transfer"), data={"name": "Ben", "email": "ben@guests.example"})
    cem = factories.make_registration(event, "Cem")

    page = client.post(own(cem, "/ticket/1/transfer"), data={"name": "Ben", "email": "ben@guests.example"}).text

    assert "Ben is registered with this address already" in page


def test_the_new_person_gives_it_back(app: Flask, client: Browser) -> None:
    ada = factories.make_registration(factories.make_event(), "Ada")
    client.post(own(ada, "/ticket/1/transfer"), data={"name": "Ben", "email": "ben@guests.example"})
    ben = factories.only(Registration, name="Ben")
    assert "Give the ticket back" in client.get(own(ben)).text

    client.post(own(ben, "/decline"))

    assert factories.fresh(ada).state == "confirmed"
    assert "Give the ticket back" not in client.get(own(ada)).text


def test_room_and_online_side_by_side(app: Flask, client: Browser) -> None:
    event = factories.make_event(room=1)
    ada = factories.make_registration(event, "Ada")
    there = own(ada, "/ticket/1/switch")
    assert there in client.get(own(ada)).text

    page = client.get(there).text
    assert "From the room to online" in page
    assert factories.pool_of(event).taken == 1
    answer = client.post(there)

    assert "Switched." in client.get(answer.location).text
    assert (factories.pool_of(event).taken, factories.pool_of(event, "online").taken) == (0, 1)


def test_no_switch_where_there_is_no_place(app: Flask, client: Browser) -> None:
    event = factories.make_event(online_places=0)
    ada = factories.make_registration(event, "Ada")

    assert own(ada, "/ticket/1/switch") not in client.get(own(ada)).text
    assert client.get(own(ada, "/ticket/1/switch")).location == own(ada)
    client.post(own(ada, "/ticket/1/switch"))
    assert factories.pool_of(event).taken == 1


def test_cancelling_says_until_when_and_what_instead(app: Flask, client: Browser) -> None:
    with frozen(SPRING):
        event = factories.make_event(cancel_until=datetime(2027, 4, 12, 23, 59))  # noqa: DTZ001  a wall time
        ada = factories.make_registration(event, "Ada", holders=("Ada", "Cem"))

        page = client.get(own(ada, "/cancel?ticket=2")).text

        assert "Free of charge until" in page
        assert "12 April, 11:59 PM" in page
        assert own(ada, "/ticket/2/transfer") in page
        assert "Cem" in page
        assert factories.pool_of(event).taken == 2


def test_too_late_to_cancel_is_said_with_the_remedy(app: Flask, client: Browser) -> None:
    with frozen(SPRING):
        event = factories.make_event(cancel_until=datetime(2027, 3, 1, 12))  # noqa: DTZ001  a wall time
        ada = factories.make_registration(event, "Ada")

        page = client.post(own(ada, "/cancel")).text

        assert "You can still pass yours on." in page
        assert factories.fresh(ada).state == "confirmed"


def test_once_the_event_has_begun_only_the_registration_is_shown(app: Flask, client: Browser) -> None:
    event = factories.make_event()
    ada = factories.make_registration(event, "Ada")
    to = next(one for one in pages.forms(client.page(own(ada, "/ticket/1/switch"))) if "to" in one.names).fields
    with frozen(event.starts_at):
        for path, typed in (("/ticket/1/transfer", {"name": "Ben", "email": "ben@guests.example"}), ("/ticket/1/switch", to)):
            assert client.get(own(ada, path)).location == own(ada)
            late = client.post(own(ada, path), data=typed).text
            assert "The event has begun. Tickets cannot be changed any more; ask at the door." in late
            assert all(f'value="{value}"' in late for value in ("Ben", "ben@guests.example") if "name" in typed)
    assert factories.only(Ticket).state == "valid"


def test_pressed_twice_a_switch_is_done_once(app: Flask, client: Browser) -> None:
    event = factories.make_event(room=1)
    ada = factories.make_registration(event, "Ada")
    form = next(one for one in pages.forms(client.page(own(ada, "/ticket/1/switch"))) if "to" in one.names)

    answers = [client.post(own(ada, "/ticket/1/switch"), data=form.fields) for _press in range(2)]

    assert [one.location for one in answers] == [own(ada, "?done=switched")] * 2
    assert (factories.pool_of(event).taken, factories.pool_of(event, "online").taken) == (0, 1)


@pytest.mark.parametrize(("changes", "said"), [
    ({"approval": True}, "The organiser decides who gets this ticket."), ({"price_cents": 500}, "The two tickets do not cost the same"),
    ({"most": 1, "used": 1}, "All tickets of this kind are taken."),
])
def test_why_the_other_ticket_cannot_be_had_by_now_is_said(app: Flask, client: Browser, changes: dict[str, int], said: str) -> None:
    event = factories.make_event()
    ada = factories.make_registration(event, "Ada")
    form = next(one for one in pages.forms(client.page(own(ada, "/ticket/1/switch"))) if "to" in one.names)
    changed(factories.types_of(event)[1], **changes)

    page = client.post(own(ada, "/ticket/1/switch"), data=form.fields).text

    assert said in page
    assert "<title>Error: " in page
    assert factories.pool_of(event).taken == 1


def test_the_only_ticket_has_its_ways_among_the_plans(app: Flask, client: Browser) -> None:
    event = factories.make_event()
    ada, group = factories.make_registration(event, "Ada"), factories.make_registration(event, "Cem", holders=("Cem", "Dora"))

    mine, ours = client.get(own(ada)).text, client.get(own(group)).text

    assert "Somebody else comes in your place." in mine
    assert "Join online instead" in mine
    assert "Somebody else comes in your place." not in ours
    assert [ours.count(own(group, f"/ticket/{number}/transfer")) for number in (1, 2)] == [1, 1]


def test_who_passed_everything_on_reads_so(app: Flask, client: Browser) -> None:
    ada = factories.make_registration(factories.make_event(), "Ada")
    client.post(own(ada, "/ticket/1/transfer"), data={"name": "Ben", "email": "ben@guests.example"})

    page = client.get(own(ada)).text

    assert "You have passed your ticket on." in page
    assert "passed on" in page
    assert "This registration is cancelled." not in page


@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_fault_is_announced_in_the_language_of_the_registration(app: Flask, client: Browser, lang: str) -> None:
    ada = factories.make_registration(factories.make_event(), "Ada", language=lang)

    page = client.post(own(ada, "/ticket/1/transfer"), data={"name": "", "email": "ben"}, headers={"Accept-Language": "fr"}).text

    assert f'<html lang="{lang}"' in page
    assert f"<title>{'Fehler' if lang == 'de' else 'Error'}: " in page
    assert page.count('aria-invalid="true"') == 2
    assert page.count("aria-describedby") >= 2
    assert 'data-error-box' in page


def test_nothing_is_offered_once_the_event_is_cancelled(app: Flask, client: Browser) -> None:
    ada = factories.make_registration(factories.make_event(state="cancelled"), "Ada")

    assert [client.get(own(ada, path)).location for path in ("/cancel", "/ticket/1/transfer", "/ticket/1/switch")] == [own(ada)] * 3
