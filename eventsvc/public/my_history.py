"""What happened to a registration, as its guest reads it: the deeds, the mails, the door."""

from collections.abc import Callable
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.accounts.history import Entry
from eventsvc.core import clock, wording
from eventsvc.registration import my_data
from eventsvc.registration.my_data import Known
from eventsvc.web.parts import Step

SHOWN = 12
Words = tuple[str, str, str]


def steps(known: Known, lang: str) -> list[Step]:
    """The latest first; the whole of it is in the file."""
    zone = known.whole.event.zone
    found = [(one.at, *_deed(one)) for one in known.history]
    found += [(row.at, "door", "done", _("Came in")) for row in known.scans if row.verdict == "admit" and row.direction == "in"]
    found += [(row.decided_at, *RULINGS[row.answer]()) for row in known.rulings]
    found.sort(key=lambda one: one[0], reverse=True)
    began = known.whole.registration.created_at
    if not any(one.deed in {"registered", "joined-waitlist"} for one in known.history):
        found.append((began, "check", "done", _("Registered")))
    return [_step(at, icon, state, text, zone, lang) for at, icon, state, text in found[:SHOWN]]


def mails(known: Known, lang: str) -> str:
    """How many, and when the last one was written."""
    many = len(known.mails)
    if not many:
        return ""
    when = wording.moment(known.mails[-1].created_at, known.whole.event.zone, lang, now=clock.now())
    return ngettext("%(num)s mail, on %(when)s", "%(num)s mails, the last one on %(when)s", many, when=when)


def _step(at: datetime, icon: str, state: str, text: str, zone: str, lang: str) -> Step:
    when = wording.moment(at, zone, lang, now=clock.now())
    return Step(state, text, when, icon=icon, iso=at.isoformat(timespec="seconds"))


def _deed(entry: Entry) -> Words:
    known = DEEDS.get(entry.deed)
    icon, state, text = known() if known else ("info", "next", _("Something was changed"))
    if my_data.by(entry) == "team":
        text = _("%(what)s, by the team", what=text)
    return icon, state, text


RULINGS: dict[str, Callable[[], Words]] = {
    "yes": lambda: ("check", "done", _("Application answered: yes")),
    "later": lambda: ("clock", "next", _("Answer to the application put off")),
    "no": lambda: ("cross", "next", _("Application answered: no")),
}
DEEDS: dict[str, Callable[[], Words]] = {
    "registered": lambda: ("check", "done", _("Registered")),
    "renamed": lambda: ("pen", "next", _("Name changed")),
    "email-corrected": lambda: ("pen", "next", _("Email address corrected")),
    "language-changed": lambda: ("language", "next", _("Language changed")),
    "address-confirmed": lambda: ("check", "done", _("Email address confirmed")),
    "paid": lambda: ("euro", "done", _("Noted as paid")),
    "invoice-readdressed": lambda: ("euro", "next", _("Invoice written to another address")),
    "expired": lambda: ("clock", "next", _("The time ran out")),
    "ticket-cancelled": lambda: ("cross", "next", _("One ticket cancelled")),
    "cancelled": lambda: ("cross", "next", _("Cancelled")),
    "switched": lambda: ("swap", "next", _("Switched between room and online")),
    "guest-entered": lambda: ("person", "done", _("A guest entered the own name")),
    "guest-gave-back": lambda: ("undo", "next", _("A guest gave the place back")),
    "guest-refused": lambda: ("lock", "next", _("A guest does not know you")),
    "guests-added": lambda: ("plus", "done", _("More people registered")),
    "passed-on": lambda: ("send", "next", _("Ticket passed on")),
    "passed-to": lambda: ("ticket", "done", _("Ticket received from somebody else")),
    "declined-ticket": lambda: ("undo", "next", _("Ticket given back")),
    "came-back": lambda: ("undo", "done", _("Ticket came back")),
    "sent-again": lambda: ("mail", "next", _("Mail sent once more")),
    "joined-waitlist": lambda: ("list", "done", _("Joined the waitlist")),
    "waitlist-changed": lambda: ("list", "next", _("Wishes on the waitlist changed")),
    "left-waitlist": lambda: ("list", "next", _("Left the waitlist")),
    "moved-up": lambda: ("arrow-up", "done", _("Moved up from the waitlist")),
    "offered": lambda: ("bell", "next", _("A place was offered")),
    "offer-extended": lambda: ("clock", "next", _("The offer was extended")),
    "offer-withdrawn": lambda: ("minus", "next", _("The offer was taken back")),
    "offer-accepted": lambda: ("check", "done", _("The offered place was taken")),
    "offer-declined": lambda: ("cross", "next", _("The offered place was passed on")),
    "offer-lapsed": lambda: ("clock", "next", _("The offer ended")),
    "retyped": lambda: ("swap", "next", _("Another kind of ticket")),
    "moved-away": lambda: ("swap", "next", _("Moved to another event")),
    "moved-here": lambda: ("swap", "next", _("Moved here from another event")),
    "deadline-extended": lambda: ("clock", "next", _("Deadline extended")),
    "noted": lambda: ("pen", "next", _("Note changed")),
    "coming": lambda: ("check", "done", _("Said to come")),
    "reminders-on": lambda: ("bell", "next", _("Reminders switched on")),
    "reminders-off": lambda: ("bell", "next", _("Reminders switched off")),
}
