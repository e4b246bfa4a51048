"""Each deed of the desk for a guest stands in the audit log: who, when, why, what it was and what it is."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from eventsvc.core import outbox
from eventsvc.core.audit import AuditEntry
from eventsvc.events.models import Event
from eventsvc.registration import service
from eventsvc.registration.models import Registration
from eventsvc.tickets.models import Ticket
from tests import factories
from tests.browser import Browser
from tests.desk.test_guests import told
from tests.registration.applying import applied, stage
from tests.registration.cases import SPRING, wish
from tests.support import Frozen, frozen

Desk = Callable[..., Browser]
WHY = "Rief an"


@pytest.fixture(autouse=True)
def time(app: Flask) -> Iterator[Frozen]:
    with frozen(SPRING) as standing:
        yield standing


@pytest.fixture
def dora() -> tuple[Event, int, str]:
    """Dora holds a ticket; her page."""
    event = factories.make_event(room=5, title_de="Vom Labor in den Hafen", title_en="From lab to harbour")
    one = service.register(event.id, wish(event, "Dora Ditz", email="dora@firma.example")).registration_id
    return event, one, f"/desk/events/{event.id}/guests/{one}"


def noted(browser: Browser, deed: str) -> tuple[Any, Any]:
    """What it was and what it is; who, when and why are checked here."""
    entry = factories.only(AuditEntry, deed=deed)
    assert browser.person is not None
    assert (entry.person_id, entry.at, entry.reason) == (browser.person.id, SPRING, WHY)
    return entry.before, entry.after


def test_registering(desk: Desk) -> None:
    event, browser = factories.make_event(room=5), desk("guest-list")

    browser.submit(f"/desk/events/{event.id}/guests/new", {"name": "Cem", "email": "cem@people.example", "many": "2", "reason": WHY})

    assert noted(browser, "registered") == ({}, {"state": "confirmed", "tickets": 2})


def test_editing_the_name(desk: Desk, dora: tuple[Event, int, str]) -> None:
    browser, ticket = desk("guest-list"), factories.only(Ticket)

    browser.submit(dora[2], {"name": "Dora Dietz", "reason": WHY}, action=f"{dora[2]}/tickets/{ticket.id}/name")

    assert noted(browser, "renamed") == ({"name": "Dora Ditz"}, {"name": "Dora Dietz"})
    assert "changed the nameDora DitzDora Dietztoday, 2:00 PM, “Rief an”" in told(browser.get(dora[2]))


def test_editing_the_address(desk: Desk, dora: tuple[Event, int, str]) -> None:
    browser = desk("guest-list")

    browser.submit(dora[2], {"email": "dora@uni.example", "reason": WHY}, action=f"{dora[2]}/email")

    assert noted(browser, "email-corrected") == ({"email": "dora@firma.example"}, {"email": "dora@uni.example"})


def test_the_same_address_again_is_a_mail_again(desk: Desk, dora: tuple[Event, int, str]) -> None:
    browser = desk("guest-list")

    browser.submit(dora[2], {"email": "dora@firma.example", "reason": WHY}, action=f"{dora[2]}/email")

    assert noted(browser, "sent-again") == ({}, {"email": "dora@firma.example"})


@pytest.mark.parametrize("many", [False, True])
def test_sending_again(desk: Desk, dora: tuple[Event, int, str], many: bool) -> None:  # noqa: FBT001
    event, one, page = dora
    browser = desk("guest-list")

    if many:
        typed = {"who": [one], "deed": "again", "sure": "1", "reason": WHY, "csrf_token": browser.csrf()}
        browser.post(f"/desk/events/{event.id}/guests/many", data=typed)
    else:
        browser.submit(page, {"reason": WHY}, action=f"{page}/again")

    assert noted(browser, "sent-again") == ({}, {"email": "dora@firma.example"})


def test_the_page_says_when_the_last_mail_went_out(desk: Desk, time: Frozen, dora: tuple[Event, int, str]) -> None:
    browser = desk("guest-list")
    before = told(browser.get(dora[2]))
    row = outbox.claim("worker")
    assert row is not None
    outbox.done(row)
    time.move(minutes=30)

    assert "Last mail" not in before
    assert "The same ticket, the same code. Last mail: today, 2:00 PM." in told(browser.get(dora[2]))


def test_cancelling(desk: Desk, dora: tuple[Event, int, str]) -> None:
    browser = desk("guest-list")

    browser.submit(dora[2], {"reason": WHY}, action=f"{dora[2]}/cancel")

    assert noted(browser, "cancelled") == ({"state": "confirmed", "tickets": 1}, {"state": "cancelled", "tickets": 0})


def test_moving(desk: Desk, dora: tuple[Event, int, str]) -> None:
    _event, one, page = dora
    there = factories.make_event(title_de="Am Wasser", title_en="By the water")
    browser = desk("guest-list")

    browser.submit(page, {"to": f"{there.id}:{factories.types_of(there)[0].id}", "reason": WHY}, action=f"{page}/move")

    new = factories.only(Registration, event_id=there.id)
    was = {"title_de": "Vom Labor in den Hafen", "title_en": "From lab to harbour", "registration": one}
    now = {"title_de": "Am Wasser", "title_en": "By the water", "registration": new.id}
    assert noted(browser, "moved-away") == noted(browser, "moved-here") == (was, now)
    assert "moved the guest hereFrom lab to harbourBy the water" in told(browser.get(f"/desk/events/{there.id}/guests/{new.id}"))


def test_a_note(desk: Desk, dora: tuple[Event, int, str]) -> None:
    browser = desk("guest-list")

    browser.submit(dora[2], {"note": "Sitzt vorn."}, action=f"{dora[2]}/note")

    entry = factories.only(AuditEntry, deed="noted")
    assert browser.person is not None
    assert (entry.person_id, entry.at) == (browser.person.id, SPRING)
    assert (entry.before, entry.after) == ({"note": ""}, {"note": "Sitzt vorn."})


def test_approving(desk: Desk) -> None:
    """Why, is what is written to the person, and the note for the team."""
    event, browser = factories.make_event(room=5), desk("guest-list")
    ada = applied(event, stage(event), "Ada Ahlers")
    page = f"/desk/events/{event.id}/applications/{ada}"

    browser.submit(page, {"answer": "yes", "message": "Bis dann!", "note": "Passt."}, button="Answer and send the mail")

    entries = {one.deed: one for one in factories.all_of(AuditEntry)}
    assert browser.person is not None
    assert {one.person_id for one in entries.values()} == {browser.person.id}
    assert (entries["noted"].before, entries["noted"].after) == ({"note": ""}, {"note": "Passt."})
    assert (entries["answered-yes"].before, entries["answered-yes"].after) == ({"state": "applied"}, {"message": "Bis dann!", "until": ""})


def test_paying_by_hand(desk: Desk) -> None:
    event, browser = factories.make_event(room=5), desk("guest-list")
    ada = applied(event, stage(event, price_cents=6000), "Ada Ahlers")
    page = f"/desk/events/{event.id}"
    browser.submit(f"{page}/applications/{ada}", {"answer": "yes"}, button="Answer and send the mail")
    browser.submit(f"{page}/applications/{ada}", {}, button="Send the mail now")

    browser.submit(f"{page}/guests/{ada}", {"reason": WHY}, button="It is paid")

    assert noted(browser, "paid") == ({"state": "approved"}, {"state": "confirmed"})


@pytest.mark.parametrize("length", [0, 1995])
def test_a_note_for_several_comes_below_the_one_that_is_there(desk: Desk, length: int) -> None:
    event, browser = factories.make_event(room=5), desk("guest-list")
    kind = stage(event)
    ada, ben = applied(event, kind, "Ada"), applied(event, kind, "Ben")
    page = f"/desk/events/{event.id}"
    browser.submit(f"{page}/guests/{ada}", {"note": "x" * length + "Vorn."}, action=f"{page}/guests/{ada}/note")

    typed = {"who": [ada, ben], "answer": "yes", "sure": "1", "note": "Aus Oakland", "csrf_token": browser.csrf()}
    browser.post(f"{page}/applications/many", data=typed)

    notes = {one.name: one.note for one in factories.all_of(Registration)}
    assert notes == {"Ada": ("x" * length + "Vorn.\nAus Oakland")[-2000:], "Ben": "Aus Oakland"}
