"""The bank account in the settings."""

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import NumberRange

from eventsvc.core.errors import Refused
from eventsvc.desk.fields import line
from eventsvc.payments import bank, transfers
from eventsvc.payments.bank import Account
from eventsvc.web import errors
from eventsvc.web.forms import DeskForm

FIELD = {"iban-wrong": "iban", "bic-wrong": "bic", "holder-missing": "holder"}


class BankForm(DeskForm):
    """Whose account, which, and how much time."""

    active = BooleanField(_l("Guests may pay by bank transfer"))
    holder = StringField(_l("Account holder"), [line(bank.LONGEST_HOLDER)])
    iban = StringField("IBAN", [line(60)])
    bic = StringField("BIC", [line(20)])
    days = IntegerField(_l("Bank days until the money must be here"), [NumberRange(1, bank.MOST_DAYS, _l("From 1 to 30 days."))])

    def __init__(self, organisation_id: int) -> None:
        super().__init__(obj=bank.of(organisation_id), prefix="bank-")
        if not self.is_submitted():
            self.iban.data = transfers.in_fours(self.iban.data or "")

    def keep(self) -> bool | None:
        """What was typed is kept; None: it is not right, and the form says why."""
        wish = Account(
            active=bool(self.active.data), holder=self.holder.data or "", iban=self.iban.data or "", bic=self.bic.data or "",
            days=self.days.data or 1,
        )
        try:
            return bank.change(g.member.organisation_id, g.member.person_id, wish)
        except Refused as no:
            self[FIELD[no.reason]].errors = [errors.sentence(no)]
            return None


def saved(changed: bool) -> str:  # noqa: FBT001
    """What is said afterwards."""
    return _("Saved.") if changed else _("Nothing was changed.")
