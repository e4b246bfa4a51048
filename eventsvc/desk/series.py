"""Series at the desk: list, new, and the page of one with its dates and defaults."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, current_app, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventsvc.accounts import queries as accounts
from eventsvc.accounts import roles
from eventsvc.core import clock, wording, zones
from eventsvc.core.bilingual import Said, pick
from eventsvc.core.errors import Refused
from eventsvc.desk import event_sentences  # noqa: F401  adds its sentences
from eventsvc.desk.event_head import Badge, state_badge, title
from eventsvc.desk.series_form import SeriesForm
from eventsvc.events import queries as events
from eventsvc.events.facts import EventFacts
from eventsvc.series import queries as series
from eventsvc.series import service
from eventsvc.series.facts import SeriesFacts
from eventsvc.ticket_types import queries as ticket_types
from eventsvc.ticket_types.queries import PoolFacts
from eventsvc.web.addresses import external, webcal
from eventsvc.web.guard import requires

bp = Blueprint("desk_series", __name__, url_prefix="/desk/series")


@dataclass(frozen=True)
class DateLine:
    """A date of the series: when on both sides, and in what it differs from the defaults."""

    url: str
    number: int | None
    title: Said
    day: str
    time: str
    iso: str
    there: str
    there_warns: bool
    differs: str
    decide_url: str | None
    registered: str
    badge: Badge


@bp.context_processor
def provide() -> dict[str, object]:
    """`may("series.edit")` in the templates of these pages."""
    return {"may": lambda permission: roles.may(g.member.role, permission)}


@bp.get("")
@requires("desk.see")
def index() -> ResponseReturnValue:
    """All series."""
    found = series.of_organisation(g.member.organisation_id)
    may = roles.may(g.member.role, "series.edit")
    rows = [
        {
            "title": pick(one, "title", g.lang) or Said(_("Untitled"), g.lang), "url": url_for(".edit", series_id=one.id) if may else None,
            "cities": _cities(one), "start": wording.clock_full(_start(one), g.lang), "public": one.public,
        }
        for one in found
    ]
    return render_template("desk/series_list.html", rows=rows)


def _cities(one: SeriesFacts) -> str:
    return ", ".join(zones.city_name(city, g.lang) for city in (one.home_city, one.partner_city) if city)


def _start(one: SeriesFacts) -> datetime:
    return datetime.combine(clock.now().date(), one.default_start)


@bp.route("/new", methods=["GET", "POST"])
@requires("series.edit")
def new() -> ResponseReturnValue:
    """Found a series."""
    owner = accounts.by_id(g.member.organisation_id)
    form = SeriesForm(owner, None, (zones.city_name(owner.home_city, g.lang), _("the partner city")))
    if form.validate_on_submit():
        try:
            series_id = service.create(owner.id, form.wish(), by=g.member.person_id)
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(_("The series is founded. Its dates come next."), "ok")
            return redirect(url_for(".edit", series_id=series_id), 303)
    return render_template(
        "desk/series_edit.html", form=form, series=None, heading=_("New series"), lines=(), page_url=None, feed=None, weeks="",
        partner=None,
    )


@bp.route("/<int:series_id>", methods=["GET", "POST"])
@requires("series.edit")
def edit(series_id: int) -> ResponseReturnValue:
    """Dates and defaults of one series."""
    found = series.by_id(series_id, g.member.organisation_id)
    here, there = (zones.city_name(city, g.lang) if city else _("the partner city") for city in (found.home_city, found.partner_city))
    form = SeriesForm(accounts.by_id(found.organisation_id), found, (here, there))
    if form.validate_on_submit():
        try:
            service.edit(found.id, found.organisation_id, form.wish(), version=form.version.data or 0, by=g.member.person_id)
        except Refused as refused:
            form.refuse(refused)
            if refused.reason == "changed-meanwhile":
                form.version.data = series.by_id(found.id, found.organisation_id).feed_version
        else:
            flash(_("Saved. New dates begin with these defaults."), "ok")
            return redirect(url_for(".edit", series_id=found.id), 303)
    return render_template(
        "desk/series_edit.html", form=form, series=found, lines=_lines(found), weeks=_weeks(found), feed=_feed(found),
        heading=pick(found, "title", g.lang), page_url=_page(found),
        partner=zones.city_name(found.partner_city, g.lang) if found.partner_city else None,
    )


def _lines(found: SeriesFacts) -> list[DateLine]:
    dates = events.of_series(found.id, drafts=True)
    pools = ticket_types.pools_of([event.id for event in dates])
    return [_line(found, event, pools[event.id]) for event in dates]


def _line(found: SeriesFacts, event: EventFacts, pools: tuple[PoolFacts, ...]) -> DateLine:
    note = zones.closer_note(event.starts_at, event.zone, event.partner_zone) if event.partner_zone else None
    may, url = roles.may(g.member.role, "event.edit"), url_for("desk_events.overview", event_id=event.id)
    open_question = note is not None and not event.shift_settled and not event.over(clock.now())
    return DateLine(
        url=url, number=event.number, title=title(event), day=wording.day_brief(event.local_start, g.lang),
        time=wording.clock(event.local_start, g.lang), iso=event.starts_at.isoformat(timespec="minutes"),
        there=wording.clock(zones.local(event.starts_at, event.partner_zone), g.lang) if event.partner_zone else "–",
        there_warns=note is not None, differs=_differs(found, event, pools, shifted=open_question),
        decide_url=f"{url_for('desk_events.edit', event_id=event.id)}#when" if open_question and may else None,
        registered=wording.number(sum(pool.taken for pool in pools), g.lang), badge=state_badge(event),
    )


def _differs(found: SeriesFacts, event: EventFacts, pools: tuple[PoolFacts, ...], *, shifted: bool) -> str:
    """In words, what a date has of its own."""
    words = [_("Change of the clocks")] if shifted else []
    if event.local_start.time() != found.default_start:
        words.append(_("start %(time)s", time=wording.clock(event.local_start, g.lang)))
    if event.in_room and event.venue and event.venue != found.default_venue:
        words.append(event.venue)
    capacity = {pool.kind: pool.capacity for pool in pools}
    for kind, usual, word in (("room", found.default_room, _("room")), ("online", found.default_online, _("online"))):
        if kind in capacity and usual is not None and capacity[kind] != usual:
            words.append(f"{word} {wording.number(capacity[kind], g.lang)}")
    return ", ".join(words) or _("as the defaults")


def _weeks(found: SeriesFacts) -> str:
    """The weeks of this year and the next in which the other side's clock shows another time."""
    if not found.partner_zone:
        return ""
    year = clock.now().year
    spells = [spell for one in (year, year + 1) for spell in zones.mismatch_weeks(one, found.home_zone, found.partner_zone)]
    return ", ".join(wording.days(first, last, g.lang) for first, last in spells if last >= clock.now().date())


def _page(found: SeriesFacts) -> str | None:
    if not found.public or "series.show" not in current_app.view_functions:
        return None
    return url_for("series.show", slug=found.slug, lang=g.lang)


def _feed(found: SeriesFacts) -> str | None:
    """The address to subscribe to, as calendar programs want it."""
    return webcal(external("feeds.calendar", slug=found.slug, lang=g.lang)) if found.public else None
