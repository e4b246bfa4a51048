"""One event as it is read: a frozen copy of its row, with what every page needs of its series and its organisation."""

from dataclasses import dataclass
from datetime import datetime, time

VISIBLE_STATES = ("published", "postponed", "cancelled")


@dataclass(frozen=True, slots=True)
class EventFacts:
    """Values only: it does not change when the database does. `series_slug` is None if the series has no public page."""

    id: int
    uuid: str
    organisation_id: int
    series_id: int | None
    number: int | None
    slug: str
    state: str
    title_de: str
    title_en: str
    summary_de: str
    summary_en: str
    text_de: str
    text_en: str
    zone: str
    city: str
    partner_zone: str | None
    partner_city: str | None
    local_start: datetime
    local_end: datetime
    doors_at: time | None
    starts_at: datetime
    ends_at: datetime
    shift_settled: bool
    venue: str
    street: str
    postcode_city: str
    directions_de: str
    directions_en: str
    access_de: str
    access_en: str
    spoken_de: str
    spoken_en: str
    in_room: bool
    online: bool
    stream_url: str
    cover: str
    contact_email: str
    reason_de: str
    reason_en: str
    uid: str
    sequence: int
    version: int
    changed_at: datetime
    published_at: datetime | None
    cancelled_at: datetime | None
    created_at: datetime
    waitlist_mode: str
    series_slug: str | None
    series_title_de: str | None
    series_title_en: str | None
    series_cover: str | None
    organisation_slug: str
    organisation_name: str

    @property
    def visible(self) -> bool:
        """Whether the public may know of it: the same rule as `queries.VISIBLE`."""
        return self.state in VISIBLE_STATES

    def running(self, now: datetime) -> bool:
        """Whether it has begun and not ended."""
        return self.starts_at <= now < self.ends_at

    def over(self, now: datetime) -> bool:
        """Whether it has ended: at its end instant, whatever the day is called somewhere."""
        return now >= self.ends_at


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """One line of the programme, in wall time."""

    local_time: time
    title_de: str
    title_en: str


@dataclass(frozen=True, slots=True)
class SpeakerLine:
    """Somebody on the stage."""

    name: str
    role_de: str
    role_en: str
