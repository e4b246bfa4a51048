"""What a calendar address stands for, and what its calendar is called. The stamp is one indexed read that decides if anything is new."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, String, and_, bindparam, case, func, literal_column, or_, select, union_all

from eventsvc.accounts.models import Organisation
from eventsvc.core.db import glance, reading
from eventsvc.core.errors import Missing, Moved
from eventsvc.core.old_addresses import OldAddress
from eventsvc.events.models import Event
from eventsvc.events.queries import FEED_CANCELLED, FEED_PAST, VISIBLE
from eventsvc.series.models import Series

Kind = Literal["series", "organisation"]


@dataclass(frozen=True, slots=True)
class Stamp:
    """A subscribed calendar at one moment: its version rises with every visible change."""

    kind: Kind
    id: int
    slug: str
    version: int
    changed_at: datetime

    @property
    def whose(self) -> dict[str, int]:
        """The calendar's owner as the reads of events name it."""
        return {f"{self.kind}_id": self.id}


@dataclass(frozen=True, slots=True)
class Title:
    """What stands at the head of a calendar, in both languages; `text` is Markdown."""

    organisation: str
    accent: str
    zone: str
    title_de: str
    title_en: str
    text_de: str
    text_en: str


def _kind(name: Kind) -> ColumnElement[str]:
    return literal_column(f"'{name}'", String).label("kind")


_STAMP = union_all(
    select(_kind("series"), Series.id, Series.slug, Series.feed_version, Series.feed_changed_at).where(
        Series.slug == bindparam("slug"), Series.public,
    ),
    select(_kind("organisation"), Organisation.id, Organisation.slug, Organisation.feed_version, Organisation.feed_changed_at).where(
        Organisation.slug == bindparam("slug"),
    ),
)
_MOVED = union_all(
    select(_kind("series"), Series.slug)
    .join(OldAddress, and_(OldAddress.kind == "series", OldAddress.subject_id == Series.id))
    .where(OldAddress.slug == bindparam("slug"), Series.public),
    select(_kind("organisation"), Organisation.slug)
    .join(OldAddress, and_(OldAddress.kind == "organisation", OldAddress.subject_id == Organisation.id))
    .where(OldAddress.slug == bindparam("slug")),
)
_OF_SERIES = (
    select(
        Organisation.name, Organisation.accent, Series.home_zone, Series.title_de, Series.title_en, Series.text_de, Series.text_en,
    )
    .join(Series, Series.organisation_id == Organisation.id)
    .where(Series.id == bindparam("id"))
)
_OF_ORGANISATION = select(
    Organisation.name, Organisation.accent, Organisation.home_zone, Organisation.name, Organisation.name,
    Organisation.tagline_de, Organisation.tagline_en,
).where(Organisation.id == bindparam("id"))


def stamp(slug: str) -> Stamp:
    """The calendar at this address. A series goes before an organisation of the same name. Raises Moved or Missing."""
    rows = glance(_STAMP, {"slug": slug})
    if not rows:
        raise _gone(slug)
    first: Any = max(rows, key=_series_first)
    return Stamp(*first)


def _gone(slug: str) -> Missing:
    rows = glance(_MOVED, {"slug": slug})
    return Moved(max(rows, key=_series_first).slug) if rows else Missing()


def _series_first(row: Any) -> bool:
    return bool(row.kind == "series")


def title(found: Stamp) -> Title:
    """The head of the calendar."""
    wanted: Any = _OF_SERIES if found.kind == "series" else _OF_ORGANISATION
    return Title(*reading().execute(wanted, {"id": found.id}).one())


def last_left(found: Stamp, now: datetime) -> datetime | None:
    """When the latest of those that are too old by `now` became so: leaving a calendar is a change of it, too."""
    owner = Event.series_id == found.id if found.kind == "series" else Event.organisation_id == found.id
    end = case((Event.cancelled_at > Event.ends_at, Event.cancelled_at), else_=Event.ends_at)
    past = select(func.max(Event.ends_at)).where(owner, VISIBLE, Event.state != "cancelled", Event.ends_at <= now - FEED_PAST)
    cancelled = select(func.max(end)).where(
        owner, Event.state == "cancelled", Event.ends_at <= now - FEED_CANCELLED,
        or_(Event.cancelled_at.is_(None), Event.cancelled_at <= now - FEED_CANCELLED),
    )
    ended = reading().execute(past).scalar()
    called_off = reading().execute(cancelled).scalar()
    times = [at for at in (ended and ended + FEED_PAST, called_off and called_off + FEED_CANCELLED) if at]
    return max(times, default=None)
