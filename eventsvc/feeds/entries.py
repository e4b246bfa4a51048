"""How an event becomes a calendar entry: the one function that feeds, downloads and mails share (spec: calendar 3.5)."""

from datetime import datetime

from eventsvc.core.bilingual import pick
from eventsvc.events.facts import EventFacts
from eventsvc.events.models import Event
from eventsvc.feeds import ics
from eventsvc.feeds.plain import plain

CANCELLED = {"de": "Abgesagt: ", "en": "Cancelled: "}
POSTPONED = {"de": "Verschoben: ", "en": "Postponed: "}
_PREFIX = {"cancelled": CANCELLED, "postponed": POSTPONED}
_STATUS = {"cancelled": "CANCELLED", "postponed": "TENTATIVE"}


def public(event: Event | EventFacts, lang: str, *, page: str, sequence: int | None = None, stamp: datetime | None = None) -> ics.Entry:
    """The entry of a feed or a download. `page` is the event's absolute address."""
    prefix = _PREFIX.get(event.state, {}).get(lang, "")
    return ics.Entry(
        uid=event.uid,
        stamp=stamp or event.changed_at,
        created=event.created_at,
        sequence=event.sequence if sequence is None else sequence,
        start=event.local_start,
        end=event.local_end,
        zone=event.zone,
        summary=prefix + pick(event, "title", lang).text,
        description=ics.described(pick(event, "summary", lang).text.strip() or plain(pick(event, "text", lang).text), page),
        location=_location(event, page),
        url=page,
        status=_STATUS.get(event.state, "CONFIRMED"),  # type: ignore[arg-type]
        transp="TRANSPARENT" if event.state == "cancelled" else "OPAQUE",
    )


def invitation(
    event: Event, lang: str, *, page: str, method: ics.Method, organiser: tuple[str, str], attendee: tuple[str, str], at: datetime,
    turns: int = 0,
) -> bytes:
    """The calendar part of a mail to one guest: REQUEST enters or moves the event, CANCEL takes it out (RFC 5546).

    `turns` counts how often this address has left the event before, so that a second registration is newer than the first one's
    cancellation. `organiser` and `attendee` are (name, address).
    """
    entry = public(event, lang, page=page, sequence=event.sequence + turns, stamp=at)
    mail = ics.Entry(
        uid=entry.uid, stamp=entry.stamp, created=entry.created, sequence=entry.sequence, start=entry.start, end=entry.end, zone=entry.zone,
        summary=pick(event, "title", lang).text, description=entry.description, location=entry.location, url=page,
        status="CANCELLED" if method == "CANCEL" else "CONFIRMED", transp=None if method == "CANCEL" else "OPAQUE", klass=None,
        organizer=ics.Person(*organiser), attendee=ics.Person(*attendee),
    )
    return ics.write(ics.Calendar(prodid=ics.prodid(organiser[0], lang), stamp=at, method=method), [mail])


def _location(event: Event | EventFacts, page: str) -> str:
    """One line; programs have no field for a stream, so an event that is only online names its page."""
    if event.venue:
        return ", ".join(part for part in (event.venue, event.street, event.postcode_city) if part)
    return page if event.online else ""
