"""Letters round a group: to guests with a link of their own, and to whoever registered for them."""

from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row as DbRow
from sqlalchemy import func, select

from eventsvc.core.db import db
from eventsvc.mails import data_letters, guest_letters
from eventsvc.mails.compose import Picture
from eventsvc.mails.guest_letters import Guest, subject
from eventsvc.mails.rows import Button, Clocks, Draft, Link, Words
from eventsvc.mails.scenes import Scene
from eventsvc.tickets.models import Ticket
from eventsvc.tickets.states import ENDED


def invitation(guest: Guest) -> Draft | None:
    """The link with which a guest enters name and address; None if that has been done, or the seat is gone."""
    ticket, lang, booker = guest.ticket, guest.language, guest.registration.name
    if ticket is None or ticket.state != "valid" or ticket.guest_filled_at is not None or guest.event.state == "cancelled":
        return None
    return Draft(
        language=lang,
        subject=subject(_("%(name)s has a place for you: %(title)s", name=booker, title=guest.scene.title), guest.event, lang),
        preview=_("Say who is coming, and the ticket is there at once."),
        title=_("A place for you"),
        lede=_("%(name)s has registered you for “%(title)s”. Say who is coming, and your ticket is there at once.",
               name=booker, title=guest.scene.title),
        rows=(
            Clocks(guest.scene.clocks), *guest.scene.place,
            Button(
                Link(_("Enter my name and see the ticket"), guest.page()),
                (Link(_("I can't come"), guest.page("#cancel")), Link(_("Event page"), guest.scene.address)),
            ),
            Words(_("Until you enter your name the place is called “Guest of %(name)s”.", name=booker), "rule"),
        ),
        why=_why(guest.registration.name),
        why_links=_stranger(guest),
    )


def ticket(guest: Guest, base_url: str) -> tuple[Draft, tuple[Picture, ...]] | None:
    """The own ticket of a guest; None if it is not valid any more."""
    made = guest_letters.ticket(guest, base_url)
    if made is None or guest.ticket is None:
        return None
    draft, pictures = made
    return replace(draft, why=_why(guest.registration.name), why_links=_stranger(guest)), pictures


def _why(booker: str) -> str:
    return _("You get this mail because %(name)s registered a place for you.", name=booker)


def _stranger(guest: Guest) -> tuple[Link, ...]:
    return (Link(_("I don't know %(name)s", name=guest.registration.name), guest.page("#stranger")),)


def turns(row: DbRow[Any]) -> int:
    """How often this address has left the event otherwise, this time included where it counts (`entries.invitation`)."""
    gone = (Ticket.email == row.recipient, Ticket.event_id == row.event_id, Ticket.state.in_(ENDED))
    return data_letters.turns(row) + db.session.execute(select(func.count()).select_from(Ticket).where(*gone)).scalar_one()


def off(scene: Scene, facts: dict[str, Any]) -> Draft:
    """The ticket that a guest has is void: whoever registered gave it back, passed it on, or gave the place to somebody else."""
    booker, title, why = facts["booker"], scene.title, facts["why"]
    ledes = {
        "cancelled": lambda: _("%(name)s has cancelled your place at “%(title)s”. Your code is void.", name=booker, title=title),
        "moved": lambda: _("Your place at “%(title)s” has been moved to another event. This code is void.", title=title),
    }
    other = _("%(name)s has given your place at “%(title)s” to somebody else.", name=booker, title=title)
    return Draft(
        language=scene.language,
        subject=subject(_("Signed off: %(title)s", title=title), scene.event, scene.language),
        preview=_("Your ticket is void."),
        title=_("Your place is gone, %(name)s", name=facts["name"].split(" ", 1)[0]),
        lede=ledes[why]() if why in ledes else other,
        rows=(
            Words(_("cancelled"), "badge"), Clocks(scene.clocks, old=True),
            Button(Link(_("Register by yourself"), scene.address)),
            Words(_("In your calendar: the attached cancellation removes the entry by itself."), "rule"),
        ),
        why=_why(booker),
    )


def gave_back(guest: Guest) -> Draft | None:
    """To whoever registered: a guest is not coming, the seat is theirs to give again. None if nothing is left of the registration."""
    if guest.registration.state != "confirmed" or guest.event.state == "cancelled":
        return None
    lang = guest.language
    return Draft(
        language=lang,
        subject=subject(_("A guest gave the place back: %(title)s", title=guest.scene.title), guest.event, lang),
        preview=_("The place is yours: invite somebody else, or give it back."),
        title=_("A place of your group is open again"),
        lede=_("A guest of yours is not coming to “%(title)s”. The place is still yours: invite somebody else, or give it back.",
               title=guest.scene.title),
        rows=(
            Clocks(guest.scene.clocks),
            Button(
                Link(_("Open the group"), guest.page(endpoint="group.show")), (Link(_("View or change your registration"), guest.page()),),
            ),
        ),
        why=_("You get this mail because you are registered for this event."),
    )
