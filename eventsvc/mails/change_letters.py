"""Letters about a ticket that was passed on: to the new person with the ticket, to the former one without."""

from dataclasses import replace

from flask_babel import gettext as _

from eventsvc.core.db import db
from eventsvc.mails import guest_letters
from eventsvc.mails.compose import Picture
from eventsvc.mails.guest_letters import Guest, subject
from eventsvc.mails.rows import Button, Clocks, Draft, Link, Words
from eventsvc.registration.models import Registration


def passed_to(guest: Guest, base_url: str) -> tuple[Draft, tuple[Picture, ...]] | None:
    """The ticket letter, with who passed it on and how to decline; None if there is no valid ticket any more."""
    made = guest_letters.ticket(guest, base_url)
    if made is None:
        return None
    draft, pictures = made
    giver = db.session.get(Registration, guest.registration.passed_from)
    name = giver.name if giver is not None and giver.name else guest.organisation.name
    return replace(
        draft,
        lede=_("%(name)s has passed a ticket for “%(title)s” on to you. It is yours from now on.", name=name, title=guest.scene.title),
        rows=(*draft.rows, Words(
            _("You do not want it? Give it back, and it is %(name)s's again.", name=name), "rule",
            more=(Link(_("Give it back"), guest.page("#decline")),),
        )),
        why=_("You get this mail because %(name)s entered your address.", name=name),
    ), pictures


def passed_on(guest: Guest) -> Draft:
    """To whoever passed a ticket on: the old code is void."""
    lang = guest.registration.language
    return Draft(
        language=lang,
        subject=subject(_("Passed on: %(title)s", title=guest.scene.title), guest.event, lang),
        preview=_("The old code is void."),
        title=_("Your ticket is passed on, %(name)s", name=guest.first_name),
        lede=_("Your ticket for “%(title)s” belongs to somebody else now. The old code does not let anybody in.", title=guest.scene.title),
        rows=(
            Clocks(guest.scene.clocks),
            Button(Link(_("View your registration"), guest.page()), (Link(_("Event page"), guest.scene.address),)),
            Words(_("If it is declined, it is yours again, and you get a mail."), "rule"),
        ),
        why=_("You get this mail because you were registered for this event."),
    )
