"""Why a date cannot be had by a pass for a series, and what to do."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from eventsvc.web.errors import SENTENCES


def elsewhere(why: str) -> str:
    """Why a date is registered for by itself; `registration.pass_rules` says which reasons there are."""
    known = {
        "costs": _("This date costs something. Register for it on its own page."),
        "yes": _("Here the organiser decides who comes. Apply on the page of the date."),
        "several": _("Tickets for this date are for several people. Register on its own page."),
        "domain": _("This date is for certain addresses only. Register on its own page."),
        "asks": _("There are questions to be answered first. Register on the page of the date."),
        "confirm": _("Here the address is confirmed by mail first. Register on the page of the date."),
    }
    return known.get(why) or _("There is no ticket for this date that a series pass can have. See its own page.")


def _nothing(facts: Mapping[str, Any]) -> str:
    if facts["dates"] and all(no.reason == "pass-have" for no in facts["dates"].values()):
        return _("You are registered for all of these dates already, with this name and address. Have your tickets sent again.")
    return _("None of these dates can be had; each says why. Choose other dates.")


SENTENCES.update({
    "pass-nothing": _nothing,
    "pass-not-all": lambda _facts: _(
        "Not all of these dates can be had, so nothing was registered. Take those away that say why, or choose “What is free”.",
    ),
    "pass-gone": lambda _facts: _("One of the dates you chose is no longer there. See what is left, and send it once more."),
    "pass-have": lambda _facts: _("You are registered for this date already, with this name and address."),
    "pass-elsewhere": lambda facts: elsewhere(facts["why"]),
    "pass-no-online": lambda _facts: _("This date is in the room only. Choose “In the room”, or take the date away."),
})
