"""What an event lacks."""

from dataclasses import replace
from datetime import timedelta

import pytest

from eventsvc.events import checklist
from eventsvc.events import queries as events
from eventsvc.events.facts import EventFacts
from tests import factories


@pytest.fixture
def event(app: object) -> EventFacts:
    made = factories.make_event(access_en="Lift", text_de="", summary_en="")
    return events.of_id(made.id)


def lacks(event: EventFacts, *, places: int = 10, imprint: tuple[str, ...] = (), shifted: bool = False, late: bool = False) -> list[str]:
    now = event.ends_at + timedelta(days=1) if late else event.starts_at - timedelta(days=1)
    return checklist.missing(checklist.points(event, now=now, places=places, imprint=imprint, shifted=shifted))


def test_whole_event_lacks_nothing(event: EventFacts) -> None:
    assert lacks(event) == []


def test_each_need_has_its_code(event: EventFacts) -> None:
    assert lacks(replace(event, title_de="", title_en=" ")) == ["title"]
    assert lacks(replace(event, venue="")) == ["place"]
    assert lacks(replace(event, in_room=False, online=False)) == ["place"]
    assert lacks(replace(event, in_room=False, venue="", online=True)) == []
    assert lacks(event, places=0) == ["places"]
    assert lacks(event, imprint=("phone",)) == ["imprint"]
    assert lacks(event, late=True) == ["time"]


def test_one_language_is_enough_but_said(event: EventFacts) -> None:
    german = replace(event, title_en="")
    points = checklist.points(german, now=event.starts_at, places=1, imprint=(), shifted=True)

    assert lacks(german) == []
    assert {point.code: point.done for point in points if not point.needed} == {
        "both-languages": False, "text": True, "stream": True, "access": True, "shift": False,
    }
    assert checklist.untranslated(german, "en") == ["title", "summary"]
    assert checklist.untranslated(german, "de") == []
