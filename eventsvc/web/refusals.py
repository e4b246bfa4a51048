"""Why nobody can register, and what to do: the sentences for the refusals of `registration`. Take `sentence` from here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.core import clock, wording
from eventsvc.web import waitlist_refusals  # noqa: F401  adds its sentences
from eventsvc.web.errors import SENTENCES, home_zone, sentence
from eventsvc.web.languages import current

__all__ = ["sentence"]


def _when(at: datetime, zone: str) -> str:
    return wording.moment(at, zone, current(), now=clock.now())


def _sold_out(facts: Mapping[str, Any]) -> str:
    left = int(facts["left"])
    if not left:
        return _("There are no places left.")
    return ngettext(
        "There is only %(num)s place left. Choose fewer tickets.", "There are only %(num)s places left. Choose fewer tickets.", left,
    )


def _mailbox_full(facts: Mapping[str, Any]) -> str:
    at = facts["retry_at"].astimezone(home_zone())
    return _(
        "This address has had %(most)s mails within an hour. It goes on at %(time)s; nothing you typed is lost.",
        most=facts["most"], time=wording.clock_full(at, current()),
    )


SENTENCES.update({
    "sold-out": _sold_out,
    "sale-not-open": lambda facts: _("Registration opens on %(when)s.", when=_when(facts["opens"], facts["zone"])),
    "sale-over": lambda facts: _("Registration closed on %(when)s.", when=_when(facts["ended"], facts["zone"])),
    "past": lambda _facts: _("This event is over."),
    "past-cancel": lambda _facts: _("The event is over, so there is nothing left to cancel."),
    "cancelled": lambda _facts: _("This event is cancelled. Nobody can register."),
    "postponed": lambda _facts: _("This event is postponed. Registration goes on when the new date is fixed."),
    "type-unknown": lambda _facts: _("This ticket is no longer offered. Choose another one."),
    "too-many": lambda facts: _("%(most)s tickets at most at a time. For more people, register again.", most=facts["most"]),
    "already-registered": lambda facts: _(
        "You are registered with this name and address already. The ticket is on its way to %(email)s once more.", email=facts["email"],
    ),
    "mailbox-full": _mailbox_full,
    "ticket-cancelled": lambda _facts: _("This ticket is cancelled. It cannot be changed any more."),
})
