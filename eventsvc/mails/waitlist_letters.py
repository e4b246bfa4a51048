"""Letters of the waitlist: joined, moved up, an offer, and how it ended. Links only open a page; each answer is a button there."""

from dataclasses import replace
from typing import Any

from flask_babel import gettext as _

from eventsvc.core import clock, wording, zones
from eventsvc.mails import guest_letters
from eventsvc.mails.compose import Picture
from eventsvc.mails.guest_letters import Guest, subject
from eventsvc.mails.rows import Button, Clocks, Draft, Due, Link, Row, Words
from eventsvc.registration.waitlist import queries as waitlist_queries
from eventsvc.registration.waitlist.queries import Standing
from eventsvc.web import waiting_words
from eventsvc.web.addresses import external

PLACE = "waiting.place"  # for who has an online ticket meanwhile, the registration's own page is another one

def joined(guest: Guest) -> Draft | None:
    """On the list: where, for what, and how to leave. None if the place is had or given up meanwhile."""
    stands = waitlist_queries.standing(guest.registration.id)
    if stands is None or stands.state != "waiting":
        return None
    lang = guest.registration.language
    place: tuple[Row, ...] = ()
    if guest.event.waitlist_position:
        place = (Due(
            _("Your place in the list"), wording.number(stands.place, lang),
            waiting_words.waiting(stands.people, lang) + ".",
        ),)
    return Draft(
        language=lang,
        subject=subject(_("Waitlist: %(title)s", title=guest.scene.title), guest.event, lang),
        preview=_("You do not have to do anything. You get a mail as soon as it is your turn."),
        title=_("You are on the list, %(name)s", name=guest.first_name),
        lede=_(
            "You wait for “%(title)s”. You do not have to do anything: you get a mail as soon as it is your turn.", title=guest.scene.title,
        ),
        rows=(
            *place, Clocks(guest.scene.clocks), *guest.scene.place,
            Words(_("You would take: %(types)s.", types=" · ".join(waiting_words.named(one, lang, stands.seats) for one in stands.types))),
            Button(
                Link(_("See where you stand"), guest.page(endpoint=PLACE)),
                (Link(_("Leave the waitlist"), guest.page("#leave", endpoint=PLACE)), Link(_("Event page"), guest.scene.address)),
            ),
        ),
        why=_("You get this mail because someone put this address on the waitlist."),
        why_links=(Link(_("That wasn't me"), guest.page("#stranger")),),
    )


def room_later(guest: Guest) -> tuple[Row, ...]:
    """What the letter with the online ticket says to somebody who would rather be in the room."""
    stands = waitlist_queries.standing(guest.registration.id)
    if stands is None:
        return ()
    return (Words(
        _("You are on the waitlist for the room. As soon as a place is free you get a mail, and the ticket keeps its code."), "plain",
        (Link(_("See where you stand"), guest.page(endpoint=PLACE)),),
    ),)


def moved_up(guest: Guest, base_url: str) -> tuple[Draft, tuple[Picture, ...]] | None:
    """The ticket letter of somebody who waited. None if there is no valid ticket any more."""
    made = guest_letters.ticket(guest, base_url)
    if made is None:
        return None
    draft, pictures = made
    lang = guest.registration.language
    return replace(
        draft,
        subject=subject(_("You moved up: %(title)s", title=guest.scene.title), guest.event, lang),
        title=_("You moved up, %(name)s", name=guest.first_name),
        lede=_(
            "A place became free at “%(title)s”, and it is yours. If you can't come any more, one tap gives it to the next person.",
            title=guest.scene.title,
        ),
        why=_("You get this mail because you were on the waitlist."),
    ), pictures


def offer(guest: Guest) -> Draft | None:
    """A place is kept until the deadline. None if it was taken, passed on, or has ended."""
    stands = waitlist_queries.standing(guest.registration.id)
    if stands is None or stands.until is None or stands.offered is None or stands.until <= clock.now():
        return None
    lang, until = guest.registration.language, stands.until
    return Draft(
        language=lang,
        subject=_(
            "A place until %(when)s: %(title)s", title=guest.scene.title,
            when=wording.moment(until, guest.event.zone, lang, now=clock.now()),
        ),
        preview=_("It is yours until %(when)s.", when=wording.day_clock(until, guest.event.zone, lang)),
        title=_("A place is free, %(name)s", name=guest.first_name),
        lede=_("It is your turn on the list for “%(title)s”.", title=guest.scene.title),
        rows=(
            Due(
                _("The place is yours until"), wording.day_clock(until, guest.event.zone, lang),
                waiting_words.cities(guest.event, until, lang) + ". " + _("After that the next person gets it."),
            ),
            Clocks(guest.scene.clocks), *guest.scene.place, Words(waiting_words.named(stands.offered, lang, stands.seats)),
            Button(
                Link(_("See the place and take it"), guest.page(endpoint=PLACE)),
                (Link(_("Pass the place on"), guest.page("#leave", endpoint=PLACE)), Link(_("Event page"), guest.scene.address)),
            ),
            Words(_two_steps(stands), "rule"),
        ),
        why=_("You get this mail because you have been on the waitlist since %(day)s.", day=_since(guest, stands)),
        why_links=(Link(_("That wasn't me"), guest.page("#stranger")),),
    )


def _two_steps(stands: Standing) -> str:
    if stands.offered is not None and stands.offered.price_cents:
        return _("Two steps: the button opens the page with the place, where you order it. Nothing is bought before that.")
    return _("Two steps: the button opens the page with the place, where you take it. The ticket is there at once.")


def _since(guest: Guest, stands: Standing) -> str:
    return wording.day_month(zones.local(stands.joined_at, guest.event.zone), guest.registration.language)


def _ended(guest: Guest, head: str, title: str, lede: str, *rows: Row) -> Draft:
    """What came of an offer or of a place in the list, with the way back."""
    return Draft(
        language=guest.registration.language,
        subject=subject(head, guest.event, guest.registration.language), preview=lede, title=title, lede=lede,
        rows=(Clocks(guest.scene.clocks), *rows),
        why=_("You get this mail because you were on the waitlist."),
    )


def lapsed(guest: Guest) -> Draft:
    """The offer was not taken in time."""
    online = guest.registration.state == "confirmed"
    again = Button(
        Link(_("To your registration"), guest.page()) if online
        else Link(_("Join the list again"), external("waitlist.form", lang=guest.registration.language, slug=guest.event.slug)),
        (Link(_("Event page"), guest.scene.address),),
    )
    return _ended(
        guest, _("Offer ended: %(title)s", title=guest.scene.title), _("The offer has ended, %(name)s", name=guest.first_name),
        _("The place at “%(title)s” was not taken in time and went to the next person.", title=guest.scene.title),
        Words(_("Your online ticket stays valid.") if online else _("You are not on the list any more. You can join it again.")), again,
    )


def withdrawn(guest: Guest) -> Draft | None:
    """The organiser took an offer back. None if there is another one by now."""
    stands = waitlist_queries.standing(guest.registration.id)
    if stands is None or stands.state != "waiting":
        return None
    return _ended(
        guest, _("Offer taken back: %(title)s", title=guest.scene.title),
        _("The offer was taken back, %(name)s", name=guest.first_name),
        _("The organiser took back the place at “%(title)s”. You are on the list as before and get the next one.", title=guest.scene.title),
        Button(Link(_("See where you stand"), guest.page(endpoint=PLACE)), (Link(_("Event page"), guest.scene.address),)),
    )


def left(guest: Guest) -> Draft:
    """The organiser took somebody off the list."""
    return _ended(
        guest, _("No longer on the list: %(title)s", title=guest.scene.title),
        _("You are no longer on the list, %(name)s", name=guest.first_name),
        _("The organiser took you off the waitlist for “%(title)s”.", title=guest.scene.title),
        *((Words(_("Your online ticket stays valid.")),) if guest.registration.state == "confirmed" else ()),
        Button(Link(_("Event page"), guest.scene.address), (Link(_("Other events"), _agenda(guest)),)),
    )


def event_cancelled(guest: Guest) -> Draft:
    """To who waits (or has begun something) when the event is cancelled."""
    kept = guest.registration.state != "expired"
    return replace(guest_letters.event_cancelled(guest), why=_waits(), rows=(
        Words(_("cancelled"), "badge"), Clocks(guest.scene.clocks, old=True),
        Words(_("You do not have to do anything, and nothing is to be paid.")),
        *((Words(_("If it takes place after all, your place is kept.")),) if kept else ()),
        Button(Link(_("Other events"), _agenda(guest)), (Link(_("Event page"), guest.scene.address),)),
    ))


def event_changed(guest: Guest, payload: dict[str, Any]) -> Draft:
    """To who waits when time or place change, or the event is postponed: as to guests, without what is said of tickets."""
    draft = guest_letters.event_changed(guest, payload)
    kept = tuple(row for row in draft.rows if not isinstance(row, (Words, Button)) or (isinstance(row, Words) and row.kind == "badge"))
    return replace(draft, why=_waits(), rows=(
        *kept, Words(_("Your place in the list stays.")),
        Button(
            Link(_("See where you stand"), guest.page(endpoint=PLACE)),
            (Link(_("Leave the waitlist"), guest.page("#leave", endpoint=PLACE)), Link(_("Event page"), guest.scene.address)),
        ),
    ))


def _waits() -> str:
    return _("You get this mail because you are waiting for a place at this event.")


def _agenda(guest: Guest) -> str:
    return external("agenda.index", lang=guest.registration.language)
