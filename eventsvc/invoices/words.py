"""The words on a document, in its own language: they are frozen with it, so they stand here and not among the pages' translations."""

from eventsvc.invoices.facts import Document

WORDS: dict[str, dict[str, str]] = {
    "de": {
        "receipt": "Quittung", "invoice": "Rechnung", "correction": "Rechnungskorrektur", "date": "Datum", "service": "Leistung am",
        "paid": "Bezahlt am", "order": "Bestellung", "yours": "Eure Nummer", "refers": "Zu", "replaces": "Ersetzt", "what": "Leistung",
        "vat": "MwSt.", "amount": "Betrag", "net": "Netto zu {percent} %", "tax": "{percent} % MwSt.", "gross": "Gesamt",
        "gross-paid": "Gesamt, bezahlt", "gross-back": "Gesamt, zurück", "free": "frei",
        "tax-number": "Steuernummer", "vat-id": "USt-IdNr.", "page": "Seite {page} von {{nb}}", "digest": "Prüfsumme",
        "represented": "vertreten durch", "settled": "Der Betrag ist beglichen, es ist nichts zu überweisen.",
        "advance": "Vereinnahmt am {day} vor der Leistung (§ 14 Abs. 5 UStG).",
        "back": "Dieses Dokument berichtigt {number} vom {day}.",
        "instead": "Diese Rechnung tritt an die Stelle von {number} vom {day}.",
        "xml": "Diese Rechnung liegt auch als E-Rechnung nach EN 16931 vor ({number}.xml).",
        "never": "Eine Änderung geschieht nur durch ein neues Dokument, das auf diese Nummer verweist.",
        "unit": "{quantity} × {unit}",
    },
    "en": {
        "receipt": "Receipt", "invoice": "Invoice", "correction": "Invoice correction", "date": "Date", "service": "Date of service",
        "paid": "Paid on", "order": "Order", "yours": "Your number", "refers": "Refers to", "replaces": "Replaces", "what": "Service",
        "vat": "VAT", "amount": "Amount", "net": "Net at {percent}%", "tax": "{percent}% VAT", "gross": "Total",
        "gross-paid": "Total, paid", "gross-back": "Total, returned", "free": "exempt",
        "tax-number": "Tax number", "vat-id": "VAT ID", "page": "Page {page} of {{nb}}", "digest": "Checksum",
        "represented": "represented by", "settled": "The amount is settled, nothing has to be paid.",
        "advance": "Received on {day}, before the service (Sec. 14 (5) German VAT Act).",
        "back": "This document corrects {number} of {day}.",
        "instead": "This invoice takes the place of {number} of {day}.",
        "xml": "This invoice is also available as an electronic invoice, EN 16931 ({number}.xml).",
        "never": "Changes are made only by a new document that refers to this number.",
        "unit": "{quantity} × {unit}",
    },
}
MEANS: dict[str, tuple[str, str]] = {
    "stripe": ("online", "online"), "card": ("Karte", "card"), "paypal": ("PayPal", "PayPal"),
    "sepa_debit": ("SEPA-Lastschrift", "SEPA debit"),
    "bank": ("Überweisung", "bank transfer"), "cash": ("bar", "cash"), "desk": ("beim Veranstalter", "to the organiser"),
}
REASONS: dict[str, tuple[str, str]] = {
    "guest": ("Storniert.", "Cancelled."), "desk": ("Storniert durch den Veranstalter.", "Cancelled by the organiser."),
    "reduced": ("Preisnachlass.", "Price reduced."),
    "event-cancelled": ("Die Veranstaltung fällt aus.", "The event is cancelled."),
    "moved": ("Die Veranstaltung ist verlegt.", "The event was moved."),
    "withdrawal": ("Widerrufen.", "Withdrawn from the contract."),
    "dispute": ("Die Zahlung wurde zurückgeholt.", "The payment was reversed."),
    "readdressed": ("An andere Anschrift neu ausgestellt.", "Issued anew to another address."),
    "refunded-before": ("War schon erstattet.", "Had been refunded before."),
}


def said(document: Document, word: str, **values: object) -> str:
    """A word or sentence in the document's language."""
    text = WORDS[document.language][word]
    return text.format(**values) if values else text


def means(document: Document) -> str:
    """How it was paid; a way that nobody has a word for is named as it is."""
    return _of(document, MEANS, document.means)


def reason(document: Document) -> str:
    """Why it is corrected."""
    return _of(document, REASONS, document.reason) if document.reason else ""


def _of(document: Document, table: dict[str, tuple[str, str]], code: str) -> str:
    return table.get(code, (code, code))[document.language != "de"]
