"""Events at the desk: the list, and a new one from four inputs."""

from dataclasses import dataclass

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventsvc.accounts import queries as accounts
from eventsvc.accounts import roles
from eventsvc.core import clock, pages, wording
from eventsvc.core.bilingual import Said, pick
from eventsvc.core.errors import Refused
from eventsvc.desk import event_sentences  # noqa: F401  adds its sentences
from eventsvc.desk.event_forms import NewForm
from eventsvc.desk.event_head import Badge, state_badge, title
from eventsvc.events import queries as events
from eventsvc.events.facts import EventFacts
from eventsvc.series import queries as series
from eventsvc.ticket_types import queries as ticket_types
from eventsvc.ticket_types import service
from eventsvc.ticket_types.queries import PoolFacts
from eventsvc.web import errors
from eventsvc.web.guard import requires
from eventsvc.web.shell import Link

bp = Blueprint("desk_events", __name__, url_prefix="/desk/events")
PAGE = 30


@bp.context_processor
def provide() -> dict[str, object]:
    """`may("event.edit")` in the templates of these pages."""
    return {"may": lambda permission: roles.may(g.member.role, permission)}


@dataclass(frozen=True)
class EventLine:
    """A row of the tables of events."""

    title: Said
    url: str
    series: str
    day: str
    time: str
    iso: str
    room: str
    online: str
    badge: Badge


def lines(found: tuple[EventFacts, ...]) -> list[EventLine]:
    """Rows for these events; their pools are read at once."""
    pools = ticket_types.pools_of([event.id for event in found])
    return [_line(event, pools[event.id]) for event in found]


def _line(event: EventFacts, pools: tuple[PoolFacts, ...]) -> EventLine:
    numbered = str(pick(event, "series_title", g.lang)) if event.series_id else ""
    return EventLine(
        title=title(event), url=url_for("desk_events.overview", event_id=event.id), series=numbered,
        day=wording.day_brief(event.local_start, g.lang), time=wording.clock(event.local_start, g.lang),
        iso=event.starts_at.isoformat(timespec="minutes"), room=_filled(pools, "room"), online=_filled(pools, "online"),
        badge=_badge(event, pools),
    )


def _filled(pools: tuple[PoolFacts, ...], kind: str) -> str:
    for pool in pools:
        if pool.kind == kind:
            return f"{wording.number(pool.taken, g.lang)} / {wording.number(pool.capacity, g.lang)}"
    return "–"


def _badge(event: EventFacts, pools: tuple[PoolFacts, ...]) -> Badge:
    full = event.state == "published" and not event.over(clock.now()) and pools and not any(pool.left for pool in pools)
    return ("warn", "ticket", _("sold out")) if full else state_badge(event)


@bp.get("")
@requires("desk.see")
def index() -> ResponseReturnValue:
    """What comes, drafts included; what was, behind a chip."""
    now, mine = clock.now(), g.member.organisation_id
    was = request.args.get("show") == "past"
    after = pages.mark(request.args.get("after", ""))
    read = events.past if was else events.upcoming
    page = read(now, after=after, size=PAGE, organisation_id=mine, drafts=True)
    count = events.upcoming_count(now, organisation_id=mine, drafts=True)
    chips = [
        Link(_("Upcoming"), url_for(".index"), not was, count=wording.number(count, g.lang)),
        Link(_("Past"), url_for(".index", show="past"), was),
    ]
    more = url_for(".index", show="past" if was else None, after=page.more) if page.more else None
    return render_template("desk/events.html", lines=lines(page.items), chips=chips, more=more, was=was)


@bp.route("/new", methods=["GET", "POST"])
@requires("event.edit")
def new() -> ResponseReturnValue:
    """A draft, seen by the team alone."""
    mine = g.member.organisation_id
    known = series.of_organisation(mine)
    chosen = next((one for one in known if str(one.id) == request.args.get("series")), None)
    form = NewForm(accounts.by_id(mine), known, chosen)
    if form.validate_on_submit():
        try:
            event_id = service.create(
                mine, form.wish(), by=g.member.person_id, places=form.places(),
                calendar_domain=current_app.extensions["settings"].calendar_domain,
            )
        except Refused as refused:
            form.form_errors.append(errors.sentence(refused))
        else:
            flash(_("Kept as a draft. Only the team sees it."), "ok")
            return redirect(url_for(".edit", event_id=event_id), 303)
    return render_template("desk/event_new.html", form=form)
