"""How people register: the part of an event's settings that nobody sees on its page."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask

from eventsvc.core.audit import AuditEntry
from eventsvc.events import terms
from eventsvc.events.models import Event
from eventsvc.events.terms import Terms
from tests import factories
from tests.browser import Browser

Desk = Callable[..., Browser]
END = datetime(2027, 4, 19, 20)  # noqa: DTZ001  a wall time


def page(event: Event) -> str:
    return f"/desk/events/{event.id}/registration"


def test_what_is_typed_is_kept_and_noted(desk: Desk) -> None:
    event, browser = factories.make_event(), desk("editor")
    typed = {"confirm_mail": "y", "cancel_until": "2027-04-18T23:59", "ask_days": "2", "withdrawal": "statutory"}

    answer = browser.submit(page(event), typed)

    assert (answer.status_code, answer.location) == (303, page(event))
    kept = terms.of(event.id, event.organisation_id)
    assert kept == Terms(confirm_mail=True, cancel_until=datetime(2027, 4, 18, 23, 59), ask_days=2, withdrawal="statutory")  # noqa: DTZ001
    assert factories.fresh(event).version == event.version
    assert set(factories.only(AuditEntry).after) == {"confirm_mail", "cancel_until", "ask_days", "withdrawal"}
    assert "changed: confirmation of addresses, last day to cancel, question whether guests come, right of withdrawal" in browser.get(
        f"/desk/events/{event.id}").text

    assert browser.submit(page(event), {}, button="Save").status_code == 303
    assert "Nothing was changed." in browser.get(page(event)).text
    assert len(factories.all_of(AuditEntry)) == 1


@pytest.mark.parametrize(("typed", "sentence"), [
    ({"cancel_until": "2027-04-19T20:01"}, "At the latest when the event ends."),
    ({"cancel_until": "tomorrow"}, "Day and time look like 2027-04-19 18:00."),
    ({"ask_days": "0"}, "A whole number from 1 to 30, or nothing."),
    ({"ask_days": "soon"}, "A whole number from 1 to 30, or nothing."),
])
def test_what_cannot_be_is_said_and_kept_on_the_page(desk: Desk, typed: dict[str, str], sentence: str) -> None:
    event = factories.make_event()

    answer = desk("owner").submit(page(event), typed, button="Save")

    assert answer.status_code == 200
    assert sentence in answer.text
    assert f'value="{next(iter(typed.values()))}"' in answer.text
    assert terms.of(event.id, event.organisation_id) == Terms()


def test_until_the_very_end_is_right(desk: Desk) -> None:
    event = factories.make_event()

    desk("owner").submit(page(event), {"cancel_until": END.isoformat()}, button="Save")

    assert terms.of(event.id, event.organisation_id).cancel_until == END


@pytest.mark.both
def test_of_another_organisation_there_is_nothing_to_change(app: Flask, desk: Desk) -> None:
    event = factories.make_event(organisation=factories.make_organisation())
    stranger = desk("owner", organisation=factories.make_organisation())

    assert stranger.get(page(event)).status_code == 404
    assert terms.change(event.id, event.organisation_id, Terms(ask_days=3), by=None)
    assert not terms.change(event.id, event.organisation_id, Terms(ask_days=3), by=None)
