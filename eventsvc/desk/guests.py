"""Guests of an event: the list, one guest, and what the desk can do for them."""

import secrets
import time
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import EmailField, HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from eventsvc.accounts import history, roles
from eventsvc.core import clock, wording
from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Refused
from eventsvc.desk import event_head, guest_history, guest_reads, guest_tabs, guest_words
from eventsvc.desk.guest_reads import STATES, Search
from eventsvc.events import queries as events
from eventsvc.events.facts import EventFacts
from eventsvc.registration import queries as registrations
from eventsvc.registration import service
from eventsvc.registration.queries import Whole
from eventsvc.ticket_types import queries as types
from eventsvc.tickets import codes
from eventsvc.web import names, people, tables
from eventsvc.web.forms import DeskForm
from eventsvc.web.guard import requires
from eventsvc.web.refusals import sentence

bp = Blueprint("desk_guests", __name__, url_prefix="/desk/events/<int:event_id>")


class AddForm(DeskForm):
    """A guest whom the desk enters."""

    once = HiddenField()
    name = StringField(_l("Name"), [people.name])
    email = EmailField(_l("Email address"), [people.email])
    ticket = RadioField(_l("Ticket"), coerce=str, validate_choice=False)
    language = SelectField(_l("Language of the mails"), choices=[SelectChoice("de", "Deutsch"), SelectChoice("en", "English")])


class EmailForm(DeskForm):
    """The right address."""

    email = EmailField(_l("Email address"), [people.email])


class NameForm(DeskForm):
    """The right name on one ticket."""

    name = StringField(_l("Name"), [people.name])


def _event(event_id: int) -> EventFacts:
    return events.by_id(event_id, g.member.organisation_id)


def _by() -> service.By:
    return service.By(g.member.person_id)


def _search(event_id: int) -> Search:
    state = request.args.get("state", "all")
    return Search(event_id, request.args.get("q", "")[:200].strip(), state if state in STATES else "all")


def _number(name: str) -> int | None:
    typed = request.args.get(name, "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else None


@bp.get("/guests")
@requires("guest.see")
def index(event_id: int) -> ResponseReturnValue:
    """The list, searched and filtered, 50 at a time."""
    event, search = _event(event_id), _search(event_id)
    began = time.perf_counter()
    page = guest_reads.page(search, after=_number("after"), before=_number("before"))
    counts = guest_reads.counts(event_id)
    found = guest_reads.found(search) if search.typed else counts[search.state]
    took = time.perf_counter() - began
    kept: dict[str, Any] = {name: value for name, value in (("q", search.typed), ("state", search.state)) if value and value != "all"}
    return render_template(
        "desk/guests.html", event=event, head=event_head.of(event, "guests"), search=search,
        chips=guest_tabs.chips(event_id, search.state, counts, search.typed),
        guests=[guest_words.line(guest, event.zone) for guest in page.guests], found=_found(found, took),
        shown=_("%(shown)s of %(all)s", shown=wording.number(len(page.guests), g.lang), all=wording.number(found, g.lang)),
        previous=url_for(".index", event_id=event_id, **kept, before=page.guests[0].ticket_id) if page.earlier and page.guests else None,
        following=url_for(".index", event_id=event_id, **kept, after=page.guests[-1].ticket_id) if page.later and page.guests else None,
        csv=url_for(".file", event_id=event_id, **kept), may_edit=roles.may(g.member.role, "guest.edit"), nobody=not counts["all"],
    )


def _found(found: int, took: float) -> str:
    seconds = wording.number(round(max(took, 0.01), 2), g.lang)
    return ngettext("%(number)s guest in %(seconds)s s", "%(number)s guests in %(seconds)s s", found,
                    number=wording.number(found, g.lang), seconds=seconds)


@bp.get("/guests.csv")
@requires("guest.see")
def file(event_id: int) -> ResponseReturnValue:
    """The same list as a file."""
    event, search = _event(event_id), _search(event_id)
    rows = (guest_words.cells(guest, event.zone) for guest in guest_reads.everybody(search))
    answer = Response(tables.written(guest_words.head(), rows, g.lang), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{event.slug}-guests.csv"'
    return answer


@bp.route("/guests/new", methods=["GET", "POST"])
@requires("guest.edit")
def new(event_id: int) -> ResponseReturnValue:
    """Enter a guest; the ticket goes out by mail."""
    event, form = _event(event_id), AddForm()
    offers = types.all_offers(event_id)
    form.ticket.choices = [SelectChoice(str(one.id), pick(one, "name", g.lang).text) for one in offers if one.free]
    if not form.is_submitted():
        form.once.data, form.language.data = secrets.token_urlsafe(12), g.lang
        form.ticket.data = next((str(one.id) for one in offers if one.free), "")
    elif form.validate():
        try:
            kept = service.register(event_id, _wish(form), by=_by())
        except Refused as refused:
            form.form_errors.append(sentence(refused))
        else:
            flash(_("%(name)s is registered. The ticket is on its way.", name=form.name.data), "ok")
            return redirect(url_for(".show", event_id=event_id, registration_id=kept.registration_id), 303)
    return render_template("desk/guest_new.html", event=event, head=event_head.of(event, "guests"), form=form)


def _wish(form: AddForm) -> service.Wish:
    typed, name = form.ticket.data or "", form.name.data or ""
    return service.Wish(
        ticket_type_id=int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0, name=name,
        email=form.email.data or "", holders=(name,), language="en" if form.language.data == "en" else "de",
        once=f"desk:{g.member.person_id}:{(form.once.data or secrets.token_urlsafe(12))[:60]}",
    )


@bp.get("/guests/<int:registration_id>")
@requires("guest.see")
def show(event_id: int, registration_id: int) -> ResponseReturnValue:
    """One guest: tickets, history, what can be done."""
    return _show(_whole(event_id, registration_id))


def _whole(event_id: int, registration_id: int) -> Whole:
    return registrations.of_desk(registration_id, event_id, g.member.organisation_id)


def _show(whole: Whole, *, email: EmailForm | None = None, name: NameForm | None = None, renaming: int = 0) -> ResponseReturnValue:
    event, came = _event(whole.event.id), guest_reads.came(whole.registration.id)
    email = email or EmailForm(formdata=None, email=whole.registration.email)
    renames = []
    for held in whole.valid:
        form = name if name is not None and held.ticket.id == renaming else NameForm(formdata=None, name=held.ticket.holder)
        form.name.id = f"name-{held.ticket.id}"
        renames.append((held.ticket.id, form))
    return render_template(
        "desk/guest.html", event=event, head=event_head.of(event, "guests"), whole=whole, email=email, names=renames,
        faulty=email if email.errors else name,
        tickets=[_ticket(held, whole.registration.name, came, event.zone) for held in whole.tickets],
        since=wording.moment(whole.registration.created_at, event.zone, g.lang, now=clock.now()), entries=_entries(whole, event.zone),
        may_edit=roles.may(g.member.role, "guest.edit"), language={"de": _("German"), "en": _("English")}[whole.registration.language],
    )


def _ticket(held: Any, booker: str, came: dict[int, Any], zone: str) -> dict[str, Any]:
    return {
        "id": held.ticket.id, "name": names.of(held.ticket.holder, booker), "type": pick(held.type, "name", g.lang),
        "code": codes.shown(held.ticket.reference),
        "badge": guest_words.badge(held.ticket.state, came.get(held.ticket.id), zone),
    }


def _entries(whole: Whole, zone: str) -> list[guest_history.Entry]:
    """Deeds and mails in one line of time, the latest first."""
    one = whole.registration
    deeds = history.of_subject(whole.event.organisation_id, "registration", one.id, since=one.created_at)
    letters = guest_reads.letters(one.id)
    entries = [guest_history.deed(entry, zone) for entry in deeds] + [guest_history.letter(row, zone) for row in letters]
    waited = any(row.kind == "waitlist-joined" for row in letters)
    began = [] if waited else [guest_history.began(one.created_at, guest_history.registered(one.quantity), zone)]
    return [*sorted(entries, key=lambda entry: entry.at, reverse=True), *began]


def _back(whole: Whole, told: str) -> ResponseReturnValue:
    flash(told, "ok")
    return redirect(url_for(".show", event_id=whole.event.id, registration_id=whole.registration.id), 303)


@bp.post("/guests/<int:registration_id>/email")
@requires("guest.edit")
def correct(event_id: int, registration_id: int) -> ResponseReturnValue:
    """The right address; the tickets go there."""
    whole, form = _whole(event_id, registration_id), EmailForm()
    if form.validate():
        try:
            service.correct_email(registration_id, form.email.data or "", by=_by())
        except Refused as refused:
            form.email.errors = [sentence(refused)]
        else:
            return _back(whole, _("Corrected. The ticket is on its way to %(email)s.", email=form.email.data))
    return _show(whole, email=form)


@bp.post("/guests/<int:registration_id>/tickets/<int:ticket_id>/name")
@requires("guest.edit")
def rename(event_id: int, registration_id: int, ticket_id: int) -> ResponseReturnValue:
    """The right name on one ticket; the code stays."""
    whole, form = _whole(event_id, registration_id), NameForm()
    if form.validate():
        try:
            service.rename(registration_id, ticket_id, form.name.data or "", by=_by())
        except Refused as refused:
            form.name.errors = [sentence(refused)]
        else:
            return _back(whole, _("Name changed. The code stays the same."))
    return _show(whole, name=form, renaming=ticket_id)


@bp.post("/guests/<int:registration_id>/again")
@requires("guest.edit")
def again(event_id: int, registration_id: int) -> ResponseReturnValue:
    """The tickets by mail once more."""
    whole = _whole(event_id, registration_id)
    service.again(registration_id, by=_by())
    return _back(whole, _("On its way to %(email)s.", email=whole.registration.email))


@bp.post("/guests/<int:registration_id>/cancel")
@requires("guest.edit")
def cancel(event_id: int, registration_id: int) -> ResponseReturnValue:
    """All tickets, or the one that is named."""
    whole = _whole(event_id, registration_id)
    one = request.form.get("ticket", 0, type=int) if "ticket" in request.form else None
    ended = service.cancel(registration_id, ticket_id=one, by=_by())
    return _back(whole, ngettext("%(num)s ticket cancelled. The seat is free.", "%(num)s tickets cancelled. The seats are free.", ended))
