"""What a document says, as values that are frozen into it: one JSON text, whose bytes the chain of digests is made of. Pure."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Buyer:
    """Whom an invoice is written to. `order_number`: the buyer's own, to be printed."""

    name: str
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = "DE"
    vat_id: str = ""
    order_number: str = ""
    business: bool = True


@dataclass(frozen=True, kw_only=True)
class Seller:
    """The organisation as it was on that day."""

    name: str
    street: str
    postcode_city: str
    email: str
    phone: str
    register_entry: str
    represented_by: str
    tax_number: str
    vat_id: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """What was bought. In a correction quantity and sums are negative, and `of` is the place (from 0) of the line it takes back."""

    name: str
    quantity: int
    unit_cents: int
    gross_cents: int
    mode: str
    percent: int | None
    of: int | None = None


@dataclass(frozen=True, kw_only=True)
class Share:
    """All that is taxed in one way, with the sentence that the law wants."""

    mode: str
    percent: int | None
    gross_cents: int
    net_cents: int
    vat_cents: int
    note: str


@dataclass(frozen=True, kw_only=True)
class Refers:
    """The document that is corrected, or whose place is taken."""

    id: int
    number: str
    on: str


@dataclass(frozen=True, kw_only=True)
class Document:
    """All of it. Days are ISO dates by the organisation's clock, those of the service by the event's."""

    version: int = VERSION
    organisation_id: int
    year: int
    number: int
    kind: str
    registration_id: int
    order: str
    language: str
    currency: str
    issued_at: str
    issued_on: str
    refers_to: Refers | None
    reason: str
    seller: Seller
    buyer: Buyer | None
    title: str
    place: str
    when: str
    service_from: str
    service_until: str
    paid_on: str
    means: str
    lines: tuple[Line, ...]
    shares: tuple[Share, ...]
    gross_cents: int
    net_cents: int
    vat_cents: int

    @property
    def shown(self) -> str:
        """2027-0421."""
        return shown(self.year, self.number)


def shown(year: int, number: int) -> str:
    """The number as people and programs read it."""
    return f"{year}-{number:04}"


def written(document: Document) -> str:
    """The one way to write a document: sorted names, no blanks."""
    return json.dumps(asdict(document), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def read(snapshot: str) -> Document:
    """And back."""
    found: dict[str, Any] = json.loads(snapshot)
    return Document(**{
        **found,
        "refers_to": Refers(**found["refers_to"]) if found["refers_to"] else None,
        "seller": Seller(**found["seller"]),
        "buyer": Buyer(**found["buyer"]) if found["buyer"] else None,
        "lines": tuple(Line(**one) for one in found["lines"]),
        "shares": tuple(Share(**one) for one in found["shares"]),
    })


def digest(snapshot: str, previous: str) -> str:
    """What the next document is chained to."""
    return hashlib.sha256(f"{snapshot}\n{previous}".encode()).hexdigest()


def sums(shares: Sequence[Share]) -> tuple[int, int, int]:
    """Gross, net and VAT of a whole document."""
    return (
        sum(one.gross_cents for one in shares), sum(one.net_cents for one in shares), sum(one.vat_cents for one in shares),
    )
