"""The editor of an event."""

from dataclasses import replace

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventsvc.accounts import roles
from eventsvc.core import bilingual
from eventsvc.core.errors import Missing, Refused
from eventsvc.desk import event_head
from eventsvc.desk.editor_form import EditorForm
from eventsvc.desk.event_clocks import Preview, preview
from eventsvc.desk.events import bp
from eventsvc.desk.fields import cities
from eventsvc.events import checklist, schedule
from eventsvc.events import queries as events
from eventsvc.events.facts import EventFacts
from eventsvc.registration import offers
from eventsvc.series import queries as series
from eventsvc.ticket_types import queries as ticket_types
from eventsvc.ticket_types import service
from eventsvc.web import errors
from eventsvc.web.clocks import Place
from eventsvc.web.guard import requires

CLOCK_FIELDS = ("day", "start", "end", "last_day")


@bp.route("/<int:event_id>/edit", methods=["GET", "POST"])
@requires("event.edit")
def edit(event_id: int) -> ResponseReturnValue:
    """Read and keep everything; bad input stays as it was typed."""
    event = events.by_id(event_id, g.member.organisation_id)
    form = _form(event)
    more = request.form.get("more", "")
    if not more and form.validate_on_submit():
        try:
            offers.save(
                event.id, event.organisation_id, form.change(), places=form.places(), version=form.version.data or 0,
                by=g.member.person_id,
            )
        except Refused as refused:
            _refuse(form, refused, event)
        else:
            return _saved(event)
    return _page(event, form, more)


def _form(event: EventFacts) -> EditorForm:
    return EditorForm(
        event, series.of_organisation(event.organisation_id), programme=events.programme(event.id), speakers=events.speakers(event.id),
        places={pool.kind: pool.capacity for pool in ticket_types.pools(event.id)},
    )


def _refuse(form: EditorForm, refused: Refused, event: EventFacts) -> None:
    """Say why. After a stranger's save the next try counts: who saves again has been told."""
    form.refuse(refused)
    if refused.reason == "changed-meanwhile":
        form.version.data = events.by_id(event.id, event.organisation_id).version
        form.version.raw_data = None


def _saved(event: EventFacts) -> ResponseReturnValue:
    if request.form.get("deed") == "publish" and roles.may(g.member.role, "event.publish"):
        try:
            service.publish(event.id, event.organisation_id, by=g.member.person_id)
        except Refused as refused:
            flash(_("Saved."), "ok")
            flash(errors.sentence(refused), "warn")
        else:
            flash(_("Saved and published."), "ok")
            return redirect(url_for(".overview", event_id=event.id), 303)
    else:
        flash(_("Saved."), "ok")
    return redirect(url_for(".edit", event_id=event.id), 303)


def _page(event: EventFacts, form: EditorForm, more: str) -> ResponseReturnValue:
    shown = _preview(event, form)
    form.shift.choices = list(shown.shift.choices) if shown.shift else []
    form.blank_lines(more)
    return render_template(
        "desk/event_edit.html", form=form, event=event, head=event_head.of(event, "edit"), preview=shown,
        types=[bilingual.pick(one, "name", g.lang) for one in ticket_types.all_offers(event.id)],
        types_url=url_for("desk_types.index", event_id=event.id),
        untranslated={lang: checklist.untranslated(event, lang) for lang in ("de", "en")},
        draft=event.state == "draft",
        may_publish=event.state == "draft" and roles.may(g.member.role, "event.publish"),
    )


def _preview(event: EventFacts, form: EditorForm) -> Preview:
    """The clocks for what was typed, or for what is kept if that makes no evening."""
    span = schedule.between(event.local_start, event.local_end, event.zone)
    zone, city = event.zone, event.city
    if form.day.data and form.start.data and form.end.data:
        try:
            span = schedule.span(form.day.data, form.start.data, form.end.data, form.zone, last_day=form.last_day.data)
            zone, city = form.zone, form.city.data
        except Refused:
            pass
    partner = Place(form.partner.data, form.partner_zone) if form.partner.data and form.partner_zone else None
    shown = preview(span, Place(city, zone), partner)
    settled = event.shift_settled and (span.local_start, zone) == (event.local_start, event.zone)
    return replace(shown, shift=None) if settled else shown


@bp.get("/<int:event_id>/clocks")
@requires("event.edit")
def clocks(event_id: int) -> ResponseReturnValue:
    """The clocks for what is being typed: a piece of the editor, asked for by its script."""
    event = events.by_id(event_id, g.member.organisation_id)
    form = EditorForm(event, (), programme=(), speakers=(), places={})
    known = cities((event.city, event.zone), (event.partner_city, event.partner_zone))
    city, partner = request.args.get("city", event.city), request.args.get("partner", "")
    for name in CLOCK_FIELDS:
        field = form._fields[name]
        try:
            field.process_formdata([request.args.get(name, "")])
        except ValueError as no:
            raise Missing from no
    if not (form.day.data and form.start.data and form.end.data) or city not in known:
        raise Missing
    try:
        span = schedule.span(form.day.data, form.start.data, form.end.data, known[city], last_day=form.last_day.data)
    except Refused as refused:
        return errors.sentence(refused), 200, {"Content-Type": "text/plain; charset=utf-8"}
    other = Place(partner, known[partner]) if partner in known else None
    shown = preview(span, Place(city, known[city]), other)
    form.shift.choices = list(shown.shift.choices) if shown.shift else []
    return render_template("desk/event_clocks.html", preview=shown, form=form)
