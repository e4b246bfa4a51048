"""Events as cards in lists: date, both times, place, at most two badges."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from eventsvc.core import wording, zones
from eventsvc.core.bilingual import pick
from eventsvc.events.facts import EventFacts
from eventsvc.public import sale, shift
from eventsvc.public.sale import Badge
from eventsvc.ticket_types.queries import Offer
from eventsvc.web import clocks, event_view
from eventsvc.web.assets import asset

COVERS = ("bridge", "cranes", "gables", "hills", "tide")
MOST_BADGES = 2


@dataclass(frozen=True)
class DateBox:
    """The day as the event's city has it."""

    iso: str
    weekday: str
    day: int
    month: str


@dataclass(frozen=True)
class Card:
    """What the macro `event_card` takes."""

    url: str
    title: str
    lang: str
    date: DateBox
    series: str
    clocks: clocks.Clocks
    place_kind: str
    place: str
    badges: tuple[Badge, ...]
    cover: str | None
    off: bool


def card(
    event: EventFacts, offers: Sequence[Offer], lang: str, now: datetime, *, within_series: bool = False, plain: bool = False,
) -> Card:
    """One event. `within_series`: its number instead of the series' name, odd hours said. `plain`: neither cover nor places."""
    title = pick(event, "title", lang)
    return Card(
        url=url_for("events.show", lang=lang, slug=event.slug),
        title=title.text,
        lang=title.lang,
        date=datebox(event, lang),
        series=numbered(event) if within_series else "" if plain else pick(event, "series_title", lang).text,
        clocks=event_view.both_clocks(event, lang),
        place_kind=kind(event),
        place=place(event, with_kind=not within_series),
        badges=badges(event, () if plain else offers, lang, now, odd_hours=within_series, with_places=not plain),
        cover=None if plain else cover(event),
        off=event.state != "published",
    )


def datebox(event: EventFacts, lang: str) -> DateBox:
    day = event.local_start
    return DateBox(day.date().isoformat(), wording.weekday_short(day, lang), day.day, wording.month_short(day, lang))


def cover(event: EventFacts) -> str:
    """The picture: the event's, else the series', else the tide."""
    return picture(event.cover or event.series_cover or "")


def picture(name: str) -> str:
    """The address of one of our covers; an unknown name gets the tide."""
    return asset(f"img/cover-{name if name in COVERS else 'tide'}.svg")


def kind(event: EventFacts) -> str:
    """room, online or hybrid."""
    return "hybrid" if event.in_room and event.online else "online" if event.online else "room"


def place(event: EventFacts, *, with_kind: bool = True) -> str:
    """Hybrid · Speicher 7 and online."""
    how = kind(event)
    if how == "online":
        return _("Online")
    venue = event.venue or _("place to be announced")
    where = _("%(venue)s and online", venue=venue) if how == "hybrid" and event.venue else venue
    if with_kind:
        return f"{_('Hybrid') if how == 'hybrid' else _('In the room')} · {where}"
    return where if event.venue or how == "room" else _("%(venue)s, online", venue=_("Place to be announced"))


def numbered(event: EventFacts) -> str:
    """No. 3: which one of its series."""
    return _("No. %(number)s", number=event.number) if event.number else ""


def badges(
    event: EventFacts, offers: Sequence[Offer], lang: str, now: datetime, *, odd_hours: bool = False, with_places: bool = True,
) -> tuple[Badge, ...]:
    """The two that matter most."""
    if event.state == "cancelled":
        return (("bad", "off", _("cancelled")),)
    if event.state == "postponed":
        return (("warn", "clock", _("postponed")),)
    if event.over(now):
        return ()
    running = ("ok", "speech", _("on now")) if event.running(now) else None
    odd = shift.badge(event, lang) if odd_hours else None
    places = sale.badge(offers, event.zone, lang, listed=sale.waits(offers, event, now)) if with_places else None
    rare = places if places and places[0] else None
    found = (running, rare, odd, None if rare or odd else places)
    return tuple(one for one in found if one is not None)[:MOST_BADGES]


def month(event: EventFacts, lang: str) -> str:
    """The heading that the event stands under."""
    return wording.month_year(event.local_start, lang)


def zoned(event: EventFacts, lang: str) -> str:
    """14:00 Uhr Hamburg (MESZ), 05:00 Uhr San Francisco (PDT): for a sentence."""
    places = [(event.city, event.zone)]
    if event.partner_city and event.partner_zone and event.partner_zone != event.zone:
        places.append((event.partner_city, event.partner_zone))
    said = []
    for city, zone in places:
        there = zones.local(event.starts_at, zone)
        other = "" if there.date() == event.local_start.date() else f"{wording.weekday_short(there, lang)}, "
        letters = zones.abbreviation(event.starts_at, zone, lang)
        said.append(f"{other}{wording.clock_full(there, lang)} {zones.city_name(city, lang)} ({letters})")
    return ", ".join(said)
