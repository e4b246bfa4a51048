"""How people register for an event: the part of its settings that nobody sees on its page."""

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import StopValidation, ValidationError

from eventsvc.desk import event_head, ticket_tabs
from eventsvc.desk.events import bp
from eventsvc.desk.fields import MomentField
from eventsvc.events import queries as events
from eventsvc.events import terms
from eventsvc.events.facts import EventFacts
from eventsvc.events.terms import LONGEST_ASK_DAYS, Terms
from eventsvc.web.forms import DeskForm
from eventsvc.web.guard import requires
from eventsvc.web.parts import Option

WHOLE = 100


class TermsForm(DeskForm):
    """Text in, terms out."""

    confirm_mail = BooleanField(_l("Addresses are confirmed by mail"))
    cancel_until = MomentField(_l("Guests cancel by themselves until"))
    ask_days = StringField(_l("Ask so many days before"))
    refund_percent = StringField(_l("So much of the price goes back, in percent"))
    refund_until = MomentField(_l("Money goes back until"))
    withdrawal = RadioField(_l("Right of withdrawal"), choices=[SelectChoice("none", ""), SelectChoice("statutory", "")])

    def __init__(self, event: EventFacts, now: Terms) -> None:
        super().__init__(obj=now)
        self._event = event

    def validate_cancel_until(self, field: MomentField) -> None:
        """After the evening there is nothing left to cancel."""
        if field.data is not None and field.data > self._event.local_end:
            raise ValidationError(_("At the latest when the event ends."))

    def validate_refund_until(self, field: MomentField) -> None:
        """Once it has begun nobody gets the price back by the press of a button."""
        if field.data is not None and field.data > self._event.local_start:
            raise ValidationError(_("At the latest when the event begins."))

    def validate_refund_percent(self, field: StringField) -> None:
        """From nothing to all; nothing typed is all."""
        typed = str(field.data if field.data is not None else "").strip().removesuffix("%").strip() or str(WHOLE)
        if not (typed.isascii() and typed.isdecimal() and len(typed) < 4 and int(typed) <= WHOLE):
            raise StopValidation(_("A whole number from 0 to 100."))
        field.data = typed

    def validate_ask_days(self, field: StringField) -> None:
        """Nothing, or a number of days."""
        typed = str(field.data or "").strip()
        if typed and not (typed.isascii() and typed.isdecimal() and len(typed) < 4 and 1 <= int(typed) <= LONGEST_ASK_DAYS):
            raise StopValidation(_("A whole number from 1 to %(most)s, or nothing.", most=LONGEST_ASK_DAYS))
        field.data = typed

    def wish(self) -> Terms:
        """What was typed, as a value."""
        return Terms(
            confirm_mail=bool(self.confirm_mail.data), cancel_until=self.cancel_until.data,
            ask_days=int(self.ask_days.data) if self.ask_days.data else None, withdrawal=self.withdrawal.data,
            refund_until=self.refund_until.data, refund_percent=int(self.refund_percent.data or WHOLE),
        )


@bp.route("/<int:event_id>/registration", methods=["GET", "POST"])
@requires("event.edit")
def registration(event_id: int) -> ResponseReturnValue:
    """Read and keep."""
    event = events.by_id(event_id, g.member.organisation_id)
    form = TermsForm(event, terms.of(event.id, event.organisation_id))
    if form.validate_on_submit():
        changed = terms.change(event.id, event.organisation_id, form.wish(), by=g.member.person_id)
        flash(_("Saved.") if changed else _("Nothing was changed."), "ok")
        return redirect(url_for(".registration", event_id=event.id), 303)
    return render_template(
        "desk/event_terms.html", form=form, event=event, head=event_head.of(event, "tickets"),
        tabs=ticket_tabs.chips(event.id, "registration"), rights=_rights(form),
    )


def _rights(form: TermsForm) -> tuple[Option, ...]:
    """The two rights in plain words; who is in doubt is safe with the second."""
    return (
        Option(
            "none", _("None: leisure at a fixed date"),
            help=_(
                "Concerts, talks, tours, evenings among people: whoever buys a place for a fixed hour cannot withdraw "
                "(§ 312g (2) no. 9 BGB). What you give back on your own terms stands above."
            ),
            checked=form.withdrawal.data == "none",
        ),
        Option(
            "statutory", _("14 days: by law"),
            help=_(
                "Vocational training, courses, recordings: consumers can withdraw within 14 days and get their money back. "
                "Pages and mails then carry the statutory instruction. If in doubt, choose this one."
            ),
            checked=form.withdrawal.data == "statutory",
        ),
    )
