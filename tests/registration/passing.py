"""Series with dates, and passes for them: what their tests begin with."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from eventsvc.core.errors import Refused
from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.registration import passes
from eventsvc.registration.models import Registration
from eventsvc.registration.passes import PassKept, PassWish
from eventsvc.series.models import Series
from tests import factories

FIRST = datetime(2027, 4, 19, 18)  # noqa: DTZ001  a wall time


def dates(many: int = 3, *, series: Series | None = None, **how: Any) -> tuple[Series, list[Event]]:
    """A series with so many dates, four weeks apart."""
    series = series or factories.make_series()
    plain = {"room": 5, "online_places": None, **how}
    return series, [
        factories.make_event(series=series, local_start=FIRST + timedelta(weeks=4 * number), number=number + 1, **plain)
        for number in range(many)
    ]


def wanted(series: Series, events: list[Event], **changes: Any) -> PassWish:
    """All of these dates, by a form that nobody else has."""
    token = uuid.uuid4().hex
    plain = {
        "series_id": series.id, "event_ids": tuple(one.id for one in events), "name": "Dora", "email": f"{token[:8]}@guests.example",
        "language": "en", "once": token,
    }
    return PassWish(**{**plain, **changes})


def of(kept: PassKept) -> dict[int, str]:
    """The dates of a pass with the state of each."""
    return {one.event_id: one.state for one in factories.all_of(Registration, pass_id=kept.pass_id)}


def refused(deed: PassWish) -> tuple[str, dict[int, str]]:
    """Why a pass was refused, and why each date."""
    with pytest.raises(Refused) as no:
        passes.register(deed)
    found: Any = no.value.facts.get("dates", {})
    return no.value.reason, {event_id: one.reason for event_id, one in found.items()}


def kinds() -> list[str]:
    """All letters, the first one first."""
    return [one.kind for one in factories.all_of(OutboxRow)]
