"""What a transfer says, and its GiroCode, for pages and for mails."""

from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup  # noqa: TID251  drawn by tickets.qr, which escapes the label

from eventsvc.core import wording
from eventsvc.payments import bank, bills, transfers
from eventsvc.tickets import qr


@dataclass(frozen=True, kw_only=True)
class Slip:
    """Ready to be shown: to whom, where, how much (with and without the currency), with which words."""

    holder: str
    iban: str
    bic: str
    sum: str
    amount: str
    reference: str
    code: str

    @property
    def picture(self) -> Markup:
        """The GiroCode as SVG."""
        return Markup(qr.svg(qr.wide(self.code), self.label))  # noqa: S704

    @property
    def png(self) -> bytes:
        """The GiroCode for mails."""
        return qr.png(qr.wide(self.code), 6)

    @property
    def label(self) -> str:
        """What the picture does, for whoever does not see it."""
        return _(
            "GiroCode: transfers %(sum)s to %(holder)s with the reference %(reference)s", sum=self.sum, holder=self.holder,
            reference=self.reference,
        )


def slip(organisation_id: int, reference: str, cents: int, currency: str, lang: str) -> Slip:
    """For what is still to be paid. `reference`: as the bill has it."""
    account, shown = bank.of(organisation_id), bills.shown(reference)
    return Slip(
        holder=account.holder, iban=transfers.in_fours(account.iban), bic=account.bic, reference=shown,
        sum=wording.money(cents, currency, lang), amount=_plain(cents, lang),
        code=transfers.giro(holder=account.holder, iban=account.iban, bic=account.bic, cents=cents, text=shown),
    )


def _plain(cents: int, lang: str) -> str:
    """To be typed into a form of the bank."""
    return f"{cents // 100}{',' if lang == 'de' else '.'}{cents % 100:02d}"
