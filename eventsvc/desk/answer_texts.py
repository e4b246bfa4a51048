"""What the mails to applicants say: the organiser's own words for yes, later and no, in both languages."""

from flask import flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField

from eventsvc.core.errors import Missing, Refused
from eventsvc.desk import application_words, event_head
from eventsvc.desk.applications import bp
from eventsvc.desk.fields import line, text
from eventsvc.events import queries as events
from eventsvc.registration.approval import texts as answer_texts
from eventsvc.registration.approval.service import ANSWERS
from eventsvc.registration.approval.texts import LONGEST_SUBJECT, LONGEST_TEXT, PLACES, Held, Texts
from eventsvc.web.forms import DeskForm
from eventsvc.web.guard import requires
from eventsvc.web.refusals import sentence


class TextsForm(DeskForm):
    """One mail in both languages."""

    subject_de = StringField(_l("Subject"), [line(LONGEST_SUBJECT)])
    text_de = TextAreaField(_l("Text"), [text(LONGEST_TEXT)])
    subject_en = StringField(_l("Subject"), [line(LONGEST_SUBJECT)])
    text_en = TextAreaField(_l("Text"), [text(LONGEST_TEXT)])
    for_all = BooleanField(_l("For all events of the organisation that have no words of their own"))

    def wish(self) -> Texts:
        """As typed."""
        return Texts(
            subject_de=self.subject_de.data or "", text_de=self.text_de.data or "", subject_en=self.subject_en.data or "",
            text_en=self.text_en.data or "",
        )


@bp.route("/texts/<any(yes, later, no):answer>", methods=["GET", "POST"])
@requires("event.edit")
def texts(event_id: int, answer: str) -> ResponseReturnValue:
    """Read and keep. Empty fields mean our own words."""
    if answer not in ANSWERS:
        raise Missing
    event = events.by_id(event_id, g.member.organisation_id)
    held = answer_texts.holding(event.organisation_id, event.id).get(answer)
    form, error = _form(held), ""
    if form.is_submitted() and form.validate():
        try:
            changed = answer_texts.keep(
                event.organisation_id, event.id, answer, form.wish(), for_all=bool(form.for_all.data), by=g.member.person_id,
            )
        except Refused as refused:
            error = sentence(refused)
        else:
            flash(_("Saved.") if changed else _("Nothing was changed."), "ok")
            return redirect(url_for(".texts", event_id=event.id, answer=answer), 303)
    page = render_template(
        "desk/answer_texts.html", event=event, head=event_head.of(event, "guests"), form=form, error=error, held=held,
        answer=answer, places=["{" + name + "}" for name in PLACES],
        tabs=[(application_words.answer_word(one), url_for(".texts", event_id=event.id, answer=one), one == answer) for one in ANSWERS],
    )
    return make_response(page, 409 if error else 200)


def _form(held: Held | None) -> TextsForm:
    if request.method == "POST":
        return TextsForm()
    known = held.texts if held is not None else Texts()
    return TextsForm(formdata=None, obj=known, for_all=held is not None and not held.of_event)
