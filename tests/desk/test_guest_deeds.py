"""What the desk does for one guest: each deed with its reason, for every state; and the same for several at once."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from eventsvc.core.audit import AuditEntry
from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.questions import service as questions
from eventsvc.registration import holds, service
from eventsvc.registration.approval import service as applications
from eventsvc.registration.approval.service import Reply
from eventsvc.registration.models import Registration
from eventsvc.tickets.models import Ticket
from tests import factories, whole
from tests.browser import Browser
from tests.desk.test_guests import told
from tests.questions.asking import given, make_use
from tests.registration.applying import applied, letters, stage, stands
from tests.registration.cases import SPRING, wish
from tests.registration.lines import full_event, joined
from tests.support import Frozen, frozen

Desk = Callable[..., Browser]


@pytest.fixture(autouse=True)
def time(app: Flask) -> Iterator[Frozen]:
    with frozen(SPRING) as standing:
        yield standing


def registered(event: Event, name: str = "Dora Dietz", **changes: Any) -> tuple[int, str]:
    """Somebody, and the page of the desk."""
    one = service.register(event.id, wish(event, name, **changes)).registration_id
    return one, f"/desk/events/{event.id}/guests/{one}"


def in_state(state: str) -> tuple[int, str]:
    """A registration that stands like this, and its page."""
    if state in {"waiting", "confirmed"}:
        event, [ada] = full_event()
        one = ada if state == "confirmed" else joined(event, "Dora Dietz")
        return one, f"/desk/events/{event.id}/guests/{one}"
    event = factories.make_event(room=3, confirm_mail=state == "unconfirmed")
    if state in {"applied", "approved", "declined"}:
        one = applied(event, stage(event, price_cents=1000), "Dora Dietz")
        if state != "applied":
            applications.answer(one, Reply(answer="yes" if state == "approved" else "no", at_once=True), by=service.By(1))
        return one, f"/desk/events/{event.id}/guests/{one}"
    price = 1000 if state in {"held", "unpaid", "expired"} else 0
    one, page = registered(event, ticket_type_id=factories.make_type(event, price_cents=price).id)
    if state == "unpaid":
        holds.order(one)
    if state == "cancelled":
        service.cancel(one)
    return one, page


@pytest.mark.parametrize(("state", "badge", "acts", "without"), [
    ("confirmed", "registered", ["Correct a name", "Give another ticket", "Cancel"], ["Extend the deadline", "It is paid"]),
    ("unconfirmed", "address not confirmed", ["Extend the deadline", "Send the mail again", "Cancel"], ["Correct a name"]),
    ("waiting", "waiting", ["See the waitlist", "Correct the address", "Cancel"], ["Give another ticket", "Correct a name"]),
    ("applied", "request", ["Answer the application", "Give another ticket", "Cancel"], ["It is paid", "Extend the deadline"]),
    ("approved", "accepted, to be ordered", ["It is paid", "Extend the deadline", "Cancel"], ["Correct a name"]),
    ("unpaid", "to be paid", ["It is paid", "Extend the deadline", "Cancel"], ["Correct a name"]),
    ("held", "not finished", ["Extend the deadline", "Cancel"], ["Correct the address", "It is paid"]),
    ("declined", "declined", ["Say yes after all"], ["Cancel", "Correct the address"]),
    ("cancelled", "cancelled", [], ["What you can do", "Correct the address"]),
])
def test_the_page_offers_what_makes_sense(desk: Desk, state: str, badge: str, acts: list[str], without: list[str]) -> None:
    one, page = in_state(state)
    assert stands(one)[0] == state

    shown = told(desk("guest-list").get(page))

    assert badge in shown
    assert [words for words in acts if words not in shown] == []
    assert [words for words in without if words in shown.replace("Cancelled", "")] == []


def test_a_code_is_shown_only_while_its_ticket_is_valid(desk: Desk) -> None:
    one, page = in_state("unpaid")
    reference = factories.only(Ticket).reference
    browser = desk()

    before = reference[:4] in told(browser.get(page))
    holds.settle(one, by=service.By(1))

    assert (before, reference[:4] in told(browser.get(page))) == (False, True)


@pytest.mark.parametrize(("action", "values"), [
    ("cancel", {}), ("retype", {"which": "0"}), ("extend", {"until": "2027-04-12T18:00"}),
])
def test_without_a_reason_nothing_is_done(desk: Desk, action: str, values: dict[str, str]) -> None:
    one, page = in_state("unpaid")
    browser = desk()
    if action == "retype":
        values = {**values, "kind": str(factories.types_of(factories.only(Event))[0].id)}

    answer = browser.submit(page, {**values, "reason": "  "}, action=f"{page}/{action}")

    assert "Say why. It stands in the history." in told(answer)
    assert told(answer).startswith("Error:")
    assert f'href="#{action}-reason"' in answer.text
    assert stands(one) == ("unpaid", ["unpaid"])
    assert factories.all_of(AuditEntry) == []


@pytest.mark.both
def test_another_ticket_is_given_with_a_reason(desk: Desk) -> None:
    event = factories.make_event(room=2)
    one, page = registered(event, holders=("Dora Dietz", "Cem"))
    online, second = factories.types_of(event)[1], factories.all_of(Ticket)[1]
    browser = desk("guest-list")

    browser.submit(page, {"kind": str(online.id), "which": str(second.id), "reason": "Rief an"}, action=f"{page}/retype")
    shown = told(browser.get(page))
    again = browser.submit(page, {"kind": str(online.id), "which": str(second.id), "reason": "Noch mal"}, action=f"{page}/retype")

    assert [ticket.ticket_type_id for ticket in factories.all_of(Ticket)] == [factories.types_of(event)[0].id, online.id]
    assert again.status_code == 409
    assert "These tickets are of this kind already." in told(again)
    assert "1 ticket is another one now. The mail is on its way." in shown
    assert f"{browser.person.name if browser.person else ''} gave another ticketOn siteOnlinetoday, 2:00 PM, “Rief an”" in shown
    assert (letters(one), whole.faults()) == (["ticket", "ticket"], [])


@pytest.mark.both
def test_a_guest_is_moved_to_another_event(desk: Desk) -> None:
    event, there = factories.make_event(), factories.make_event(title_de="Am Wasser", title_en="By the water")
    one, page = registered(event)
    target = f"{there.id}:{factories.types_of(there)[1].id}"
    browser = desk("guest-list")
    assert "By the water, Mon, 19 April 2027" in browser.get(page).text

    answer = browser.submit(page, {"to": target, "reason": "Kann nicht"}, action=f"{page}/move")

    new = factories.all_of(Registration)[1]
    assert answer.location == f"/desk/events/{there.id}/guests/{new.id}"
    assert "moved the guest here" in told(browser.get(answer.location))
    assert "moved the guest to another eventEvening at the harbourBy the water" in told(browser.get(page))
    assert (stands(one), stands(new.id), whole.faults()) == (("cancelled", ["replaced"]), ("confirmed", ["valid"]), [])


@pytest.mark.parametrize("to", ["", "x", "1:2:3", "999:999", "5"])
def test_a_place_that_is_none_moves_nobody(desk: Desk, to: str) -> None:
    event = factories.make_event()
    one, page = registered(event)
    factories.make_event()
    browser = desk()

    answer = browser.post(f"{page}/move", data={"to": to, "reason": "x", "csrf_token": browser.csrf()})

    assert answer.status_code in {200, 404}
    assert stands(one) == ("confirmed", ["valid"])


def test_a_deadline_is_extended_by_the_events_clock(desk: Desk) -> None:
    """T46."""
    one, page = in_state("unpaid")
    browser = desk()

    early = browser.submit(page, {"until": "2027-04-02T12:00", "reason": "Bat darum"}, action=f"{page}/extend")
    browser.submit(page, {"until": "2027-04-12T18:00", "reason": "Bat darum"}, action=f"{page}/extend")

    assert early.status_code == 409
    assert "must be later than the present one" in told(early)
    shown = told(browser.get(page))
    assert "Deadline12 April, 6:00 PM" in shown
    assert "extended the deadline8 April, 2:00 PM12 April, 6:00 PM" in shown
    assert letters(one) == ["ordered", "ordered"]


def test_a_note_is_for_the_team(desk: Desk) -> None:
    _one, page = registered(factories.make_event())
    browser = desk("guest-list")

    browser.submit(page, {"note": "Kommt mit einer Kollegin."}, action=f"{page}/note")

    assert factories.only(Registration).note == "Kommt mit einer Kollegin."
    assert "changed the note–Kommt mit einer Kollegin." in told(browser.get(page))


def test_answers_stand_there_with_the_day_they_go(desk: Desk) -> None:
    event = factories.make_event()
    use = make_use(event, moment="before")
    one, page = registered(event)
    questions.answer(one, [given(use, "Kräne", factories.only(Ticket).id)])

    shown = told(desk().get(page))

    assert "What are you working on?Kräne" in shown
    assert "deleted on 19 May" in shown


@pytest.mark.both
def test_several_are_cancelled_with_one_reason_after_a_look(desk: Desk) -> None:
    event = factories.make_event(room=3)
    ids = [registered(event, name)[0] for name in ("Ada", "Ben", "Cem")]
    page, browser = f"/desk/events/{event.id}/guests", desk("guest-list")
    token = browser.csrf()

    sure = browser.post(f"{page}/many", data={"who": ids[:2], "deed": "cancel", "csrf_token": token})
    empty = browser.post(f"{page}/many", data={"who": ids[:2], "deed": "cancel", "sure": "1", "reason": "", "csrf_token": token})
    before = [stands(one)[0] for one in ids]
    browser.post(f"{page}/many", data={"who": [*ids[:2], ids[0]], "deed": "cancel", "sure": "1", "reason": "Doppelt", "csrf_token": token})
    twice = browser.post(f"{page}/many", data={"who": ids[:1], "deed": "cancel", "sure": "1", "reason": "Doppelt", "csrf_token": token})

    assert "Cancel 2 registrations" in told(sure)
    assert "2 valid tickets end" in told(sure)
    assert "Say why." in told(empty)
    assert before == ["confirmed"] * 3
    assert [stands(one)[0] for one in ids] == ["cancelled", "cancelled", "confirmed"]
    assert {entry.reason for entry in factories.all_of(AuditEntry, deed="cancelled")} == {"Doppelt"}
    assert twice.location == page
    shown = told(browser.get(page))
    assert "2 registrations are cancelled." in shown
    assert "Ada: there was nothing left to cancel." in shown
    assert whole.faults() == []


def test_several_get_their_mail_again(desk: Desk) -> None:
    event = factories.make_event()
    ada, ben = registered(event, "Ada")[0], registered(event, "Ben")[0]
    service.cancel(ben)
    page, browser = f"/desk/events/{event.id}/guests", desk()

    browser.post(f"{page}/many", data={"who": [ada, ben], "deed": "again", "sure": "1", "csrf_token": browser.csrf()})

    shown = told(browser.get(page))
    assert "1 mail is on its way." in shown
    assert "Ben: This ticket is cancelled and cannot be changed any more." in shown
    assert letters(ada) == ["ticket", "tickets-again"]


@pytest.mark.parametrize(("data", "code"), [
    ({"deed": "cancel"}, 303), ({"deed": "x", "who": "1"}, 404), ({"deed": "cancel", "who": "x"}, 303),
])
def test_nothing_to_be_done_for_many(desk: Desk, data: dict[str, str], code: int) -> None:
    event = factories.make_event()
    browser = desk()

    assert browser.post(f"/desk/events/{event.id}/guests/many", data={**data, "csrf_token": browser.csrf()}).status_code == code


@pytest.mark.parametrize("deed", ["cancel", "retype", "move", "extend", "note", "again", "email"])
def test_who_may_not_edit_guests_does_nothing(desk: Desk, deed: str) -> None:
    one, page = registered(factories.make_event())
    finance = desk("finance")

    assert finance.post(f"{page}/{deed}", data={"reason": "x", "csrf_token": finance.csrf()}).status_code == 404
    assert (stands(one), len(factories.all_of(OutboxRow))) == (("confirmed", ["valid"]), 1)
