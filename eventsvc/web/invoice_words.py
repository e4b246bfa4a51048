"""What documents about money are called on pages, in mails and in files."""

from dataclasses import dataclass

from babel import Locale
from flask_babel import gettext as _
from flask_babel import pgettext

from eventsvc.core import wording
from eventsvc.invoices import rules
from eventsvc.invoices.facts import Buyer, Document


@dataclass(frozen=True)
class Sum:
    """What stands under a document: rows of (word, amount), and the total."""

    rows: tuple[tuple[str, str], ...]
    total: str


def kind(document: Document) -> str:
    """Receipt, invoice or correction."""
    return {"receipt": pgettext("document", "Receipt"), "invoice": _("Invoice"), "correction": _("Invoice correction")}[document.kind]


def title(document: Document) -> str:
    """`Receipt 2027-0421`."""
    return f"{kind(document)} {document.shown}"


def money(document: Document, lang: str) -> str:
    """The total."""
    return wording.money(document.gross_cents, document.currency, lang)


def sums(document: Document, lang: str) -> Sum:
    """The lines, then net and VAT of each rate; who owes no VAT shows none."""
    def shown(cents: int) -> str:
        return wording.money(cents, document.currency, lang)

    rows = [(f"{line.quantity} × {line.name}", shown(line.gross_cents)) for line in document.lines]
    for share in document.shares:
        if share.percent is None:
            rows.append((share.note, shown(share.gross_cents)))
        else:
            rows.append((_("Net at %(rate)s %%", rate=share.percent), shown(share.net_cents)))
            rows.append((_("%(rate)s %% VAT", rate=share.percent), shown(share.vat_cents)))
    return Sum(tuple(rows), shown(document.gross_cents))


def address(buyer: Buyer) -> str:
    """On one line."""
    return ", ".join(part for part in (buyer.name, buyer.street, f"{buyer.postcode} {buyer.city}".strip()) if part)


def countries(lang: str) -> list[tuple[str, str]]:
    """Codes and names, by name; the seller's own first."""
    named = Locale.parse(lang).territories
    found = sorted(((code, str(named[code])) for code in rules.COUNTRIES), key=lambda one: _sorted_at(one[1]))
    return sorted(found, key=lambda one: one[0] != "DE")


def _sorted_at(name: str) -> str:
    """Österreich stands at O."""
    return name.translate(str.maketrans("ÄÖÜäöü", "AOUaou"))
