"""The same for several guests: first a page that says who and what, then the deed, each in its own transaction, told one by one."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.core.errors import Missing, Refused
from eventsvc.desk import event_head, guest_reads
from eventsvc.desk.guest_forms import AgainForm, CancelForm
from eventsvc.desk.guests import bp, by, event_of, whole_of
from eventsvc.events.facts import EventFacts
from eventsvc.payments import cancelling
from eventsvc.registration import service
from eventsvc.registration.queries import Whole
from eventsvc.web.guard import requires
from eventsvc.web.refusals import sentence


@bp.post("/guests/many")
@requires("guest.edit")
def many(event_id: int) -> ResponseReturnValue:
    """Send the tickets again, or cancel, for those who are ticked."""
    event, deed = event_of(event_id), request.form.get("deed", "")
    wholes = _chosen(event)
    if deed not in {"again", "cancel"}:
        raise Missing
    if not wholes:
        flash(_("Nobody is ticked."), "warn")
        return redirect(url_for(".index", event_id=event.id), 303)
    kind = CancelForm if deed == "cancel" else AgainForm
    form = kind() if "sure" in request.form else kind(formdata=None)
    if "sure" not in request.form or not form.validate():
        return render_template(
            "desk/guests_many.html", event=event, head=event_head.of(event, "guests"), wholes=wholes, deed=deed, form=form,
            back=url_for(".index", event_id=event.id), tickets=sum(len(whole.valid) for whole in wholes),
        )
    if deed == "cancel":
        _cancel(wholes, form.reason.data or "")
    else:
        _send_again(wholes, form.reason.data or "")
    return redirect(url_for(".index", event_id=event.id), 303)


def _chosen(event: EventFacts) -> list[Whole]:
    typed = list(dict.fromkeys(request.form.getlist("who")))[: guest_reads.SIZE]
    found = []
    for one in typed:
        if one.isascii() and one.isdecimal() and len(one) < 10:
            try:
                found.append(whole_of(event.id, int(one)))
            except Missing:
                continue
    return found


def _cancel(wholes: Sequence[Whole], reason: str) -> None:
    ended, refused, back = [], [], 0
    for whole in wholes:
        try:
            given = cancelling.cancel(whole.registration.id, by=by(reason))
        except Refused as no:
            refused.append(whole)
            flash(f"{whole.registration.name}: {sentence(no)}", "warn")
        else:
            ended += [whole] if given.tickets else []
            back += given.cents > 0
    if back:
        flash(ngettext("%(num)s guest gets money back.", "%(num)s guests get money back.", back), "ok")
    if ended:
        flash(ngettext("%(num)s registration is cancelled.", "%(num)s registrations are cancelled.", len(ended)), "ok")
    for whole in wholes:
        if whole not in ended and whole not in refused:
            flash(_("%(name)s: there was nothing left to cancel.", name=whole.registration.name), "warn")


def _send_again(wholes: Sequence[Whole], reason: str) -> None:
    done = 0
    for whole in wholes:
        try:
            service.again(whole.registration.id, by=by(reason))
        except Refused as refused:
            flash(f"{whole.registration.name}: {sentence(refused)}", "warn")
        else:
            done += 1
    if done:
        flash(ngettext("%(num)s mail is on its way.", "%(num)s mails are on their way.", done), "ok")
