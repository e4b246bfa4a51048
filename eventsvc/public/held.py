"""Registrations that are begun: review and order, a quarter of an hour more, or rather not.

Nothing stands above the button that concludes a contract but what is ordered; its words are prescribed (spec: law 4.1, 4.16).
"""

from datetime import datetime
from functools import partial

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import pgettext

from eventsvc.core import clock, wording, zones
from eventsvc.core.errors import Refused
from eventsvc.public import billing, own, paying, unfinished, ways
from eventsvc.public.own import EmailForm
from eventsvc.questions import queries as question_reads
from eventsvc.registration import early_starts, holds
from eventsvc.registration.queries import Whole
from eventsvc.web import languages, questions, ticket_view, withdrawal_words
from eventsvc.web.guard import secret_holder
from eventsvc.web.parts import Go, Row
from eventsvc.web.refusals import sentence

bp = languages.public("held", __name__)


def show(whole: Whole, _email: EmailForm | None = None) -> ResponseReturnValue:
    """What is begun goes on where it stopped: at the questions, or at the review."""
    there = "asking.show" if _asks(whole) and not (whole.registration.total_cents and _answered(whole)) else "held.review"
    return redirect(url_for(there, secret=whole.secret))


def _asks(whole: Whole) -> bool:
    """Whether anything is asked before there is a ticket."""
    return whole.registration.state == "held" and questions.form_for(whole, "before").asks


def _answered(whole: Whole) -> bool:
    """Whether the questions have been answered, as far as they must be."""
    return bool(question_reads.of_registrations(whole.registration.id)) and not question_reads.lacking(whole.registration.id)


@bp.get("/r/<secret>/review")
@secret_holder
def review(secret: str) -> ResponseReturnValue:
    """Everything once more, and the button that orders it."""
    whole = own.of(secret)
    if whole.registration.state not in {"held", "approved"}:
        return redirect(url_for("registration.show", secret=secret))
    if question_reads.lacking(whole.registration.id):
        return redirect(url_for("asking.show", secret=secret))
    return _review(whole)


def _review(whole: Whole, no: Refused | None = None) -> ResponseReturnValue:
    lang, registration = languages.current(), whole.registration
    paying.leads_away()
    there, asks, pays = partial(url_for, secret=whole.secret), _asks(whole), paying.ways(whole)
    event = ticket_view.view_of(whole, lang)
    early = no is not None and no.reason == "early-start"
    page = render_template(
        "public/review.html", whole=whole, event=event, rows=_rows(whole), error="" if no is None or early else sentence(no),
        early_error=sentence(no) if no is not None and early else "",
        withdrawal=withdrawal_words.notice(whole.event, whole.organisation, lang),
        steps=steps(whole, asks=asks), answers=there("asking.show") if asks else None,
        place=_("Online") if unfinished.online(whole) else event.place,
        lines=unfinished.lines(whole), taxes=unfinished.taxes(whole), included=unfinished.included(whole),
        sum=unfinished.money(whole), terms=unfinished.terms(whole), ways=pays, pay_by=ways.named(pays, whole.organisation.name),
        paid=registration.total_cents > 0,
        approved=registration.state == "approved", hold=hold(whole), seats=len(unfinished.seats(whole)),
        first_name=own.first_name(whole), seller=whole.organisation,
        waitlist=unfinished.waitlist(whole, no),
        actions={name: there(f"held.{name}") for name in ("order", "extend", "free")}, languages=own.switch(whole),
    )
    return make_response(page, 200 if no is None else 409)


def steps(whole: Whole, now: str = "check", *, asks: bool) -> tuple[tuple[str, str], ...]:
    """The way to the ticket: what is done, what is now, what comes."""
    paid = whole.registration.total_cents > 0
    last = ("pay", _("Pay")) if paid else ("done", _("Done"))
    way: tuple[tuple[str, str], ...]
    if whole.registration.state == "approved":
        way = (("request", _("Request")), ("yes", pgettext("step", "Yes")), ("check", _("Check")), last)
    else:
        asked = (("questions", _("Questions")),) if asks else ()
        check = (("check", _("Check")),) if paid or not asks else ()
        way = (("details", _("Details")), *asked, *check, last)
    at = next((number for number, (name, _word) in enumerate(way) if name == now), 0)
    return tuple((word, "done" if number < at else "now" if number == at else "next") for number, (_name, word) in enumerate(way))


def hold(whole: Whole) -> dict[str, str]:
    """What the bar with the deadline says: the time of day, the day where it is another one, the instant, and what time it is now."""
    deadline = whole.registration.deadline
    assert deadline is not None  # noqa: S101  the database says so
    return {
        "clock": _clock(whole, deadline), "moment": unfinished.in_full(whole), "iso": deadline.isoformat(timespec="seconds"),
        "now": clock.now().isoformat(timespec="seconds"),
    }


def _clock(whole: Whole, at: datetime) -> str:
    return wording.clock_full(zones.local(at, whole.event.zone), languages.current())


def _rows(whole: Whole) -> tuple[Row, ...]:
    """For whom, and where the mail goes; what is only begun can still be put right."""
    names = [held.ticket.holder for held in unfinished.seats(whole) if held.ticket.holder]
    change = Go(url_for("details.show", secret=whole.secret), _("Change"), " " + _("names and address"))
    return (
        Row(_("For"), (*names, whole.registration.email), change if whole.registration.state == "held" else None), *billing.row(whole),
    )


def wished(whole: Whole) -> None:
    """Whoever ticked the box wants the event to begin within the time to withdraw; where no such box stands, nothing is kept."""
    words = withdrawal_words.notice(whole.event, whole.organisation, languages.current()).consent
    if words and request.form.get("early") == "1":
        early_starts.agree(whole.registration.id, words)


@bp.post("/r/<secret>/order")
@secret_holder
def order(secret: str) -> ResponseReturnValue:
    """Ordered, and on to paying. Whatever is in the way is said on the same page."""
    whole = own.of(secret)
    wished(whole)
    if billing.lacking(whole) and whole.registration.state in {"held", "approved"}:
        return redirect(url_for("invoices.show", secret=secret), 303)
    try:
        after = paying.order(whole)
    except Refused as no:
        return refused(own.of(secret), no)
    return paying.onward(secret, after)


def refused(whole: Whole, no: Refused) -> ResponseReturnValue:
    """Why it does not go on: on the page where it stands by now."""
    if no.reason == "answers-missing":
        return redirect(url_for("asking.show", secret=whole.secret, missing=1), 303)
    if whole.registration.state in {"held", "approved"}:
        return _review(whole, no)
    if whole.registration.state == "unpaid":
        return paying.unpaid(whole, None, no)
    return unfinished.over(whole, None, no)


@bp.post("/r/<secret>/extend")
@secret_holder
def extend(secret: str) -> ResponseReturnValue:
    """Fifteen minutes more; one whose time has ended takes its places again."""
    whole = own.of(secret)
    try:
        holds.extend(whole.registration.id)
    except Refused as no:
        return refused(own.of(secret), no)
    return redirect(url_for("held.review" if whole.registration.state == "held" else "registration.show", secret=secret), 303)


@bp.post("/r/<secret>/free")
@secret_holder
def free(secret: str) -> ResponseReturnValue:
    """Rather not: the places are free for others at once."""
    whole = own.of(secret)
    if whole.registration.state == "confirmed":
        return redirect(url_for("registration.show", secret=secret), 303)
    try:
        paying.give_up(whole)
    except Refused as no:
        return refused(own.of(secret), no)
    return redirect(url_for("registration.show", secret=secret, done="cancelled"), 303)
