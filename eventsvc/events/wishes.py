"""What an organiser asks for: typed values between form and service."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, time
from typing import Any

from eventsvc.events.facts import EventFacts, ProgrammeLine, SpeakerLine


@dataclass(frozen=True, kw_only=True)
class New:
    """A draft: title, when, where; everything else later."""

    title_de: str = ""
    title_en: str = ""
    series_id: int | None = None
    zone: str
    city: str
    partner_zone: str | None = None
    partner_city: str | None = None
    local_start: datetime
    local_end: datetime
    in_room: bool
    online: bool
    venue: str = ""
    street: str = ""
    postcode_city: str = ""
    stream_url: str = ""
    cover: str = ""
    shift_settled: bool = False


@dataclass(frozen=True, kw_only=True)
class Change:
    """The whole of what can be edited. Columns bear the names of the table; programme and speakers replace what was there."""

    slug: str
    title_de: str
    title_en: str
    summary_de: str
    summary_en: str
    text_de: str
    text_en: str
    series_id: int | None
    zone: str
    city: str
    partner_zone: str | None
    partner_city: str | None
    local_start: datetime
    local_end: datetime
    doors_at: time | None
    shift_settled: bool
    in_room: bool
    online: bool
    venue: str
    street: str
    postcode_city: str
    directions_de: str
    directions_en: str
    access_de: str
    access_en: str
    spoken_de: str
    spoken_en: str
    stream_url: str
    cover: str
    contact_email: str
    programme: tuple[ProgrammeLine, ...]
    speakers: tuple[SpeakerLine, ...]


COLUMNS = tuple(field.name for field in fields(Change) if field.name not in {"programme", "speakers"})
APPOINTMENT = frozenset({
    "local_start", "local_end", "zone", "in_room", "online", "venue", "street", "postcode_city",
})
BEHIND_THE_SCENES = frozenset({"stream_url", "shift_settled"})


def unchanged(event: EventFacts, programme: tuple[ProgrammeLine, ...], speakers: tuple[SpeakerLine, ...]) -> Change:
    """The wish that changes nothing; take it with `dataclasses.replace`."""
    return Change(**{name: getattr(event, name) for name in COLUMNS}, programme=programme, speakers=speakers)


def plain(values: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Values as they can stand in the history (JSON)."""
    return {name: value.isoformat() if isinstance(value, (datetime, time)) else value for name, value in values}
