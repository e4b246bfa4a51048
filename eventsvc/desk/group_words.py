"""Deeds and mails of groups and their guests, as the desk's histories and the list of mails call them."""

from collections.abc import Callable

from flask_babel import gettext as _

Told = tuple[str, str, str]


def deeds() -> dict[str, Callable[[], Told]]:
    """Deeds of the log: icon, colour, words."""
    return {
        "guest-entered": lambda: ("person", "ok", _("is a guest of the group and has entered the own name")),
        "guest-gave-back": lambda: ("undo", "warn", _("is a guest of the group and gave the place back")),
        "guest-refused": lambda: ("lock", "bad", _("does not know who registered, and had the own address deleted")),
        "guests-added": lambda: ("plus", "accent", _("added people to the registration")),
    }


def mails() -> dict[str, Callable[[], str]]:
    """Mails of a registration."""
    return {
        "guest-invitation": lambda: _("Mail to a guest of the group: own link"),
        "guest-ticket": lambda: _("Mail to a guest of the group: ticket"),
        "guest-off": lambda: _("Mail to a guest of the group: the place is gone"),
        "guest-gone": lambda: _("Mail to a guest of the group: the place is gone"),
        "guest-gave-back": lambda: _("Mail: a guest gave the place back"),
    }


def outbox() -> dict[str, str]:
    """Mails in the list of all."""
    gone = _("Guest's place gone")
    return {
        "guest-invitation": _("Guest's own link"), "guest-ticket": _("Ticket of a guest"), "guest-off": gone, "guest-gone": gone,
        "guest-gave-back": _("Guest gave the place back"),
    }
