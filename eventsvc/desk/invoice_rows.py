"""Receipts and invoices for the tax adviser: as a table, one row for each document and rate, and as all that there is."""

from collections.abc import Iterable, Iterator
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext

from eventsvc.invoices.queries import Entry
from eventsvc.web import invoice_words, tables


def head() -> list[str]:
    """The columns."""
    return [
        pgettext("document", "Number"), _("Kind"), _("Refers to"), _("Issued on"), _("Service from"), _("Service until"), _("Paid on"),
        _("Paid by"),
        _("Order"), _("Event"), _("Buyer"), _("Country"), _("VAT ID"), _("Currency"), _("VAT rate"), _("Net"), _("VAT"), _("Gross"),
        _("Tax note"), _("Checksum"),
    ]


def rows(entries: Iterable[Entry], lang: str) -> Iterator[list[str]]:
    """Days are ISO, sums as this language's spreadsheets read numbers."""
    for entry in entries:
        one = entry.document
        for share in one.shares:
            yield [
                one.shown, invoice_words.kind(one), one.refers_to.number if one.refers_to else "", one.issued_on, one.service_from,
                one.service_until, one.paid_on, one.means, one.order, one.title, one.buyer.name if one.buyer else "",
                one.buyer.country if one.buyer else "", one.buyer.vat_id if one.buyer else "", one.currency,
                "" if share.percent is None else str(share.percent), tables.amount(share.net_cents, lang),
                tables.amount(share.vat_cents, lang),
                tables.amount(share.gross_cents, lang), share.note, entry.digest,
            ]


def plain(entry: Entry) -> dict[str, Any]:
    """One document as it is kept: its digest is made of `snapshot` to the letter."""
    return {
        "number": entry.document.shown, "kind": entry.document.kind, "gross_cents": entry.document.gross_cents,
        "currency": entry.document.currency, "issued_at": entry.document.issued_at, "snapshot": entry.snapshot,
        "digest": entry.digest, "previous_digest": entry.previous_digest,
    }
