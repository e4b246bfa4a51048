"""Who a mail is from, and in which colours."""

from dataclasses import dataclass
from functools import cache

from flask_babel import gettext as _

from eventsvc.accounts import brand
from eventsvc.accounts.models import Organisation
from eventsvc.mails.rows import Link
from eventsvc.web.addresses import external


@dataclass(frozen=True, kw_only=True)
class Sender:
    """The organisation as a mail shows it: name, address line, legal links."""

    name: str
    line: str
    links: tuple[Link, ...]
    reply_to: str


@dataclass(frozen=True, kw_only=True)
class Colours:
    """The four colours of a mail: button, what stands on it, links, the ground of a deadline."""

    fill: str
    on: str
    ink: str
    soft: str


@cache
def colours(accent: str) -> Colours:
    """From the organisation's colour, as on its pages; programs that know dark mode take their own."""
    tokens = brand.palette(accent.lower() if brand.is_colour(accent) else brand.DEFAULT_ACCENT)
    return Colours(fill=tokens["accent"][0], on=tokens["on-accent"][0], ink=tokens["accent-ink"][0], soft=tokens["accent-soft"][0])


def of(organisation: Organisation, language: str) -> Sender:
    """The sender in the language of the mail."""
    where = {"lang": language, "slug": organisation.slug}
    parts = (organisation.legal_name or organisation.name, organisation.street, organisation.postcode_city)
    return Sender(
        name=organisation.name,
        line=" · ".join(part for part in parts if part),
        links=(
            Link(_("Legal notice"), external("legal.imprint", **where)),
            Link(_("Privacy"), external("legal.privacy", **where)),
            Link(_("Withdraw from contract here"), external("legal.withdraw", **where)),
        ),
        reply_to=organisation.email,
    )
