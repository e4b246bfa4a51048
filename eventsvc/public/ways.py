"""How an organisation takes money, named before anybody orders (§ 312j I BGB): at the form, and beside the button that orders."""

from flask_babel import gettext as _

from eventsvc.web.parts import Option


def of(_organisation_id: int) -> tuple[Option, ...]:
    """The ways to pay to choose among, the first one checked; none: the organisation tells guests by itself how to pay."""
    return ()


def named(ways: tuple[Option, ...], seller: str) -> str:
    """The sentence about them."""
    if not ways:
        return _("%(seller)s tells you how to pay. No way of paying costs extra.", seller=seller)
    return _("Ways to pay: %(ways)s. None costs extra.", ways=", ".join(one.strong or one.text for one in ways))
