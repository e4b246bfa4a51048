"""What a provider must say about itself (§ 5 DDG) before anything is published. Pure."""

from typing import Protocol

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


def missing(provider: Provider) -> tuple[str, ...]:
    """Which of the needed facts are still empty."""
    return tuple(name for name in NEEDED if not str(getattr(provider, name)).strip())


def complete(provider: Provider) -> bool:
    """Whether an event of this organisation may be published."""
    return not missing(provider)
