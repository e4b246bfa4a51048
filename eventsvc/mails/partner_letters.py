"""Letters to partners: the places that are kept for their guests will soon be for everybody."""

from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.accounts.models import Organisation
from eventsvc.core import clock, wording
from eventsvc.core.db import db
from eventsvc.events.models import Event
from eventsvc.mails import scenes
from eventsvc.mails.rows import Button, Clocks, Draft, Link, Words
from eventsvc.ticket_types.models import Allotment


def block_ends(allotment_id: int, language: str) -> tuple[Draft, Organisation] | None:
    """Two days before the release; None if there is nothing left to release."""
    block = db.session.get(Allotment, allotment_id)
    if block is None or block.released_at is not None or not block.left_seats:
        return None
    event = db.session.get_one(Event, block.event_id)
    organisation = db.session.get_one(Organisation, event.organisation_id)
    scene = scenes.of(event, organisation, language)
    when = wording.moment(block.release_at, event.zone, language, now=clock.now())
    left = ngettext("%(num)s place is still kept for your guests.", "%(num)s places are still kept for your guests.", block.left_seats)
    return Draft(
        language=language,
        subject=_("Your places end soon: %(title)s", title=scene.title),
        preview=left,
        title=_("Places for guests of %(partner)s", partner=block.partner),
        lede=_("“%(title)s”: %(left)s They are for everybody from %(when)s on.", title=scene.title, left=left, when=when),
        rows=(
            Clocks(scene.clocks), *scene.place, Button(Link(_("Event page"), scene.address)),
            Words(_("Whoever has your code can still register with it until then."), "rule"),
        ),
        why=_("You get this mail because places are kept for your guests."),
    ), organisation
