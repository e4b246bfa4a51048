"""Enter a guest by hand: without the rules for the public, free of charge, hidden types too."""

import secrets

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import EmailField, HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from eventsvc.core import wording
from eventsvc.core.bilingual import pick
from eventsvc.core.errors import Refused
from eventsvc.desk import event_head
from eventsvc.desk.fields import line
from eventsvc.desk.guests import bp, by, event_of
from eventsvc.registration import service
from eventsvc.registration.rules import MOST_TICKETS
from eventsvc.ticket_types import queries as types
from eventsvc.ticket_types.queries import Offer
from eventsvc.web import offer_view, people
from eventsvc.web.forms import DeskForm
from eventsvc.web.guard import requires
from eventsvc.web.refusals import sentence

LONGEST_REASON = 300


class AddForm(DeskForm):
    """A guest whom the desk enters."""

    once = HiddenField()
    name = StringField(_l("Name"), [people.name])
    email = EmailField(_l("Email address"), [people.email])
    ticket = RadioField(_l("Ticket"), coerce=str, validate_choice=False)
    many = SelectField(_l("Tickets"), choices=[SelectChoice(str(many), str(many)) for many in range(1, MOST_TICKETS + 1)])
    language = SelectField(_l("Language of the mails"), choices=[SelectChoice("de", "Deutsch"), SelectChoice("en", "English")])
    source = StringField(_l("Came through"), [line(100)])
    reason = StringField(_l("Reason"), [line(LONGEST_REASON)])


@bp.route("/guests/new", methods=["GET", "POST"])
@requires("guest.edit")
def new(event_id: int) -> ResponseReturnValue:
    """The ticket goes out by mail."""
    event, form = event_of(event_id), AddForm()
    offers = types.all_offers(event_id)
    form.ticket.choices = [SelectChoice(str(one.id), _named(one)) for one in offers]
    if not form.is_submitted():
        form.once.data, form.language.data, form.many.data = secrets.token_urlsafe(12), g.lang, "1"
        form.ticket.data = next((str(one.id) for one in offers), "")
    elif form.validate():
        try:
            kept = service.register(event_id, _wish(form), by=by(form.reason.data or ""))
        except Refused as refused:
            form.form_errors.append(sentence(refused))
        else:
            flash(ngettext(
                "%(name)s is registered. The ticket is on its way.", "%(name)s is registered. The tickets are on their way.",
                int(form.many.data), name=form.name.data,
            ), "ok")
            return redirect(url_for(".show", event_id=event_id, registration_id=kept.registration_id), 303)
    return render_template("desk/guest_new.html", event=event, head=event_head.of(event, "guests"), form=form)


def _named(one: Offer) -> str:
    """With what is special about it, and how many there still are."""
    about = {"hidden": _("hidden"), "code": _("only with a code")}.get(one.visibility, "")
    price = "" if one.free else _("else %(price)s", price=offer_view.price(one, g.lang))
    left = ngettext("%(count)s place free", "%(count)s places free", one.left, count=wording.number(one.left, g.lang))
    return ", ".join(part for part in (pick(one, "name", g.lang).text, about, price, left) if part)


def _wish(form: AddForm) -> service.Wish:
    typed, name, many = form.ticket.data or "", form.name.data or "", int(form.many.data)
    return service.Wish(
        ticket_type_id=int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0, name=name,
        email=form.email.data or "", holders=(name, *[""] * (many - 1)), language="en" if form.language.data == "en" else "de",
        once=f"desk:{g.member.person_id}:{(form.once.data or secrets.token_urlsafe(12))[:60]}", source=form.source.data or "",
    )
