"""Where a ticket is taxed, and so to whom it can be sold (spec: law 4.8). Pure.

A place in a room is taxed where the room is, whoever buys it. An online ticket is taxed where its buyer is: private people in other
states of the EU at the rate of that state, which nobody can charge without being registered there (or for OSS).
"""

HOME = "DE"
EU = frozenset({  # whose VAT holds; Monaco counts as France
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MC", "MT", "NL",
    "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip


def mode(kind: str, tax_mode: str, country: str, *, business: bool = False, vat_id: str = "") -> str:
    """The case that counts for this buyer: the type's own, `abroad` (not taxable in Germany), `reverse-charge`, or `oss`.

    `country` empty: nobody was asked, because it does not matter. A business without VAT ID is treated as a private buyer.
    """
    if kind != "online" or country in {"", HOME}:
        return tax_mode
    if country not in EU:
        return "abroad"
    return "reverse-charge" if business and vat_id else "oss"


def refusal(kind: str, sold_to: str, country: str) -> str:
    """Why what costs something is not sold to this buyer: only-germany, country-missing, country-eu; empty: it is.

    Outside Germany it is sold where no tax of the EU is due. Who may owe it elsewhere is sent to the organiser.
    """
    if kind != "online":
        return ""
    if sold_to == "germany":
        return "" if country == HOME else "only-germany"
    if not country:
        return "country-missing"
    return "country-eu" if mode(kind, "standard", country) in {"oss", "reverse-charge"} else ""
