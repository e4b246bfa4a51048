"""Calendars as bytes: made once per version, language and day, the same in every process."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from eventsvc.core import clock
from eventsvc.core.bilingual import pick
from eventsvc.events import queries as events
from eventsvc.events.facts import EventFacts
from eventsvc.feeds import colours, entries, ics, queries, store
from eventsvc.feeds.plain import plain
from eventsvc.feeds.queries import Stamp
from eventsvc.feeds.store import File, Store

MOST_BYTES = 900_000
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Where a calendar's things are found: its own address, its page, and of a slug the event's page."""

    source: str
    page: str
    event: Callable[[str], str]


def subscribed(kept: Store, found: Stamp, lang: str, addresses: Callable[[], Addresses]) -> File:
    """The calendar of a series or an organisation, from the store if nothing has changed since."""
    day = _midnight(clock.now())
    key = (found, lang, day)
    made = kept.get(key)
    if made is None:
        made = _made(found, lang, day, addresses())
        kept.put(key, made, address=(found.slug, lang))
    return made


def single(event: EventFacts, lang: str, page: str) -> File:
    """One event as a file to download."""
    calendar = ics.Calendar(prodid=ics.prodid(event.organisation_name, lang), stamp=event.changed_at)
    return store.file(ics.write(calendar, [entries.public(event, lang, page=page)]), event.changed_at)


def _made(found: Stamp, lang: str, day: datetime, addresses: Addresses) -> File:
    title = queries.title(found)
    left = queries.last_left(found, day)
    changed_at = max(found.changed_at, _next_midnight(left)) if left else found.changed_at
    calendar = ics.Calendar(
        prodid=ics.prodid(title.organisation, lang), stamp=changed_at, name=pick(title, "title", lang).text,
        description=plain(pick(title, "text", lang).text), zone=title.zone, source=addresses.source, url=addresses.page,
        color=colours.nearest(title.accent),
    )
    return store.file(_fitting(calendar, events.for_feed(day, **found.whose), lang, addresses), changed_at)


def _fitting(calendar: ics.Calendar, shown: Sequence[EventFacts], lang: str, addresses: Addresses) -> bytes:
    """At most as large as every calendar program takes; the oldest events go first."""
    some = [entries.public(event, lang, page=addresses.event(event.slug)) for event in shown]
    body = ics.write(calendar, some)
    while len(body) > MOST_BYTES and some:
        some = some[1 + int(len(some) * (1 - MOST_BYTES / len(body))):]
        body = ics.write(calendar, some)
    return body


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def _next_midnight(at: datetime) -> datetime:
    """What grows too old during a day leaves the calendar at its end."""
    day = _midnight(at)
    return at if day == at else day + _DAY
