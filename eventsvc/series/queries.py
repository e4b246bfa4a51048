"""Reads of series."""

from dataclasses import fields
from typing import Any

from sqlalchemy import Select, and_, bindparam, select

from eventsvc.accounts.models import Organisation
from eventsvc.core.db import reading
from eventsvc.core.errors import Missing, Moved
from eventsvc.core.old_addresses import OldAddress
from eventsvc.series.facts import SeriesFacts
from eventsvc.series.models import Series

Statement = Select[*tuple[Any, ...]]
_JOINED: dict[str, Any] = {"organisation_slug": Organisation.slug, "organisation_name": Organisation.name}
_FACTS: Statement = (
    select(*((_JOINED[f.name] if f.name in _JOINED else getattr(Series, f.name)).label(f.name) for f in fields(SeriesFacts)))
    .select_from(Series)
    .join(Organisation, Organisation.id == Series.organisation_id)
)
_BY_SLUG = _FACTS.where(Series.slug == bindparam("slug"), Series.public)
_OF_DESK = _FACTS.where(Series.id == bindparam("series"), Series.organisation_id == bindparam("organisation"))
_BY_ID = _FACTS.where(Series.id == bindparam("series"))
_MOVED = (
    select(Series.slug)
    .join(OldAddress, and_(OldAddress.subject_id == Series.id, OldAddress.kind == "series"))
    .where(OldAddress.slug == bindparam("slug"), Series.public)
)
_STAMP = select(Series.id, Series.feed_version).where(Series.slug == bindparam("slug"), Series.public)
_OF_ORGANISATION = _FACTS.where(Series.organisation_id == bindparam("organisation")).order_by(Series.created_at, Series.id)
_PUBLIC = _FACTS.where(Series.public).order_by(Series.created_at, Series.id)


def by_slug(slug: str) -> SeriesFacts:
    """The series that the public sees under this address. Raises Moved for a former address, else Missing."""
    row = reading().execute(_BY_SLUG, {"slug": slug}).first()
    if row is None:
        raise _gone(slug)
    return SeriesFacts(*row)


def stamp(slug: str) -> tuple[int, int]:
    """(id, feed version) of a public series: one indexed read, for caches and ETags. Raises like `by_slug`."""
    row = reading().execute(_STAMP, {"slug": slug}).first()
    if row is None:
        raise _gone(slug)
    return row.id, row.feed_version


def _gone(slug: str) -> Missing:
    now = reading().execute(_MOVED, {"slug": slug}).scalar()
    return Moved(now) if now else Missing()


def by_id(series_id: int, organisation_id: int) -> SeriesFacts:
    """A series at its organisation's desk. Raises Missing."""
    row = reading().execute(_OF_DESK, {"series": series_id, "organisation": organisation_id}).first()
    if row is None:
        raise Missing
    return SeriesFacts(*row)


def of_id(series_id: int) -> SeriesFacts:
    """A series whoever asks, for code that holds its id already. Raises Missing."""
    row = reading().execute(_BY_ID, {"series": series_id}).first()
    if row is None:
        raise Missing
    return SeriesFacts(*row)


def of_organisation(organisation_id: int) -> tuple[SeriesFacts, ...]:
    """All series of an organisation, the oldest first, hidden ones included."""
    return tuple(SeriesFacts(*row) for row in reading().execute(_OF_ORGANISATION, {"organisation": organisation_id}))


def public() -> tuple[SeriesFacts, ...]:
    """All series with a page, the oldest first."""
    return tuple(SeriesFacts(*row) for row in reading().execute(_PUBLIC))
