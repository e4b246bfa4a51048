"""An event as pages show it beside something else: title, both clocks, place, in the reader's language."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Protocol

from flask import url_for
from flask_babel import gettext as _

from eventsvc.core import wording, zones
from eventsvc.core.bilingual import Said, pick
from eventsvc.web import clocks


class Happening(Protocol):
    """What is read here; a row and frozen facts both have it."""

    @property
    def number(self) -> int | None: ...
    @property
    def zone(self) -> str: ...
    @property
    def city(self) -> str: ...
    @property
    def partner_zone(self) -> str | None: ...
    @property
    def partner_city(self) -> str | None: ...
    @property
    def local_start(self) -> datetime: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def doors_at(self) -> time | None: ...
    @property
    def venue(self) -> str: ...
    @property
    def street(self) -> str: ...
    @property
    def postcode_city(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class EventView:
    """Words only."""

    title: Said
    series: str
    clocks: clocks.Clocks
    date: str
    venue: str
    address: str
    doors: str

    @property
    def place(self) -> str:
        """Venue and street in one line."""
        return ", ".join(part for part in (self.venue, self.address) if part)


def of(event: Happening, lang: str, series_title: str | None = None) -> EventView:
    """The event in words. `series_title` in the same language, if it belongs to a series."""
    start = zones.local(event.starts_at, event.zone)
    doors = datetime.combine(event.local_start.date(), event.doors_at) if event.doors_at is not None else None
    return EventView(
        title=pick(event, "title", lang),
        series=_series(series_title, event.number),
        clocks=both_clocks(event, lang),
        date=wording.day(start, lang),
        venue=event.venue,
        address=", ".join(part for part in (event.street, event.postcode_city) if part),
        doors=_("Doors open at %(time)s", time=wording.clock_full(doors, lang)) if doors else "",
    )


def both_clocks(event: Happening, lang: str) -> clocks.Clocks:
    """The event's time in its own and in its partner's city."""
    partner = clocks.Place(event.partner_city or "", event.partner_zone) if event.partner_zone else None
    return clocks.of(event.starts_at, event.ends_at, clocks.Place(event.city, event.zone), partner, lang)


def _series(title: str | None, number: int | None) -> str:
    if not title:
        return ""
    return _("%(series)s, no. %(number)s", series=title, number=number) if number else title


def address(slug: str, code: str | None = None) -> str:
    """The path of the event's page in the reader's language, for who has a code with it."""
    return url_for("events.show", slug=slug, code=code)


def entry_address(slug: str) -> str:
    """The path of its calendar entry."""
    return url_for("feeds.event", slug=slug)
