"""A pass for a series behind its secret link: every date with its state and its ticket; leaving one or all; what is not in it."""

from dataclasses import dataclass

from flask import g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.accounts import queries as accounts
from eventsvc.core import clock
from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Missing, Refused
from eventsvc.events import queries as events
from eventsvc.public import cards, own, sale, series_pass
from eventsvc.public.cards import Card
from eventsvc.registration import pass_queries, passes, states
from eventsvc.registration.pass_queries import Opening, PassWhole
from eventsvc.registration.queries import Whole
from eventsvc.web import event_view, guesses, languages
from eventsvc.web.guard import secret_holder
from eventsvc.web.parts import Badge, Go
from eventsvc.web.pass_refusals import elsewhere as words
from eventsvc.web.refusals import sentence

bp = languages.public("my_pass", __name__)


@dataclass(frozen=True, kw_only=True)
class Date:
    """A date of the pass."""

    card: Card
    event_id: int
    badge: Badge
    url: str
    has_ticket: bool
    leaves: str


@dataclass(frozen=True, kw_only=True)
class Other:
    """A date that is not in the pass: a button (`deed`) or a link, and what is said about it."""

    card: Card
    event_id: int
    about: str
    deed: str = ""
    press: str = ""
    go: Go | None = None
    missed: bool = False


def _of(secret: str) -> PassWhole:
    with guesses.counted("pass"):
        whole = pass_queries.by_secret(secret)
    g.organisation = accounts.by_id(whole.organisation.id)
    return whole


@bp.get("/p/<secret>")
@secret_holder
def show(secret: str) -> ResponseReturnValue:
    """All dates."""
    return _page(_of(secret))


@bp.get("/p/<secret>/<any('leave', 'leave-all', add, wait, email, stranger):_deed>")
@secret_holder
def elsewhere_than_here(secret: str, _deed: str) -> ResponseReturnValue:
    """Who reloads or bookmarks the answer to a deed gets to the page itself."""
    return redirect(url_for(".show", secret=secret))


def _page(whole: PassWhole, *, form: own.EmailForm | None = None, error: str = "") -> ResponseReturnValue:
    lang, email = languages.current(), form or own.EmailForm(formdata=None, email=whole.one.email)
    dates, others = _dates(whole, lang), _others(whole, lang)
    made = request.args.get("done") == "made"
    page = render_template(
        "public/my_pass.html", whole=whole, email=email, faulty=form, error=error, made=made, dates=dates, others=others,
        title=pick(whole.series, "title", lang), first_name=whole.one.name.split(" ", 1)[0], count=_count(dates),
        done="" if made else _done(whole), missed=[one for one in others if one.missed],
        leavable=sum(bool(one.leaves) for one in dates), series_url=url_for("series.show", slug=whole.series.slug),
        hidden=not whole.series.public,
    )
    return make_response(page, 409 if error else 200)


def _count(dates: list[Date]) -> str:
    many = sum(one.has_ticket for one in dates)
    return ngettext("%(num)s date with a ticket", "%(num)s dates with a ticket", many)


def _done(whole: PassWhole) -> str:
    """The answer to the last deed, told by one of our own words in the address."""
    known = {
        "left": _("Given back. The seat is free for somebody else; the other dates stay."),
        "left-all": _("All dates are given back."),
        "left-some": _("Given back what can be given back. For the other dates their own pages say why not."),
        "added": _("Added. The ticket is on its way to %(email)s.", email=whole.one.email),
        "waits": _("You are on the waitlist for this date."),
        "corrected": _("Address corrected. The tickets are on their way to %(email)s.", email=whole.one.email),
    }
    return known.get(request.args.get("done", ""), "")


def _dates(whole: PassWhole, lang: str) -> list[Date]:
    facts, now = events.of_ids([one.event.id for one in whole.dates]), clock.now()
    return [
        Date(
            card=cards.card(facts[one.event.id], (), lang, now, within_series=True, plain=True), event_id=one.event.id, badge=_badge(one),
            url=url_for("registration.show", secret=one.secret), has_ticket=bool(one.valid) and one.event.state != "cancelled",
            leaves=_leaves(one),
        )
        for one in whole.dates
    ]


def _leaves(one: Whole) -> str:
    """What the button says that gives a date back; nothing where there is nothing to give back."""
    if one.registration.state not in states.LIVE or one.event.state == "cancelled" or one.event.ends_at <= clock.now():
        return ""
    return _("Leave the waitlist") if one.registration.state == "waiting" else _("Leave this date")


def _badge(one: Whole) -> Badge:
    state = one.registration.state
    if one.event.state == "cancelled":
        return ("bad", "cross", _("event cancelled"))
    if state == "waiting":
        offered = any(held.ticket.state == "reserved" for held in one.tickets)
        return ("accent", "clock", _("a place is offered")) if offered else ("note", "list", _("on the waitlist"))
    if state == "passed":
        return ("", "send", _("passed on"))
    if state in {"cancelled", "expired", "declined"} or not one.valid:
        return ("", "minus", _("given back"))
    if one.event.state == "postponed":
        return ("warn", "clock", _("postponed"))
    online = all(held.kind == "online" for held in one.valid)
    return ("ok", "check", _("registered, online") if online else _("registered, in the room"))


def _others(whole: PassWhole, lang: str) -> list[Other]:
    """Coming dates without a registration in this pass; those that have closed for good are not shown."""
    have = {one.event.id for one in whole.dates if one.registration.state in (*states.LIVE, "passed")}
    missed = set(request.args.getlist("missed"))
    elsewhere = set(request.args.getlist("have"))
    left = [one for one in series_pass.coming(whole.series.id) if one.event.id not in have]
    found = [_other(one, lang, missed=str(one.event.id) in missed, have=str(one.event.id) in elsewhere) for one in left]
    return [one for one in found if one is not None]


def _other(one: Opening, lang: str, *, missed: bool, have: bool) -> Other | None:
    card = cards.card(one.event, (), lang, clock.now(), within_series=True, plain=True)
    if have:
        return Other(card=card, event_id=one.event.id, about=sentence(Refused("pass-have")))
    if one.open:
        return Other(
            card=card, event_id=one.event.id, about=series_pass.state(one, lang), deed="add", press=_("Add this date"), missed=missed,
        )
    if one.full:
        listed = sale.listed(one.event, clock.now())
        return Other(
            card=card, event_id=one.event.id, about=_("full"), deed="wait" if listed else "", press=_("Join the waitlist"), missed=missed,
        )
    if one.offers:
        return Other(card=card, event_id=one.event.id, about=series_pass.sale_word(one), missed=missed) if missed else None
    there = Go(event_view.address(one.event.slug), _("Register there"), icon="arrow-right")
    return Other(card=card, event_id=one.event.id, about=words(one.why), go=there, missed=missed)


def _date() -> int:
    found = request.form.get("date", 0, type=int)
    if not 0 < found < 2**31:
        raise Missing
    return found


def _back(secret: str, done: str) -> ResponseReturnValue:
    return redirect(url_for(".show", secret=secret, done=done), 303)


@bp.post("/p/<secret>/leave")
@secret_holder
def leave(secret: str) -> ResponseReturnValue:
    """One date less. Pressed twice it is done once."""
    whole, event_id = _of(secret), _date()
    one = next((one for one in whole.dates if one.event.id == event_id), None)
    if one is None:
        raise Missing
    try:
        passes.leave(whole.one.id, one.registration.id)
    except Refused as no:
        return _page(whole, error=sentence(no))
    return _back(secret, "left")


@bp.post("/p/<secret>/leave-all")
@secret_holder
def leave_all(secret: str) -> ResponseReturnValue:
    """What can be given back, is."""
    whole = _of(secret)
    _left, refused = passes.leave_all(whole.one.id)
    return _back(secret, "left-some" if refused else "left-all")


@bp.post("/p/<secret>/add")
@secret_holder
def add(secret: str) -> ResponseReturnValue:
    """One more date."""
    whole, event_id = _of(secret), _date()
    try:
        passes.add(whole.one.id, event_id)
    except Refused as no:
        return _page(_of(secret), error=sentence(no))
    return _back(secret, "added")


@bp.post("/p/<secret>/wait")
@secret_holder
def wait(secret: str) -> ResponseReturnValue:
    """Onto the waitlist of a date that is full, with the name and the address of the pass."""
    whole, event_id = _of(secret), _date()
    try:
        passes.wait(whole.one.id, event_id)
    except Refused as no:
        return _page(_of(secret), error=sentence(no))
    return _back(secret, "waits")


@bp.post("/p/<secret>/email")
@secret_holder
def correct(secret: str) -> ResponseReturnValue:
    """The right address for all dates; all links change with it."""
    whole, form = _of(secret), own.EmailForm()
    if form.validate():
        try:
            return _back(passes.correct_email(whole.one.id, form.email.data or ""), "corrected")
        except Refused as no:
            form.email.errors = [sentence(no)]
    return _page(_of(secret), form=form)


@bp.post("/p/<secret>/stranger")
@secret_holder
def disown(secret: str) -> ResponseReturnValue:
    """"That wasn't me": all dates end, and each blocks the address."""
    passes.disown(_of(secret).one.id)
    return redirect(url_for("registration.gone", why="stranger"), 303)
