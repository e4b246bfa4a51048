"""Deeds on series: found, edit. What is visible changes together with what the feeds are told."""

from dataclasses import asdict, dataclass, fields
from datetime import time
from typing import Any

from sqlalchemy import Connection, case, update
from sqlalchemy.exc import IntegrityError

from eventsvc.accounts.models import Organisation
from eventsvc.core import audit, clock, db, old_addresses
from eventsvc.core.db import transaction
from eventsvc.core.errors import Refused
from eventsvc.series import queries
from eventsvc.series.facts import SeriesFacts
from eventsvc.series.models import Series

_ADDRESSES_TRIED = 8


@dataclass(frozen=True, kw_only=True)
class Wish:
    """The whole of what can be edited. An empty `slug` lets the title choose."""

    slug: str = ""
    title_de: str = ""
    title_en: str = ""
    text_de: str = ""
    text_en: str = ""
    home_zone: str
    home_city: str
    partner_zone: str | None = None
    partner_city: str | None = None
    shift_rule: str = "ask"
    cover: str = "tide"
    default_start: time = time(18)
    default_minutes: int = 120
    default_venue: str = ""
    default_street: str = ""
    default_postcode_city: str = ""
    default_room: int | None = None
    default_online: int | None = None
    public: bool = True


_SHARED = (Organisation.slug,)  # /cal/<slug>.ics names both
COLUMNS = tuple(field.name for field in fields(Wish))


def create(organisation_id: int, wish: Wish, *, by: int | None) -> int:
    """A series with its own page and feed. Answers its id."""
    now = clock.now()
    values = {**asdict(wish), "organisation_id": organisation_id, "feed_changed_at": now, "created_at": now}
    with transaction() as connection:
        series_id = _inserted(connection, values, wish.slug or wish.title_en or wish.title_de)
        audit.note(
            organisation_id=organisation_id, person_id=by, deed="created", kind="series", subject_id=series_id,
            after={"title_de": wish.title_de, "title_en": wish.title_en},
        )
        _organisation_fed(connection, organisation_id)
    return series_id


def _inserted(connection: Connection, values: dict[str, Any], title: str) -> int:
    for _ in range(_ADDRESSES_TRIED):
        values["slug"] = old_addresses.free(connection, Series, title, beside=_SHARED)
        adding = db.insert(Series).values(values).on_conflict_do_nothing(index_elements=["slug"]).returning(Series.id)
        series_id = connection.execute(adding).scalar()
        if series_id is not None:
            return int(series_id)
    raise Refused("address-taken")


def edit(series_id: int, organisation_id: int, wish: Wish, *, version: int, by: int | None) -> None:
    """Take over what was typed. Defaults hold for new dates; what a date has, it keeps. The address stays until it is changed by hand."""
    with transaction() as connection:
        before = queries.by_id(series_id, organisation_id)
        wanted = {name: getattr(wish, name) for name in COLUMNS}
        if wish.slug in {"", before.slug}:
            wanted["slug"] = before.slug
        else:
            wanted["slug"] = old_addresses.free(connection, Series, wish.slug, own=series_id, beside=_SHARED)
        changed = {name: value for name, value in wanted.items() if getattr(before, name) != value}
        if before.feed_version != version:
            raise Refused("changed-meanwhile")
        if not changed:
            return
        _rewrite(connection, before, changed)
        _organisation_fed(connection, organisation_id)
        audit.note(
            organisation_id=organisation_id, person_id=by, deed="edited", kind="series", subject_id=series_id,
            before=_plain({name: getattr(before, name) for name in changed}), after=_plain(changed),
        )


def _rewrite(connection: Connection, before: SeriesFacts, values: dict[str, Any]) -> None:
    now = clock.now()
    writing = (
        update(Series).where(Series.id == before.id, Series.feed_version == before.feed_version)
        .values(**values, feed_version=Series.feed_version + 1, feed_changed_at=max(now, before.feed_changed_at))
    )
    try:
        with connection.begin_nested():
            written = connection.execute(writing).rowcount
    except IntegrityError as no:
        if db.violated(no) == "uq_series_slug":
            raise Refused("address-taken") from no
        raise
    if not written:
        raise Refused("changed-meanwhile")
    if "slug" in values:
        old_addresses.left(connection, Series, old=before.slug, new=values["slug"], subject_id=before.id)


def _organisation_fed(connection: Connection, organisation_id: int) -> None:
    now = clock.now()
    latest = case((Organisation.feed_changed_at > now, Organisation.feed_changed_at), else_=now)
    connection.execute(
        update(Organisation).where(Organisation.id == organisation_id)
        .values(feed_version=Organisation.feed_version + 1, feed_changed_at=latest),
    )


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, time) else value for name, value in values.items()}
