"""What a provider must say about itself: before anything is published (§ 5 DDG), and before anything is sold. Pure."""

from typing import Protocol

SOLD_BY = ("legal_name", "street", "postcode_city")
NEEDED = ("legal_name", "represented_by", "street", "postcode_city", "email", "phone")


class Provider(Protocol):
    """Whatever carries the legal data: a row or the facts of an organisation."""

    @property
    def legal_name(self) -> str: ...
    @property
    def represented_by(self) -> str: ...
    @property
    def street(self) -> str: ...
    @property
    def postcode_city(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def phone(self) -> str: ...


class Seller(Protocol):
    """Whatever carries what an invoice says about its seller."""

    @property
    def legal_name(self) -> str: ...
    @property
    def street(self) -> str: ...
    @property
    def postcode_city(self) -> str: ...
    @property
    def tax_number(self) -> str: ...
    @property
    def vat_id(self) -> str: ...


def missing(provider: Provider) -> tuple[str, ...]:
    """Which of the needed facts are still empty."""
    return tuple(name for name in NEEDED if not str(getattr(provider, name)).strip())


def seller_missing(provider: Seller) -> tuple[str, ...]:
    """What an invoice could not say (§ 14 IV UStG): nothing is sold before it is known. One tax number is enough."""
    found = tuple(name for name in SOLD_BY if not str(getattr(provider, name)).strip())
    return found if provider.tax_number.strip() or provider.vat_id.strip() else (*found, "tax_number")


def complete(provider: Provider) -> bool:
    """Whether an event of this organisation may be published."""
    return not missing(provider)
