"""One letter for all dates of a series pass: the tickets, and a calendar file with all of them."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Row as DbRow

from eventsvc.core.addresses import email_key
from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Missing
from eventsvc.events.models import Event
from eventsvc.feeds import entries, ics
from eventsvc.mails import guest_letters
from eventsvc.mails.compose import Picture
from eventsvc.mails.guest_letters import Guest
from eventsvc.mails.making import Found
from eventsvc.mails.rows import Button, Clocks, Draft, Link, Row, Words
from eventsvc.mails.transport import Needless
from eventsvc.registration import pass_queries
from eventsvc.registration.pass_queries import PassWhole
from eventsvc.settings import Settings
from eventsvc.web.addresses import external


def found(row: DbRow[Any], settings: Settings) -> Found:
    """The letter. Needless once nobody is known by it, or no ticket is left."""
    try:
        whole = pass_queries.by_id(row.payload["pass"])
    except Missing:
        raise Needless("registration deleted") from None
    if whole.one.email_key != email_key(row.recipient):
        raise Needless("address corrected")
    guests = [guest for guest in _guests(whole) if guest.event.state != "cancelled"]
    rows, pictures = list[Row](), list[Picture]()
    for guest in guests:
        drawn, more = guest_letters.ticket_rows(guest, settings.base_url)
        rows += [Words(guest.scene.title, "rule", (Link(_("View or change"), guest.page()),)), Clocks(guest.scene.clocks)]
        rows += [*guest.scene.place, *drawn]
        pictures += more
    if not guests:
        raise Needless("ticket no longer valid")
    return Found(
        draft=_draft(whole, len(guests), tuple(rows)), organisation=whole.organisation, recipient_name=whole.one.name,
        reply_to=whole.organisation.email, pictures=tuple(pictures),
        calendar=_file([guest.event for guest in guests], whole, row),
    )


def _guests(whole: PassWhole) -> Iterator[Guest]:
    for one in whole.dates:
        guest = guest_letters.guest(one.registration.id) if one.valid else None
        if guest is not None:
            yield guest


def _draft(whole: PassWhole, many: int, rows: tuple[Row, ...]) -> Draft:
    one, lang = whole.one, whole.one.language
    title, page = pick(whole.series, "title", lang).text, external("my_pass.show", lang=lang, secret=whole.secret)
    return Draft(
        language=lang,
        subject=ngettext("%(num)s ticket: %(title)s", "%(num)s tickets: %(title)s", many, title=title),
        preview=_("A ticket for each date, and one page for all of them."),
        title=_("You are in, %(name)s", name=one.name.split(" ", 1)[0]),
        lede=ngettext(
            "Here is your ticket for a date of “%(title)s”. Show its code at the door, on your phone or on paper.",
            "Here are your %(num)s tickets for “%(title)s”, one for each date. Show its code at the door, on your phone or on paper.",
            many, title=title,
        ),
        rows=(
            Button(
                Link(_("See all dates"), page),
                (Link(_("Page of the series"), external("series.show", lang=lang, slug=whole.series.slug)),),
            ),
            *rows,
            Words(_("In your calendar: the attached file holds all dates. Each date can be given back by itself."), "rule"),
        ),
        why=_("You get this mail because someone registered with this address."),
        why_links=(Link(_("That wasn't me"), f"{page}#stranger"),),
    )


def _file(events: list[Event], whole: PassWhole, row: DbRow[Any]) -> bytes:
    """A file to open, no invitation: those carry one event each. The entries are the same ones that later mails change."""
    lang = whole.one.language
    return ics.write(
        ics.Calendar(prodid=ics.prodid(whole.organisation.name, lang), stamp=row.created_at),
        [entries.public(one, lang, page=external("events.show", lang=lang, slug=one.slug)) for one in events],
    )
