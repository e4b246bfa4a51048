"""The waitlist in the desk's words: in a guest's history, in the outbox, in an event's history."""

from collections.abc import Callable

from flask_babel import gettext as _

Told = tuple[str, str, str]
BY_ITSELF = ("moved-up", "offered")
"""What the list does by itself; else somebody of the desk did it."""


def deeds() -> dict[str, Callable[[], Told]]:
    """What happened to a guest: icon, kind, words."""
    return {
        "joined-waitlist": lambda: ("list", "", _("joined the waitlist")),
        "waitlist-changed": lambda: ("pen", "", _("changed what would suit")),
        "moved-up": lambda: ("arrow-up", "ok", _("let the guest move up")),
        "offered": lambda: ("clock", "accent", _("offered a place")),
        "offer-accepted": lambda: ("check", "ok", _("took the offered place")),
        "offer-declined": lambda: ("arrow-right", "", _("passed the offered place on")),
        "offer-lapsed": lambda: ("clock", "warn", _("the offer ended")),
        "offer-withdrawn": lambda: ("undo", "warn", _("took the offer back")),
        "offer-extended": lambda: ("clock", "accent", _("extended the offer")),
        "left-waitlist": lambda: ("cross", "", _("left the waitlist")),
    }


def mails() -> dict[str, Callable[[], str]]:
    """What a letter is, in a guest's history."""
    return {
        "waitlist-joined": lambda: _("Mail: on the waitlist"),
        "waitlist-ticket": lambda: _("Mail with the ticket: moved up"),
        "waitlist-offer": lambda: _("Mail with an offer"),
        "waitlist-left": lambda: _("Mail: off the waitlist"),
        "offer-lapsed": lambda: _("Mail: the offer ended"),
        "offer-withdrawn": lambda: _("Mail: the offer was taken back"),
    }


def outbox() -> dict[str, str]:
    """What a letter is, in the outbox."""
    return {
        "waitlist-joined": _("Waitlist: joined"), "waitlist-ticket": _("Waitlist: moved up"), "waitlist-offer": _("Waitlist: offer"),
        "waitlist-left": _("Waitlist: removed"), "offer-lapsed": _("Waitlist: offer ended"),
        "offer-withdrawn": _("Waitlist: offer taken back"),
    }
