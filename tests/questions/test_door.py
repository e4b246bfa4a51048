"""What helpers are told when a guest comes in, and what never lies on their phones."""

import uuid

import pytest
from flask import Flask

from eventsvc.checkin.protocol import milliseconds
from eventsvc.core import clock
from eventsvc.events.models import Event
from eventsvc.questions import door, service
from eventsvc.tickets.models import Ticket
from tests import factories
from tests.browser import Browser
from tests.checkin.door import EVENING, usual_list
from tests.door.phone import OWN, paired, send
from tests.questions.asking import given, make_use
from tests.questions.test_service import reworded
from tests.support import counted_queries, frozen

pytestmark = pytest.mark.both


@pytest.fixture
def event(app: Flask) -> Event:
    return factories.make_event()


def test_the_helper_is_told_what_is_meant_for_the_door_in_the_helpers_language(event: Event) -> None:
    ada = factories.make_registration(event, holders=("Ada", "Ben"))
    first, second = factories.all_of(Ticket)
    access = make_use(event, "choices", asked_de="Zugang?", asked_en="Access?", health=True, delete_after_days=7, shown_at_door=True)
    once = make_use(event, per="registration", asked_de="Von wem?", asked_en="From whom?", shown_at_door=True)
    hidden = make_use(event, asked_en="Work?")
    service.answer(ada.id, [
        given(access, ["oa", "oc"], first.id, given="Energy, Law", consent=True), given(once, "The port", 0),
        given(hidden, "Cranes", first.id),
    ])

    found = door.notes(event.id, [first.code_hash, second.code_hash], "de")

    assert found == {first.code_hash: "Zugang? Energie, Recht; Von wem? The port", second.code_hash: "Von wem? The port"}
    assert door.notes(factories.make_event().id, [first.code_hash], "de") == {}
    assert door.notes(event.id, [], "de") == {}


def test_a_question_that_has_changed_is_told_as_it_was(event: Event) -> None:
    ada = factories.make_registration(event)
    ticket = factories.only(Ticket)
    asked = make_use(event, "yesno", asked_en="Do you eat meat?", shown_at_door=True)
    service.answer(ada.id, [given(asked, "yes", ticket.id, given="Yes")])
    reworded(asked.question.id, event, "Do you eat no meat?", shown_at_door=True)

    assert door.notes(event.id, [ticket.code_hash], "en") == {ticket.code_hash: "Do you eat meat? Yes"}


def test_it_comes_with_the_admission_alone_and_not_with_the_list(event: Event, client: Browser) -> None:
    with frozen(EVENING):
        ada = factories.make_registration(event)
        ticket = factories.only(Ticket)
        asked = make_use(event, asked_en="Access?", asked_de="Zugang?", shown_at_door=True)
        service.answer(ada.id, [given(asked, "Ramp", ticket.id)])
        phone = paired(client, event)

        def scanned() -> dict[str, object]:
            scan = {"sid": str(uuid.uuid4()), "list": usual_list(event), "h": ticket.code_hash, "dev_at": milliseconds(clock.now())}
            found: dict[str, object] = send(phone, scan).json["results"][0]  # type: ignore[index]
            return found

        listed = phone.get("/door/roster", headers=OWN).get_data(as_text=True)
        first, second = scanned(), scanned()

    assert "Ramp" not in listed
    assert (first["verdict"], first["note"]) == ("admit", "Zugang? Ramp")
    assert (second["verdict"], second.get("note")) == ("duplicate", None)


def test_it_is_one_read_however_many_come_in(event: Event) -> None:
    asked = make_use(event, shown_at_door=True)
    for name in ("Ada", "Ben", "Cem"):
        service.answer(factories.make_registration(event, name).id, [given(asked, name)])

    with counted_queries() as seen:
        found = door.notes(event.id, [one.code_hash for one in factories.all_of(Ticket)], "en")

    assert len(found) == 3
    assert len(seen) == 2
