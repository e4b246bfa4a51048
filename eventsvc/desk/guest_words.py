"""Guests in words: states, history, the columns of the file."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g
from flask_babel import gettext as _

from eventsvc.core import clock, wording, zones
from eventsvc.core.bilingual import pick
from eventsvc.desk import waitlist_words
from eventsvc.desk.guest_reads import Guest
from eventsvc.tickets import codes

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


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What the macro `timeline` takes."""

    at: datetime
    icon: str
    kind: str
    who: str
    text: str
    before: str | None = None
    after: str | None = None
    when: str
    iso: str | None
    more: str = ""


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
        ticket_id=guest.ticket_id, registration_id=guest.registration_id, name=guest.holder, under=under,
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
        guest.holder, guest.email, pick(guest, "name", g.lang).text, state, codes.shown(guest.reference), guest.name, guest.language,
        _iso(guest.created_at, zone), came,
    )


def _iso(at: datetime, zone: str) -> str:
    return zones.local(at, zone).isoformat(timespec="seconds")


def deed(entry: Any, zone: str) -> Entry:
    """A line of the audit log."""
    known: dict[str, Callable[[], tuple[str, str, str]]] = {
        **waitlist_words.deeds(),
        "registered": lambda: ("plus", "accent", _("added the guest")),
        "renamed": lambda: ("pen", "", _("changed the name")),
        "email-corrected": lambda: ("pen", "", _("corrected the address")),
        "language-changed": lambda: ("language", "", _("chose another language")),
        "ticket-cancelled": lambda: ("cross", "warn", _("cancelled one ticket")),
        "cancelled": lambda: ("cross", "bad", _("cancelled the registration")),
        "paid": lambda: ("euro", "ok", _("said that it is paid")),
        "address-confirmed": lambda: ("check", "ok", _("confirmed the address")),
        "expired": lambda: ("clock", "warn", _("the deadline ended")),
        "sent-again": lambda: ("mail", "", _("had the ticket sent again")),
        "disowned": lambda: ("lock", "bad", _("had the registration deleted")),
    }
    told = known.get(entry.deed)
    icon, kind, text = told() if told else ("info", "", str(entry.deed))
    changed = [name for name in ("name", "email") if name in entry.before and name in entry.after]
    return Entry(
        at=entry.at, icon=icon, kind=kind, who=entry.who or _somebody(entry), text=text,
        before=str(entry.before[changed[0]]) if changed else None, after=str(entry.after[changed[0]]) if changed else None,
        when=_when(entry.at, zone), iso=entry.at.isoformat(timespec="seconds"),
        more=entry.reason,
    )


def _somebody(entry: Any) -> str:
    """Who did it, if nobody of the team."""
    if entry.actor != "system":
        return _("The guest")
    return _("The waitlist") if entry.deed in waitlist_words.BY_ITSELF else ""


def letter(row: Any, zone: str) -> Entry:
    """A line of the outbox."""
    names: dict[str, Callable[[], str]] = {
        **waitlist_words.mails(),
        "ticket": lambda: _("Mail with the ticket"),
        "tickets-again": lambda: _("Mail with the ticket, once more"),
        "registration-cancelled": lambda: _("Mail about the cancellation"),
        "confirm-address": lambda: _("Mail with the button that confirms the address"),
        "ordered": lambda: _("Mail about the order"),
        "deadline-over": lambda: _("Mail: the deadline has passed"),
        "where-it-stands": lambda: _("Mail with the link to the registration"),
        "letter-event-changed": lambda: _("Mail about a change of the event"),
        "letter-event-cancelled": lambda: _("Mail: the event is cancelled"),
    }
    states: dict[str, Callable[[], str]] = {
        "waiting": lambda: _("waits"), "sending": lambda: _("is being sent"), "sent": lambda: _("handed over"),
        "failed": lambda: _("failed"), "dropped": lambda: _("not sent, no longer needed"),
    }
    at, name = row.sent_at or row.created_at, names.get(row.kind)
    what = name() if name else _("Mail")
    return Entry(
        at=at, icon="mail", kind="bad" if row.state == "failed" else "", who="",
        text=f"{what}: {states[row.state]()}", when=_when(at, zone),
        iso=at.isoformat(timespec="seconds"), more=row.reason if row.state == "failed" else "",
    )


def began(created_at: datetime, many: int, zone: str) -> Entry:
    """The first line of every history."""
    return Entry(
        at=created_at, icon="ticket", kind="ok", who="", text=_registered(many), when=_when(created_at, zone),
        iso=created_at.isoformat(timespec="seconds"),
    )


def _registered(many: int) -> str:
    return _("Registered, ticket issued") if many == 1 else _("Registered, %(num)s tickets issued", num=many)


def _when(at: datetime, zone: str) -> str:
    return wording.moment(at, zone, g.lang, now=clock.now())
