"""Guests in words: how they stand, the lines of the list."""

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
    source: str


def badge(ticket: str, registration: str, came_at: datetime | None, zone: str) -> Badge:
    """How a ticket stands, which depends on its registration; times are the event's."""
    if came_at is not None:
        return ("ok", "check-circle", _("in since %(time)s", time=wording.clock_full(zones.local(came_at, zone), g.lang)))
    if ticket == "valid":
        return ("ok", "check", _("registered"))
    if ticket == "wanted" and registration == "confirmed":
        return ("note", "list", _("waits for the room"))
    if ticket == "reserved" and registration in {"waiting", "confirmed"}:
        return ("accent", "clock", _("offer out"))
    if ticket in {"wanted", "reserved", "unpaid"} or registration in {"declined", "expired"}:
        return standing(registration)
    return ("", "cross", _("cancelled"))


def standing(state: str) -> Badge:
    """How a registration stands."""
    known: dict[str, Callable[[], Badge]] = {
        "held": lambda: ("accent", "clock", _("not finished")), "unconfirmed": lambda: ("warn", "mail", _("address not confirmed")),
        "waiting": lambda: ("note", "list", _("waiting")), "applied": lambda: ("warn", "clock", _("request")),
        "approved": lambda: ("accent", "clock", _("accepted, to be ordered")), "unpaid": lambda: ("warn", "clock", _("to be paid")),
        "confirmed": lambda: ("ok", "check", _("registered")), "passed": lambda: ("", "arrow-right", _("passed on")),
        "declined": lambda: ("", "cross", _("declined")), "expired": lambda: ("", "minus", _("deadline over")),
    }
    return known.get(state, lambda: ("", "cross", _("cancelled")))()


def line(guest: Guest, zone: str) -> Line:
    """As the list shows it; a code is nobody's business before its ticket is valid."""
    under = guest.email if guest.name == guest.holder else _("%(email)s, registered by %(name)s", email=guest.email, name=guest.name)
    return Line(
        ticket_id=guest.ticket_id, registration_id=guest.registration_id, name=names.of(guest.holder, guest.name), under=under,
        type=pick(guest, "name", g.lang).text, badge=badge(guest.state, guest.standing, guest.came_at, zone),
        when=wording.moment(guest.created_at, zone, g.lang, now=clock.now()), source=guest.source or _("direct"),
        reference=codes.shown(guest.reference) if guest.state == "valid" else "–",
    )
