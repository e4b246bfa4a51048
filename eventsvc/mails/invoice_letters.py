"""What letters say about receipts and invoices, and the documents that go along."""

import logging

from flask_babel import gettext as _

from eventsvc.invoices import files, queries
from eventsvc.invoices.queries import Entry
from eventsvc.mails.compose import Attached
from eventsvc.mails.guest_letters import Guest, subject
from eventsvc.mails.rows import Button, Draft, Link, Words
from eventsvc.web import invoice_words

log = logging.getLogger("eventsvc.mails")


def of(guest: Guest) -> tuple[Entry, ...]:
    """All documents about what somebody paid; a guest of somebody else's registration has paid nothing."""
    if guest.ticket is not None or not guest.registration.total_cents:
        return ()
    return queries.of_registration(guest.registration.id)


def latest(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The receipt or invoice that counts."""
    return tuple(one for one in reversed(entries) if one.document.kind != "correction")[:1]


def attached(entries: tuple[Entry, ...]) -> tuple[Attached, ...]:
    """Their files, the same as behind the link."""
    return tuple(
        Attached(name=f"{one.document.shown}.{kind}", type=files.TYPES[kind], content=files.of(one.id, kind))
        for one in entries for kind in one.kinds
    )


def with_ticket(entries: tuple[Entry, ...]) -> tuple[Attached, ...]:
    """The same for the ticket's letter, which goes out in any case: the documents stand behind its link too."""
    try:
        return attached(entries)
    except Exception:  # nobody waits for a ticket because of a drawing
        log.exception("a ticket goes out without its receipt")
        return ()


def words(guest: Guest, entries: tuple[Entry, ...], along: tuple[Attached, ...]) -> tuple[Words, ...]:
    """The line in the ticket's letter."""
    if not entries:
        return ()
    title = invoice_words.title(entries[0].document)
    link = Link(_("Invoice to a company or another address"), guest.page(endpoint="invoices.show"))
    return (Words(_("Attached: %(title)s.", title=title) if along else f"{title}.", "rule", (link,)),)


def asked(guest: Guest, entries: tuple[Entry, ...]) -> Draft | None:
    """The invoice that was asked for."""
    if not entries:
        return None
    lang, named = guest.registration.language, invoice_words.title(entries[-1].document)
    return Draft(
        language=lang,
        subject=subject(_("%(document)s: %(title)s", document=named, title=guest.scene.title), guest.event, lang),
        preview=named,
        title=_("Your invoice, %(name)s", name=guest.first_name),
        lede=_(
            "Attached is the invoice to %(name)s for “%(title)s”, with all that belongs to it. Nothing has to be paid.",
            name=entries[-1].document.buyer.name if entries[-1].document.buyer else "", title=guest.scene.title,
        ),
        rows=(Button(Link(_("All documents"), guest.page(endpoint="invoices.show")), (Link(_("Event page"), guest.scene.address),)),),
        why=_("You get this mail because an invoice was asked for."),
    )
