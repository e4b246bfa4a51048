"""The same answer to many applications: first a page that says to whom and what, then the deed, each in its own transaction."""

from collections.abc import Sequence
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.core import zones
from eventsvc.core.errors import Missing
from eventsvc.desk import application_words, event_head
from eventsvc.desk.applications import AnswerForm, bp, by, event_of, usual_until, whole_of
from eventsvc.events.facts import EventFacts
from eventsvc.registration import moving
from eventsvc.registration.approval import queries as application_queries
from eventsvc.registration.approval import service as applications
from eventsvc.registration.approval.service import ANSWERS
from eventsvc.registration.moving import LONGEST_NOTE
from eventsvc.registration.queries import Whole
from eventsvc.web.guard import requires
from eventsvc.web.refusals import sentence


def _chosen() -> list[int]:
    typed = request.form.getlist("who")[:application_queries.SIZE]
    return [int(one) for one in typed if one.isascii() and one.isdecimal() and len(one) < 10]


@bp.post("/many")
@requires("guest.edit")
def many(event_id: int) -> ResponseReturnValue:
    """The same answer to all that are ticked: first a page that says to whom and what, then, with "sure", the deed."""
    event, form = event_of(event_id), AnswerForm()
    wholes = [whole for whole in (_known(event, one) for one in _chosen()) if whole is not None]
    if not wholes:
        flash(_("Nobody is ticked."), "warn")
        return redirect(url_for(".index", event_id=event.id), 303)
    if form.answer.data not in ANSWERS:
        raise Missing
    if "sure" not in request.form:
        form = AnswerForm(formdata=None, answer=form.answer.data)
        form.until.data = usual_until(wholes[0])
        return _sure(event, wholes, form)
    if not form.validate() or "preview" in request.form:
        return _sure(event, wholes, form)
    results = applications.decide([whole.registration.id for whole in wholes], form.reply(event.zone), by=by())
    _keep(form.note.data or "", wholes, results)
    _report(wholes, results)
    return redirect(url_for(".index", event_id=event.id), 303)


def _known(event: EventFacts, registration_id: int) -> Whole | None:
    try:
        return whole_of(event, registration_id)
    except Missing:
        return None


def _sure(event: EventFacts, wholes: Sequence[Whole], form: AnswerForm) -> ResponseReturnValue:
    given = str(form.answer.data)
    until = zones.instant(form.until.data, event.zone) if isinstance(form.until.data, datetime) else None
    by_language = {whole.registration.language: whole for whole in reversed(wholes)}
    shown = [
        (lang, whole, application_words.previews(whole.registration.id, lang, message=form.message.data or "", until=until)[given])
        for lang, whole in sorted(by_language.items())
    ]
    return render_template(
        "desk/applications_many.html", event=event, head=event_head.of(event, "guests"), form=form, wholes=wholes, shown=shown, given=given,
        word=application_words.answer_word(given), back=url_for(".index", event_id=event.id),
    )


def _keep(note: str, wholes: Sequence[Whole], results: Sequence[applications.Result]) -> None:
    """Below the note that each has already; if that grows too long, its oldest words go."""
    answered = {one.registration_id for one in results if one.refused is None}
    for whole in wholes:
        if note and whole.registration.id in answered:
            both = "\n".join(part for part in (whole.registration.note, note) if part)
            moving.note(whole.registration.id, both[-LONGEST_NOTE:].strip(), by=by())


def _report(wholes: Sequence[Whole], results: Sequence[applications.Result]) -> None:
    """One by one: how many, and who could not be answered and why."""
    names = {whole.registration.id: whole.registration.name for whole in wholes}
    done = sum(one.refused is None for one in results)
    if done:
        flash(ngettext(
            "%(num)s application is answered. The mail goes out in ten minutes; until then it can be taken back.",
            "%(num)s applications are answered. The mails go out in ten minutes; until then they can be taken back.", done,
        ), "ok")
    for one in results:
        if one.refused is not None:
            flash(f"{names[one.registration_id]}: {sentence(one.refused)}", "warn")
