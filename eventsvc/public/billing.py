"""To whom an order's invoice goes: what the review says, and whether an address is still missing."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from eventsvc.core import wording
from eventsvc.invoices import buyers, queries, rules
from eventsvc.registration.queries import Whole
from eventsvc.web import invoice_words, languages
from eventsvc.web.parts import Go, Row

OPEN = ("held", "approved", "unpaid")


def lacking(whole: Whole) -> bool:
    """Whether the order is so large that its invoice needs an address, and none is there."""
    return rules.needs_address(whole.registration.total_cents) and buyers.of(whole.registration.id) is None


@dataclass(frozen=True)
class Way:
    """What leads to the documents of a registration."""

    url: str
    name: str
    text: str


def link(whole: Whole) -> Way | None:
    """The row on my registration; nothing while there is no document."""
    entries = queries.of_registration(whole.registration.id) if whole.registration.total_cents else ()
    if not entries:
        return None
    return Way(
        url_for("invoices.show", secret=whole.secret), _("Receipt and invoice"),
        ", ".join(invoice_words.title(one.document) for one in entries[-2:]),
    )


def row(whole: Whole) -> tuple[Row, ...]:
    """The row of the review; nothing for what is free."""
    one = whole.registration
    if not one.total_cents:
        return ()
    buyer = buyers.of(one.id)
    if buyer is not None:
        text = invoice_words.address(buyer)
    elif rules.needs_address(one.total_cents):
        most = wording.money(rules.SMALL_CENTS, one.currency, languages.current())
        text = _("Above %(most)s the invoice needs an address.", most=most)
    else:
        text = _("A receipt without address")
    there = url_for("invoices.show", secret=whole.secret)
    return (Row(_("Invoice"), (text,), Go(there, _("Change"), " " + _("invoice")) if buyer else Go(there, _("Add an address"))),)
