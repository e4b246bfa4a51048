"""The forms on the page of a guest. Each has ids of its own, because they all stand on one page."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, Field, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import StopValidation, ValidationError

from eventsvc.core.money import cents
from eventsvc.desk.fields import MomentField, line, text
from eventsvc.registration.moving import LONGEST_NOTE
from eventsvc.web import people
from eventsvc.web.forms import DeskForm

LONGEST_REASON = 300


def why(_form: Any, field: Field) -> None:
    """What changes something that a guest has, is done for a reason."""
    field.data = " ".join((field.data or "").split())[:LONGEST_REASON]
    if not field.data:
        raise StopValidation(_("Say why. It stands in the history."))


class ActForm(DeskForm):
    """One of the things that can be done."""

    act = ""

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        for field in self:
            if field.name != "csrf_token":
                field.id = f"{self.act}-{field.name}"


class EmailForm(ActForm):
    """The right address."""

    act = "address"
    email = EmailField(_l("Email address"), [people.email])
    reason = StringField(_l("Reason"), [line(LONGEST_REASON)])


class NameForm(ActForm):
    """The right name on one ticket."""

    act = "name"
    name = StringField(_l("Name"), [people.name])
    reason = StringField(_l("Reason"), [line(LONGEST_REASON)])


class AgainForm(ActForm):
    """The mail once more."""

    act = "again"
    reason = StringField(_l("Reason"), [line(LONGEST_REASON)])


class CancelForm(ActForm):
    """One ticket (the button says which) or all."""

    act = "cancel"
    reason = StringField(_l("Reason"), [why])


class RefundForm(ActForm):
    """Money back: all of it, with which the tickets end, or a part."""

    act = "refund"
    extent = RadioField(_l("How much"), default="part")
    amount = StringField(_l("Amount in euros"))
    reason = StringField(_l("Reason"), [why])
    once = HiddenField()

    def validate_amount(self, field: StringField) -> None:
        """A sum, unless it is all."""
        if self.extent.data == "part" and not cents(field.data or ""):
            raise ValidationError(_("A sum like 10 or 10.00."))

    @property
    def cents(self) -> int | None:
        """What was typed; None is all."""
        return cents(self.amount.data or "") if self.extent.data == "part" else None


class RetypeForm(ActForm):
    """Another ticket of the same event."""

    act = "retype"
    kind = SelectField(_l("Ticket"))
    which = SelectField(_l("Which one"))
    reason = StringField(_l("Reason"), [why])


class MoveForm(ActForm):
    """Another event."""

    act = "move"
    to = SelectField(_l("Where to"), validate_choice=False)
    reason = StringField(_l("Reason"), [why])


class ExtendForm(ActForm):
    """More time."""

    act = "extend"
    until = MomentField(_l("New deadline"))
    reason = StringField(_l("Reason"), [why])

    def validate_until(self, field: MomentField) -> None:
        """There must be one."""
        if field.data is None and not field.errors:
            raise ValidationError(_("Name the new deadline."))


class NoteForm(ActForm):
    """What the team should know."""

    act = "note"
    note = TextAreaField(_l("Note for the team"), [text(LONGEST_NOTE)])
