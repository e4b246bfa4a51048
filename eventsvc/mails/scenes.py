"""What letters say about an event: when in both cities, where, and the calendar part."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from eventsvc.accounts.models import Organisation
from eventsvc.core import wording, zones
from eventsvc.core.bilingual import pick
from eventsvc.events.models import Event
from eventsvc.mails.rows import Clock, Place
from eventsvc.web.addresses import external


@dataclass(frozen=True, kw_only=True)
class Scene:
    """An event in one language."""

    event: Event
    organisation: Organisation
    language: str
    title: str
    reason: str
    clocks: tuple[Clock, ...]
    place: tuple[Place, ...]
    address: str
    glance: str


def of(event: Event, organisation: Organisation, language: str) -> Scene:
    """Everything a letter needs about the event."""
    start = zones.local(event.starts_at, event.zone)
    return Scene(
        event=event,
        organisation=organisation,
        language=language,
        title=pick(event, "title", language).text,
        reason=pick(event, "reason", language).text,
        clocks=clocks(event, event.starts_at, event.ends_at, language),
        place=_place(event, language),
        address=external("events.show", lang=language, slug=event.slug),
        glance=f"{wording.day_brief(start, language)}, {wording.clock_full(start, language)} {zones.city_name(event.city, language)}",
    )


def clocks(event: Event, start: datetime, end: datetime, language: str, *, before: bool = False) -> tuple[Clock, ...]:
    """The two clocks for an instant; `before` marks them as what was."""
    sides = [(event.zone, event.city)]
    if event.partner_zone and event.partner_city:
        sides.append((event.partner_zone, event.partner_city))
    found = []
    for zone, city in sides:
        begins, ends = zones.local(start, zone), zones.local(end, zone)
        where = f"{zones.city_name(city, language)} ({zones.abbreviation(start, zone, language)})"
        found.append(Clock(
            where=_("Before: %(where)s", where=where) if before else where,
            span=wording.span(begins, ends, language),
            day=wording.day(begins, language),
        ))
    return tuple(found)


def _place(event: Event, language: str) -> tuple[Place, ...]:
    if not event.venue:
        return (Place(_("Online")),) if event.online else ()
    lines = [", ".join(part for part in (event.street, event.postcode_city) if part)]
    if event.doors_at is not None:
        opens = datetime.combine(event.local_start.date(), event.doors_at)
        lines.append(_("Doors %(time)s", time=wording.clock_full(opens, language)))
    lines += [pick(event, "directions", language).text, pick(event, "access", language).text]
    return (Place(event.venue, tuple(line for line in lines if line)),)
