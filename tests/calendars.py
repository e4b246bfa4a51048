"""Calendars for tests: a series with one, changes as the desk makes them, what readers find."""

from typing import Any

import icalendar
from sqlalchemy import update

from eventsvc.core.db import transaction
from eventsvc.events import service as events
from eventsvc.events.models import Event
from eventsvc.series.models import Series
from tests import factories
from tests.support import Frozen

START = "2027-03-01 12:00"
BASE = "https://events.example.org"


def talks(now: Frozen) -> Series:
    """A public series, five minutes old."""
    made = factories.make_series(slug="talks", title_de="Brücke, Hamburg; Kalifornien", text_de="**Abend** in [Hamburg](https://x.example)")
    now.move(minutes=5)
    return made


def events_of(answer: Any) -> list[icalendar.Event]:
    """The entries of a calendar."""
    return list(icalendar.Calendar.from_ical(answer.get_data()).walk("VEVENT"))  # type: ignore[arg-type]


def changed(event: Event, **values: Any) -> None:
    """As the desk does it: the values and what follows from any visible change."""
    with transaction() as connection:
        connection.execute(update(Event).where(Event.id == event.id).values(**values))
        events.visible_change(connection, event.id)
