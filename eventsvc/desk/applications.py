"""Applications for an event: read, answered singly or many at once, taken back for ten minutes."""

from datetime import datetime, timedelta

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import ValidationError

from eventsvc.accounts import roles
from eventsvc.core import clock, wording, zones
from eventsvc.core.errors import Missing, Refused
from eventsvc.desk import application_words, event_head, guest_reads, guest_tabs
from eventsvc.desk.fields import MomentField, text
from eventsvc.events import queries as events
from eventsvc.events.facts import EventFacts
from eventsvc.registration import moving, service
from eventsvc.registration import queries as registrations
from eventsvc.registration.approval import queries as application_queries
from eventsvc.registration.approval import service as applications
from eventsvc.registration.approval.service import ANSWERS, Reply
from eventsvc.registration.moving import LONGEST_NOTE
from eventsvc.registration.queries import Whole
from eventsvc.web.forms import DeskForm
from eventsvc.web.guard import requires
from eventsvc.web.languages import LANGUAGES
from eventsvc.web.parts import Button, Go, Head
from eventsvc.web.refusals import sentence

bp = Blueprint("desk_applications", __name__, url_prefix="/desk/events/<int:event_id>/applications")
LONGEST_MESSAGE = 2000
SOON = timedelta(days=1)


class AnswerForm(DeskForm):
    """Yes, later or no, with a note for the team and a message for the person."""

    note = TextAreaField(_l("Note for the team"), [text(LONGEST_NOTE)])
    answer = RadioField(_l("Answer"), choices=[SelectChoice(answer, answer) for answer in ANSWERS])
    until = MomentField(_l("Answer by"))
    message = TextAreaField(_l("Message"), [text(LONGEST_MESSAGE)])

    def validate_until(self, field: MomentField) -> None:
        """A later without an hour is no answer."""
        if self.answer.data == "later" and field.data is None and not field.errors:
            raise ValidationError(_("Name the hour until which you will answer."))

    def reply(self, zone: str) -> Reply:
        """As typed; hours are those of the event."""
        later = self.answer.data == "later" and self.until.data is not None
        return Reply(
            answer=str(self.answer.data), message=self.message.data or "",
            until=zones.instant(self.until.data, zone) if later else None,
        )


def event_of(event_id: int) -> EventFacts:
    """An event of the member's organisation."""
    return events.by_id(event_id, g.member.organisation_id)


def by() -> service.By:
    """Who acts."""
    return service.By(g.member.person_id)


@bp.get("")
@requires("guest.see")
def index(event_id: int) -> ResponseReturnValue:
    """The list, and the first of it."""
    event = event_of(event_id)
    lines = application_queries.lines(event.id, _number())
    return _page(event, whole_of(event, lines[0].registration_id) if lines else None)


@bp.get("/<int:registration_id>")
@requires("guest.see")
def show(event_id: int, registration_id: int) -> ResponseReturnValue:
    """The list, and this one of it."""
    event = event_of(event_id)
    if application_queries.line(event.id, registration_id) is None:
        raise Missing
    return _page(event, whole_of(event, registration_id))


def whole_of(event: EventFacts, registration_id: int) -> Whole:
    """A registration of this event."""
    return registrations.of_desk(registration_id, event.id, g.member.organisation_id)


def _number() -> int:
    return max(request.args.get("page", 1, type=int), 1)


def _page(event: EventFacts, whole: Whole | None, form: AnswerForm | None = None, *, error: str = "") -> ResponseReturnValue:
    number, current = _number(), whole.registration.id if whole is not None else 0
    lines = application_queries.lines(event.id, number)
    figures = application_queries.figures(event.id, clock.now() + SOON)
    after = [one.registration_id for one in lines if one.open and one.registration_id != current]
    page = render_template(
        "desk/applications.html", heads=(Head(_("Application")), Head(_("State"))), buttons=_buttons(), links=_links(event, whole),
        event=event, head=event_head.of(event, "guests"), figures=figures, form=form, error=error,
        chips=guest_tabs.chips(event.id, "applied", guest_reads.counts(event.id)), promise=application_words.promise(figures, event),
        rows=application_words.listed(lines, event, current), may_edit=roles.may(g.member.role, "guest.edit"),
        next=url_for(".show", event_id=event.id, registration_id=after[0]) if after else None,
        previous=url_for(".index", event_id=event.id, page=number - 1) if number > 1 else None,
        following=url_for(".index", event_id=event.id, page=number + 1) if len(lines) == application_queries.SIZE else None,
        shown=application_words.counted(event.id, figures),
        one=None if whole is None else _one(event, whole, form or _form(whole)),
    )
    return make_response(page, 409 if error else 200)


def _buttons() -> tuple[Button, ...]:
    return (
        Button(_("Yes"), "answer", "yes", "check"), Button(_("Later"), "answer", "later", "clock"),
        Button(_("No"), "answer", "no", "cross"),
    )


def _links(event: EventFacts, whole: Whole | None) -> tuple[Go, ...]:
    """Below the mail: other words, the other language."""
    if whole is None:
        return ()
    asked = request.args.get("lang", "")
    other = "en" if (asked if asked in LANGUAGES else whole.registration.language) == "de" else "de"
    here = url_for(".show", event_id=event.id, registration_id=whole.registration.id, lang=other)
    found = [Go(here + "#one", _("In English") if other == "en" else _("In German"))]
    if roles.may(g.member.role, "event.edit"):
        found.insert(0, Go(url_for(".texts", event_id=event.id, answer="yes"), _("Change the text")))
    return tuple(found)


def _form(whole: Whole) -> AnswerForm:
    form = AnswerForm(formdata=None, note=whole.registration.note, answer="yes")
    form.until.data = usual_until(whole)
    return form


def usual_until(whole: Whole) -> datetime:
    """What a "later" says unless somebody changes it: three days from now, at six, by the event's clock."""
    here = zones.local(clock.now(), whole.event.zone).replace(tzinfo=None, second=0, microsecond=0)
    return min(here.replace(hour=18, minute=0) + timedelta(days=3), whole.event.local_start)


def _one(event: EventFacts, whole: Whole, form: AnswerForm) -> dict[str, object]:
    """The open one: what was written, how it stands, and what the mail would say."""
    one = whole.registration
    line = application_queries.line(event.id, one.id)
    asked = request.args.get("lang", "")
    lang = asked if asked in LANGUAGES else one.language
    until = zones.instant(form.until.data, event.zone) if isinstance(form.until.data, datetime) else None
    return {
        "whole": whole, "form": form, "line": line, "badge": application_words.badge(line, event.zone) if line else ("", "minus", ""),
        "when": wording.moment(one.created_at, event.zone, g.lang, now=clock.now()), "rows": application_words.rows(whole),
        "effects": application_words.effects(whole), "lang": lang,
        "previews": application_words.previews(one.id, lang, message=form.message.data or "", until=until),
        "told": _told(whole), "answerable": line is not None and (line.open or one.state == "declined"),
        "pending": application_queries.pending(one.id),
        "ways": ("yes",) if one.state == "declined" else ANSWERS, "words": {one: application_words.answer_word(one) for one in ANSWERS},
    }


def _told(whole: Whole) -> str:
    """The answer that the person knows of."""
    known = application_queries.told(whole.registration.id)
    if known is None:
        return ""
    when = wording.moment(known.at, whole.event.zone, g.lang, now=clock.now())
    said = _("Answered: %(answer)s, %(when)s", answer=application_words.answer_word(known.answer), when=when)
    return f"{said}. {known.message}" if known.message else f"{said}."


@bp.post("/<int:registration_id>")
@requires("guest.edit")
def answer(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Say it; the mail goes out ten minutes later. "preview" shows the mail with what was typed, "keep" only keeps the note."""
    event = event_of(event_id)
    whole, form = whole_of(event, registration_id), AnswerForm()
    right = form.validate()
    if "preview" in request.form or (not right and "keep" not in request.form):
        return _page(event, whole, form)
    moving.note(registration_id, form.note.data or "", by=by())
    if "keep" in request.form:
        flash(_("Note saved."), "ok")
        return redirect(url_for(".show", event_id=event.id, registration_id=registration_id), 303)
    try:
        applications.answer(registration_id, form.reply(event.zone), by=by())
    except Refused as refused:
        return _page(event, whole_of(event, registration_id), form, error=sentence(refused))
    _say(event, whole, str(form.answer.data))
    return redirect(url_for(".show", event_id=event.id, registration_id=registration_id), 303)


def _say(event: EventFacts, whole: Whole, given: str) -> None:
    """What was done, and until when it can be taken back; a yes after a no is told at once."""
    known = application_queries.pending(whole.registration.id)
    if known is None:
        flash(_("Said yes to %(name)s; the mail is on its way.", name=whole.registration.name), "ok")
        return
    when = wording.clock_full(zones.local(known.at, event.zone), g.lang)
    facts = {"name": whole.registration.name, "time": when}
    said = {
        "yes": _("Yes to %(name)s. The mail goes out at %(time)s; until then it can be taken back.", **facts),
        "later": _("Later for %(name)s. The mail goes out at %(time)s; until then it can be taken back.", **facts),
        "no": _("No to %(name)s. The mail goes out at %(time)s; until then it can be taken back.", **facts),
    }
    flash(said[given], "ok")


@bp.post("/<int:registration_id>/undo")
@requires("guest.edit")
def undo(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Take it back: nobody has heard of it."""
    event = event_of(event_id)
    whole = whole_of(event, registration_id)
    try:
        applications.undo(registration_id, by=by())
    except Refused as refused:
        flash(sentence(refused), "warn")
    else:
        flash(_("Taken back. The application of %(name)s is open again.", name=whole.registration.name), "ok")
    return redirect(url_for(".show", event_id=event.id, registration_id=registration_id), 303)


@bp.post("/<int:registration_id>/tell")
@requires("guest.edit")
def tell(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Do not wait ten minutes."""
    event = event_of(event_id)
    whole = whole_of(event, registration_id)
    if applications.tell(registration_id):
        flash(_("The mail to %(email)s is on its way.", email=whole.registration.email), "ok")
    else:
        flash(_("There is nothing to be sent any more."), "warn")
    return redirect(url_for(".show", event_id=event.id, registration_id=registration_id), 303)
