"""What organisers do in the tests of events."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from eventsvc.accounts.models import Organisation
from eventsvc.core.outbox import OutboxRow
from eventsvc.events import queries as events
from eventsvc.events import service, wishes
from eventsvc.events.models import Event
from tests import factories

START = datetime(2027, 4, 19, 18)  # noqa: DTZ001  a wall time


def new(title: str = "Evening", **changes: Any) -> wishes.New:
    plain = {
        "title_en": title, "zone": "Europe/Berlin", "city": "Hamburg", "local_start": START, "local_end": START + timedelta(hours=2),
        "in_room": True, "online": False, "venue": "Speicher 7",
    }
    return wishes.New(**{**plain, **changes})


def created(title: str = "Evening", **changes: Any) -> Event:
    organisation = factories.all_of(Organisation)[:1] or [factories.make_organisation()]
    made = service.create(organisation[0].id, new(title, **changes), by=None, calendar_domain="cal.example")
    return factories.only(Event, id=made)


def edited(event: Event, *, version: int | None = None, **changes: Any) -> Event:
    before = events.of_id(event.id)
    change = wishes.unchanged(before, events.programme(event.id), events.speakers(event.id))
    service.edit(event.id, event.organisation_id, replace(change, **changes), version=version or before.version, by=None)
    return factories.fresh(event)


def jobs() -> list[tuple[str, int | None]]:
    return [(row.kind, row.event_id) for row in factories.all_of(OutboxRow)]
