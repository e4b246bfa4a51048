"""What mails say about somebody's data: the link to them in every letter, and the last letter after they were deleted."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row as DbRow
from sqlalchemy import func, select

from eventsvc.accounts.models import Organisation
from eventsvc.core.addresses import email_key
from eventsvc.core.db import db
from eventsvc.events.models import Event
from eventsvc.mails.rows import Button, Draft, Link, Row, Words
from eventsvc.mails.scenes import Scene
from eventsvc.registration import secret
from eventsvc.registration.models import Registration
from eventsvc.web.addresses import external


def link(row: DbRow[Any]) -> tuple[Link, ...]:
    """"My data", in every letter to the address of a registration; other people's guests have no business there."""
    registration = db.session.get(Registration, row.registration_id)
    if registration is None or email_key(registration.email) != email_key(row.recipient):
        return ()
    own = secret.of(registration.uuid, registration.secret_turn)
    return (Link(_("My data"), external("my_data.show", lang=registration.language, secret=own)),)


def about(event_id: int) -> tuple[Event, Organisation]:
    """The event that somebody does not want to be known at any more."""
    event = db.session.get_one(Event, event_id)
    return event, db.session.get_one(Organisation, event.organisation_id)


def turns(row: DbRow[Any]) -> int:
    """How often this address has left the event otherwise, so that calendars take the entry for the newest (`entries.invitation`)."""
    left = select(func.count()).select_from(Registration).where(
        Registration.email_key == email_key(row.recipient), Registration.event_id == row.event_id, Registration.state == "cancelled",
    )
    return int(db.session.execute(left).scalar_one())


def deleted(scene: Scene, *, had_ticket: bool) -> Draft:
    """Name and address are gone; this letter knows the address for the last time."""
    entry: tuple[Row, ...] = ()
    if had_ticket:
        entry = (Words(_("In your calendar: the attached cancellation removes the entry by itself."), "rule"),)
    return Draft(
        language=scene.language,
        subject=_("Your data is deleted: %(title)s", title=scene.title),
        preview=_("This was the last mail about it."),
        title=_("Your data is deleted"),
        lede=_("Everything we knew about you from your registration for “%(title)s” is deleted.", title=scene.title) + (
            " " + _("Your ticket is no longer valid.") if had_ticket else ""
        ),
        rows=(Button(Link(_("Event page"), scene.address), ()), *entry),
        why=_("You get this mail because the data was deleted by the link of the registration. We do not write about it again."),
    )
