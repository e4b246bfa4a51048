"""Letters to somebody whom the organiser moved to another event: the new ticket, and the end of the old calendar entry."""

from dataclasses import replace

from flask_babel import gettext as _

from eventsvc.mails import guest_letters
from eventsvc.mails.compose import Picture
from eventsvc.mails.guest_letters import Guest, subject
from eventsvc.mails.rows import Clocks, Draft, Words


def moved_to(guest: Guest, base_url: str) -> tuple[Draft, tuple[Picture, ...]] | None:
    """The ticket letter of the other event; None if there is no valid ticket any more."""
    made = guest_letters.ticket(guest, base_url)
    if made is None:
        return None
    draft, pictures = made
    return replace(
        draft,
        title=_("You have been moved, %(name)s", name=guest.first_name),
        lede=_("The organiser has moved you to “%(title)s”. Here is your new ticket; the old code is void.", title=guest.scene.title),
        why=_("You get this mail because you were registered for another event of this organiser."),
    ), pictures


def moved_away(guest: Guest) -> Draft:
    """The old event: struck through, and its calendar entry goes."""
    lang = guest.registration.language
    return Draft(
        language=lang,
        subject=subject(_("Moved to another event: %(title)s", title=guest.scene.title), guest.event, lang),
        preview=_("Your new ticket is in a mail of its own."),
        title=_("You have been moved, %(name)s", name=guest.first_name),
        lede=_("Your ticket for “%(title)s” is void. Your new ticket is in a mail of its own.", title=guest.scene.title),
        rows=(
            Clocks(guest.scene.clocks, old=True),
            Words(_("In your calendar: the attached cancellation removes the entry by itself."), "rule"),
        ),
        why=_("You get this mail because you were registered for this event."),
    )
