"""The waitlist of an event: who waits, what is offered, out of turn only with a reason; and how the list is run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.accounts import roles
from eventsvc.core import clock, wording, zones
from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Refused
from eventsvc.desk import event_head, guest_reads, guest_tabs, waitlist_rules
from eventsvc.events import queries as events
from eventsvc.events.facts import EventFacts
from eventsvc.registration import queries as registrations
from eventsvc.registration import service
from eventsvc.registration.waitlist import desk as waitlist_desk
from eventsvc.registration.waitlist import queries as waitlist_queries
from eventsvc.registration.waitlist.queries import Figures, Line
from eventsvc.web.guard import requires
from eventsvc.web.parts import Button, Head
from eventsvc.web.refusals import sentence

bp = Blueprint("desk_waitlist", __name__, url_prefix="/desk/events/<int:event_id>/waitlist")
MOST_REASON = 300


@dataclass(frozen=True, kw_only=True)
class Row:
    """Somebody in the list, in words."""

    id: int
    name: str
    email: str
    url: str
    place: str
    since: str
    wish: str
    source: str
    checked: bool
    until: str
    iso: str
    left: str


def _event(event_id: int) -> EventFacts:
    return events.by_id(event_id, g.member.organisation_id)


def _by(reason: str = "") -> service.By:
    return service.By(g.member.person_id, reason)


@bp.get("")
@requires("guest.see")
def index(event_id: int) -> ResponseReturnValue:
    """Figures, offers that are out, the list in its order, and how it is run."""
    return _page(_event(event_id))


def _page(event: EventFacts, *, chosen: Sequence[int] = (), error: str = "", typed: str = "") -> ResponseReturnValue:
    figures, number = waitlist_queries.figures(event.id), max(request.args.get("page", 1, type=int), 1)
    lines = waitlist_queries.waiting(event.id, number)
    offers = waitlist_queries.offers_out(event.id)
    page = render_template(
        "desk/waitlist.html", event=event, head=event_head.of(event, "guests"), kpis=_kpis(figures, event), error=error, typed=typed,
        heads=_heads(), buttons=_buttons(event), form=waitlist_rules.form_for(event),
        chips=guest_tabs.chips(event.id, "waitlist", guest_reads.counts(event.id)),
        offers=[_row(line, event, ()) for line in offers], rows=[_row(line, event, chosen) for line in lines],
        shown=_shown(lines, figures.waiting), previous=url_for(".index", event_id=event.id, page=number - 1) if number > 1 else None,
        following=url_for(".index", event_id=event.id, page=number + 1) if lines and lines[-1].place < figures.waiting else None,
        pools=waitlist_rules.pools(event), now=clock.now().isoformat(timespec="seconds"), may_edit=roles.may(g.member.role, "guest.edit"),
        may_run=roles.may(g.member.role, "event.edit"),
    )
    return make_response(page, 409 if error else 200)


def _shown(lines: Sequence[Line], everybody: int) -> str:
    if not lines:
        return ""
    first, last, whole = (wording.number(number, g.lang) for number in (lines[0].place, lines[-1].place, everybody))
    return _("%(first)s–%(last)s of %(all)s", first=first, last=last, all=whole)


def _heads() -> tuple[Head, ...]:
    return (
        Head(_("Name")), Head(_("Place"), "num"), Head(_("Since")), Head(_("Wish")), Head(_("Source"), "cell-opt"),
    )


def _buttons(event: EventFacts) -> tuple[Button, ...]:
    return (
        Button(_("Offer a place"), icon="ticket", action=url_for(".offer", event_id=event.id)),
        Button(_("Take off the list"), icon="cross", action=url_for(".remove", event_id=event.id)),
    )


def _kpis(figures: Figures, event: EventFacts) -> list[tuple[str, str, str]]:
    """How many wait, hold an offer, moved up, let it lapse."""
    def number(many: int) -> str:
        return wording.number(many, g.lang)

    oldest = _("since %(day)s", day=_day(figures.oldest, event)) if figures.oldest else ""
    held = ngettext("%(count)s place kept", "%(count)s places kept", figures.offered_seats, count=number(figures.offered_seats))
    days = (clock.now() - figures.began).days if figures.began else 0
    return [
        (_("Waiting"), number(figures.waiting), oldest),
        (_("Offers out"), number(figures.offers), held if figures.offers else ""),
        (_("Moved up"), number(figures.moved), ngettext("in %(count)s day", "in %(count)s days", days, count=number(days)) if days else ""),
        (_("Lapsed"), number(figures.lapsed), _("the place went on") if figures.lapsed else ""),
    ]


def _day(at: datetime, event: EventFacts) -> str:
    return wording.day_month(zones.local(at, event.zone), g.lang)


def _until(at: datetime, event: EventFacts) -> str:
    there = zones.local(at, event.zone)
    return f"{wording.day_brief(there, g.lang)}, {wording.clock_full(there, g.lang)}"


def _row(line: Line, event: EventFacts, chosen: Sequence[int]) -> Row:
    names = ", ".join(pick(one, "name", g.lang).text for one in line.types)
    wish = f"{line.seats} × {names}" if line.seats > 1 else names
    since = _("since %(when)s", when=wording.moment(line.joined_at, event.zone, g.lang, now=clock.now()))
    return Row(
        id=line.registration_id, name=line.name, email=line.email, place=wording.number(line.place, g.lang),
        source=line.source or _("direct"), url=url_for("desk_guests.show", event_id=event.id, registration_id=line.registration_id),
        since=since + (", " + _("online meanwhile") if line.swaps else ""), wish=wish, checked=line.registration_id in chosen,
        until="" if line.until is None else _until(line.until, event),
        iso="" if line.until is None else line.until.isoformat(timespec="seconds"),
        left="" if line.until is None else wording.remaining(line.until - clock.now(), g.lang),
    )


def _chosen() -> list[int]:
    return [int(one) for one in request.form.getlist("who") if one.isascii() and one.isdecimal() and len(one) < 10]


@bp.post("/offer")
@requires("guest.edit")
def offer(event_id: int) -> ResponseReturnValue:
    """Places for those who are ticked. Whoever is passed over by that is passed over for a reason."""
    event, chosen = _event(event_id), _chosen()
    reason = request.form.get("reason", "").strip()[:MOST_REASON]
    if not chosen:
        return _page(event, error=_("Nobody is ticked."), typed=reason)
    try:
        given, without = waitlist_desk.offer_to(event.id, chosen, by=_by(reason))
    except Refused as refused:
        return _page(event, chosen=chosen, error=sentence(refused), typed=reason)
    if given:
        flash(ngettext("%(num)s person gets a place.", "%(num)s people get a place.", given), "ok")
    if without:
        flash(ngettext("There is no place for %(num)s person.", "There are no places for %(num)s people.", without), "warn")
    return redirect(url_for(".index", event_id=event.id), 303)


@bp.post("/remove")
@requires("guest.edit")
def remove(event_id: int) -> ResponseReturnValue:
    """Take those who are ticked off the list; they are told."""
    event, chosen = _event(event_id), _chosen()
    reason = request.form.get("reason", "").strip()[:MOST_REASON]
    if not chosen:
        return _page(event, error=_("Nobody is ticked."), typed=reason)
    gone = waitlist_desk.remove(event.id, chosen, by=_by(reason))
    flash(ngettext("%(num)s person is off the list and is told.", "%(num)s people are off the list and are told.", gone), "ok")
    return redirect(url_for(".index", event_id=event.id), 303)


@bp.post("/<int:registration_id>/withdraw")
@requires("guest.edit")
def withdraw(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Take an offer back."""
    whole = registrations.of_desk(registration_id, event_id, g.member.organisation_id)
    if waitlist_desk.withdraw(whole.registration.id, by=_by()):
        flash(_("Taken back. %(name)s keeps the place in the list and is told.", name=whole.registration.name), "ok")
    else:
        flash(_("There is no offer any more."), "warn")
    return redirect(url_for(".index", event_id=event_id), 303)


@bp.post("/<int:registration_id>/extend")
@requires("guest.edit")
def extend(event_id: int, registration_id: int) -> ResponseReturnValue:
    """The usual time on top."""
    whole = registrations.of_desk(registration_id, event_id, g.member.organisation_id)
    try:
        until = waitlist_desk.extend(whole.registration.id, by=_by())
    except Refused as refused:
        flash(sentence(refused), "warn")
    else:
        flash(_("The offer lasts until %(when)s; %(name)s is told.", name=whole.registration.name,
                when=wording.day_clock(until, whole.event.zone, g.lang)), "ok")
    return redirect(url_for(".index", event_id=event_id), 303)
