"""Whoever applied: it has arrived, until when there is an answer, and the way back; and what a no leaves open."""

from datetime import datetime

from flask import make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.core import clock, wording
from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Refused
from eventsvc.mails import application_letters
from eventsvc.public import own
from eventsvc.public.own import EmailForm
from eventsvc.questions import queries as questions
from eventsvc.questions.facts import AnswerFacts
from eventsvc.registration import service
from eventsvc.registration.approval import queries as application_queries
from eventsvc.registration.approval import service as applications
from eventsvc.registration.queries import Whole
from eventsvc.ticket_types import queries as types
from eventsvc.tickets.queries import Held
from eventsvc.web import languages, offer_view, ticket_view, waiting_words
from eventsvc.web import questions as question_forms
from eventsvc.web.guard import secret_holder
from eventsvc.web.parts import Go, Row, Step
from eventsvc.web.questions import QuestionForm
from eventsvc.web.refusals import sentence

bp = languages.public("applications", __name__)


def show(whole: Whole, email: EmailForm | None = None) -> ResponseReturnValue:
    """What we have, and how it goes on."""
    lang, one = languages.current(), whole.registration
    return make_response(render_template(
        "public/applied.html", whole=whole, event=ticket_view.view_of(whole, lang), own=own.addresses(whole),
        languages=own.switch(whole), first_name=own.first_name(whole), kind=_kind(whole, lang), rows=_rows(whole, lang),
        steps=_steps(whole), until=_until(whole, lang), language=lang, faulty=email,
        iso="" if one.answer_at is None else _iso(one.answer_at), cities=_cities(whole, lang),
        email=email or EmailForm(formdata=None, email=one.email), withdraw=url_for("applications.withdraw", secret=whole.secret),
        guest=_open_otherwise(whole), change=url_for("applications.change", secret=whole.secret) if _asked(whole).asks else "",
    ))


def _asked(whole: Whole) -> QuestionForm:
    return question_forms.form_for(whole, "before", file_url=lambda answer: url_for("answers.file", secret=whole.secret, answer_id=answer))


@bp.route("/r/<secret>/application", methods=["GET", "POST"])
@secret_holder
def change(secret: str) -> ResponseReturnValue:
    """Write something else, until there is an answer."""
    whole = own.of(secret)
    form = _asked(whole)
    if whole.registration.state != "applied" or not form.asks:
        return redirect(url_for("registration.show", secret=secret))
    if form.submitted and form.validate():
        try:
            applications.change(whole.registration.id, form.given())
        except Refused as refused:
            form.form_errors.append(sentence(refused))
        else:
            return redirect(url_for("registration.show", secret=secret), 303)
    page = render_template(
        "public/application_change.html", whole=whole, event=ticket_view.view_of(whole, languages.current()), form=form,
        languages=own.switch(whole), back=url_for("registration.show", secret=secret),
    )
    return make_response(page, 409 if form.form_errors else 200)


def _wished(whole: Whole) -> list[Held]:
    return [held for held in whole.tickets if held.ticket.state in {"wanted", "reserved"}]


def _kind(whole: Whole, lang: str) -> str:
    wished = _wished(whole)
    name = str(pick(wished[0].type, "name", lang)) if wished else ""
    return f"{len(wished)} × {name}" if len(wished) > 1 else name


def _rows(whole: Whole, lang: str) -> tuple[Row, ...]:
    """Answers, people, costs."""
    one, names = whole.registration, [held.ticket.holder for held in _wished(whole)]
    answers = [Row(answer.asked, answer.given, _file(whole, answer)) for answer in questions.of_registrations(one.id)]
    total = wording.money(one.total_cents, one.currency, lang) if one.total_cents else _("none")
    people = [] if names in ([], [one.name]) else [Row(_("For"), names)]
    return (*answers, *people, Row(_("Costs"), total))


def _file(whole: Whole, answer: AnswerFacts) -> Go | None:
    if answer.file is None:
        return None
    return Go(url_for("answers.file", secret=whole.secret, answer_id=answer.id), _("Open"), f": {answer.asked}")


def _until(whole: Whole, lang: str) -> str:
    at = whole.registration.answer_at
    return "" if at is None else wording.day_clock(at, whole.event.zone, lang)


def _cities(whole: Whole, lang: str) -> str:
    at = whole.registration.answer_at
    return "" if at is None else waiting_words.cities(whole.event, at, lang) + "."


def _steps(whole: Whole) -> tuple[Step, ...]:
    one, at = whole.registration, whole.registration.answer_at
    promised = "" if at is None else _("at the latest %(when)s", when=_moment(whole, at))
    coming = _("If it is a yes: a place for you, to be ordered") if one.total_cents else _("If it is a yes: your ticket")
    return (
        Step("done", _("Application received"), _moment(whole, one.created_at), iso=_iso(one.created_at)),
        Step("now", "", _free(whole), strong=_("The team reads it"), icon="people"),
        Step("next", _("Answer by mail"), promised, icon="mail", iso="" if at is None else _iso(at)),
        Step("else", coming, _moment(whole, whole.event.starts_at), icon="ticket", iso=_iso(whole.event.starts_at)),
    )


def _free(whole: Whole) -> str:
    """How many places there are still, where that is said at all."""
    wished = _wished(whole)
    few = types.offer(wished[0].type.id).few if wished else None
    return "" if not few else ngettext("%(num)s place is free", "%(num)s places are free", few)


def _open_otherwise(whole: Whole) -> bool:
    """Whether anybody can take part without being decided about."""
    return any(offer.state == "open" and not offer.approval for offer in types.offers(whole.event.id))


@bp.post("/r/<secret>/withdraw")
@secret_holder
def withdraw(secret: str) -> ResponseReturnValue:
    """Not needed any more: one press."""
    service.cancel(own.of(secret).registration.id)
    return redirect(url_for("registration.show", secret=secret, done="withdrawn"), 303)


@bp.get("/r/<secret>/withdraw")
@secret_holder
def elsewhere(secret: str) -> ResponseReturnValue:
    """Who reloads or bookmarks the answer to a deed gets to the page itself."""
    return redirect(url_for("registration.show", secret=secret))


def declined(whole: Whole, _email: EmailForm | None = None) -> ResponseReturnValue:
    """A no, in the same words as the mail, and what is open still."""
    lang = languages.current()
    answered = application_queries.told(whole.registration.id)
    said = application_letters.preview(whole.registration.id, "no", lang, message="" if answered is None else answered.message)
    offers = [offer for offer in types.offers(whole.event.id) if offer.state == "open" and not offer.approval]
    return make_response(render_template(
        "public/declined.html", whole=whole, event=ticket_view.view_of(whole, lang), own=own.addresses(whole),
        languages=own.switch(whole), first_name=own.first_name(whole), said=said,
        ways=[(str(pick(offer, "name", lang)), offer_view.price(offer, lang)) for offer in offers],
    ))


def _moment(whole: Whole, at: datetime) -> str:
    return wording.moment(at, whole.event.zone, languages.current(), now=clock.now())


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
