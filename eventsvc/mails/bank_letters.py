"""Letters about what is paid by bank transfer: with account, amount, reference and GiroCode, so that no page is needed."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row

from eventsvc.core import wording
from eventsvc.mails import making, registration_letters, sale_letters
from eventsvc.mails.compose import Picture
from eventsvc.mails.guest_letters import Guest, subject
from eventsvc.mails.making import Found
from eventsvc.mails.rows import Button, Clocks, Draft, Due, Link, Scan, Words
from eventsvc.mails.rows import Row as Part
from eventsvc.mails.transport import Needless
from eventsvc.payments import bills
from eventsvc.settings import Settings
from eventsvc.web import giro
from eventsvc.web.giro import Slip


def _slip(guest: Guest) -> tuple[Slip, str] | None:
    """What is to be transferred, and what came already ("": nothing); None: it is paid in another way."""
    one, bill = guest.registration, bills.of(guest.registration.id)
    if bill is None or bill.method != "bank":
        return None
    left = bills.left(bill, one.total_cents)
    here = "" if left == one.total_cents else wording.money(one.total_cents - left, one.currency, one.language)
    return giro.slip(guest.organisation.id, bill.reference, left, one.currency, one.language), here


def _parts(guest: Guest, slip: Slip) -> tuple[Part, ...]:
    deadline = guest.registration.deadline
    assert deadline is not None  # noqa: S101  the database says so of what is unpaid
    return (
        Due(_("The money is here by"), wording.day_clock(deadline, guest.event.zone, guest.registration.language)),
        Words(_("Recipient: %(holder)s", holder=slip.holder)),
        Words(f"IBAN: {slip.iban}" + (f", BIC: {slip.bic}" if slip.bic else "")),
        Words(_("Amount: %(sum)s", sum=slip.sum)),
        Words(_("Reference, only this:")), Words(slip.reference, "code"),
        Scan(cid=_cid(guest), alt=slip.label, text=_("GiroCode: scan it in your banking app.")),
    )


def _cid(guest: Guest) -> str:
    return f"giro@{guest.registration.uuid}"


def _found(guest: Guest, draft: Draft, slip: Slip) -> Found:
    return Found(
        draft=draft, organisation=guest.organisation, recipient_name=guest.whom.name,
        reply_to=guest.event.contact_email or guest.organisation.email,
        pictures=(Picture(cid=_cid(guest), name="girocode.png", png=slip.png),),
    )


def _unpaid(row: Row[Any]) -> Guest:
    guest = making.guest_of(row)
    if guest.registration.state != "unpaid":
        raise Needless("gone on meanwhile")
    return guest


def ordered(row: Row[Any], settings: Settings) -> Found:  # noqa: ARG001  all kinds are called alike
    """The order; how to transfer the money, if it is paid that way."""
    guest = _unpaid(row)
    told, draft = _slip(guest), registration_letters.ordered(guest)
    if told is None:
        return making.without_entry(guest, draft)
    return _found(guest, registration_letters.ordered(guest, _parts(guest, told[0])), told[0])


def _letter(guest: Guest, slip: Slip, head: str, title: str, lede: str) -> Found:
    lang = guest.registration.language
    return _found(guest, Draft(
        language=lang, subject=subject(head, guest.event, lang), preview=_("%(sum)s to %(holder)s", sum=slip.sum, holder=slip.holder),
        title=title, lede=lede,
        rows=(
            *_parts(guest, slip), Clocks(guest.scene.clocks),
            Button(Link(_("View your order"), guest.page()), (Link(_("Event page"), guest.scene.address),)),
        ),
        why=_("You get this mail because you ordered with this address."),
    ), slip)


def _told(row: Row[Any]) -> tuple[Guest, Slip, str]:
    guest = _unpaid(row)
    told = _slip(guest)
    if told is None:
        raise Needless("paid in another way")
    return guest, *told


def chosen(row: Row[Any], settings: Settings) -> Found:  # noqa: ARG001  all kinds are called alike
    """Rather by bank transfer."""
    guest, slip, _here = _told(row)
    return _letter(
        guest, slip, _("For your transfer: %(title)s", title=guest.scene.title),
        _("For your transfer, %(name)s", name=guest.first_name),
        _("You pay for “%(title)s” by bank transfer. The ticket comes as soon as the money is here.", title=guest.scene.title),
    )


def reminder(row: Row[Any], settings: Settings) -> Found:  # noqa: ARG001  all kinds are called alike
    """The money must be here tomorrow."""
    guest, slip, _here = _told(row)
    return _letter(
        guest, slip, _("To be here by tomorrow: %(title)s", title=guest.scene.title),
        _("Your transfer is still missing, %(name)s", name=guest.first_name),
        _("For “%(title)s” no money is here yet, or not all of it. If you have sent it already, you need not do anything.",
          title=guest.scene.title),
    )


def short(row: Row[Any], settings: Settings) -> Found:  # noqa: ARG001  all kinds are called alike
    """A part is here; the rest is asked for."""
    guest, slip, here = _told(row)
    return _letter(
        guest, slip, _("A part is still missing: %(title)s", title=guest.scene.title),
        _("%(sum)s are still missing, %(name)s", sum=slip.sum, name=guest.first_name),
        _("Thank you, %(here)s of %(sum)s for “%(title)s” are here. Please transfer the rest; then the ticket comes.", here=here,
          sum=sale_letters.sum_of(guest), title=guest.scene.title),
    )


KINDS = {"ordered": ordered, "pay-by-transfer": chosen, "transfer-reminder": reminder, "transfer-short": short}
