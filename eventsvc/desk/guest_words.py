"""Guests in words: states, history, the columns of the file."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import g
from flask_babel import gettext as _

from eventsvc.core import clock, wording, zones
from eventsvc.core.bilingual import pick
from eventsvc.desk.guest_reads import Guest
from eventsvc.tickets import codes
from eventsvc.web import names

Badge = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of the list."""

    ticket_id: int
    registration_id: int
    name: str
    under: str
    type: str
    badge: Badge
    when: str
    reference: str


def badge(state: str, came_at: datetime | None, zone: str) -> Badge:
    """How somebody stands; times are the event's."""
    if came_at is not None:
        return ("ok", "check-circle", _("in since %(time)s", time=wording.clock_full(zones.local(came_at, zone), g.lang)))
    known: dict[str, Callable[[], Badge]] = {
        "valid": lambda: ("ok", "check", _("registered")), "wanted": lambda: ("note", "list", _("waiting")),
        "reserved": lambda: ("accent", "clock", _("held")), "unpaid": lambda: ("warn", "clock", _("to be paid")),
    }
    return known.get(state, lambda: ("", "cross", _("cancelled")))()


def line(guest: Guest, zone: str) -> Line:
    """As the list shows it."""
    under = guest.email if guest.name == guest.holder else _("%(email)s, registered by %(name)s", email=guest.email, name=guest.name)
    return Line(
        ticket_id=guest.ticket_id, registration_id=guest.registration_id, name=names.of(guest.holder, guest.name), under=under,
        type=pick(guest, "name", g.lang).text, badge=badge(guest.state, guest.came_at, zone),
        when=wording.moment(guest.created_at, zone, g.lang, now=clock.now()), reference=codes.shown(guest.reference),
    )


def head() -> tuple[str, ...]:
    """The columns of the file."""
    return (
        _("Name"), _("Email"), _("Ticket"), _("State"), _("Code"), _("Registered by"), _("Language"), _("Registered at"), _("Came in at"),
    )


def cells(guest: Guest, zone: str) -> tuple[str, ...]:
    """A row of the file. Instants are ISO in the event's zone, with offset."""
    came = "" if guest.came_at is None else _iso(guest.came_at, zone)
    state = _("came") if guest.came_at else _("registered") if guest.state == "valid" else _("cancelled")
    return (
        names.of(guest.holder, guest.name), guest.email, pick(guest, "name", g.lang).text, state, codes.shown(guest.reference),
        guest.name, guest.language, _iso(guest.created_at, zone), came,
    )


def _iso(at: datetime, zone: str) -> str:
    return zones.local(at, zone).isoformat(timespec="seconds")
