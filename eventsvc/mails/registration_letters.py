"""Letters about registrations that are not finished: an address to confirm, an order to pay, a deadline that ended."""

from flask_babel import gettext as _

from eventsvc.core import clock, wording
from eventsvc.mails import sale_letters, withdrawal_letters
from eventsvc.mails.guest_letters import Guest, subject
from eventsvc.mails.rows import Button, Clocks, Draft, Link, Row, Words
from eventsvc.registration import secret
from eventsvc.web.addresses import external


def _stranger(guest: Guest) -> tuple[Link, ...]:
    return (Link(_("That wasn't me"), guest.page("#stranger")),)


def _until(guest: Guest) -> str:
    """The deadline by the event's clock."""
    deadline = guest.registration.deadline
    return "" if deadline is None else wording.moment(deadline, guest.event.zone, guest.registration.language, now=clock.now())


def _word(guest: Guest) -> str:
    return secret.confirming(guest.registration.uuid, guest.registration.email)


def confirm_address(guest: Guest) -> Draft:
    """Is that you? One press, and the ticket is there."""
    lang = guest.registration.language
    return Draft(
        language=lang,
        subject=subject(_("Please confirm: %(title)s", title=guest.scene.title), guest.event, lang),
        preview=_("One press, and the ticket is yours."),
        title=_("One more press, %(name)s", name=guest.first_name),
        lede=_("Somebody registered for “%(title)s” with this address. If that was you, confirm it.", title=guest.scene.title),
        rows=(
            Clocks(guest.scene.clocks), *guest.scene.place,
            Button(
                Link(_("Confirm my registration"), guest.page(endpoint="confirming.show", word=_word(guest))),
                (Link(_("Event page"), guest.scene.address),),
            ),
            Words(_("The place is kept until %(when)s.", when=_until(guest)), "rule"),
        ),
        why=_("You get this mail because someone registered with this address."),
        why_links=_stranger(guest),
    )


def ordered(guest: Guest, how: tuple[Row, ...] = ()) -> Draft:
    """The order with its sum and its deadline. `how`: to pay."""
    lang = guest.registration.language
    return Draft(
        language=lang,
        subject=subject(_("Your order: %(title)s", title=guest.scene.title), guest.event, lang),
        preview=_("%(sum)s, to be paid until %(when)s.", sum=sale_letters.sum_of(guest), when=_until(guest)),
        title=_("Ordered, %(name)s", name=guest.first_name),
        lede=_(
            "Your places for “%(title)s” are kept until %(when)s. As soon as %(sum)s are paid, the ticket follows.",
            title=guest.scene.title, when=_until(guest), sum=sale_letters.sum_of(guest),
        ),
        rows=(
            Clocks(guest.scene.clocks), *guest.scene.place, *how,
            Button(Link(_("View or change your order"), guest.page()), (Link(_("Event page"), guest.scene.address),)),
            *sale_letters.tax(guest), *withdrawal_letters.notice(guest), *sale_letters.terms(guest),
            Words(_("Sold by %(seller)s.", seller=guest.organisation.legal_name or guest.organisation.name), "rule"),
        ),
        why=_("You get this mail because you ordered with this address."),
        why_links=_stranger(guest),
    )


def deadline_over(guest: Guest) -> Draft:
    """The place went on; nothing is owed."""
    lang = guest.registration.language
    return Draft(
        language=lang,
        subject=subject(_("Place released: %(title)s", title=guest.scene.title), guest.event, lang),
        preview=_("You owe nothing."),
        title=_("Your place is released, %(name)s", name=guest.first_name),
        lede=_("The deadline for “%(title)s” has passed. The place is free for others, and you owe nothing.", title=guest.scene.title),
        rows=(
            Words(_("expired"), "badge"), Clocks(guest.scene.clocks, old=True),
            Button(Link(_("Register again"), guest.scene.address), (Link(_("Other events"), external("agenda.index", lang=lang)),)),
        ),
        why=_("You get this mail because a place was kept for you."),
    )


def where_it_stands(guest: Guest) -> Draft:
    """The link to a registration, whatever its state."""
    lang = guest.registration.language
    return Draft(
        language=lang,
        subject=subject(_("Your registration: %(title)s", title=guest.scene.title), guest.event, lang),
        preview=guest.scene.glance,
        title=_("Your registration, %(name)s", name=guest.first_name),
        lede=_("Here you see where your registration for “%(title)s” stands, and change it.", title=guest.scene.title),
        rows=(
            Clocks(guest.scene.clocks), *guest.scene.place,
            Button(Link(_("View or change your registration"), guest.page()), (Link(_("Event page"), guest.scene.address),)),
        ),
        why=_("You get this mail because someone registered with this address."),
        why_links=_stranger(guest),
    )
