"""How an organisation takes money, named before anybody orders (§ 312j I BGB): at the form, and beside the button that orders."""

from flask_babel import gettext as _

from eventsvc.payments import accounts
from eventsvc.web.parts import Option


def of(organisation_id: int) -> tuple[Option, ...]:
    """The ways to pay to choose among, the first one checked; none: the organisation tells guests by itself how to pay."""
    if not accounts.takes(organisation_id):
        return ()
    return (Option("stripe", _("Card, PayPal and more"), help=_("On the next page, at once."), checked=True),)


def named(ways: tuple[Option, ...], seller: str) -> str:
    """The sentence about them."""
    if not ways:
        return _("%(seller)s tells you how to pay. No way of paying costs extra.", seller=seller)
    return _("Ways to pay: %(ways)s. None costs extra.", ways=", ".join(one.strong or one.text for one in ways))
