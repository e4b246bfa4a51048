"""A ticket as pages and paper show it."""

from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup  # noqa: TID251  only handed on

from eventsvc.core import wording, zones
from eventsvc.core.bilingual import pick
from eventsvc.events.models import Event
from eventsvc.registration.queries import Whole
from eventsvc.tickets import codes
from eventsvc.tickets.queries import Held
from eventsvc.web import event_view, names, qr, shell

Badge = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class Side:
    """One city on paper."""

    where: str
    span: str
    date: str


@dataclass(frozen=True, kw_only=True)
class TicketView:
    """What the macro `ticket` and the printed page take."""

    id: int
    number: int
    organisation: str
    mark_url: str | None
    badge: Badge
    series: str
    title: str
    places: tuple[tuple[str, str, str, str], ...]
    sides: tuple[Side, ...]
    name: str
    type: str
    venue: str
    venue_more: str
    qr: Markup | None
    code: str
    label: str
    valid: bool
    online: bool


def all_of(whole: Whole, lang: str) -> tuple[TicketView, ...]:
    """The tickets of a registration in the order of issue; wishes and seats that are only kept are no tickets yet."""
    event = view_of(whole, lang)
    mark_url = shell.mark_url()
    return tuple(
        _one(whole, held, number, event, mark_url, lang)
        for number, held in enumerate(whole.tickets, start=1) if held.ticket.state in {"valid", "cancelled"}
    )


def view_of(whole: Whole, lang: str) -> event_view.EventView:
    """The registration's event in words."""
    title = pick(whole.series, "title", lang).text if whole.series else None
    return event_view.of(whole.event, lang, title)


def state(event_state: str, ticket_state: str) -> Badge:
    """The word on a ticket; an event that does not take place outdoes the ticket."""
    if event_state == "cancelled":
        return ("bad", "cross", _("event cancelled"))
    if ticket_state != "valid":
        return ("bad", "cross", _("cancelled"))
    if event_state == "postponed":
        return ("warn", "clock", _("postponed"))
    return ("ok", "check", _("valid"))


def places(event: Event, lang: str) -> tuple[tuple[str, str, str, str], ...]:
    """(city, time, ISO, date) for each side."""
    return tuple(
        (
            zones.city_name(city, lang), wording.clock_full(zones.local(event.starts_at, zone), lang),
            zones.local(event.starts_at, zone).isoformat(timespec="minutes"), wording.day(zones.local(event.starts_at, zone), lang),
        )
        for city, zone in _sides(event)
    )


def _sides(event: Event) -> tuple[tuple[str, str], ...]:
    home = (event.city, event.zone)
    if event.partner_zone is None or event.partner_zone == event.zone:
        return (home,)
    return (home, (event.partner_city or "", event.partner_zone))


def _paper_sides(event: Event, lang: str) -> tuple[Side, ...]:
    return tuple(
        Side(
            where=f"{zones.city_name(city, lang)} ({zones.abbreviation(event.starts_at, zone, lang)})",
            span=wording.span(zones.local(event.starts_at, zone), zones.local(event.ends_at, zone), lang),
            date=wording.day(zones.local(event.starts_at, zone), lang),
        )
        for city, zone in _sides(event)
    )


def _one(whole: Whole, held: Held, number: int, event: event_view.EventView, mark_url: str | None, lang: str) -> TicketView:
    usable = held.valid and whole.event.state != "cancelled"
    name = names.of(held.ticket.holder, whole.registration.name)
    online = held.kind == "online"
    return TicketView(
        id=held.ticket.id, number=number, organisation=whole.organisation.name, mark_url=mark_url,
        badge=state(whole.event.state, held.ticket.state), series=event.series, title=event.title.text,
        places=places(whole.event, lang), sides=_paper_sides(whole.event, lang), name=name,
        type=pick(held.type, "name", lang).text, venue=_("Online") if online else event.place,
        venue_more="" if online else event.doors, qr=qr.picture(held.ticket, whole.event.uuid) if usable else None,
        code=codes.shown(held.ticket.reference), label=_("Ticket for %(name)s", name=name), valid=usable, online=online,
    )
