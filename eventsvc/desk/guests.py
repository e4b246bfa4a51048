"""Guests of an event: the list, searched and filtered, and the same as a file."""

import time
from typing import Any

from flask import Blueprint, Response, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.accounts import roles
from eventsvc.core import wording
from eventsvc.core.bilingual import pick
from eventsvc.desk import event_head, guest_file, guest_reads, guest_tabs, guest_words
from eventsvc.desk.guest_reads import STATES, Search
from eventsvc.events import queries as events
from eventsvc.events.facts import EventFacts
from eventsvc.registration import queries as registrations
from eventsvc.registration import service
from eventsvc.registration.queries import Whole
from eventsvc.ticket_types import queries as types
from eventsvc.web import tables
from eventsvc.web.guard import requires
from eventsvc.web.parts import Button

bp = Blueprint("desk_guests", __name__, url_prefix="/desk/events/<int:event_id>")


def event_of(event_id: int) -> EventFacts:
    """An event of the member's organisation."""
    return events.by_id(event_id, g.member.organisation_id)


def whole_of(event_id: int, registration_id: int) -> Whole:
    """A registration for it."""
    return registrations.of_desk(registration_id, event_id, g.member.organisation_id)


def by(reason: str = "") -> service.By:
    """Who acts, and why."""
    return service.By(g.member.person_id, reason)


def _search(event_id: int) -> Search:
    state = request.args.get("state", "all")
    return Search(event_id, request.args.get("q", "")[:200].strip(), state if state in STATES else "all", _number("type") or 0)


def _number(name: str) -> int | None:
    typed = request.args.get(name, "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else None


@bp.get("/guests")
@requires("guest.see")
def index(event_id: int) -> ResponseReturnValue:
    """The list, 50 at a time."""
    event, search = event_of(event_id), _search(event_id)
    began = time.perf_counter()
    page = guest_reads.page(search, after=_number("after"), before=_number("before"))
    counts = guest_reads.counts(event_id)
    found = guest_reads.found(search) if search.narrowed else counts[search.state]
    took = time.perf_counter() - began
    kept: dict[str, Any] = {
        name: value for name, value in (("q", search.typed), ("state", search.state), ("type", search.type_id)) if value and value != "all"
    }
    return render_template(
        "desk/guests.html", event=event, head=event_head.of(event, "guests"), search=search,
        chips=guest_tabs.chips(event_id, search.state, counts, search.typed, search.type_id),
        guests=[guest_words.line(guest, event.zone) for guest in page.guests], found=_found(found, took),
        shown=_("%(shown)s of %(all)s", shown=wording.number(len(page.guests), g.lang), all=wording.number(found, g.lang)),
        previous=url_for(".index", event_id=event_id, **kept, before=page.guests[0].ticket_id) if page.earlier and page.guests else None,
        following=url_for(".index", event_id=event_id, **kept, after=page.guests[-1].ticket_id) if page.later and page.guests else None,
        csv=url_for(".file", event_id=event_id, **kept), may_edit=roles.may(g.member.role, "guest.edit"), nobody=not counts["all"],
        kinds=[(one.id, pick(one, "name", g.lang).text) for one in types.all_offers(event_id)], buttons=_buttons(),
    )


def _buttons() -> tuple[Button, ...]:
    return (
        Button(_("Send again"), "deed", "again", "mail"), Button(_("Cancel"), "deed", "cancel", "cross", look="danger-quiet"),
    )


def _found(found: int, took: float) -> str:
    seconds = wording.number(round(max(took, 0.01), 2), g.lang)
    return ngettext("%(number)s guest in %(seconds)s s", "%(number)s guests in %(seconds)s s", found,
                    number=wording.number(found, g.lang), seconds=seconds)


@bp.get("/guests.csv")
@requires("guest.see")
def file(event_id: int) -> ResponseReturnValue:
    """The same list as a file."""
    event, search = event_of(event_id), _search(event_id)
    answer = Response(tables.written(guest_file.head(event), guest_file.rows(search, event), g.lang), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{event.slug}-guests.csv"'
    return answer
