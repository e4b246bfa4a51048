"""From what a letter says to all that goes along with it: whom it is to, the tickets, the calendar part; and whether it is still needed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from eventsvc.accounts.models import Organisation
from eventsvc.core.addresses import email_key
from eventsvc.feeds import entries
from eventsvc.feeds.ics import Method
from eventsvc.mails import guest_letters
from eventsvc.mails.compose import Attached, Picture
from eventsvc.mails.guest_letters import Guest
from eventsvc.mails.rows import Draft, Link
from eventsvc.mails.transport import Needless
from eventsvc.settings import Settings

Write = Callable[[Row[Any], Settings], "Found"]


@dataclass(frozen=True, kw_only=True)
class Found:
    """A draft with all that goes along."""

    draft: Draft
    organisation: Organisation | None
    recipient_name: str = ""
    reply_to: str = ""
    pictures: tuple[Picture, ...] = ()
    calendar: bytes = b""
    method: str = ""
    files: tuple[Attached, ...] = ()
    links: tuple[Link, ...] = ()


def guest_of(row: Row[Any]) -> Guest:
    """Whom a letter is about: who registered, or a guest of that registration with an address of the own."""
    guest = guest_letters.guest(row.registration_id, row.payload.get("ticket_id"))
    if guest is None:
        raise Needless("registration deleted")
    if email_key(guest.whom.email) != email_key(row.recipient):
        raise Needless("address corrected")
    if guest.ticket is not None and guest.ticket.state != "valid":
        raise Needless("ticket no longer valid")
    return guest


def with_entry(
    row: Row[Any], guest: Guest, draft: Draft, settings: Settings, method: Method, pictures: tuple[Picture, ...] = (),
) -> Found:
    invitation = entries.invitation(
        guest.event, guest.language, page=guest.scene.address, method=method, at=row.created_at, turns=guest.turns,
        organiser=(guest.organisation.name, settings.mail_from), attendee=(guest.whom.name, guest.whom.email),
    )
    return Found(
        draft=draft, organisation=guest.organisation, recipient_name=guest.whom.name, pictures=pictures,
        reply_to=guest.event.contact_email or guest.organisation.email, calendar=invitation, method=method,
    )


def plain(write: Callable[[Guest], Draft | None]) -> Callable[[Row[Any], Settings], Found]:
    """A letter without calendar part; none if what it tells is no longer so."""
    def found(row: Row[Any], settings: Settings) -> Found:  # noqa: ARG001  all kinds are called alike
        guest = guest_of(row)
        draft = write(guest)
        if draft is None:
            raise Needless("no longer so")
        return without_entry(guest, draft)
    return found


def without_entry(guest: Guest, draft: Draft) -> Found:
    return Found(
        draft=draft, organisation=guest.organisation, recipient_name=guest.whom.name,
        reply_to=guest.event.contact_email or guest.organisation.email,
    )


def stands(state: str, write: Callable[[Guest], Draft]) -> Callable[[Row[Any], Settings], Found]:
    """A letter about a registration that is not confirmed, without a calendar part. `state`: not needed in any other state."""
    def find_it(row: Row[Any], settings: Settings) -> Found:  # noqa: ARG001  all kinds are called alike
        guest = guest_of(row)
        if state and guest.registration.state != state:
            raise Needless("gone on meanwhile")
        return Found(
            draft=write(guest), organisation=guest.organisation, recipient_name=guest.whom.name,
            reply_to=guest.event.contact_email or guest.organisation.email,
        )

    return find_it


def with_ticket(
    write: Callable[[Guest, str], tuple[Draft, tuple[Picture, ...]] | None],
) -> Callable[[Row[Any], Settings], Found]:
    """A letter that carries the tickets and the calendar entry."""
    def found(row: Row[Any], settings: Settings) -> Found:
        guest = guest_of(row)
        made = write(guest, settings.base_url)
        if made is None:
            raise Needless("ticket no longer valid")
        draft, pictures = made
        return with_entry(row, guest, draft, settings, "REQUEST", pictures)
    return found


def answer(write: Callable[[Guest, dict[str, int]], Draft | None]) -> Callable[[Row[Any], Settings], Found]:
    """A letter with what the desk answered; none if it is no longer so."""
    def found(row: Row[Any], settings: Settings) -> Found:  # noqa: ARG001  all kinds are called alike
        guest = guest_of(row)
        draft = write(guest, row.payload)
        if draft is None:
            raise Needless("no longer so")
        return without_entry(guest, draft)
    return found


def told(write: Callable[[Guest, dict[str, Any]], Draft]) -> Callable[[Row[Any], Settings], Found]:
    """A letter about what its row tells, without a calendar part."""
    def found(row: Row[Any], settings: Settings) -> Found:  # noqa: ARG001  all kinds are called alike
        guest = guest_of(row)
        return without_entry(guest, write(guest, row.payload))
    return found
