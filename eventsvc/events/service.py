"""Deeds on events: draft, edit, publish, postpone, cancel, reinstate. What is visible changes together with what feeds are told."""

import uuid
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, bindparam, case, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from eventsvc.accounts.models import Organisation
from eventsvc.core import audit, clock, db, old_addresses
from eventsvc.core.db import transaction
from eventsvc.core.errors import Missing, Refused
from eventsvc.core.outbox import enqueue
from eventsvc.events import queries, schedule
from eventsvc.events.facts import EventFacts, ProgrammeLine, SpeakerLine
from eventsvc.events.models import Event, ProgrammeItem, Speaker
from eventsvc.events.states import WAYS, Deed
from eventsvc.events.wishes import APPOINTMENT, BEHIND_THE_SCENES, COLUMNS, Change, New, plain
from eventsvc.series.models import Series

_ADDRESSES_TRIED = 8
_TOUCH = update(Event).where(Event.id == bindparam("event")).values(version=Event.version + 1, changed_at=bindparam("now"))
_SEQUENCE = update(Event).where(Event.id == bindparam("event")).values(sequence=Event.sequence + 1)


def _fed(table: Any, ours: Any) -> Any:
    now = bindparam("now", type_=table.feed_changed_at.type)
    latest = case((table.feed_changed_at > now, table.feed_changed_at), else_=now)
    return update(table).where(table.id == ours).values(feed_version=table.feed_version + 1, feed_changed_at=latest)


_SERIES_FED = _fed(Series, select(Event.series_id).where(Event.id == bindparam("event")).scalar_subquery())
_ORGANISATION_FED = _fed(Organisation, select(Event.organisation_id).where(Event.id == bindparam("event")).scalar_subquery())


def touched(connection: Connection, event_id: int) -> None:
    """The event's pages are to be made anew (places, ticket types); calendars do not change."""
    connection.execute(_TOUCH, {"event": event_id, "now": clock.now()})


def visible_change(connection: Connection, event_id: int) -> None:
    """Something that the public sees has changed: pages, calendar entries and both feeds are new, in the transaction of the change."""
    touched(connection, event_id)
    _announce(connection, event_id)


def _announce(connection: Connection, event_id: int) -> None:
    connection.execute(_SEQUENCE, {"event": event_id})
    for fed in (_SERIES_FED, _ORGANISATION_FED):
        connection.execute(fed, {"event": event_id, "now": clock.now()})


def create(organisation_id: int, new: New, *, by: int | None, calendar_domain: str) -> int:
    """A draft, seen by the team alone. Its UID is made here, once and for ever. Answers its id."""
    span = schedule.between(new.local_start, new.local_end, new.zone)
    name, now = uuid.uuid4(), clock.now()
    values = {
        **asdict(new), "organisation_id": organisation_id, "starts_at": span.starts_at, "ends_at": span.ends_at, "uuid": str(name),
        "uid": f"{name}@{calendar_domain}", "changed_at": now, "created_at": now,
    }
    with transaction() as connection:
        if new.series_id is not None:
            values["number"] = _next_number(connection, new.series_id, organisation_id)
        event_id = _inserted(connection, values, new.title_en or new.title_de)
        audit.note(
            organisation_id=organisation_id, person_id=by, deed="created", kind="event", subject_id=event_id,
            after=plain([("title_de", new.title_de), ("title_en", new.title_en), ("local_start", new.local_start)]),
        )
    return event_id


def _next_number(connection: Connection, series_id: int, organisation_id: int) -> int:
    owner = connection.execute(select(Series.organisation_id).where(Series.id == series_id)).scalar()
    if owner != organisation_id:
        raise Missing
    highest = connection.execute(select(func.max(Event.number)).where(Event.series_id == series_id)).scalar()
    return (highest or 0) + 1


def _inserted(connection: Connection, values: dict[str, Any], title: str) -> int:
    for _ in range(_ADDRESSES_TRIED):
        slug = old_addresses.free(connection, Event, title)
        adding = db.insert(Event).values(**values, slug=slug).on_conflict_do_nothing(index_elements=["slug"]).returning(Event.id)
        event_id = connection.execute(adding).scalar()
        if event_id is not None:
            return int(event_id)
    raise Refused("address-taken")


def edit(event_id: int, organisation_id: int, change: Change, *, version: int, by: int | None) -> None:
    """Take over what was typed in the editor. Refuses if somebody else saved in between (`version` is the one that was edited)."""
    span = schedule.between(change.local_start, change.local_end, change.zone)
    with transaction() as connection:
        before = queries.by_id(event_id, organisation_id)
        if before.version != version:
            raise Refused("changed-meanwhile")
        changed = _changed(connection, before, change)
        lists = _relisted(event_id, change)
        if not changed and not lists:
            return
        moved = {"moved_at": clock.now(), "moved_from": before.starts_at} if before.visible and span.starts_at != before.starts_at else {}
        _rewrite(connection, before, {**changed, "starts_at": span.starts_at, "ends_at": span.ends_at, **moved})
        _write_lists(connection, event_id, lists)
        audit.note(
            organisation_id=organisation_id, person_id=by, deed="edited", kind="event", subject_id=event_id,
            before=plain((name, getattr(before, name)) for name in changed),
            after={**plain(changed.items()), **{table.__tablename__: len(lines) for table, lines in lists}},
        )
        if before.visible and (lists or changed.keys() - BEHIND_THE_SCENES):
            _announce(connection, event_id)
            _tell_guests(before, set(changed), ended=span.ends_at <= clock.now())


def _changed(connection: Connection, before: EventFacts, change: Change) -> dict[str, Any]:
    wanted = {name: getattr(change, name) for name in COLUMNS}
    wanted["slug"] = _address(connection, before, change)
    changed = {name: value for name, value in wanted.items() if getattr(before, name) != value}
    if "series_id" in changed:
        if before.published_at is not None:
            raise Refused("series-fixed")
        series = change.series_id
        changed["number"] = None if series is None else _next_number(connection, series, before.organisation_id)
    return changed


def _address(connection: Connection, before: EventFacts, change: Change) -> str:
    """A draft's address follows its title until somebody chooses another; a published one stays until it is changed by hand."""
    title = change.title_en or change.title_de
    renamed = (before.title_en or before.title_de) != title
    if change.slug and change.slug != before.slug:
        return old_addresses.free(connection, Event, change.slug, own=before.id)
    if before.published_at is None and renamed and before.slug == _by_title(connection, before):
        return old_addresses.free(connection, Event, title, own=before.id)
    return before.slug


def _by_title(connection: Connection, event: EventFacts) -> str:
    """What the address would be if it came from the title."""
    return old_addresses.free(connection, Event, event.title_en or event.title_de, own=event.id)


def _rewrite(connection: Connection, before: EventFacts, values: dict[str, Any]) -> None:
    writing = (
        update(Event).where(Event.id == before.id, Event.version == before.version)
        .values(**values, version=Event.version + 1, changed_at=clock.now())
    )
    try:
        with connection.begin_nested():
            written = connection.execute(writing).rowcount
    except IntegrityError as no:
        if db.violated(no) == "uq_event_slug":
            raise Refused("address-taken") from no
        raise
    if not written:
        raise Refused("changed-meanwhile")
    if "slug" in values and before.published_at is not None:
        old_addresses.left(connection, Event, old=before.slug, new=values["slug"], subject_id=before.id)


def _relisted(event_id: int, change: Change) -> list[tuple[Any, tuple[ProgrammeLine | SpeakerLine, ...]]]:
    """Programme and speakers, where they differ from what there is."""
    found: list[tuple[Any, tuple[ProgrammeLine | SpeakerLine, ...]]] = []
    if queries.programme(event_id) != change.programme:
        found.append((ProgrammeItem, change.programme))
    if queries.speakers(event_id) != change.speakers:
        found.append((Speaker, change.speakers))
    return found


def _write_lists(connection: Connection, event_id: int, lists: list[tuple[Any, tuple[ProgrammeLine | SpeakerLine, ...]]]) -> None:
    for table, lines in lists:
        connection.execute(delete(table).where(table.event_id == event_id))
        rows = [{"event_id": event_id, "position": position, **asdict(line)} for position, line in enumerate(lines)]
        if rows:
            connection.execute(insert(table), rows)


def _tell_guests(before: EventFacts, changed: set[str], *, ended: bool) -> None:
    """A letter for a new time or place; none for a better title, and none after the evening."""
    if before.state == "cancelled" or ended or not changed & APPOINTMENT:
        return
    enqueue(
        "event-changed", organisation_id=before.organisation_id, event_id=before.id,
        payload={"event_id": before.id, "before": plain((name, getattr(before, name)) for name in sorted(APPOINTMENT))},
        once=f"event-changed:{before.id}:{before.sequence + 1}",
    )


def turn(
    deed: Deed, event_id: int, organisation_id: int, *, by: int | None, reason_de: str = "", reason_en: str = "",
) -> None:
    """Publish, postpone, cancel or reinstate. Of two at once the first one counts; the page stays and says what became of the event.

    What must be there before publishing is asked by `ticket_types.service.publish`, which knows the offers.
    """
    way, now = WAYS[deed], clock.now()
    values: dict[str, Any] = {"state": way.to, "reason_de": reason_de, "reason_en": reason_en}
    values["cancelled_at"] = now if way.to == "cancelled" else None
    if deed == "publish":
        values["published_at"] = now
    with transaction() as connection:
        before = queries.by_id(event_id, organisation_id)
        if before.over(now):
            raise Refused("event-over")
        turning = update(Event).where(Event.id == event_id, Event.state.in_(way.of)).values(**values).returning(Event.sequence)
        sequence = connection.execute(turning).scalar()
        if sequence is None:
            raise Refused("other-state", state=queries.by_id(event_id, organisation_id).state)
        visible_change(connection, event_id)
        audit.note(
            organisation_id=organisation_id, person_id=by, deed=way.deed, kind="event", subject_id=event_id,
            before={"state": before.state}, after={"state": way.to}, reason=reason_en or reason_de,
        )
        if way.job is not None:
            enqueue(
                way.job, organisation_id=organisation_id, event_id=event_id, payload={"event_id": event_id, "deed": way.deed},
                once=f"{way.job}:{event_id}:{sequence + 1}",
            )


def delete_draft(event_id: int, organisation_id: int, *, by: int | None) -> None:
    """Remove what was never public. Ticket types and pools are gone already: their domain stands above this one."""
    with transaction() as connection:
        before = queries.by_id(event_id, organisation_id)
        if before.published_at is not None:
            raise Refused("was-public")
        for table in (ProgrammeItem, Speaker):
            connection.execute(delete(table).where(table.event_id == event_id))
        if not connection.execute(delete(Event).where(Event.id == event_id, Event.published_at.is_(None))).rowcount:
            raise Refused("was-public")  # just now: all that was deleted above comes back
        audit.note(
            organisation_id=organisation_id, person_id=by, deed="deleted", kind="event", subject_id=event_id,
            before=plain([("title_de", before.title_de), ("title_en", before.title_en)]),
        )
