"""Letters before an event: the reminder, and "still coming?". Each opens a page on which one tap says "I can't come"."""

from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from eventsvc.core import clock, wording, zones
from eventsvc.mails.compose import Picture
from eventsvc.mails.guest_letters import Guest, join_links, subject, ticket_rows
from eventsvc.mails.rows import Button, Clocks, Draft, Link, Row, Words

COMING = "coming.show"


def reminder(guest: Guest, base_url: str, waiting: int) -> tuple[Draft, tuple[Picture, ...]]:
    """Soon it is: when, where, the tickets; one tap away from giving the seat to somebody who waits."""
    lang = guest.language
    rows, pictures = ticket_rows(guest, base_url)
    when = _day(guest)
    draft = Draft(
        language=lang,
        subject=subject(_("Reminder: %(title)s", title=guest.scene.title), guest.event, lang),
        preview=f"{guest.scene.glance}. " + (_("Your code: %(code)s.", code=rows[0].reference) if rows else ""),
        title=_("See you %(when)s, %(name)s", when=when, name=guest.first_name),
        lede=_("“%(title)s” begins at %(time)s.", title=guest.scene.title, time=_begins(guest)),
        rows=(
            Clocks(guest.scene.clocks), *guest.scene.place, *rows,
            Button(
                Link(_("View or change your ticket"), guest.page()),
                (Link(_("I can't come"), guest.page(endpoint=COMING)), *join_links(guest)),
            ),
            *_queue(waiting),
        ),
        why=_("You get this mail because you are registered for this event."),
        why_links=_why_links(guest),
    )
    return draft, pictures


def still_coming(guest: Guest, waiting: int) -> Draft:
    """The organiser asks who comes, so that seats do not stay empty."""
    lang = guest.language
    return Draft(
        language=lang,
        subject=subject(_("Still coming? %(title)s", title=guest.scene.title), guest.event, lang),
        preview=_("One tap is enough. Without an answer your ticket stays valid."),
        title=_("Are you coming, %(name)s?", name=guest.first_name),
        lede=_("You are registered for “%(title)s”. Tell us whether you are coming, so that no seat stays empty.", title=guest.scene.title),
        rows=(
            Clocks(guest.scene.clocks), *guest.scene.place,
            Button(
                Link(_("I am coming, or I can't"), guest.page(endpoint=COMING)),
                (Link(_("View or change your registration"), guest.page()),),
            ),
            *_queue(waiting), Words(_("One tap is enough. Without an answer your ticket stays valid.")),
        ),
        why=_("You get this mail because you are registered for this event."),
        why_links=_why_links(guest),
    )


def _why_links(guest: Guest) -> tuple[Link, ...]:
    """Guests of somebody else's registration have one way out, which ends all their letters."""
    stranger = Link(_("That wasn't me"), guest.page("#stranger"))
    if guest.ticket is not None:
        return (stranger,)
    return (Link(_("No more reminders"), guest.page("#reminders", endpoint=COMING)), stranger)


def _queue(waiting: int) -> tuple[Row, ...]:
    """Who would be glad of the seat."""
    if not waiting:
        return ()
    return (Words(ngettext(
        "%(num)s person is waiting for a place. If you sign off, yours goes to them at once.",
        "%(num)s people are waiting for a place. If you sign off, yours goes to the next one at once.", waiting,
    ), "rule"),)


def _begins(guest: Guest) -> str:
    start = zones.local(guest.event.starts_at, guest.event.zone)
    return f"{wording.clock_full(start, guest.language)} {zones.city_name(guest.event.city, guest.language)}"


def _day(guest: Guest) -> str:
    """Today, tomorrow or the day, by the clock of the event."""
    start, now = zones.local(guest.event.starts_at, guest.event.zone), zones.local(clock.now(), guest.event.zone)
    days = (start.date() - now.date()).days
    if days == 0:
        return _("today")
    return _("tomorrow") if days == 1 else pgettext("see you", "on %(day)s", day=wording.day_month(start, guest.language))
