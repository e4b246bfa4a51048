"""Letters to partners: the link to the places that are kept for their guests, and that these will soon be for everybody.

Nobody knows which language the partner reads, so the letter says the same in the other one below.
"""

from collections.abc import Callable

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import select

from eventsvc.accounts.models import Organisation
from eventsvc.core import clock, wording
from eventsvc.core.db import db
from eventsvc.events.models import Event
from eventsvc.mails import scenes
from eventsvc.mails.rows import Button, Clocks, Draft, Link, Words
from eventsvc.ticket_types.models import Allotment, Voucher
from eventsvc.web.addresses import external

OTHER = {"de": "en", "en": "de"}


def block_link(allotment_id: int, language: str) -> tuple[Draft, Organisation] | None:
    """The link to hand on, or one for each guest; None if there is nothing kept any more."""
    return _letter(allotment_id, language, lambda title: _("Places for your guests: %(title)s", title=title), links=True)


def block_ends(allotment_id: int, language: str) -> tuple[Draft, Organisation] | None:
    """Two days before the release; None if there is nothing left to release."""
    return _letter(allotment_id, language, lambda title: _("Your places end soon: %(title)s", title=title))


def _letter(
    allotment_id: int, language: str, subject: Callable[[str], str], *, links: bool = False,
) -> tuple[Draft, Organisation] | None:
    block = db.session.get(Allotment, allotment_id)
    if block is None or block.released_at is not None or not block.left_seats:
        return None
    event = db.session.get_one(Event, block.event_id)
    organisation = db.session.get_one(Organisation, event.organisation_id)
    scene = scenes.of(event, organisation, language)
    other = OTHER[language]
    with force_locale(other):
        again = _said(block, event, scenes.of(event, organisation, other).title, other)
    own = _own_links(block, event) if links else ()
    one_for_each = (Words(_("A link for each guest, good once:"), "rule", own),) if own else ()
    return Draft(
        language=language,
        subject=subject(scene.title),
        preview=_left(block),
        title=_("Places for guests of %(partner)s", partner=block.partner),
        lede=_said(block, event, scene.title, language),
        rows=(Clocks(scene.clocks), *scene.place, Button(_link(block, event, scene.address)), *one_for_each, Words(again, "rule")),
        why=_("You get this mail because places are kept for your guests."),
    ), organisation


def _own_links(block: Allotment, event: Event) -> tuple[Link, ...]:
    """Of the codes that nobody has used yet."""
    unused = select(Voucher.code).where(
        Voucher.allotment_id == block.id, Voucher.batch != "", Voucher.used == 0, Voucher.state == "active",
    ).order_by(Voucher.id)
    return tuple(Link(code, external("front.event", slug=event.slug, code=code)) for code in db.session.scalars(unused))


def _said(block: Allotment, event: Event, title: str, language: str) -> str:
    when = wording.moment(block.release_at, event.zone, language, now=clock.now())
    return _(
        "“%(title)s”: %(left)s They are for everybody from %(when)s on. Whoever has your code can register with it until then.",
        title=title, left=_left(block), when=when,
    )


def _left(block: Allotment) -> str:
    return ngettext("%(num)s place is still kept for your guests.", "%(num)s places are still kept for your guests.", block.left_seats)


def _link(block: Allotment, event: Event, page: str) -> Link:
    """The link with the code, to hand on; where each guest has an own code, the event's page."""
    code = db.session.scalars(select(Voucher.code).where(Voucher.allotment_id == block.id, Voucher.batch == "")).first()
    if code is None:
        return Link(_("Event page"), page)
    return Link(_("Link for your guests"), external("front.event", slug=event.slug, code=code))
