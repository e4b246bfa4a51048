"""What an event's page shows, made from values that were read before: wordings, both clocks, the picker."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup  # noqa: TID251  only handed on

from eventsvc.core import wording, zones
from eventsvc.core.bilingual import Said, pick
from eventsvc.events import schedule
from eventsvc.events.facts import EventFacts, ProgrammeLine, SpeakerLine
from eventsvc.public import cards, sale, shift
from eventsvc.public.cards import Card
from eventsvc.public.share_picture import Words
from eventsvc.ticket_types.queries import Offer
from eventsvc.web import clocks, event_view, offer_view, richtext

_SHORT = {"San Francisco": "SF", "Los Angeles": "LA", "New York": "NY"}
FACES = 5


@dataclass(frozen=True)
class Facts:
    """All that was read for one page."""

    event: EventFacts
    offers: tuple[Offer, ...]
    programme: tuple[ProgrammeLine, ...]
    speakers: tuple[SpeakerLine, ...]
    others: tuple[EventFacts, ...]
    told: int
    now: datetime
    waits: Mapping[int, int] | None = None
    code: str = ""
    small_business: bool = False


@dataclass(frozen=True)
class Line:
    """One line of the programme, on both clocks."""

    at: str
    iso: str
    there: str
    title: Said


@dataclass(frozen=True)
class Stage:
    """Somebody on the stage."""

    name: str
    role: Said
    face: int


@dataclass(frozen=True)
class Text:
    """An organiser's text as safe HTML, with its language."""

    html: Markup
    lang: str


@dataclass(frozen=True)
class Off:
    """What became of an event that does not take place on its day."""

    since: str
    sentence: str
    reason: Said
    informed: str


@dataclass(frozen=True)
class EventPage:
    """The whole page."""

    title: Said
    summary: Said
    series: Said
    series_url: str | None
    number: str
    cover: str
    clocks: clocks.Clocks
    date: str
    brief: str
    text: Text | None
    directions: Text | None
    access: Said
    spoken: Said
    online: bool
    venue: str
    address: str
    map_url: str | None
    programme: tuple[Line, ...]
    speakers: tuple[Stage, ...]
    others: tuple[Card, ...]
    dates: dict[int, str]
    odd: shift.Explained | None
    phase: str
    state: str
    selling: str
    choices: tuple[offer_view.Card, ...]
    waitlist_url: str | None
    closed: str
    price: str
    left: str
    ends: str
    off: Off | None


def built(facts: Facts, lang: str) -> EventPage:
    """From values to words."""
    event, offers = facts.event, facts.offers
    here = zones.local(event.starts_at, event.zone)
    return EventPage(
        title=pick(event, "title", lang),
        summary=pick(event, "summary", lang),
        series=pick(event, "series_title", lang),
        series_url=url_for("series.show", lang=lang, slug=event.series_slug) if event.series_slug else None,
        number=cards.numbered(event),
        cover=cards.cover(event),
        clocks=event_view.both_clocks(event, lang),
        date=wording.day(here, lang),
        brief=f"{wording.weekday_short(here, lang)}, {wording.day_month(here, lang)}, {wording.clock(here, lang)}",
        text=_text(event, "text", lang),
        directions=_text(event, "directions", lang) if event.in_room else None,
        access=pick(event, "access", lang) if event.in_room else Said("", lang),
        spoken=pick(event, "spoken", lang),
        online=event.online,
        venue=(event.venue or _("Place to be announced")) if event.in_room else "",
        address=", ".join(part for part in (event.street, event.postcode_city) if part) if event.in_room else "",
        map_url=_map(event),
        programme=tuple(_line(event, line, lang) for line in facts.programme),
        speakers=tuple(Stage(one.name, pick(one, "role", lang), at % FACES) for at, one in enumerate(facts.speakers)),
        others=tuple(cards.card(other, (), lang, facts.now, plain=True) for other in facts.others),
        dates={at: wording.day(other.local_start, lang) for at, other in enumerate(facts.others)},
        odd=shift.explained(event, lang),
        phase="over" if event.over(facts.now) else "running" if event.running(facts.now) else "before",
        state=event.state,
        selling=sale.state(offers),
        choices=offer_view.cards(offers, event, lang, waits=facts.waits, code=facts.code, small_business=facts.small_business),
        waitlist_url=None if facts.waits is None else url_for("waitlist.form", slug=event.slug, code=facts.code or None),
        closed=offer_view.closed(event, offers) or "",
        price=sale.cheapest(offers, lang),
        left=sale.scarce(offers, lang),
        ends=wording.clock_full(zones.local(event.ends_at, event.zone), lang),
        off=_off(facts, lang) if event.state in {"cancelled", "postponed"} else None,
    )


def _off(facts: Facts, lang: str) -> Off:
    event = facts.event
    said = {"day": wording.day_long(event.local_start, lang), "times": cards.zoned(event, lang)}
    if event.state == "cancelled":
        sentence = _("The event on %(day)s, %(times)s does not take place.", **said)
    else:
        sentence = _("The event on %(day)s, %(times)s does not take place then.", **said)
    since = ""
    if event.cancelled_at is not None:
        then = zones.local(event.cancelled_at, event.zone)
        since = _("on %(day)s", day=f"{wording.day_month(then, lang)} {then.year}")
    return Off(since, sentence, pick(event, "reason", lang), _informed(event, facts.told, lang))


def _informed(event: EventFacts, told: int, lang: str) -> str:
    if event.state == "postponed":
        return _("Whoever is registered gets a mail; calendars show it as postponed.")
    if not told:
        return _("Calendars show it as cancelled.")
    return ngettext(
        "The one person who had registered is told by mail; calendars show it as cancelled.",
        "All %(count)s people who had registered are told by mail; calendars show it as cancelled.",
        told, count=wording.number(told, lang),
    )


def _text(event: EventFacts, field: str, lang: str) -> Text | None:
    said = pick(event, field, lang)
    return Text(richtext.html(said.text), said.lang) if said.text.strip() else None


def _map(event: EventFacts) -> str | None:
    """A search in OpenStreetMap; a link, so nothing is asked before somebody follows it."""
    if not event.in_room or not event.street:
        return None
    return f"https://www.openstreetmap.org/search?query={quote(', '.join((event.street, event.postcode_city or event.city)))}"


def _line(event: EventFacts, line: ProgrammeLine, lang: str) -> Line:
    wall = schedule.on_the_day(event.local_start, line.local_time)
    at = zones.instant(wall, event.zone)
    here = zones.local(at, event.zone)
    there = ""
    if event.partner_zone and event.partner_city and event.partner_zone != event.zone:
        over = zones.local(at, event.partner_zone)
        city = _SHORT.get(event.partner_city, zones.city_name(event.partner_city, lang))
        day = "" if over.date() == here.date() else f"{wording.weekday_short(over, lang)}, "
        there = _("%(time)s in %(city)s", time=day + wording.clock(over, lang), city=city)
    return Line(wording.clock(here, lang), here.isoformat(timespec="minutes"), there, pick(line, "title", lang))


def picture_words(event: EventFacts, lang: str) -> Words:
    """What the shared picture says."""
    places = [(event.city, event.zone)]
    if event.partner_city and event.partner_zone and event.partner_zone != event.zone:
        places.append((event.partner_city, event.partner_zone))
    times = []
    for city, zone in places:
        there = zones.local(event.starts_at, zone)
        letters = zones.abbreviation(event.starts_at, zone, lang)
        times.append((f"{zones.city_name(city, lang)} ({letters})", wording.clock_full(there, lang), wording.day(there, lang)))
    marks = {"cancelled": _("cancelled"), "postponed": _("postponed")}
    return Words(
        organisation=event.organisation_name, series=pick(event, "series_title", lang).text, title=pick(event, "title", lang).text,
        times=tuple(times), mark=marks.get(event.state, ""),
    )
