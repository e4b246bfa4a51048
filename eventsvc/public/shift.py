"""The weeks in which the two cities lie at another distance than usual, explained to guests."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from eventsvc.core import wording, zones
from eventsvc.events.facts import EventFacts
from eventsvc.public.sale import Badge


@dataclass(frozen=True)
class Explained:
    """A question that somebody may have, and its answer."""

    question: str
    answer: str


def note(event: EventFacts) -> zones.ShiftNote | None:
    """Why the partner's clock is off its usual time; None on an ordinary day."""
    return zones.closer_note(event.starts_at, event.zone, event.partner_zone) if event.partner_zone else None


def badge(event: EventFacts, lang: str) -> Badge | None:
    """10 instead of 9 o'clock in San Francisco."""
    found = note(event)
    if found is None or event.partner_city is None:
        return None
    city = zones.city_name(event.partner_city, lang)
    times = {"time": _hour(found.actual, lang), "usual": _hour(found.usual, lang)}
    return ("warn", "clock", _("%(time)s instead of %(usual)s in %(city)s", city=city, **times))


def explained(event: EventFacts, lang: str) -> Explained | None:
    """Why it is another hour over there on this day."""
    found = note(event)
    if found is None or event.partner_city is None or event.partner_zone is None:
        return None
    here, there = zones.city_name(event.city, lang), zones.city_name(event.partner_city, lang)
    question = _(
        "Why %(time)s in %(city)s on %(day)s?", time=_hour(found.actual, lang), city=there,
        day=wording.day_month(event.local_start, lang),
    )
    apart = abs(zones.gap_hours(event.starts_at, event.zone, event.partner_zone))
    hours = _(
        "In between the two cities are %(hours)s instead of %(usual)s hours apart.",
        hours=wording.number(_whole(apart), lang), usual=wording.number(_whole(apart + found.closer_by), lang),
    )
    return Explained(question, " ".join(part for part in (_changes(found, here, there, lang), hours) if part))


def _changes(found: zones.ShiftNote, here: str, there: str, lang: str) -> str:
    if found.here is None or found.there is None or found.here.begins != found.there.begins:
        return ""
    both = sorted(((found.here, here), (found.there, there)), key=lambda one: one[0].day)
    (first, first_city), (second, second_city) = both
    said = {
        "city": first_city, "day": wording.day_month(first.day, lang), "other": second_city, "later": wording.day_month(second.day, lang),
    }
    if first.begins:
        return _("Summer time begins in %(city)s on %(day)s, in %(other)s only on %(later)s.", **said)
    return _("Summer time ends in %(city)s on %(day)s, in %(other)s only on %(later)s.", **said)


def _hour(at: datetime, lang: str) -> str:
    """The time without needless zeros: 10 Uhr, 10 AM."""
    full = wording.clock_full(at, lang)
    return full if at.minute else full.replace(":00", "", 1).removeprefix("0")


def _whole(hours: float) -> int | float:
    return int(hours) if hours == int(hours) else hours
