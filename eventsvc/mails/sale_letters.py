"""What letters say about a sale, in full: a mail lasts, a page does not (§ 312f II BGB)."""

from flask_babel import gettext as _

from eventsvc.core import wording
from eventsvc.core.bilingual import pick
from eventsvc.mails.guest_letters import Guest
from eventsvc.mails.rows import Words
from eventsvc.ticket_types import supply
from eventsvc.tickets import queries as tickets
from eventsvc.web import price_words


def sum_of(guest: Guest) -> str:
    """What the registration costs."""
    registration = guest.registration
    return wording.money(registration.total_cents, registration.currency, registration.language)


def tax(guest: Guest) -> tuple[Words, ...]:
    """`1 × Company: €45.00, incl. 19 % VAT, no further costs`."""
    one = guest.registration
    held = [ticket for ticket in tickets.of_registration(one.id) if ticket.ticket.state in {"reserved", "unpaid", "valid"}]
    if not held or not one.total_cents:
        return ()
    mode = supply.mode(held[0].kind, held[0].type.tax_mode, one.buyer_country)
    said = price_words.included(mode, one.language, small_business=guest.organisation.small_business)
    return (Words(f"{len(held)} × {pick(held[0].type, 'name', one.language)}: {sum_of(guest)}, {said}"),)


def terms(guest: Guest) -> tuple[Words, ...]:
    """The terms of sale, for whoever ordered what costs something."""
    said = pick(guest.organisation, "terms", guest.registration.language)
    if not said or not guest.registration.total_cents or guest.ticket is not None:
        return ()
    return (Words(_("Terms of sale"), "rule"), *(Words(part.strip()) for part in said.text.split("\n\n") if part.strip()))
