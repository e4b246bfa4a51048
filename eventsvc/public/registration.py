"""My registration: everything behind the secret link. Links only open pages; each deed is a POST, because mail scanners follow links."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Response, abort, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField

from eventsvc.core import clock
from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Refused
from eventsvc.payments import cancelling
from eventsvc.public import answers, billing, changes, own, states, waiting_view
from eventsvc.registration import passes, service
from eventsvc.registration.queries import Whole
from eventsvc.tickets import qr
from eventsvc.web import calendar_links, event_view, languages, people, refund_words, ticket_view, withdrawal_words
from eventsvc.web import qr as drawn
from eventsvc.web.forms import OpenForm
from eventsvc.web.guard import anyone, secret_holder
from eventsvc.web.languages import LANGUAGES
from eventsvc.web.refusals import sentence

bp = languages.public("registration", __name__)
CORRECT_FOR = timedelta(minutes=30)


class NameForm(OpenForm):
    """Another name on one ticket."""

    name = StringField(_l("Name"), [people.name])


DONE: dict[str, Callable[[Whole], str]] = {
    "corrected": lambda whole: _("Address corrected. The ticket is on its way to %(email)s.", email=whole.registration.email),
    "renamed": lambda _whole: _("Name changed. The code stays the same."),
    "cancelled": lambda _whole: _("Cancelled. The seat is free for somebody else."),
    "refunded": refund_words.told,
    "passed": lambda _whole: _("Passed on. The new person gets the ticket by mail, and your code is void."),
    "declined": lambda _whole: _("Given back. The ticket belongs to who passed it on."),
    "switched": lambda _whole: _("Switched. The code stays yours."),
    "answered": lambda _whole: _("Saved. Thank you for your answers."),
    "coming": lambda _whole: _("Thank you. Your place stays."),
    "withdrawn": lambda _whole: _("Your application is withdrawn."),
    "left-list": lambda _whole: _("You are off the waitlist."),
    "language": lambda _whole: _("Saved. Mails come in this language from now on."),
    "sent": lambda whole: _("Sent to %(email)s.", email=whole.registration.email),
    "enough": lambda whole: _("%(email)s has had enough mails for this hour. Here are the tickets anyway.", email=whole.registration.email),
}


def _done(whole: Whole) -> str | None:
    """The answer to the last deed, told by one of our own words in the address (nothing is kept in a cookie)."""
    told = DONE.get(request.args.get("done", ""))
    return told(whole) if told else None


@bp.get("/r/<secret>/welcome")
@secret_holder
def welcome(secret: str) -> ResponseReturnValue:
    """The answer to registering: the tickets at once, or how it goes on."""
    whole = own.of(secret)
    return _welcome(whole, own.EmailForm()) if whole.valid else redirect(url_for(".show", secret=secret))


def _welcome(whole: Whole, form: own.EmailForm) -> ResponseReturnValue:
    lang = languages.current()
    if not form.is_submitted():
        form.email.data = whole.registration.email
    correctable = clock.now() - whole.registration.created_at < CORRECT_FOR and bool(whole.valid)
    return render_template(
        "public/welcome.html", whole=whole, event=ticket_view.view_of(whole, lang), tickets=ticket_view.all_of(whole, lang),
        first_name=own.first_name(whole), form=form if correctable else None, done=_done(whole),
        own=own.addresses(whole), calendar=_calendar(whole), languages=own.switch(whole), waits=waiting_view.banner(whole, lang),
        asks=answers.asks(whole),
    )


@bp.get("/r/<secret>")
@secret_holder
def show(secret: str) -> ResponseReturnValue:
    """All that can be done with a registration, or where it stands while it is not finished."""
    whole = own.of(secret)
    page = states.PAGES.get(whole.registration.state)
    return _show(whole) if page is None else page(whole, None)


def _show(whole: Whole, *, email: own.EmailForm | None = None, name: NameForm | None = None, renaming: int = 0) -> ResponseReturnValue:
    lang = languages.current()
    over = whole.event.ends_at <= clock.now()
    email = email or own.EmailForm()
    if not email.is_submitted() or not email.errors:
        email.email.data = whole.registration.email
    tickets, ways = ticket_view.all_of(whole, lang), changes.ways(whole)
    return render_template(
        "public/registration.html", whole=whole, event=ticket_view.view_of(whole, lang), tickets=tickets, over=over,
        changeable=bool(whole.valid) and not over and whole.event.state != "cancelled",
        badge=_badge(whole), email=email, faulty=email if email.errors else name,
        names=_name_forms(tickets, name, renaming), done=_done(whole), own=own.addresses(whole), calendar=_calendar(whole),
        languages=own.switch(whole), waits=waiting_view.banner(whole, lang),
        reason=pick(whole.event, "reason", lang), language=whole.registration.language, open_to_changes=changes.open_to_changes(whole),
        asks=answers.asks(whole), invoice=billing.link(whole),
        money_back=refund_words.standing(whole, lang), withdrawal=_withdrawal(whole, lang),
        cancel_until=changes.until(whole), ways=ways, instead=changes.instead(whole, ways),
    )


def _withdrawal(whole: Whole, lang: str) -> withdrawal_words.Notice | None:
    """What is to be said about withdrawing from what costs something."""
    one = whole.registration
    return withdrawal_words.notice(whole.event, whole.organisation, lang, concluded=one.created_at) if one.total_cents else None


def _name_forms(tickets: tuple[ticket_view.TicketView, ...], wrong: NameForm | None, number: int) -> list[tuple[int, NameForm]]:
    """A form for each valid ticket, with ids of its own; the one that was wrong keeps what was typed."""
    found = []
    for one in tickets:
        if one.valid:
            form = wrong if wrong is not None and one.number == number else NameForm(formdata=None, name=one.name)
            form.name.id = f"name-{one.number}"
            found.append((one.number, form))
    return found


def _badge(whole: Whole) -> ticket_view.Badge:
    if whole.event.state == "cancelled":
        return ("bad", "cross", _("event cancelled"))
    if whole.registration.state == "passed":
        return ("", "send", _("passed on"))
    if not whole.valid:
        return ("bad", "cross", _("cancelled"))
    if whole.event.state == "postponed":
        return ("warn", "clock", _("postponed"))
    return ("ok", "check", _("registered"))


def _calendar(whole: Whole) -> dict[str, str]:
    return {
        "ics": event_view.entry_address(whole.event.slug),
        "google": url_for(".calendar", secret=whole.secret, where="google"),
        "outlook": url_for(".calendar", secret=whole.secret, where="outlook"),
    }


@bp.get("/r/<secret>/calendar/<any(google, outlook):where>")
@secret_holder
def calendar(secret: str, where: str) -> ResponseReturnValue:
    """To a calendar on the web. The address of the ticket stays here."""
    build = {"google": calendar_links.google, "outlook": calendar_links.outlook}[where]
    return redirect(build(own.of(secret).event, languages.current()))


@bp.get("/r/<secret>/ticket/<int:number>")
@secret_holder
def ticket(secret: str, number: int) -> ResponseReturnValue:
    """One ticket to print."""
    whole, lang = own.of(secret), languages.current()
    whole.issued(number)
    return render_template(
        "public/ticket.html", whole=whole, ticket=ticket_view.all_of(whole, lang)[number - 1], event=ticket_view.view_of(whole, lang),
        access=pick(whole.event, "access", lang), directions=pick(whole.event, "directions", lang), back=url_for(".show", secret=secret),
        host=urlsplit(current_app.config["BASE_URL"]).netloc,
    )


@bp.get("/r/<secret>/ticket/<int:number>/code.<any(png, svg):kind>")
@secret_holder
def code(secret: str, number: int, kind: str) -> ResponseReturnValue:
    """The QR code as a picture, for whoever wants to keep it."""
    whole = own.of(secret)
    held = whole.issued(number)
    if kind == "png":
        return Response(qr.png(drawn.matrix(held.ticket, whole.event.uuid)), mimetype="image/png")
    return Response(str(drawn.picture(held.ticket, whole.event.uuid)), mimetype="image/svg+xml")


def _back(secret: str, done: str) -> ResponseReturnValue:
    return redirect(url_for(".show", secret=secret, done=done), 303)


@bp.get("/r/<secret>/<any(email, language, again, stranger, decline):_deed>")
@bp.get("/r/<secret>/ticket/<int:_number>/name")
@secret_holder
def elsewhere(secret: str, _deed: str = "", _number: int = 0) -> ResponseReturnValue:
    """Who reloads or bookmarks the answer to a deed gets to the page itself."""
    return redirect(url_for(".show", secret=secret))


@bp.post("/r/<secret>/cancel")
@secret_holder
def cancel(secret: str) -> ResponseReturnValue:
    """All tickets, or the one that is named."""
    whole, number = own.of(secret), request.form.get("ticket", 0, type=int) if "ticket" in request.form else None
    if number is not None:
        whole.numbered(number)
    error, done = changes.cancelled(whole, number or 0)
    return changes.cancelling(whole, number or 0, error) if error else _back(secret, done)


@bp.post("/r/<secret>/email")
@secret_holder
def correct(secret: str) -> ResponseReturnValue:
    """The right address; the link changes with it."""
    whole, form = own.of(secret), own.EmailForm()
    page = ".welcome" if form.back.data == "welcome" else ".show"
    if form.validate():
        try:
            fresh = service.correct_email(whole.registration.id, form.email.data or "")
        except Refused as refused:
            form.email.errors = [sentence(refused)]
        else:
            return redirect(url_for(page, secret=fresh, done="corrected"), 303)
    if page == ".show" and whole.registration.state in states.PAGES:
        return states.PAGES[whole.registration.state](whole, form)
    return _welcome(whole, form) if page == ".welcome" else _show(whole, email=form)


@bp.post("/r/<secret>/ticket/<int:number>/name")
@secret_holder
def rename(secret: str, number: int) -> ResponseReturnValue:
    """Another name on a ticket."""
    whole, form = own.of(secret), NameForm()
    held = whole.numbered(number)
    if form.validate():
        try:
            service.rename(whole.registration.id, held.ticket.id, form.name.data or "")
        except Refused as refused:
            form.name.errors = [sentence(refused)]
        else:
            return _back(secret, "renamed")
    return _show(whole, name=form, renaming=number)


@bp.post("/r/<secret>/language")
@secret_holder
def language(secret: str) -> ResponseReturnValue:
    """The language of later mails, and of this page."""
    whole, chosen = own.of(secret), request.form.get("language", "")
    if chosen not in LANGUAGES:
        abort(400)
    service.speak(whole.registration.id, chosen)
    g.lang = chosen
    return _back(secret, "language")


@bp.post("/r/<secret>/again")
@secret_holder
def again(secret: str) -> ResponseReturnValue:
    """The tickets by mail once more."""
    whole = own.of(secret)
    return _back(secret, "sent" if service.again(whole.registration.id) else "enough")


@bp.post("/r/<secret>/stranger")
@secret_holder
def disown(secret: str) -> ResponseReturnValue:
    """"That wasn't me": everything goes, and the address is blocked for this event."""
    one = own.of(secret).registration
    if one.total_cents:
        cancelling.leave(one.id)
    if one.pass_id is None:
        service.disown(one.id)
    else:
        passes.disown(one.pass_id)
    return redirect(url_for(".gone", why="stranger"), 303)


@bp.get("/r/gone")
@anyone
def gone() -> ResponseReturnValue:
    """After it went."""
    return render_template("public/registration_gone.html", why=request.args.get("why", ""))
