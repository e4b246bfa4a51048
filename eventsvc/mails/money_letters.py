"""Letters about money: it goes back, it is on its way, it did not come; and to the team, that something needs an eye."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, select

from eventsvc.accounts.models import Organisation
from eventsvc.core import wording
from eventsvc.core.db import db
from eventsvc.mails import making
from eventsvc.mails.guest_letters import Guest, subject
from eventsvc.mails.making import Found
from eventsvc.mails.rows import Button, Clocks, Draft, Link, Words
from eventsvc.mails.transport import Needless
from eventsvc.payments.models import Alert, Payment
from eventsvc.settings import Settings
from eventsvc.web import alert_words
from eventsvc.web.addresses import external


def _sum(cents: int, currency: str, language: str) -> str:
    return wording.money(cents, currency, language)


def back(guest: Guest, payload: dict[str, Any]) -> Draft:
    """Money that keeps no ticket goes back whole, and why it does."""
    lang, payment = guest.registration.language, db.session.get_one(Payment, payload["payment_id"])
    amount = _sum(payment.received_cents, payment.currency, lang)
    why = {
        "duplicate": _("It was paid already: this second payment is not needed. Your ticket stays valid."),
        "mismatch": _("The sum is not the one that was ordered. If you still want to come, please pay again on the page of your order."),
    }.get(payment.why, _("It came after the time for paying, and no place was free any more."))
    return Draft(
        language=lang,
        subject=subject(_("%(sum)s go back to you: %(title)s", sum=amount, title=guest.scene.title), guest.event, lang),
        preview=why,
        title=_("Your money goes back, %(name)s", name=guest.first_name),
        lede=_("%(sum)s for “%(title)s” go back to you in full, by the way you paid. That mostly takes five days.",
               sum=amount, title=guest.scene.title),
        rows=(
            Words(why), Clocks(guest.scene.clocks),
            Button(Link(_("View your registration"), guest.page()), (Link(_("Event page"), guest.scene.address),)),
        ),
        why=_("You get this mail because you paid with this address."),
    )


def on_its_way(guest: Guest) -> Draft | None:
    """A slow way of paying: the place is kept. None once it is decided."""
    if guest.registration.state != "unpaid":
        return None
    lang = guest.registration.language
    return Draft(
        language=lang,
        subject=subject(_("Payment on its way: %(title)s", title=guest.scene.title), guest.event, lang),
        preview=_("The place is kept until your bank has decided."),
        title=_("Your payment is on its way, %(name)s", name=guest.first_name),
        lede=_("Your bank needs some days for “%(title)s”. The place is kept as long as that; the ticket comes with the money.",
               title=guest.scene.title),
        rows=(
            Clocks(guest.scene.clocks), *guest.scene.place,
            Button(Link(_("View your order"), guest.page()), (Link(_("Event page"), guest.scene.address),)),
        ),
        why=_("You get this mail because you ordered with this address."),
    )


def failed(guest: Guest) -> Draft:
    """The bank said no: the place is free, nothing is owed."""
    lang = guest.registration.language
    return Draft(
        language=lang,
        subject=subject(_("Payment failed: %(title)s", title=guest.scene.title), guest.event, lang),
        preview=_("Nothing was charged, and you owe nothing."),
        title=_("The payment failed, %(name)s", name=guest.first_name),
        lede=_("Your bank did not carry out the payment for “%(title)s”. Nothing was charged, the place is free for others, and you owe "
               "nothing.", title=guest.scene.title),
        rows=(
            Words(_("expired"), "badge"), Clocks(guest.scene.clocks, old=True),
            Button(Link(_("Register again"), guest.scene.address), (Link(_("Other events"), external("agenda.index", lang=lang)),)),
        ),
        why=_("You get this mail because you ordered with this address."),
    )


def alert(row: Row[Any], settings: Settings) -> Found:  # noqa: ARG001  all kinds are called alike
    """To those who look after the money; none if somebody has seen to it already."""
    one = db.session.scalars(select(Alert).where(Alert.once == row.payload["once"])).first()
    if one is None or one.done_at is not None:
        raise Needless("settled already")
    organisation = db.session.get_one(Organisation, one.organisation_id)
    said = alert_words.sentence(one.kind, one.facts, row.language)
    draft = Draft(
        language=row.language, subject=_("Money: please look"), preview=said, title=_("Money: please look"), lede=said,
        rows=(Button(Link(_("To the desk"), external("desk_home.index"))),),
        why=_("You get this mail because you look after the money of %(name)s.", name=organisation.name),
    )
    return Found(draft=draft, organisation=organisation, reply_to=organisation.email)


KINDS = {
    "money-back": making.told(back),
    "payment-on-its-way": making.plain(on_its_way),
    "payment-failed": making.stands("expired", failed),
    "money-alert": alert,
}
