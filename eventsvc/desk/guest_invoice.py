"""The desk has an invoice written to a company for a guest who asks for it."""

from dataclasses import asdict

from flask import flash, g, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventsvc.core.errors import Missing, Refused
from eventsvc.desk import event_head
from eventsvc.desk.guests import bp, event_of, whole_of
from eventsvc.invoices import queries, service
from eventsvc.web import invoice_words
from eventsvc.web.buyer_fields import DeskBuyerForm
from eventsvc.web.guard import requires
from eventsvc.web.languages import current


@bp.route("/guests/<int:registration_id>/invoice", methods=["GET", "POST"])
@requires("guest.edit")
def invoice(event_id: int, registration_id: int) -> ResponseReturnValue:
    """The form, and what there is so far."""
    whole, event = whole_of(event_id, registration_id), event_of(event_id)
    entries = queries.of_registration(registration_id)
    if not entries:
        raise Missing
    counts = next(one.document for one in reversed(entries) if one.document.kind != "correction")
    form = DeskBuyerForm(data=asdict(counts.buyer) if counts.buyer else None)
    if form.validate_on_submit():
        try:
            service.request(registration_id, form.buyer(), by=g.member.person_id)
        except Refused as no:
            form.refuse(no)
        else:
            flash(_("The invoice is issued, and on its way to %(email)s.", email=whole.registration.email), "ok")
            return redirect(url_for(".show", event_id=event_id, registration_id=registration_id), 303)
    lang = current()
    page = render_template(
        "desk/guest_invoice.html", event=event, head=event_head.of(event, "guests"), form=form, whole=whole,
        documents=[(invoice_words.title(one.document), invoice_words.money(one.document, lang)) for one in entries],
        sum=invoice_words.money(counts, lang), back=url_for(".show", event_id=event_id, registration_id=registration_id),
    )
    return make_response(page, 400 if form.errors or form.form_errors else 200)
