"""One series as it is read: a frozen copy of its row, with its organisation's name."""

from dataclasses import dataclass
from datetime import datetime, time


@dataclass(frozen=True, slots=True)
class SeriesFacts:
    """Values only: it does not change when the database does."""

    id: int
    organisation_id: int
    slug: str
    title_de: str
    title_en: str
    text_de: str
    text_en: str
    home_zone: str
    home_city: str
    partner_zone: str | None
    partner_city: str | None
    shift_rule: str
    cover: str
    default_start: time
    default_minutes: int
    default_venue: str
    default_street: str
    default_postcode_city: str
    default_room: int | None
    default_online: int | None
    public: bool
    feed_version: int
    feed_changed_at: datetime
    created_at: datetime
    organisation_slug: str
    organisation_name: str
