"""The overview: what comes next, what waits, what happened."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.accounts import history as histories
from eventsvc.accounts import queries as accounts
from eventsvc.accounts import roles
from eventsvc.core import bilingual, clock, outbox, wording, zones
from eventsvc.desk import alert_rows, event_sentences, history, withdrawal_words
from eventsvc.desk.event_head import title
from eventsvc.desk.event_state import ready
from eventsvc.desk.events import lines
from eventsvc.desk.figures import bars
from eventsvc.events import queries as events
from eventsvc.events.facts import EventFacts
from eventsvc.registration.approval import queries as application_queries
from eventsvc.ticket_types import queries as ticket_types
from eventsvc.web import clocks, shell
from eventsvc.web.clocks import Place
from eventsvc.web.guard import requires
from eventsvc.web.parts import Todo

bp = Blueprint("desk_home", __name__, url_prefix="/desk")
COMING = 6
KINDS = ("event", "series")
OPEN_POINTS = {"stream": "video", "both-languages": "language", "shift": "clock", "text": "pen"}


@bp.context_processor
def provide() -> dict[str, object]:
    """`may("event.edit")` in the templates of this page."""
    return {"may": lambda permission: roles.may(g.member.role, permission)}


@bp.get("/")
@requires("desk.see")
def index() -> ResponseReturnValue:
    """Where an organiser begins."""
    now, owner = clock.now(), accounts.by_id(g.member.organisation_id)
    coming = events.upcoming(now, organisation_id=owner.id, size=COMING, drafts=True).items
    following = next((event for event in coming if event.state == "published"), None)
    return render_template(
        "desk/home.html", now=_now(owner.home_zone, owner.home_city, following), next=_next(following) if following else None,
        lines=lines(coming), todo=_todo(owner.id, coming),
        entries=_lately(owner.id, owner.home_zone),
    )


def _lately(organisation_id: int, zone: str) -> list[history.Shown]:
    """The latest deeds, each with the event it is about."""
    entries = histories.latest(organisation_id, KINDS)
    about = events.of_ids([one.subject_id for one in entries if one.kind == "event"])
    return [
        history.shown(one, zone, str(title(about[one.subject_id])) if one.kind == "event" and one.subject_id in about else "")
        for one in entries
    ]


def _now(zone: str, city: str, following: EventFacts | None) -> str:
    """Today, and the time in the home city and over there."""
    here = zones.local(clock.now(), zone)
    said = [wording.day_long(here, g.lang), f"{wording.clock(here, g.lang)} {zones.city_name(city, g.lang)}"]
    if following and following.partner_zone and following.partner_city and following.partner_zone != zone:
        there = zones.local(clock.now(), following.partner_zone)
        said.append(f"{wording.clock(there, g.lang)} {zones.city_name(following.partner_city, g.lang)}")
    return " · ".join(said)


def _next(event: EventFacts) -> dict[str, Any]:
    """The event that comes next, with its places and its checklist."""
    points = ticket_types.readiness(event)
    partner = Place(event.partner_city, event.partner_zone) if event.partner_city and event.partner_zone else None
    return {
        "title": title(event), "url": url_for("desk_events.overview", event_id=event.id),
        "cover": event.cover or event.series_cover or "tide",
        "until": _until(event), "day": wording.day_brief(event.local_start, g.lang),
        "clocks": clocks.of(event.starts_at, event.ends_at, Place(event.city, event.zone), partner, g.lang),
        "bars": bars(ticket_types.pools(event.id)), "points": ready(event, points), "weekday": wording.weekday(event.local_start, g.lang),
        "guests": _there("desk_guests.index", "guest.see", event), "door": _there("desk_doors.index", "checkin.scan", event),
    }


def _until(event: EventFacts) -> str:
    now = clock.now()
    if event.running(now):
        return _("Now running")
    days = (zones.local(event.starts_at, event.zone).date() - zones.local(now, event.zone).date()).days
    if days < 2:
        return _("Next, tomorrow") if days else _("Next, today")
    return ngettext("Next, in %(num)s day", "Next, in %(num)s days", days)


def _there(endpoint: str, permission: str, event: EventFacts) -> str | None:
    known = endpoint in current_app.view_functions and current_app.url_map.is_endpoint_expecting(endpoint, "event_id")
    return url_for(endpoint, event_id=event.id) if known and roles.may(g.member.role, permission) else None


def _applications(organisation_id: int) -> list[Todo]:
    """Who waits for an answer, and until when it was promised."""
    if not roles.may(g.member.role, "guest.edit"):
        return []
    found, now = [], clock.now()
    for one in application_queries.open_of(organisation_id, now):
        text = ngettext("%(num)s application waits for an answer", "%(num)s applications wait for an answer", one.many)
        hint = str(bilingual.pick(one, "title", g.lang)) or _("Untitled")
        if one.first is not None:
            hint = _("%(event)s, promised by %(when)s", event=hint, when=wording.moment(one.first, one.zone, g.lang, now=now))
        soon = one.first is not None and one.first <= now + timedelta(days=1)
        found.append(_line("warn" if soon else "note", "speech", text, hint, url_for("desk_applications.index", event_id=one.id)))
    return found


def _line(kind: str, icon: str, text: str, hint: str, url: str) -> Todo:
    return Todo(url, text, hint, icon, kind)


def _todo(organisation_id: int, coming: Sequence[EventFacts]) -> list[Todo]:
    """What is open for the next dates, and mails that did not arrive."""
    found = []
    failed = outbox.failed(organisation_id) if roles.may(g.member.role, "outbox.see") else 0
    if failed and "desk_outbox.index" in current_app.view_functions:
        text = ngettext("%(num)s mail did not arrive", "%(num)s mails did not arrive", failed)
        found.append(_line("bad", "mail", text, _("The reason stands beside each"), url_for("desk_outbox.index")))
    found += _applications(organisation_id)
    found += alert_rows.todo(organisation_id)
    found += withdrawal_words.todo(organisation_id)
    checked = ticket_types.readiness_of(coming)
    settings = shell.address("desk-settings") if roles.may(g.member.role, "settings.edit") else None
    if settings and any(one.code == "imprint" and not one.done for _event, points in checked for one in points):
        text = event_sentences.point("imprint", done=False)
        found.append(_line("warn", "document", text, _("Without it nothing can be published"), settings))
    if not roles.may(g.member.role, "event.edit"):
        return found
    for event, points in checked:
        if event.state == "cancelled":
            continue
        edit = url_for("desk_events.edit", event_id=event.id)
        for one in points:
            if not one.done and one.code in OPEN_POINTS:
                hint = f"{title(event)}, {wording.day_month(event.local_start, g.lang)}"
                found.append(_line("note", OPEN_POINTS[one.code], event_sentences.point(one.code, one.done), hint, edit))
    return found[:COMING]
