"""What the door's pages show of an evening, in one language."""

from dataclasses import dataclass

from eventsvc.checkin import phones, queries
from eventsvc.checkin.phones import Evening, Phone
from eventsvc.core import bilingual, clock, wording, zones


@dataclass(frozen=True)
class Door:
    """The head of a door's page."""

    title: str
    where: str
    paired: bool
    admitted: int
    expected: int
    back: str | None = None


def of_evening(evening: Evening, lang: str) -> Door:
    """For a phone that is no door yet: which evening it is about."""
    start = zones.local(evening.starts_at, evening.zone)
    when = f"{wording.weekday_short(start, lang)}, {wording.day_month(start, lang)}, {wording.clock_full(start, lang)}"
    where = f"{when} {zones.city_name(evening.city, lang)}"
    return Door(bilingual.pick(evening, "title", lang).text, where, paired=False, admitted=0, expected=0)


def of_phone(phone: Phone, back: str | None = None) -> Door:
    """For a paired phone: its own name and how many are in."""
    title = bilingual.pick(phone.evening, "title", phone.language).text
    return Door(title, phone.name, paired=True, admitted=queries.inside(phone.evening.id), expected=expected(phone.evening), back=back)


def expected(evening: Evening) -> int:
    """How many the event's own list waits for."""
    return queries.expected(evening.id, queries.kinds(evening.id))


def forgotten_at(evening: Evening, lang: str) -> str:
    """When phones forget the guest list, by the event's clock."""
    end = zones.local(evening.phones_end, evening.zone)
    return f"{wording.weekday_short(end, lang)}, {wording.day_month(end, lang)}, {wording.clock_full(end, lang)}"


def opening(evening: Evening, lang: str) -> str:
    """When the doors open, by the event's clock ("" if nobody said)."""
    if evening.doors_at is None:
        return ""
    start = zones.local(evening.starts_at, evening.zone)
    return wording.clock_full(start.replace(hour=evening.doors_at.hour, minute=evening.doors_at.minute), lang)


def over(evening: Evening) -> bool:
    """Whether phones are locked by now."""
    return clock.now() >= evening.ends_at + phones.PHONE_LASTS
