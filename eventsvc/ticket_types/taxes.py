"""VAT: what a ticket's price contains, and what a document must say about it (spec: law 4.8). Pure.

Prices are gross. VAT is rounded once per rate, half up, on the sum of all that has this rate, never per ticket: page, mail, invoice
and export all ask here, so that they cannot differ by a cent. Who owes no VAT must not print an amount (§ 14c UStG): such modes
have no rate at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Mode:
    """How a kind of ticket is taxed. `percent`: whole percents, None: no VAT is owed. The sentences stand on documents as they are."""

    percent: int | None
    de: str
    en: str


MODES: dict[str, Mode] = {
    "standard": Mode(19, "inkl. 19 % MwSt.", "incl. 19 % VAT"),
    "reduced": Mode(7, "inkl. 7 % MwSt.", "incl. 7 % VAT"),
    "exempt-22a": Mode(
        None, "Steuerfrei nach § 4 Nr. 22 Buchst. a UStG", "Exempt from VAT (Sec. 4 no. 22 (a) German VAT Act)",
    ),
    "small-business": Mode(
        None, "Steuerfrei, Kleinunternehmer § 19 UStG", "Exempt from VAT, small business (Sec. 19 German VAT Act)",
    ),
    "abroad": Mode(None, "nicht im Inland steuerbar", "not taxable in Germany"),
    "none": Mode(None, "", ""),
}
CHOICES = ("standard", "reduced", "exempt-22a", "abroad")  # what organisers choose among for a ticket that costs something


@dataclass(frozen=True)
class Share:
    """All of a total that is taxed in one way."""

    mode: str
    percent: int | None
    gross_cents: int
    net_cents: int
    vat_cents: int


def effective(mode: str, *, small_business: bool) -> str:
    """The mode that counts: a small business owes no VAT on anything, whatever its ticket types say."""
    return "small-business" if small_business and mode != "none" else mode


def rate(mode: str) -> int:
    """Whole percents; 0 where no VAT is owed."""
    return MODES[mode].percent or 0


def split(gross_cents: int, mode: str) -> tuple[int, int]:
    """Net and VAT of a sum, which together are the sum. A negative one is the mirror of the positive."""
    return split_at(gross_cents, rate(mode))


def split_at(gross_cents: int, percent: int) -> tuple[int, int]:
    """The same at a rate that is known, as of a document of former years."""
    whole = 100 + percent
    vat = (2 * abs(gross_cents) * percent + whole) // (2 * whole)
    vat = vat if gross_cents >= 0 else -vat
    return gross_cents - vat, vat


def shares(lines: Iterable[tuple[int, str]]) -> tuple[Share, ...]:
    """Gross sums with their modes, added up per mode, in the order of `MODES`."""
    sums: dict[str, int] = {}
    for cents, mode in lines:
        sums[mode] = sums.get(mode, 0) + cents
    return tuple(
        Share(mode, MODES[mode].percent, sums[mode], *split(sums[mode], mode)) for mode in MODES if mode in sums
    )


def note(mode: str, lang: str) -> str:
    """What a document says about it ("" for free tickets)."""
    return MODES[mode].de if lang == "de" else MODES[mode].en
