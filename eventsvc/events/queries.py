"""Reads of events. One rule (`VISIBLE`) says what the public may know of, for pages, agenda and feeds alike."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, literal_column, or_, select, tuple_

from eventsvc.accounts.models import Organisation
from eventsvc.core.db import reading
from eventsvc.core.errors import Missing, Moved
from eventsvc.core.old_addresses import OldAddress
from eventsvc.core.pages import Mark, Page
from eventsvc.events.facts import VISIBLE_STATES, EventFacts, ProgrammeLine, SpeakerLine
from eventsvc.events.models import Event, ProgrammeItem, Speaker
from eventsvc.series.models import Series

Statement = Select[*tuple[Any, ...]]
VISIBLE: ColumnElement[bool] = Event.state.in_([literal_column(f"'{state}'") for state in VISIBLE_STATES])  # written out: cheaper to run
FEED_PAST = timedelta(days=365)
FEED_CANCELLED = timedelta(days=30)
FEED_LENGTH = 1000

_JOINED: dict[str, Any] = {
    "series_slug": case((Series.public, Series.slug)),
    "series_title_de": Series.title_de,
    "series_title_en": Series.title_en,
    "series_cover": Series.cover,
    "organisation_slug": Organisation.slug,
    "organisation_name": Organisation.name,
}
_FACTS: Statement = (
    select(*((_JOINED[f.name] if f.name in _JOINED else getattr(Event, f.name)).label(f.name) for f in fields(EventFacts)))
    .select_from(Event)
    .join(Organisation, Organisation.id == Event.organisation_id)
    .outerjoin(Series, Series.id == Event.series_id)
)
_BY_SLUG = _FACTS.where(Event.slug == bindparam("slug"), VISIBLE)
_BY_ID = _FACTS.where(Event.id == bindparam("event"))
_OF_DESK = _FACTS.where(Event.id == bindparam("event"), Event.organisation_id == bindparam("organisation"))
_MOVED = (
    select(Event.slug)
    .join(OldAddress, and_(OldAddress.subject_id == Event.id, OldAddress.kind == "event"))
    .where(OldAddress.slug == bindparam("slug"), VISIBLE)
)
_STAMP = select(Event.id, Event.version, Event.organisation_id, Event.series_id, Event.ends_at).where(
    Event.slug == bindparam("slug"), VISIBLE,
)
_PROGRAMME = (
    select(ProgrammeItem.local_time, ProgrammeItem.title_de, ProgrammeItem.title_en)
    .where(ProgrammeItem.event_id == bindparam("event")).order_by(ProgrammeItem.position)
)
_SPEAKERS = (
    select(Speaker.name, Speaker.role_de, Speaker.role_en)
    .where(Speaker.event_id == bindparam("event")).order_by(Speaker.position)
)


def by_slug(slug: str) -> EventFacts:
    """The event that the public sees under this address. Raises Moved for a former address, Missing for all else, drafts included."""
    row = reading().execute(_BY_SLUG, {"slug": slug}).first()
    if row is None:
        raise _gone(slug)
    return EventFacts(*row)


def stamp(slug: str) -> tuple[int, int]:
    """(id, version) of a visible event: one indexed read, for caches and ETags. Raises like `by_slug`."""
    row = reading().execute(_STAMP, {"slug": slug}).first()
    if row is None:
        raise _gone(slug)
    return row.id, row.version


def _gone(slug: str) -> Missing:
    now = reading().execute(_MOVED, {"slug": slug}).scalar()
    return Moved(now) if now else Missing()


def by_id(event_id: int, organisation_id: int) -> EventFacts:
    """An event at its organisation's desk, drafts included. Raises Missing."""
    row = reading().execute(_OF_DESK, {"event": event_id, "organisation": organisation_id}).first()
    if row is None:
        raise Missing
    return EventFacts(*row)


def of_id(event_id: int) -> EventFacts:
    """An event whoever asks: for letters, tickets and doors, which hold its id already. Raises Missing."""
    row = reading().execute(_BY_ID, {"event": event_id}).first()
    if row is None:
        raise Missing
    return EventFacts(*row)


def programme(event_id: int) -> tuple[ProgrammeLine, ...]:
    """The programme in its order."""
    return tuple(ProgrammeLine(*row) for row in reading().execute(_PROGRAMME, {"event": event_id}))


def speakers(event_id: int) -> tuple[SpeakerLine, ...]:
    """Who is on the stage, in the order of the desk."""
    return tuple(SpeakerLine(*row) for row in reading().execute(_SPEAKERS, {"event": event_id}))


def _list(wanted: Statement, size: int, *, by_end: bool = False) -> Page[EventFacts]:
    rows = [EventFacts(*row) for row in reading().execute(wanted.limit(size + 1))]
    shown = rows[:size]
    if len(rows) <= size:
        return Page(tuple(shown), None)
    last = shown[-1]
    return Page(tuple(shown), str(Mark(last.ends_at if by_end else last.starts_at, last.id)))


def _narrowed(
    wanted: Statement, *, organisation_id: int | None, series_id: int | None, kind: str | None,
) -> Statement:
    if organisation_id is not None:
        wanted = wanted.where(Event.organisation_id == organisation_id)
    if series_id is not None:
        wanted = wanted.where(Event.series_id == series_id)
    if kind == "room":
        wanted = wanted.where(Event.in_room)
    if kind == "online":
        wanted = wanted.where(Event.online)
    return wanted


def upcoming(
    now: datetime, *, after: Mark | None = None, size: int = 20, organisation_id: int | None = None, series_id: int | None = None,
    kind: str | None = None, drafts: bool = False,
) -> Page[EventFacts]:
    """What runs now and what comes, by start: running events head the list and leave it at their end instant.

    `kind` is "room" or "online"; `drafts` only for the desk.
    """
    wanted = _narrowed(_FACTS.where(Event.ends_at > now), organisation_id=organisation_id, series_id=series_id, kind=kind)
    if not drafts:
        wanted = wanted.where(VISIBLE)
    if after is not None:
        wanted = wanted.where(tuple_(Event.starts_at, Event.id) > tuple_(after.at, after.id))
    return _list(wanted.order_by(Event.starts_at, Event.id), size)


def past(
    now: datetime, *, after: Mark | None = None, size: int = 20, organisation_id: int | None = None, series_id: int | None = None,
    kind: str | None = None, drafts: bool = False,
) -> Page[EventFacts]:
    """What has ended, the latest first."""
    wanted = _narrowed(_FACTS.where(Event.ends_at <= now), organisation_id=organisation_id, series_id=series_id, kind=kind)
    if not drafts:
        wanted = wanted.where(VISIBLE)
    if after is not None:
        wanted = wanted.where(tuple_(Event.ends_at, Event.id) < tuple_(after.at, after.id))
    return _list(wanted.order_by(Event.ends_at.desc(), Event.id.desc()), size, by_end=True)


def upcoming_count(now: datetime, *, organisation_id: int | None = None, series_id: int | None = None, drafts: bool = False) -> int:
    """How many `upcoming` would list in all."""
    wanted = _narrowed(
        select(func.count()).select_from(Event).where(Event.ends_at > now),
        organisation_id=organisation_id, series_id=series_id, kind=None,
    )
    return int(reading().execute(wanted if drafts else wanted.where(VISIBLE)).scalar_one())


def of_series(series_id: int, *, drafts: bool = False, size: int = 200) -> tuple[EventFacts, ...]:
    """All dates of a series, the earliest first, past ones included (the latest `size` of them)."""
    wanted = _FACTS.where(Event.series_id == series_id)
    if not drafts:
        wanted = wanted.where(VISIBLE)
    rows = reading().execute(wanted.order_by(Event.starts_at.desc(), Event.id.desc()).limit(size)).all()
    return tuple(EventFacts(*row) for row in reversed(rows))


def for_feed(now: datetime, *, organisation_id: int | None = None, series_id: int | None = None) -> tuple[EventFacts, ...]:
    """What a calendar subscription holds (spec: calendar 3.5, life), by start and UID."""
    kept = or_(
        and_(Event.state != "cancelled", Event.ends_at > now - FEED_PAST),
        and_(Event.state == "cancelled", or_(Event.ends_at > now - FEED_CANCELLED, Event.cancelled_at > now - FEED_CANCELLED)),
    )
    wanted = _narrowed(_FACTS.where(VISIBLE, kept), organisation_id=organisation_id, series_id=series_id, kind=None)
    rows = reading().execute(wanted.order_by(Event.starts_at.desc(), Event.uid.desc()).limit(FEED_LENGTH)).all()
    return tuple(EventFacts(*row) for row in reversed(rows))


def of_ids(event_ids: Sequence[int]) -> dict[int, EventFacts]:
    """Several events at once, by id."""
    rows = reading().execute(_FACTS.where(Event.id.in_(event_ids))) if event_ids else ()
    return {facts.id: facts for facts in (EventFacts(*row) for row in rows)}


def addresses(size: int = 5000) -> tuple[tuple[str, datetime], ...]:
    """Slug and last change of all visible events, the newest first: for search engines."""
    rows = reading().execute(select(Event.slug, Event.changed_at).where(VISIBLE).order_by(Event.id.desc()).limit(size))
    return tuple((row.slug, row.changed_at) for row in rows)


def counts_of_series(now: datetime) -> dict[int, int]:
    """How many dates each series has ahead; those without any are left out."""
    ahead = (Event.ends_at > now, VISIBLE, Event.series_id.is_not(None))
    rows = reading().execute(select(Event.series_id, func.count()).where(*ahead).group_by(Event.series_id))
    return {row[0]: row[1] for row in rows if row[0] is not None}
