"""Why nobody can join the list, take an offer or move somebody up, and what to do."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.core import wording
from eventsvc.web.errors import SENTENCES
from eventsvc.web.languages import current


def _free(facts: Mapping[str, Any]) -> str:
    left = int(facts["left"])
    return ngettext(
        "There is %(count)s place left, so nobody has to wait. Register now.",
        "There are %(count)s places left, so nobody has to wait. Register now.", left, count=wording.number(left, current()),
    )


SENTENCES.update({
    "places-free": _free,
    "places-free-switch": lambda _facts: _("There is room, so you do not have to wait. Switch your ticket to the room now."),
    "no-waitlist": lambda _facts: _("This event has no waitlist. When somebody cancels, the place can be taken on its page at once."),
    "waitlist-over": lambda _facts: _("The event has begun, so the waitlist has ended. Ask at the door."),
    "apply-instead": lambda _facts: _("There is no waitlist for this ticket: the organiser decides. Apply for it."),
    "swap-costs": lambda _facts: _("The online ticket can only be swapped for one that costs the same. Choose to wait for the room only."),
    "online-first": lambda _facts: _("The online ticket needs a few more steps. Choose to wait for the room only, or register online."),
    "known-already": lambda facts: _(
        "With this name and address you are registered or on the list already. A mail with your link is on its way to %(email)s; "
        "there you can change everything.", email=facts["email"],
    ),
    "nothing-to-swap": lambda _facts: _("Only somebody with an online ticket can wait for the room from here."),
    "not-waiting": lambda _facts: _("You are not on the waitlist any more. Join again on the event's page."),
    "price-changed": lambda facts: _(
        "The price has changed meanwhile: it is %(sum)s now. Nothing was ordered; look at it again.",
        sum=wording.money(facts["total"], facts["currency"], current()),
    ),
    "offer-open": lambda _facts: _("A place is being kept for you. Take it or pass it on first."),
    "offer-over": lambda _facts: _("This offer has ended, and the place went to the next person. You can join the list again."),
    "list-cancelled": lambda _facts: _("This event is cancelled. If it takes place after all, your place in the list is as it was."),
    "list-postponed": lambda _facts: _("This event is postponed. The list rests, and your place in it stays."),
    "reason-needed": lambda _facts: _("Somebody further up would fit. Give a reason to pass them over; it is kept in the history."),
    "people-wait": lambda _facts: _("People are waiting. Take them off the list first, or choose to move them up by hand."),
})
