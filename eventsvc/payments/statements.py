"""Statements of banks, as files: which arrivals are in them. CSV as German banks write it, or CAMT.053. Pure; nothing is kept.

The columns of a CSV file are found by the words of its head, so that another order, delimiter or encoding does no harm.
"""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from eventsvc.core.errors import Refused

MOST_BYTES = 5 * 1024 * 1024
MOST_LINES = 20_000
HEAD_WITHIN = 40
LONGEST = 400
_ENCODINGS = ("utf-8-sig", "cp1252")
_DELIMITERS = (";", ",", "\t")
_LETTERS = re.compile(r"[^a-z]")
_AMOUNT = re.compile(r"[+-]?\d{1,3}(?:[.,' ]?\d{3})*(?:[.,]\d{1,2})?|[+-]?\d+(?:[.,]\d{1,2})?")
_DAYS = (
    (re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})"), (3, 2, 1)), (re.compile(r"(\d{4})-(\d{2})-(\d{2})"), (1, 2, 3)),
    (re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})"), (3, 2, 1)),
)
COLUMNS: dict[str, tuple[str, ...]] = {
    "day": ("buchungstag", "buchungsdatum", "buchung", "datum", "bookingdate", "date", "wertstellung", "valutadatum", "valuta"),
    "amount": ("betrag", "betrageur", "betragineur", "umsatz", "umsatzineur", "amount", "amounteur"),
    "name": (
        "zahlungspflichtiger", "zahlungspflichtiges", "beguenstigterzahlungspflichtiger", "namezahlungsbeteiligter",
        "auftraggeberempfaenger", "auftraggeberbeguenstigter", "auftraggeberzahlungsempfaenger", "auftraggeber", "zahlungsbeteiligter",
        "partnername", "counterpartyname", "name", "payer",
    ),
    "text": ("verwendungszweck", "vorgangverwendungszweck", "buchungsdetails", "paymentreference", "reference", "description", "text"),
    "iban": (
        "kontonummeriban", "ibanzahlungsbeteiligter", "iban", "kontonummer", "partneriban", "accountnumber", "ibandesauftraggebers",
    ),
    "currency": ("waehrung", "whrung", "currency"),
    "sign": ("sollhaben", "sh", "solhaben"),
    "state": ("status", "info"),
}
"""Letters of the head's words, without umlauts (`_letters`); the first that is there counts."""
PENDING = ("vorgemerkt", "pending", "ausstehend")


@dataclass(frozen=True, kw_only=True)
class Line:
    """An arrival. `name`, `iban`: of whom it is."""

    booked_on: date
    cents: int
    currency: str
    name: str = ""
    iban: str = ""
    text: str = ""


def amount(typed: str) -> int | None:
    """Cents of `1.234,56`, `1,234.56`, `-12,5`, `+3`; None: no amount."""
    text = typed.replace("\xa0", " ").replace("€", "").replace("EUR", "").strip().replace("\u2212", "-")
    if text.endswith(("-", "+")):
        text = text[-1] + text[:-1].strip()
    if not text or not _AMOUNT.fullmatch(text):
        return None
    at = max(text.rfind(","), text.rfind("."))
    whole, part = (text[:at], text[at + 1:]) if at >= 0 and len(text) - at - 1 <= 2 else (text, "")
    digits = "".join(char for char in whole if char.isdigit())
    cents = int(digits or "0") * 100 + int(part.ljust(2, "0") or "0")
    return -cents if text.startswith("-") else cents


def day(typed: str) -> date | None:
    """`30.03.2027`, `30.03.27`, `2027-03-30`, `30/03/2027`."""
    for pattern, (year, month, number) in _DAYS:
        found = pattern.fullmatch(typed.strip())
        if found:
            full = int(found[year])
            try:
                return date(full + 2000 if full < 100 else full, int(found[month]), int(found[number]))
            except ValueError:
                return None
    return None


def clean(text: str) -> str:
    """One line, no invisible characters, of sensible length."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:LONGEST]


def of_csv(raw: bytes) -> list[Line]:
    """The arrivals of a CSV file, oldest or newest first as it has them. Refused: statement-unreadable."""
    text = decoded(raw)
    for delimiter in _DELIMITERS:
        try:
            rows = list(csv.reader(text.splitlines(), delimiter=delimiter))[:MOST_LINES]
        except csv.Error:
            continue
        for at, row in enumerate(rows[:HEAD_WITHIN]):
            columns = _columns(row)
            if {"day", "amount", "text"} <= columns.keys():
                return [line for one in rows[at + 1:] if (line := _line(one, columns)) is not None]
    raise Refused("statement-unreadable")


def decoded(raw: bytes) -> str:
    """In the encoding that fits."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    for encoding in _ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def digests(lines: Sequence[Line]) -> list[str]:
    """What tells each line from all others; the second of two that are alike has one of its own, the same each time."""
    seen: Counter[str] = Counter()
    found = []
    for one in lines:
        plain = "\x1f".join((one.booked_on.isoformat(), str(one.cents), one.currency, one.name, one.iban, one.text))
        found.append(sha256(f"{plain}\x1f{seen[plain]}".encode()).hexdigest())
        seen[plain] += 1
    return found


def _letters(word: str) -> str:
    lowered = word.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss").split("(")[0]
    return _LETTERS.sub("", lowered)


def _columns(row: Sequence[str]) -> dict[str, int]:
    words = [_letters(word) for word in row]
    return {
        name: words.index(known) for name, names in COLUMNS.items()
        for known in [next((one for one in names if one in words), "")] if known
    }


def _line(row: Sequence[str], columns: dict[str, int]) -> Line | None:
    def told(name: str) -> str:
        at = columns.get(name, len(row))
        return row[at].strip() if at < len(row) else ""

    booked, cents = day(told("day")), amount(told("amount"))
    if booked is None or cents is None or any(word in told("state").lower() for word in PENDING):
        return None
    if told("sign").upper().startswith(("S", "D")):
        cents = -abs(cents)
    if cents <= 0:
        return None
    return Line(
        booked_on=booked, cents=cents, currency=(told("currency") or "EUR").upper()[:3], name=clean(told("name")),
        iban=clean(told("iban")).replace(" ", "")[:34], text=clean(told("text")),
    )
