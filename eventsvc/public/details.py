"""Names and address once more, before anything is concluded (spec: law 4.1, mistakes are put right before the order)."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, FieldList, StringField

from eventsvc.core.errors import Refused
from eventsvc.public import held, own, unfinished
from eventsvc.registration import details, holds
from eventsvc.registration.queries import Whole
from eventsvc.web import languages, people, ticket_view
from eventsvc.web.forms import OpenForm
from eventsvc.web.guard import secret_holder
from eventsvc.web.refusals import sentence

bp = languages.public("details", __name__)


class DetailsForm(OpenForm):
    """A name for each ticket (those of guests may stay open), and where the mail goes."""

    names = FieldList(StringField(_l("Name"), [people.name_or_none]))
    email = EmailField(_l("Email address"), [people.email])

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        for first in self.names.entries[:1]:  # who registers has a name
            first.validators = [people.name]


@bp.get("/r/<secret>/details")
@secret_holder
def show(secret: str) -> ResponseReturnValue:
    """What was typed."""
    whole = own.of(secret)
    if whole.registration.state != "held":
        return redirect(url_for("registration.show", secret=secret))
    names = [one.ticket.holder for one in unfinished.seats(whole)]
    return _page(whole, DetailsForm(formdata=None, data={"names": names, "email": whole.registration.email}))


def _page(whole: Whole, form: DetailsForm) -> ResponseReturnValue:
    return render_template(
        "public/details.html", whole=whole, event=ticket_view.view_of(whole, languages.current()), form=form,
        hold=held.hold(whole) if whole.registration.state == "held" else None, seats=len(unfinished.seats(whole)),
        back=url_for("registration.show", secret=whole.secret), languages=own.switch(whole),
    )


@bp.post("/r/<secret>/details")
@secret_holder
def save(secret: str) -> ResponseReturnValue:
    """Kept, and back to where it goes on; "extend" keeps what was typed on the page."""
    whole, form = own.of(secret), DetailsForm()
    try:
        if "extend" in request.form:
            holds.extend(whole.registration.id)
            return _page(own.of(secret), form)
        if form.validate():
            details.correct(whole.registration.id, form.email.data or "", [entry.data or "" for entry in form.names])
            return redirect(url_for("registration.show", secret=secret), 303)
    except Refused as no:
        form.form_errors.append(sentence(no))
    return _page(own.of(secret), form)
