"""What is asked before there is a ticket: its page, with the deadline in sight. Whatever happens, what was typed stays."""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Refused
from eventsvc.public import held, own, unfinished
from eventsvc.questions import queries as question_reads
from eventsvc.registration import finishing, holds
from eventsvc.registration.queries import Whole
from eventsvc.registration.waitlist import queries as waitlist_queries
from eventsvc.registration.waitlist.queries import Standing
from eventsvc.web import languages, questions, ticket_view
from eventsvc.web.guard import secret_holder
from eventsvc.web.questions import QuestionForm
from eventsvc.web.refusals import sentence

bp = languages.public("asking", __name__)


def _offer(whole: Whole) -> Standing | None:
    """An open offer of the waitlist, which may ask first too."""
    stands = waitlist_queries.standing(whole.registration.id) if whole.registration.state in {"waiting", "confirmed"} else None
    return stands if stands is not None and stands.offered is not None else None


def _form(whole: Whole) -> QuestionForm:
    return questions.form_for(
        whole, "before", file_url=lambda answer_id: url_for("answers.file", secret=whole.secret, answer_id=answer_id),
    )


@bp.get("/r/<secret>/questions")
@secret_holder
def show(secret: str) -> ResponseReturnValue:
    """The questions, as far as they are answered; without any, the page that comes next."""
    whole = own.of(secret)
    if whole.registration.state != "held" and _offer(whole) is None:
        return redirect(url_for("registration.show", secret=secret))
    form = _form(whole)
    lacks = question_reads.lacking(whole.registration.id) if "missing" in request.args else 0
    if lacks:  # whoever ordered is back here, and told why
        form.form_errors.append(sentence(Refused("answers-missing", count=lacks)))
    return _page(whole, form) if form.asks else _next(whole, whole.registration.state)


def _next(whole: Whole, state: str) -> ResponseReturnValue:
    there = {"confirmed": "registration.welcome", "held": "held.review"}.get(state, "registration.show")
    return redirect(url_for(there, secret=whole.secret), 303)


def _page(whole: Whole, form: QuestionForm) -> ResponseReturnValue:
    lang, offer = languages.current(), _offer(whole)
    event = ticket_view.view_of(whole, lang)
    page = render_template(
        "public/questions.html", whole=whole, event=event, form=form, many=form.count, hold=None if offer else held.hold(whole),
        until=unfinished.moment(whole, offer.until) if offer is not None and offer.until is not None else "",
        seats=len(unfinished.seats(whole)), steps=held.steps(whole, "questions", asks=True), press=_press(whole, offer),
        place=_("Online") if unfinished.online(whole) else event.place, people=_people(whole), lines=unfinished.lines(whole),
        sum=unfinished.money(whole), details=None if offer else url_for("details.show", secret=whole.secret),
        send=url_for(".send", secret=whole.secret), languages=own.switch(whole),
    )
    return make_response(page, 409 if form.form_errors and request.method == "POST" else 200)


def _press(whole: Whole, offer: Standing | None) -> str:
    """What the button does: it concludes what costs nothing, else something comes after it (spec: law 4.1)."""
    if {one.ticket.state for one in unfinished.seats(whole)} == {"wanted"}:
        return _("Send the request")
    price = whole.registration.total_cents if offer is None or offer.offered is None else offer.offered.price_cents
    return _("Continue") if price else _("Register for free")


def _people(whole: Whole) -> str:
    """`1 × On site, Cem Çelik`."""
    seats = unfinished.seats(whole)
    names = [f"{len(seats)} × {pick(one.type, 'name', languages.current())}" for one in seats[:1]]
    return ", ".join([*names, *(one.ticket.holder for one in seats if one.ticket.holder)])


@bp.post("/r/<secret>/questions")
@secret_holder
def send(secret: str) -> ResponseReturnValue:
    """Answered. One whose time has ended gets the places again if they are there; what was typed is kept in any case."""
    whole = own.of(secret)
    if whole.registration.state not in {"held", "expired"} and _offer(whole) is None:
        return redirect(url_for("registration.show", secret=secret), 303)
    form = _form(whole)
    if "extend" in request.form:
        return _extended(whole, form)
    if not form.validate():
        return _shown(whole, form)
    try:
        state = finishing.answer(whole.registration.id, form.given())
    except Refused as no:
        return _refused(secret, form, no)
    return _next(whole, state)


def _extended(whole: Whole, form: QuestionForm) -> ResponseReturnValue:
    """A quarter of an hour more, on the same page, with all that is half typed."""
    form.keep_files()
    try:
        holds.extend(whole.registration.id)
    except Refused as no:
        return _refused(whole.secret, form, no)
    return _page(own.of(whole.secret), form)


def _shown(whole: Whole, form: QuestionForm) -> ResponseReturnValue:
    """The same page once more. Its time may have ended meanwhile: then the places are taken again first."""
    if whole.registration.state != "expired":
        return _page(whole, form)
    try:
        holds.extend(whole.registration.id)
    except Refused as no:
        return _refused(whole.secret, form, no)
    return _page(own.of(whole.secret), form)


def _refused(secret: str, form: QuestionForm, no: Refused) -> ResponseReturnValue:
    """Why it does not go on, on the page where it stands by now."""
    whole = own.of(secret)
    if whole.registration.state == "held" or _offer(whole) is not None:
        form.form_errors.append(sentence(no))
        return _page(whole, form)
    if whole.registration.state == "expired":
        return unfinished.over(whole, None, no)
    return redirect(url_for("registration.show", secret=secret), 303)
