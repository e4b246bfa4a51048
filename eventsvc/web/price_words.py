"""What stands beside a price: that the tax is in it, and that nothing comes on top (spec: law 4.8, 4.11).

Who owes no VAT must not name an amount of it (§ 14c UStG), so nothing here names one unless the mode has a rate.
"""

from flask_babel import gettext as _

from eventsvc.core import wording
from eventsvc.ticket_types import taxes


def included(mode: str, lang: str, *, small_business: bool) -> str:
    """`incl. 19 % VAT, no further costs`; the reason where there is none."""
    shown = taxes.effective(mode, small_business=small_business)
    tax = "" if shown == "small-business" else taxes.note(shown, lang)
    return _("%(tax)s, no further costs", tax=tax) if tax else _("Everything included, no further costs")


def tax_rows(cents: int, currency: str, mode: str, lang: str, *, small_business: bool) -> tuple[tuple[str, str], ...]:
    """`of which 19 % VAT` and how much; no line where none is owed."""
    share = taxes.shares([(cents, taxes.effective(mode, small_business=small_business))])
    return tuple(
        (_("of which %(percent)s %% VAT", percent=one.percent), wording.money(one.vat_cents, currency, lang))
        for one in share if one.percent is not None and cents
    )
