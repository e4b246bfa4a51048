"""Why nobody can register, and what to do: the sentences for the refusals of `registration`. Take `sentence` from here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.core import clock, wording
from eventsvc.web import (  # noqa: F401  they add their sentences
    desk_refusals,
    group_refusals,
    invoice_refusals,
    pass_refusals,
    pay_refusals,
    waitlist_refusals,
)
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


def _type_full(facts: Mapping[str, Any]) -> str:
    left = int(facts.get("left", 0))
    if not left:
        return _("All tickets of this kind are taken. Choose another kind.")
    return ngettext(
        "There is only %(num)s ticket of this kind left. Choose fewer, or another kind.",
        "There are only %(num)s tickets of this kind left. Choose fewer, or another kind.", left,
    )


def _wrong_domain(facts: Mapping[str, Any]) -> str:
    return _("This ticket is for addresses of %(domains)s. Take such an address, or another ticket.", domains=", ".join(facts["domains"]))


def _sum(facts: Mapping[str, Any], what: str) -> str:
    return wording.money(facts[what], facts["currency"], current())


def _amount(facts: Mapping[str, Any]) -> str:
    """What can be chosen to be paid for a ticket."""
    if facts["minimum"]:
        return _("Enter what you pay for each ticket: %(sum)s at least.", sum=_sum(facts, "least"))
    return _("Enter what you pay for each ticket: 0, or %(sum)s at least.", sum=_sum(facts, "least"))


SENTENCES.update({
    "amount-missing": _amount,
    "amount-too-small": _amount,
    "amount-too-large": lambda facts: _(
        "At most %(sum)s for a ticket. If you want to give more, ask the organiser.", sum=_sum(facts, "most"),
    ),
    "only-germany": lambda _facts: _(
        "This online ticket is sold to buyers in Germany only. Confirm that you are one, or choose another ticket.",
    ),
    "country-missing": lambda _facts: _("Choose the country that you are in: an online ticket is taxed there."),
    "country-eu": lambda _facts: _(
        "This online ticket can be sold to Germany and to countries outside the EU. In other states of the EU their tax would be due; "
        "write to the organiser.",
    ),
    "sold-out": _sold_out,
    "type-full": _type_full,
    "block-empty": lambda _facts: _("The places that were kept for this code are taken. Choose a ticket without the code."),
    "block-over": lambda facts: _(
        "The places for guests of %(partner)s went back to everybody. Go on without the code.", partner=facts["partner"],
    ),
    "codes-guessed": lambda facts: _(
        "Too many wrong codes from your network. Codes are taken again at %(time)s; without one you can go on at once.",
        time=wording.clock_full(facts["retry_at"].astimezone(home_zone()), current()),
    ),
    "others-wait": lambda _facts: _("Others wait for these places. Put yourself on the waitlist."),
    "too-few": lambda facts: ngettext(
        "This ticket is for %(num)s person or more. Choose more tickets.",
        "This ticket is for %(num)s people or more. Choose more tickets.",
        facts["least"],
    ),
    "wrong-domain": _wrong_domain,
    "code-needed": lambda _facts: _("This ticket needs a code. Enter yours, or choose another ticket."),
    "voucher-unknown": lambda _facts: _("There is no such code for this event. Compare it with your invitation, or go on without one."),
    "voucher-off": lambda _facts: _("This code has been switched off. Ask whoever gave it to you, or go on without one."),
    "voucher-not-yet": lambda facts: _(
        "This code does not hold yet, but from %(when)s. Come back then, or go on without it.", when=_when(facts["opens"], facts["zone"]),
    ),
    "voucher-over": lambda facts: _("This code held until %(when)s. Go on without it.", when=_when(facts["ended"], facts["zone"])),
    "voucher-used-up": lambda _facts: _("This code is used up. Ask whoever gave it to you, or go on without one."),
    "voucher-email": lambda _facts: _("This code was used with this address already. Go on without it, or take your own address."),
    "voucher-other-type": lambda _facts: _("This code is for another ticket. Choose that one, or take the code away."),
    "early-start": lambda _facts: _("Tick the box: the event begins before the 14 days are over, so it takes your express wish."),
    "hold-over": lambda _facts: _("The reservation has ended and cannot be taken up again. Please register anew."),
    "already-finished": lambda _facts: _("This has been sent already. Go back to your registration and change it there."),
    "hold-gone": lambda _facts: _("The reservation had ended, and the places are taken now. Put yourself on the waitlist."),
    "extended-enough": lambda facts: _(
        "The reservation cannot be extended any further. Send the form until %(when)s.", when=_when(facts["until"], facts["zone"]),
    ),
    "answers-missing": lambda facts: ngettext(
        "%(num)s question still needs an answer.", "%(num)s questions still need an answer.", facts["count"],
    ),
    "cancel-over": lambda facts: _(
        "Tickets could be cancelled until %(when)s. You can still pass yours on.", when=_when(facts["until"], facts["zone"]),
    ),
    "admitted": lambda _facts: _("Somebody has come in with this ticket. It cannot be changed any more; ask at the door."),
    "begun": lambda _facts: _("The event has begun. Tickets cannot be changed any more; ask at the door."),
    "same-way": lambda facts: _("This ticket is for the room already.") if facts["kind"] == "room" else _("This ticket is online already."),
    "costs-differ": lambda _facts: _("The two tickets do not cost the same, so they cannot be exchanged here. Ask the organiser."),
    "needs-yes": lambda _facts: _("The organiser decides who gets this ticket. Apply for it instead."),
    "same-person": lambda _facts: _("That is you already. To correct your name, use “Change name”."),
    "there-already": lambda facts: _("%(name)s is registered with this address already and needs no second ticket.", name=facts["name"]),
    "not-passed": lambda _facts: _("This ticket cannot go back. If you are not coming, cancel it."),
    "sale-not-open": lambda facts: _("Registration opens: %(when)s.", when=_when(facts["opens"], facts["zone"])),
    "sale-over": lambda facts: _("Registration has closed: %(when)s.", when=_when(facts["ended"], facts["zone"])),
    "past": lambda _facts: _("This event is over."),
    "past-cancel": lambda _facts: _("The event is over, so there is nothing left to cancel. You do not have to do anything."),
    "cancelled": lambda _facts: _("This event is cancelled. Nobody can register."),
    "postponed": lambda _facts: _("This event is postponed. Registration goes on when the new date is fixed."),
    "type-unknown": lambda _facts: _("This ticket is no longer offered. Choose another one."),
    "too-many": lambda facts: ngettext(
        "%(num)s ticket at most at a time. For more people, register again.",
        "%(num)s tickets at most at a time. For more people, register again.", facts["most"],
    ),
    "already-registered": lambda facts: _(
        "You are registered with this name and address already. A mail with your link is on its way to %(email)s.", email=facts["email"],
    ),
    "address-blocked": lambda _facts: _("This address cannot be used for this event. Take another one, or write to the organiser."),
    "mailbox-full": _mailbox_full,
    "ticket-cancelled": lambda _facts: _("This ticket is cancelled and cannot be changed any more. It takes a new registration."),
})
