"""Why the desk says no, for what series, events and ticket types refuse; and the checklist in words."""

from collections.abc import Mapping
from typing import Any

from flask import g
from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.core import wording
from eventsvc.web.errors import SENTENCES


def _below_taken(facts: Mapping[str, Any]) -> str:
    taken = facts["taken"]
    if facts["kind"] == "room":
        return ngettext(
            "%(num)s place in the room is taken already. Choose at least as many.",
            "%(num)s places in the room are taken already. Choose at least as many.", taken,
        )
    return ngettext(
        "%(num)s place online is taken already. Choose at least as many.",
        "%(num)s places online are taken already. Choose at least as many.", taken,
    )


def _way_in_use(facts: Mapping[str, Any]) -> str:
    taken = facts["taken"]
    if facts["kind"] == "room":
        return ngettext(
            "%(num)s guest comes to the room. Keep it, or cancel that registration first.",
            "%(num)s guests come to the room. Keep it, or cancel those registrations first.", taken,
        )
    return ngettext(
        "%(num)s guest takes part online. Keep it, or cancel that registration first.",
        "%(num)s guests take part online. Keep it, or cancel those registrations first.", taken,
    )


def _not_ready(facts: Mapping[str, Any]) -> str:
    missing = facts["missing"]
    return _("Not public yet. Still missing: %(what)s.", what=", ".join(short(code) for code in missing))


def _other_state(facts: Mapping[str, Any]) -> str:
    states = {
        "draft": _("It is a draft."), "published": _("It is public."), "postponed": _("It is postponed."),
        "cancelled": _("It is cancelled."),
    }
    return _("Somebody else was faster. %(state)s", state=states[facts["state"]])


def short(code: str) -> str:
    """A point of the checklist in two words, for a list of what is missing."""
    return {
        "title": _("a title"), "time": _("a date that is not over"), "place": _("a venue"), "places": _("places"),
        "imprint": _("the legal notice"), "seller": _("the seller's address and tax number"),
    }[code]


def point(code: str, done: bool) -> str:  # noqa: FBT001  the word itself differs
    """A point of the checklist as it stands in the list."""
    said = {
        "title": (_("Title"), _("The title is missing.")),
        "time": (_("Date ahead"), _("The date is over.")),
        "place": (_("Place known"), _("The venue is missing.")),
        "places": (_("Places and tickets"), _("There are no places.")),
        "imprint": (_("Legal notice complete"), _("The legal notice is not complete.")),
        "seller": (_("Seller known to the tax office"), _("The seller's address or tax number is missing: invoices need both.")),
        "both-languages": (_("Texts in German and English"), _("A text is missing in one language.")),
        "text": (_("Short text"), _("The short text is missing.")),
        "stream": (_("Link to the online room"), _("The online room is missing.")),
        "access": (_("Accessibility of the venue"), _("How accessible the venue is has not been said.")),
        "shift": (_("Change of the clocks settled"), _("The clocks change around this date.")),
    }[code]
    return said[0] if done else said[1]


SENTENCES.update({
    "time-left-out": lambda facts: _(
        "The clock leaves out %(time)s on that day. Choose another time.", time=wording.clock_full(facts["wall"], g.lang),
    ),
    "end-before-start": lambda _facts: _("The end must be after the start."),
    "too-long": lambda facts: ngettext("At most %(num)s day.", "At most %(num)s days.", facts["days"]),
    "address-taken": lambda _facts: _("This address is taken. Choose another one."),
    "changed-meanwhile": lambda _facts: _("Somebody else has saved in the meantime. Your input is still here; save again to keep it."),
    "series-fixed": lambda _facts: _("A published event stays in its series."),
    "event-over": lambda _facts: _("This event is over. Its page stays as it is."),
    "other-state": _other_state,
    "was-public": lambda _facts: _("This event was public. Cancel it instead: its page stays and says so."),
    "in-use": lambda _facts: _("Something belongs to this event already, so it cannot be deleted."),
    "below-taken": _below_taken,
    "way-in-use": _way_in_use,
    "way-not-held": lambda _facts: _("A ticket type needs its way to take part: switch it on first."),
    "way-fixed": lambda _facts: _("A ticket type keeps its way to take part. Add a new one instead."),
    "window-empty": lambda _facts: _("The end of the offer must be after its beginning."),
    "type-in-use": lambda _facts: _("Somebody has a ticket of this type. Close its offer instead of removing it."),
    "seller-missing": lambda _facts: _(
        "What is public costs nothing before the seller's name, address and tax number are known: enter them in the settings first.",
    ),
    "not-ready": _not_ready,
})
