"""The overview of an event, and the deeds that change its state."""

from collections.abc import Sequence
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventsvc.accounts import history as histories
from eventsvc.accounts import roles
from eventsvc.core import clock, wording
from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Refused
from eventsvc.desk import event_head, history
from eventsvc.desk.event_sentences import point
from eventsvc.desk.events import bp
from eventsvc.desk.figures import Bar, bars
from eventsvc.events import queries as events
from eventsvc.events import states
from eventsvc.events.checklist import Point
from eventsvc.events.facts import EventFacts
from eventsvc.payments import event_refunds, refund_reads
from eventsvc.registration import event_turns
from eventsvc.registration import queries as registrations
from eventsvc.ticket_types import queries as ticket_types
from eventsvc.ticket_types import service
from eventsvc.web import clocks, errors, shell
from eventsvc.web.clocks import Place
from eventsvc.web.guard import requires

MOST_REASON = 600
PERMISSIONS: dict[states.Deed, str] = {
    "publish": "event.publish", "postpone": "event.publish", "reinstate": "event.publish", "cancel": "event.cancel",
}


@bp.get("/<int:event_id>")
@requires("desk.see")
def overview(event_id: int) -> ResponseReturnValue:
    """How it stands, what is missing, what can be done, what happened."""
    event = events.by_id(event_id, g.member.organisation_id)
    points = () if event.over(clock.now()) or event.state == "cancelled" else ticket_types.readiness(event)
    entries = histories.of_subject(event.organisation_id, "event", event.id, since=event.created_at, size=30)
    partner = Place(event.partner_city, event.partner_zone) if event.partner_city and event.partner_zone else None
    return render_template(
        "desk/event_overview.html", event=event, head=event_head.of(event, "overview"), bars=_bars(event), points=ready(event, points),
        clocks=clocks.of(event.starts_at, event.ends_at, Place(event.city, event.zone), partner, g.lang),
        entries=[history.shown(entry, event.zone) for entry in entries], deeds=_deeds(event),
        reason=str(pick(event, "reason", g.lang)), word=_("delete"), money=_money(event),
    )


def _money(event: EventFacts) -> dict[str, str] | None:
    """What was paid and is here, and where it goes back; None: nothing, or not this member's business."""
    if not roles.may(g.member.role, "money.see") or not refund_reads.any_of(event.id):
        return None
    there = refund_reads.standing(event.id, event.organisation_id)
    return {
        "all": url_for("desk_refunds.index", event_id=event.id), "kept": wording.number(there.kept, g.lang),
        "sum": wording.money(there.kept_cents, there.currency, g.lang) if there.kept else "",
    }


def _bars(event: EventFacts) -> list[Bar]:
    pools = ticket_types.pools(event.id)
    return bars(pools, registrations.queued(event.id) if any(not pool.left for pool in pools) else 0)


def ready(event: EventFacts, points: Sequence[Point]) -> list[dict[str, Any]]:
    """The checklist as it is shown; what is missing leads to its place in the editor, the legal notice to the settings."""
    edit = url_for("desk_events.edit", event_id=event.id) if roles.may(g.member.role, "event.edit") else None
    found = []
    for one in points:
        url = edit
        if one.code in {"imprint", "seller"}:
            url = shell.address("desk-settings") if roles.may(g.member.role, "settings.edit") else None
        elif edit:
            url = f"{edit}#{ANCHORS.get(one.code, 'about')}"
        found.append({"text": point(one.code, one.done), "done": one.done, "needed": one.needed, "url": None if one.done else url})
    return found


ANCHORS = {"time": "when", "shift": "when", "place": "where", "places": "where", "stream": "where", "access": "where"}


def _deeds(event: EventFacts) -> frozenset[str]:
    """What this member may do with the event now."""
    if event.over(clock.now()):
        return frozenset()
    found = {deed for deed in states.open_to(event.state) if roles.may(g.member.role, PERMISSIONS[deed])}
    if event.published_at is None and roles.may(g.member.role, "event.cancel"):
        return frozenset(found | {"delete"})
    return frozenset(found)


def _done(deed: states.Deed, event_id: int, said: str) -> ResponseReturnValue:
    """Do it with the reason that was typed; a rule's answer is shown on the overview."""
    reasons = {f"reason_{lang}": request.form.get(f"reason_{lang}", "").strip()[:MOST_REASON] for lang in ("de", "en")}
    try:
        if deed == "publish":
            service.publish(event_id, g.member.organisation_id, by=g.member.person_id)
        else:
            owner, by = g.member.organisation_id, g.member.person_id
            event_turns.turn(deed, event_id, owner, by=by, taken_back=event_refunds.taken_back, **reasons)
    except Refused as refused:
        flash(errors.sentence(refused), "warn")
    else:
        flash(said, "ok")
    return redirect(url_for(".overview", event_id=event_id), 303)


@bp.post("/<int:event_id>/publish")
@requires("event.publish")
def publish(event_id: int) -> ResponseReturnValue:
    """Let the public in."""
    return _done("publish", event_id, _("Published. The page is public and the calendars know of it."))


@bp.post("/<int:event_id>/postpone")
@requires("event.publish")
def postpone(event_id: int) -> ResponseReturnValue:
    """The date no longer holds; a new one is not known yet."""
    return _done("postpone", event_id, _("Postponed. Guests get a mail, registration rests."))


@bp.post("/<int:event_id>/reinstate")
@requires("event.publish")
def reinstate(event_id: int) -> ResponseReturnValue:
    """It takes place after all: all tickets are as before."""
    return _done("reinstate", event_id, _("It takes place. All tickets are valid as before, guests get a mail."))


@bp.post("/<int:event_id>/cancel")
@requires("event.cancel")
def cancel(event_id: int) -> ResponseReturnValue:
    """It does not take place. The page stays and says so."""
    return _done("cancel", event_id, _("Cancelled. The page stays and says so, guests get a mail."))


@bp.post("/<int:event_id>/delete")
@requires("event.cancel")
def delete(event_id: int) -> ResponseReturnValue:
    """Remove a draft, after a typed word."""
    event = events.by_id(event_id, g.member.organisation_id)
    if request.form.get("word", "").strip().casefold() != _("delete").casefold():
        flash(_("Not deleted. Type the word %(word)s to confirm.", word=_("delete")), "warn")
        return redirect(url_for(".overview", event_id=event.id), 303)
    try:
        service.delete_draft(event.id, event.organisation_id, by=g.member.person_id)
    except Refused as refused:
        flash(errors.sentence(refused), "warn")
        return redirect(url_for(".overview", event_id=event.id), 303)
    flash(_("The draft of %(day)s is gone.", day=wording.day(event.local_start, g.lang)), "ok")
    return redirect(url_for(".index"), 303)
