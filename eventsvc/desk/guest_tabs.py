"""The chips above everything about an event's guests: all, registered, waitlist, requests …, each with its count."""

from collections.abc import Callable, Mapping

from flask import current_app, g, url_for
from flask_babel import gettext as _

from eventsvc.core import wording
from eventsvc.web.shell import Link

LISTS = ("all", "valid", "in", "waitlist", "applied", "open", "cancelled")
PAGES = {"waitlist": "desk_waitlist.index", "applied": "desk_applications.index"}
"""What is not a filter of the list has a page of its own; one that is not there yet has no chip."""


def chips(event_id: int, current: str, counts: Mapping[str, int], typed: str = "", kind: int = 0) -> list[Link]:
    """For the macro `chips`; `current` is one of LISTS, `counts` what `guest_reads.counts` gives."""
    words: dict[str, Callable[[], str]] = {
        "all": lambda: _("All"), "valid": lambda: _("Registered"), "in": lambda: _("Checked in"), "waitlist": lambda: _("Waitlist"),
        "applied": lambda: _("Requests"), "open": lambda: _("Not finished"), "cancelled": lambda: _("Cancelled"),
    }
    found = []
    for name in LISTS:
        url = _url(event_id, name, typed, kind)
        if url:
            found.append(Link(words[name](), url, name == current, count=wording.number(counts[name], g.lang)))
    return found


def _url(event_id: int, name: str, typed: str, kind: int) -> str | None:
    if name in PAGES:
        return url_for(PAGES[name], event_id=event_id) if PAGES[name] in current_app.view_functions else None
    return url_for("desk_guests.index", event_id=event_id, q=typed or None, state=None if name == "all" else name, type=kind or None)
