"""When an address is needed, what a buyer must say, and how a refund is spread over what it takes back. Pure.

A correction takes VAT back as the difference between what the rest contained before and after it. So all corrections of a document
together are the document, to the cent, however small the steps (spec: traps T30).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from eventsvc.core.errors import Refused
from eventsvc.invoices.facts import Buyer, Document, Line, Share
from eventsvc.ticket_types import taxes

SMALL_CENTS = 25_000  # § 33 UStDV: up to this, VAT included, a receipt needs no address
COUNTRIES = (
    "DE", "AT", "CH", "US", "AU", "BE", "BG", "BR", "CA", "CN", "CY", "CZ", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE",
    "IL", "IN", "IS", "IT", "JP", "KR", "LI", "LT", "LU", "LV", "MT", "MX", "NL", "NO", "NZ", "PL", "PT", "RO", "RS", "SE", "SG", "SI",
    "SK", "TR", "TW", "UA", "ZA",
)
_VAT_ID = re.compile(r"[A-Z]{2}[0-9A-Z+*]{2,13}")
_GERMAN = re.compile(r"DE[0-9]{9}")
_GERMAN_POSTCODE = re.compile(r"[0-9]{5}")


def needs_address(total_cents: int) -> bool:
    """Whether an order cannot be placed before it is known whom to write the invoice to."""
    return total_cents > SMALL_CENTS


def clean_vat_id(typed: str) -> str:
    """Without blanks and dots, in capitals; "" stays "". Refused: vat-id."""
    found = re.sub(r"[\s.\-]", "", typed).upper()
    if found and not (_GERMAN if found.startswith("DE") else _VAT_ID).fullmatch(found):
        raise Refused("vat-id")
    return found


def clean(buyer: Buyer) -> Buyer:
    """The same, fit to be printed. Refused: buyer-incomplete (missing), buyer-country, buyer-postcode, vat-id."""
    tidy: dict[str, Any] = {
        name: " ".join(getattr(buyer, name).split())[:200] for name in ("name", "street", "postcode", "city", "country", "order_number")
    }
    missing = tuple(name for name in ("name", "street", "postcode", "city") if not tidy[name])
    if missing:
        raise Refused("buyer-incomplete", missing=missing)
    if tidy["country"] not in COUNTRIES:
        raise Refused("buyer-country")
    if tidy["country"] == "DE" and not _GERMAN_POSTCODE.fullmatch(tidy["postcode"]):
        raise Refused("buyer-postcode")
    return replace(buyer, **tidy, vat_id=clean_vat_id(buyer.vat_id))


def lines(name: str, quantity: int, total_cents: int, mode: str) -> tuple[Line, ...]:
    """So many of a kind for this sum. Where a sum cannot be divided evenly, some cost a cent more than the others."""
    unit, more = divmod(total_cents, quantity)
    parts = ((quantity - more, unit), (more, unit + 1))
    return tuple(
        Line(name=name, quantity=many, unit_cents=cents, gross_cents=many * cents, mode=mode, percent=taxes.MODES[mode].percent)
        for many, cents in parts if many
    )


def shares(of: Iterable[Line], language: str) -> tuple[Share, ...]:
    """Net and VAT of these lines, rounded once per rate."""
    return tuple(
        Share(
            mode=one.mode, percent=one.percent, gross_cents=one.gross_cents, net_cents=one.net_cents, vat_cents=one.vat_cents,
            note=taxes.note(one.mode, language),
        )
        for one in taxes.shares((line.gross_cents, line.mode) for line in of)
    )


def left(original: Document, corrections: Sequence[Document]) -> tuple[int, ...]:
    """What each line of a document still stands for, after its corrections."""
    found = [line.gross_cents for line in original.lines]
    for one in corrections:
        for line in one.lines:
            assert line.of is not None  # noqa: S101  a correction names the lines it takes back
            found[line.of] += line.gross_cents
    return tuple(found)


def taken_back(original: Document, before: Sequence[int], cents: int, tickets: int | None) -> tuple[Line, ...]:
    """The lines of a correction over `cents`, of what the lines before it still stand for; the first ones are taken first."""
    found, rest = [], cents
    for place, (line, there) in enumerate(zip(original.lines, before, strict=True)):
        part = min(there, rest)
        if part:
            many = _many(line, part, tickets if part == cents else None)
            found.append(replace(line, quantity=-many, unit_cents=part // many, gross_cents=-part, of=place))
            rest -= part
    return tuple(found)


def _many(line: Line, cents: int, tickets: int | None) -> int:
    """Of how many tickets a sum is shown: those that were given back, else as many as it pays for, else as one part."""
    if tickets and cents % tickets == 0 and tickets <= line.quantity:
        return tickets
    return cents // line.unit_cents if line.unit_cents and cents % line.unit_cents == 0 else 1


def shares_back(original: Document, before: Sequence[int], taken: Sequence[Line]) -> tuple[Share, ...]:
    """Net and VAT of a correction: what the rest contained before it, less what it contains after."""
    after = list(before)
    for line in taken:
        assert line.of is not None  # noqa: S101
        after[line.of] += line.gross_cents
    return tuple(
        _difference(share, _of_mode(original, before, share.mode), _of_mode(original, after, share.mode))
        for share in original.shares if any(line.mode == share.mode for line in taken)
    )


def _of_mode(original: Document, there: Sequence[int], mode: str) -> int:
    return sum(cents for line, cents in zip(original.lines, there, strict=True) if line.mode == mode)


def _difference(share: Share, before: int, after: int) -> Share:
    net_before, vat_before = split(before, share.percent)
    net_after, vat_after = split(after, share.percent)
    return replace(share, gross_cents=after - before, net_cents=net_after - net_before, vat_cents=vat_after - vat_before)


def split(gross_cents: int, percent: int | None) -> tuple[int, int]:
    """Net and VAT by the rate that stands in a document, whatever the rates are by now."""
    return taxes.split_at(gross_cents, percent or 0)
