"""Refunds of an event: how far it is, what failed and why, what somebody has to transfer."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.accounts import roles
from eventsvc.core import clock, wording
from eventsvc.core.errors import Missing, Refused
from eventsvc.desk import event_head, refund_words
from eventsvc.events import queries as events
from eventsvc.payments import cancelling, refund_reads, refunds
from eventsvc.registration.records import By
from eventsvc.web.guard import requires
from eventsvc.web.parts import Head
from eventsvc.web.refusals import sentence

bp = Blueprint("desk_refunds", __name__, url_prefix="/desk/events/<int:event_id>/refunds")


@bp.get("")
@requires("money.see")
def index(event_id: int) -> ResponseReturnValue:
    """What is missing first, what is back after it."""
    event = events.by_id(event_id, g.member.organisation_id)
    there = refund_reads.standing(event.id, event.organisation_id)
    waiting = refund_reads.still_open(event.id, event.organisation_id)
    back = refund_reads.done(event.id, event.organisation_id)
    return render_template(
        "desk/refunds.html", event=event, head=event_head.of(event, ""), job=refund_words.job(there, event.state, g.lang),
        rows=[_row(event.id, row, event.zone) for row in waiting], done=[_row(event.id, row, event.zone) for row in back],
        done_sum=_guests_and_sum(there), failed=there.failed, may_edit=roles.may(g.member.role, "money.edit"),
        heads=[Head(_("Guest")), Head(_("Amount"), "num"), Head(_("Why")), Head(_("State")), Head(_("Deed"), "num", hidden=True)],
    )


def _guests_and_sum(there: refund_reads.Standing) -> str:
    sum_ = wording.money(there.done_cents, there.currency, g.lang)
    return ngettext("%(num)s refund, %(sum)s.", "%(num)s refunds, %(sum)s.", there.done, sum=sum_)


def _row(event_id: int, row: Any, zone: str) -> dict[str, Any]:
    guest = url_for("desk_guests.show", event_id=event_id, registration_id=row.registration_id)
    return {
        "id": row.id, "name": row.name or _("Deleted"), "email": row.email, "url": guest if roles.may(g.member.role, "guest.see") else "",
        "sum": wording.money(row.amount_cents, row.currency, g.lang), "why": refund_words.why(row, zone, g.lang),
        "badge": refund_words.badge(row.state), "failed": row.state in {"failed", "canceled"}, "by_hand": row.state == "by-hand",
        "soon": row.state == "to-send", "when": wording.moment(row.changed_at, zone, g.lang, now=clock.now()),
    }


def _back(event_id: int, told: str, kind: str = "ok") -> ResponseReturnValue:
    flash(told, kind)
    return redirect(url_for(".index", event_id=event_id), 303)


def _ours(event_id: int, refund_id: int) -> int:
    """The organisation, if this refund is the event's."""
    owner: int = g.member.organisation_id
    if refund_reads.of_event(refund_id, event_id, owner) is None:
        raise Missing
    return owner


@bp.post("/<int:refund_id>/again")
@requires("money.edit")
def again(event_id: int, refund_id: int) -> ResponseReturnValue:
    """Once more: a failed one anew, a waiting one now."""
    owner = _ours(event_id, refund_id)
    try:
        made = refunds.again(refund_id, owner, by=By(g.member.person_id))
    except Refused as no:
        return _back(event_id, sentence(no), "warn")
    waits = made is None and refunds.soon(refund_id, owner)
    if made is None and not waits:
        return _back(event_id, _("That was done already."), "warn")
    cancelling.sent([made or refund_id])
    return _back(event_id, _("Tried once more. How it went stands here."))


@bp.post("/<int:refund_id>/by-hand")
@requires("money.edit")
def by_hand(event_id: int, refund_id: int) -> ResponseReturnValue:
    """Somebody has transferred it."""
    try:
        made = refunds.again(refund_id, _ours(event_id, refund_id), by=By(g.member.person_id), by_hand=True)
    except Refused as no:
        return _back(event_id, sentence(no), "warn")
    if made is None:
        return _back(event_id, _("That was done already."), "warn")
    return _back(event_id, _("Entered as transferred."))
