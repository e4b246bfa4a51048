"""What is asked with the ticket in hand: its page, open until the event ends; and the files that were sent with answers."""

from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.core import clock
from eventsvc.core.errors import Missing, Refused
from eventsvc.public import own
from eventsvc.questions import queries, service
from eventsvc.registration.queries import Whole
from eventsvc.web import languages, ticket_view, uploads
from eventsvc.web import questions as question_forms
from eventsvc.web.guard import secret_holder
from eventsvc.web.questions import QuestionForm
from eventsvc.web.refusals import sentence

bp = languages.public("answers", __name__)


@dataclass(frozen=True)
class Asks:
    """What leads to the page: how many questions have no answer yet."""

    url: str
    unanswered: int

    @property
    def text(self) -> str:
        """How far it is."""
        if not self.unanswered:
            return _("All answered; you can change your answers.")
        return ngettext("%(num)s is still open.", "%(num)s are still open.", self.unanswered)


def asks(whole: Whole) -> Asks | None:
    """Whether there is anything to ask whoever registered."""
    if not _open(whole):
        return None
    many, unanswered = queries.asked_and_open(whole.registration.id, whole.event.id)
    return Asks(url_for("answers.show", secret=whole.secret), unanswered) if many else None


def _open(whole: Whole) -> bool:
    return bool(whole.valid) and whole.event.state != "cancelled" and clock.now() < whole.event.ends_at


def _form(whole: Whole) -> QuestionForm:
    return question_forms.form_for(whole, "after", file_url=lambda answer_id: url_for(".file", secret=whole.secret, answer_id=answer_id))


@bp.get("/r/<secret>/answers")
@secret_holder
def show(secret: str) -> ResponseReturnValue:
    """The questions, as far as they are answered."""
    whole = own.of(secret)
    form = _form(whole)
    return _page(whole, form) if _open(whole) and form.asks else redirect(url_for("registration.show", secret=secret))


def _page(whole: Whole, form: QuestionForm) -> ResponseReturnValue:
    lang = languages.current()
    return render_template(
        "public/answers.html", whole=whole, event=ticket_view.view_of(whole, lang), form=form, many=form.count,
        send=url_for(".send", secret=whole.secret), back=url_for("registration.show", secret=whole.secret), languages=own.switch(whole),
    )


@bp.post("/r/<secret>/answers")
@secret_holder
def send(secret: str) -> ResponseReturnValue:
    """Keep what was answered; whatever does not fit, everything typed stays."""
    whole = own.of(secret)
    if not _open(whole):
        return redirect(url_for("registration.show", secret=secret), 303)
    form = _form(whole)
    if form.validate():
        try:
            service.answer(whole.registration.id, form.given())
        except Refused as refused:
            form.form_errors.append(sentence(refused))
        else:
            return redirect(url_for("registration.show", secret=secret, done="answered"), 303)
    return _page(whole, form)


@bp.get("/r/<secret>/answers/<int:answer_id>")
@secret_holder
def file(secret: str, answer_id: int) -> ResponseReturnValue:
    """One file, as a download; what another guest of the group has sent by an own link is that guest's."""
    whole = own.of(secret)
    answer = queries.answer(answer_id, whole.registration.id)
    if answer.ticket_id in question_forms.others(whole):
        raise Missing
    return uploads.send(answer)
