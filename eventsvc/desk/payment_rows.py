"""Payments and refunds for the bookkeeping, as a table."""

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _

from eventsvc.core import zones
from eventsvc.core.bilingual import pick
from eventsvc.desk import payment_words as words
from eventsvc.payments.bookkeeping import Posting
from eventsvc.web import tables


def head() -> list[str]:
    """The columns."""
    return [
        _("Date"), _("Kind"), _("Event"), _("Name"), _("Order"), _("Document"), _("Paid by"), _("Reason"), _("Currency"), _("Gross"),
        _("Fee"), _("VAT rate"), _("Net"), _("VAT"), _("Payment at Stripe"), _("Refund at Stripe"),
    ]


def rows(found: Iterable[Posting], zone: str, lang: str) -> Iterator[list[str]]:
    """Days are ISO by the organisation's clock, sums as this language's spreadsheets read numbers."""
    for one in found:
        yield [
            zones.local(one.at, zone).date().isoformat(), _("Refund") if one.kind == "refund" else _("Payment"),
            pick(one.event, "title", lang).text if one.event is not None else "", one.name, one.order, one.document,
            words.means(one.way), words.reason(one.why), one.currency, tables.amount(one.gross, lang), tables.amount(-one.fee, lang),
            "" if one.percent is None else str(one.percent), tables.amount(one.net, lang), tables.amount(one.vat, lang), one.payment,
            one.refund,
        ]
