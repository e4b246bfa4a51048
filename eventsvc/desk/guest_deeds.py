"""What the desk does for one guest. Whatever changes what the guest has, is done for a reason, which stands in the history."""

from datetime import datetime
from functools import partial

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.core import wording, zones
from eventsvc.core.errors import Refused
from eventsvc.desk import guest_page
from eventsvc.desk.guest_forms import (
    ActForm,
    AgainForm,
    CancelForm,
    EmailForm,
    ExtendForm,
    MoveForm,
    NameForm,
    NoteForm,
    RefundForm,
    RetypeForm,
)
from eventsvc.desk.guests import bp, by, whole_of
from eventsvc.payments import cancelling
from eventsvc.registration import moving, service
from eventsvc.registration.queries import Whole
from eventsvc.web.guard import requires
from eventsvc.web.refusals import sentence


@bp.get("/guests/<int:registration_id>")
@requires("guest.see")
def show(event_id: int, registration_id: int) -> ResponseReturnValue:
    """One guest: tickets, answers, history, what can be done."""
    return guest_page.shown(whole_of(event_id, registration_id))


def _back(whole: Whole, told: str, kind: str = "ok") -> ResponseReturnValue:
    flash(told, kind)
    return redirect(url_for(".show", event_id=whole.event.id, registration_id=whole.registration.id), 303)


def _refused(whole: Whole, form: ActForm, refused: Refused) -> ResponseReturnValue:
    """Why not, beside what was typed."""
    form.form_errors.append(sentence(refused))
    return guest_page.shown(whole, form, code=409)


@bp.post("/guests/<int:registration_id>/email")
@requires("guest.edit")
def correct(event_id: int, registration_id: int) -> ResponseReturnValue:
    """The right address; the tickets go there."""
    whole, form = whole_of(event_id, registration_id), EmailForm()
    if form.validate():
        try:
            service.correct_email(registration_id, form.email.data or "", by=by(form.reason.data or ""))
        except Refused as refused:
            form.email.errors = [sentence(refused)]
        else:
            return _back(whole, _("Corrected. The mail is on its way to %(email)s.", email=form.email.data))
    return guest_page.shown(whole, form)


@bp.post("/guests/<int:registration_id>/tickets/<int:ticket_id>/name")
@requires("guest.edit")
def rename(event_id: int, registration_id: int, ticket_id: int) -> ResponseReturnValue:
    """The right name on one ticket; the code stays."""
    whole, form = whole_of(event_id, registration_id), NameForm()
    if form.validate():
        try:
            service.rename(registration_id, ticket_id, form.name.data or "", by=by(form.reason.data or ""))
        except Refused as refused:
            form.name.errors = [sentence(refused)]
        else:
            return _back(whole, _("Name changed. The code stays the same."))
    return guest_page.shown(whole, form, renaming=ticket_id)


@bp.post("/guests/<int:registration_id>/again")
@requires("guest.edit")
def again(event_id: int, registration_id: int) -> ResponseReturnValue:
    """The tickets by mail once more, or where it stands."""
    whole, form = whole_of(event_id, registration_id), AgainForm()
    if not form.validate():
        return guest_page.shown(whole, form)
    try:
        service.again(registration_id, by=by(form.reason.data or ""))
    except Refused as refused:
        return _back(whole, sentence(refused), "warn")
    return _back(whole, _("On its way to %(email)s.", email=whole.registration.email))


@bp.post("/guests/<int:registration_id>/cancel")
@requires("guest.edit")
def cancel(event_id: int, registration_id: int) -> ResponseReturnValue:
    """All tickets, or the one that the button names."""
    whole, form = whole_of(event_id, registration_id), CancelForm()
    if not form.validate():
        return guest_page.shown(whole, form)
    one = request.form.get("ticket", 0, type=int) if "ticket" in request.form else None
    try:
        given = cancelling.cancel(registration_id, ticket_id=one, by=by(form.reason.data or ""))
    except Refused as refused:
        return _refused(whole, form, refused)
    ended = given.tickets
    if given.cents:
        flash(_("%(sum)s go back.", sum=wording.money(given.cents, given.currency, g.lang)), "ok")
    if not ended:
        return _back(whole, _("Nothing was cancelled: there is no such ticket any more."), "warn")
    if not whole.valid:
        return _back(whole, _("Cancelled. %(name)s is told.", name=whole.registration.name))
    return _back(whole, ngettext("%(num)s ticket cancelled. The seat is free.", "%(num)s tickets cancelled. The seats are free.", ended))


@bp.post("/guests/<int:registration_id>/refund")
@requires("money.edit")
def refund(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Money back; pressed four times it is one refund."""
    whole, form = whole_of(event_id, registration_id), RefundForm()
    guest_page.offered(form, whole)
    if not form.validate():
        return guest_page.shown(whole, form)
    try:
        given = cancelling.give(registration_id, form.cents, by=by(form.reason.data or ""), once=f"desk:{form.once.data}")
    except Refused as refused:
        return _refused(whole, form, refused)
    if given.cents:
        flash(_("%(sum)s go back.", sum=wording.money(given.cents, given.currency, g.lang)), "ok")
    return redirect(url_for(".show", event_id=event_id, registration_id=registration_id), 303)


@bp.post("/guests/<int:registration_id>/retype")
@requires("guest.edit")
def retype(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Another ticket of the same event; the code stays."""
    whole, form = whole_of(event_id, registration_id), RetypeForm()
    guest_page.offered(form, whole)
    if not form.validate():
        return guest_page.shown(whole, form)
    one = int(form.which.data) or None
    try:
        many = moving.retype(registration_id, int(form.kind.data), ticket_id=one, by=by(form.reason.data or ""))
    except Refused as refused:
        return _refused(whole, form, refused)
    return _back(whole, ngettext(
        "%(num)s ticket is another one now. The mail is on its way.", "%(num)s tickets are others now. The mail is on its way.", many,
    ))


@bp.post("/guests/<int:registration_id>/move")
@requires("guest.edit")
def move(event_id: int, registration_id: int) -> ResponseReturnValue:
    """To another event of the organisation; the old codes are void."""
    whole, form = whole_of(event_id, registration_id), MoveForm()
    right = form.validate()
    there = [int(part) for part in str(form.to.data or "").split(":") if part.isascii() and part.isdecimal() and len(part) < 10]
    if right and len(there) != 2:
        form.to.errors = [_("Choose an event.")]
    if form.errors:
        return guest_page.shown(whole, form)
    try:
        kept = moving.move(registration_id, there[0], there[1], by=by(form.reason.data or ""))
    except Refused as refused:
        return _refused(whole, form, refused)
    flash(_("%(name)s is moved. The new ticket is on its way.", name=whole.registration.name), "ok")
    return redirect(url_for(".show", event_id=there[0], registration_id=kept.registration_id), 303)


@bp.post("/guests/<int:registration_id>/extend")
@requires("guest.edit")
def extend(event_id: int, registration_id: int) -> ResponseReturnValue:
    """More time, by the event's clock."""
    whole, form = whole_of(event_id, registration_id), ExtendForm()
    if not form.validate() or not isinstance(form.until.data, datetime):
        return guest_page.shown(whole, form)
    give = partial(moving.extend, registration_id, zones.instant(form.until.data, whole.event.zone))
    try:
        give(by=by(form.reason.data or ""))
    except Refused as refused:
        return _refused(whole, form, refused)
    if whole.registration.state == "held":
        return _back(whole, _("Extended."))
    return _back(whole, _("Extended. %(name)s is told.", name=whole.registration.name))


@bp.post("/guests/<int:registration_id>/note")
@requires("guest.edit")
def note(event_id: int, registration_id: int) -> ResponseReturnValue:
    """What the team should know."""
    whole, form = whole_of(event_id, registration_id), NoteForm()
    if not form.validate():
        return guest_page.shown(whole, form)
    changed = moving.note(registration_id, form.note.data or "", by=by())
    return _back(whole, _("Note saved.") if changed else _("Nothing was changed."))
