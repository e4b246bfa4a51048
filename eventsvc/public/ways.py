"""How an organisation takes money, named before anybody orders (§ 312j I BGB): at the form, and beside the button that orders."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from eventsvc.core import clock
from eventsvc.payments import accounts, bank
from eventsvc.web.parts import Option


def of(organisation_id: int, starts_at: datetime, zone: str, ordered: datetime | None = None) -> tuple[Option, ...]:
    """The ways to pay to choose among, the first one checked; none: the organisation tells guests by itself how to pay.

    By bank transfer as long as the money would be here before the event begins. `ordered`: else now.
    """
    ways = []
    if accounts.takes(organisation_id):
        ways.append(Option("stripe", _("Card, PayPal and more"), help=_("On the next page, at once."), checked=True))
    if bank.until(organisation_id, ordered or clock.now(), starts_at, zone) is not None:
        ways.append(Option("bank", _("Bank transfer"), help=within(organisation_id), checked=not ways))
    return tuple(ways)


def within(organisation_id: int) -> str:
    """How long there is time for a transfer."""
    days = bank.of(organisation_id).days
    return ngettext(
        "The ticket comes with the money. Time: %(num)s bank day.", "The ticket comes with the money. Time: %(num)s bank days.", days,
    )


def named(ways: tuple[Option, ...], seller: str) -> str:
    """The sentence about them."""
    if not ways:
        return _("%(seller)s tells you how to pay. No way of paying costs extra.", seller=seller)
    return _("Ways to pay: %(ways)s. None costs extra.", ways=", ".join(one.strong or one.text for one in ways))
