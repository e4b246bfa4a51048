"""A guest's own link: enter name, address and language once, see the own ticket at once, give the place back.

Nothing here leads to the registration of whoever invited, and nothing of it is shown but their name.
"""

from dataclasses import replace

from flask import g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from eventsvc.core import clock
from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Missing, Refused
from eventsvc.public import join
from eventsvc.questions import service as answers
from eventsvc.registration import groups
from eventsvc.registration import queries as registrations
from eventsvc.registration.groups import Entry
from eventsvc.registration.queries import Whole
from eventsvc.tickets.guests import Guest
from eventsvc.web import crowds, event_view, guesses, languages, people, questions, shell, ticket_view
from eventsvc.web.forms import OpenForm, Together
from eventsvc.web.guard import anyone, secret_holder
from eventsvc.web.languages import LANGUAGES
from eventsvc.web.refusals import sentence
from eventsvc.web.shell import Language

bp = languages.public("guest", __name__)


class GuestForm(OpenForm):
    """Who is coming. `own`: from the link that only this guest has."""

    name = StringField(_l("Your first and last name"), [people.name])
    email = EmailField(_l("Your email address"), [people.email])
    language = RadioField(
        _l("In which language do we write to you?"), choices=[SelectChoice("de", "Deutsch"), SelectChoice("en", "English")],
    )
    own = HiddenField()

    def entry(self) -> Entry:
        """What was typed, after it was found right."""
        return Entry(
            name=self.name.data or "", email=self.email.data or "", language=self.language.data or languages.current(),
            own=self.own.data or "",
        )


def _seat(token: str) -> tuple[Guest, Whole]:
    """The seat, and its registration with nothing but this one ticket. The page of who has entered speaks their language."""
    with guesses.counted("guest"):
        guest = groups.of_link(token)
    whole = registrations.by_id(guest.registration_id)
    g.organisation = whole.organisation
    if guest.filled_at is not None and guest.language in LANGUAGES:
        g.lang = guest.language
    return guest, replace(whole, tickets=tuple(held for held in whole.tickets if held.ticket.id == guest.ticket_id))


@bp.get("/g/<token>")
@secret_holder
def show(token: str) -> ResponseReturnValue:
    """The form while the seat is open, then the ticket. Whoever invited has this link too, so it says nothing more then."""
    return _shown(token, "")


@bp.get("/g/<token>/mine/<own>")
@secret_holder
def mine(token: str, own: str) -> ResponseReturnValue:
    """The guest's own link: the ticket, with all that can be changed."""
    return _shown(token, own)


def _shown(token: str, own: str) -> ResponseReturnValue:
    try:
        guest, whole = _seat(token)
    except Missing:
        return make_response(render_template("public/guest_void.html"), 404)
    if own and not groups.is_own(guest, whole.event.uuid, own):
        return redirect(url_for(".show", token=token))
    return _page(token, guest, whole, own)


def _page(
    token: str, guest: Guest, whole: Whole, own: str, form: GuestForm | None = None, asked: questions.QuestionForm | None = None,
) -> ResponseReturnValue:
    lang = languages.current()
    if not whole.valid or whole.registration.state != "confirmed":
        return _over(whole)
    entered = guest.filled_at is not None
    if entered and not groups.is_own(guest, whole.event.uuid, own):
        return _ticket_only(whole, form)
    if form is None:
        form = GuestForm(formdata=None, name=guest.holder, email=guest.email, language=guest.language or lang, own=own)
    held, asked = whole.tickets[0], asked or questions.form_for(whole, "after", ticket_id=guest.ticket_id)
    return render_template(
        "public/guest_ticket.html" if entered else "public/guest.html", whole=whole, event=ticket_view.view_of(whole, lang), form=form,
        asked=asked, together=Together(form, asked), booker=whole.registration.name,
        ticket=ticket_view.all_of(whole, lang)[0], type=pick(held.type, "name", lang), online=held.kind == "online",
        paid=whole.registration.total_cents > 0, open=clock.now() < whole.event.starts_at and whole.event.state != "cancelled",
        first_name=guest.holder.split(" ", 1)[0], done=request.args.get("done", ""), privacy=shell.address("privacy"),
        actions={name: url_for(f".{name}", token=token) for name in ("enter", "back", "stranger", "stream")},
        ics=event_view.entry_address(whole.event.slug), event_url=event_view.address(whole.event.slug),
        languages=_switch(entered=entered), entered=entered, reason=pick(whole.event, "reason", lang),
    )


def _ticket_only(whole: Whole, form: GuestForm | None) -> ResponseReturnValue:
    """Entered, and whoever is here may not be that guest: the ticket, as whoever invited has it anyway."""
    lang = languages.current()
    page = render_template(
        "public/guest_taken.html", whole=whole, event=ticket_view.view_of(whole, lang), ticket=ticket_view.all_of(whole, lang)[0],
        errors=[] if form is None else form.form_errors, booker=whole.registration.name, reason=pick(whole.event, "reason", lang),
        event_url=event_view.address(whole.event.slug),
    )
    return make_response(page, 200 if form is None else 409)


def _switch(*, entered: bool) -> tuple[Language, ...]:
    """Before entering the address decides the language; after that the guest has said it, and changing it takes a press."""
    if not entered:
        return shell.languages()
    there = request.path + "#entry"
    return tuple(Language(one.code, one.label, one.name, there, one.address, one.code == languages.current()) for one in shell.languages())


def _over(whole: Whole) -> ResponseReturnValue:
    return render_template(
        "public/guest_over.html", event=ticket_view.view_of(whole, languages.current()), booker=whole.registration.name,
        event_url=event_view.address(whole.event.slug),
    )


@bp.post("/g/<token>")
@secret_holder
def enter(token: str) -> ResponseReturnValue:
    """Name, address, language, answers: one press, and the ticket is there."""
    guest, whole = _seat(token)
    if not whole.valid or whole.registration.state != "confirmed":
        return _over(whole)
    form, asked = GuestForm(), questions.form_for(whole, "after", ticket_id=guest.ticket_id)
    fits = asked.validate() if asked.asks else True
    if form.validate() and fits:
        crowds.check()
        try:
            groups.enter(token, form.entry(), also=(lambda of: answers.answer(of, asked.given())) if asked.asks else None)
        except Refused as refused:
            form.form_errors.append(sentence(refused))
        else:
            return _entered(token, changed=guest.filled_at is not None)
    return _page(token, *_seat(token), form.own.data or "", form, asked)


def _entered(token: str, *, changed: bool) -> ResponseReturnValue:
    """On to the guest's own link, in the guest's language."""
    guest, whole = _seat(token)
    own = guest.own(whole.event.uuid)
    return redirect(url_for(".mine", token=token, own=own, done="changed" if changed else None), 303)


@bp.get("/g/<token>/<any(back, stranger):_deed>")
@secret_holder
def elsewhere(token: str, _deed: str) -> ResponseReturnValue:
    """Who reloads the answer to a deed gets to the page itself."""
    return redirect(url_for(".show", token=token))


@bp.post("/g/<token>/back")
@secret_holder
def back(token: str) -> ResponseReturnValue:
    """The place is free for whoever invited to give to somebody else."""
    _seat(token)
    groups.give_back(token, request.form.get("own", ""))
    return redirect(url_for(".gone", why="back"), 303)


@bp.post("/g/<token>/stranger")
@secret_holder
def stranger(token: str) -> ResponseReturnValue:
    """"I don't know them": the address goes at once."""
    _seat(token)
    groups.refuse(token, request.form.get("own", ""))
    return redirect(url_for(".gone", why="stranger"), 303)


@bp.get("/g/gone/<any(back, stranger):why>")
@anyone
def gone(why: str) -> ResponseReturnValue:
    """After the place was given back, or the address taken out."""
    told = {
        "back": (_("The place is given back"), _("Whoever invited you hears of it and can give it to somebody else. Your link is void.")),
        "stranger": (_("Your address is deleted"), _("You get no more mails from this group, and nobody can enter it there today.")),
    }
    return render_template("public/guest_gone.html", title=told[why][0], text=told[why][1])


@bp.get("/g/<token>/stream")
@secret_holder
def stream(token: str) -> ResponseReturnValue:
    """Into the stream, with the own link."""
    _guest, whole = _seat(token)
    return join.way_in(whole, mine=url_for(".show", token=token))
