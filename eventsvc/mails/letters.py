"""Which letter a deed calls for: the table of all kinds."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row

from eventsvc.accounts.models import Organisation
from eventsvc.core import clock
from eventsvc.core.addresses import email_key
from eventsvc.feeds import entries
from eventsvc.feeds.ics import Method
from eventsvc.mails import (
    account_letters,
    application_letters,
    change_letters,
    guest_letters,
    moving_letters,
    partner_letters,
    registration_letters,
    reminder_letters,
    spread,
    waitlist_letters,
)
from eventsvc.mails.compose import Picture
from eventsvc.mails.rows import Draft
from eventsvc.mails.transport import Needless, Permanent
from eventsvc.registration.queries import queued
from eventsvc.settings import Settings


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


def find(row: Row[Any], settings: Settings) -> Found:
    """The letter for this row. Raises Needless when there is no reason for it any more, Permanent for an unknown kind."""
    try:
        write = KINDS[row.kind]
    except KeyError:
        raise Permanent(f"no letter of the kind {row.kind!r}") from None
    return write(row, settings)


def _guest(row: Row[Any]) -> guest_letters.Guest:
    """Whom a letter is about: who registered, or a guest of that registration with an address of the own."""
    guest = guest_letters.guest(row.registration_id, row.payload.get("ticket_id"))
    if guest is None:
        raise Needless("registration deleted")
    if email_key(guest.email) != email_key(row.recipient):
        raise Needless("address corrected")
    return guest


def _ticket(row: Row[Any], settings: Settings) -> Found:
    guest = _guest(row)
    made = guest_letters.ticket(guest, settings.base_url)
    if made is None:
        raise Needless("ticket no longer valid")
    draft, pictures = made
    draft = replace(draft, rows=(*draft.rows[:-1], *waitlist_letters.room_later(guest), draft.rows[-1]))
    return _found(row, guest, draft, settings, "REQUEST", pictures)


def _plain(write: Callable[[guest_letters.Guest], Draft | None]) -> Callable[[Row[Any], Settings], Found]:
    """A letter without calendar part; none if what it tells is no longer so."""
    def found(row: Row[Any], settings: Settings) -> Found:  # noqa: ARG001  all kinds are called alike
        guest = _guest(row)
        draft = write(guest)
        if draft is None:
            raise Needless("no longer so")
        return _without_entry(guest, draft)
    return found


def _without_entry(guest: guest_letters.Guest, draft: Draft) -> Found:
    return Found(
        draft=draft, organisation=guest.organisation, recipient_name=guest.name,
        reply_to=guest.event.contact_email or guest.organisation.email,
    )


def _signed_off(row: Row[Any], settings: Settings) -> Found:
    guest = _guest(row)
    if guest.registration.state != "cancelled":
        raise Needless("registered again")
    return _found(row, guest, guest_letters.signed_off(guest), settings, "CANCEL")


def _event_cancelled(row: Row[Any], settings: Settings) -> Found:
    guest = _guest(row)
    if guest.event.state != "cancelled":
        raise Needless("event takes place again")
    if guest.registration.state in (*spread.BEGUN, "expired"):
        return _without_entry(guest, waitlist_letters.event_cancelled(guest))
    return _found(row, guest, guest_letters.event_cancelled(guest), settings, "CANCEL")


def _event_changed(row: Row[Any], settings: Settings) -> Found:
    guest = _guest(row)
    if guest.event.state == "cancelled" or guest.registration.state not in {"confirmed", "waiting"}:
        raise Needless("no longer valid")
    if guest.registration.state == "waiting":
        return _without_entry(guest, waitlist_letters.event_changed(guest, row.payload))
    return _found(row, guest, guest_letters.event_changed(guest, row.payload), settings, "REQUEST")


def _stands(state: str, write: Callable[[guest_letters.Guest], Draft]) -> Callable[[Row[Any], Settings], Found]:
    """A letter about a registration that is not confirmed, without a calendar part. `state`: not needed in any other state."""
    def find_it(row: Row[Any], settings: Settings) -> Found:  # noqa: ARG001  all kinds are called alike
        guest = _guest(row)
        if state and guest.registration.state != state:
            raise Needless("gone on meanwhile")
        return Found(
            draft=write(guest), organisation=guest.organisation, recipient_name=guest.name,
            reply_to=guest.event.contact_email or guest.organisation.email,
        )

    return find_it


def _with_ticket(
    write: Callable[[guest_letters.Guest, str], tuple[Draft, tuple[Picture, ...]] | None],
) -> Callable[[Row[Any], Settings], Found]:
    """A letter that carries the tickets and the calendar entry."""
    def found(row: Row[Any], settings: Settings) -> Found:
        guest = _guest(row)
        made = write(guest, settings.base_url)
        if made is None:
            raise Needless("ticket no longer valid")
        draft, pictures = made
        return _found(row, guest, draft, settings, "REQUEST", pictures)
    return found


def _moved_away(row: Row[Any], settings: Settings) -> Found:
    guest = _guest(row)
    return _found(row, guest, moving_letters.moved_away(guest), settings, "CANCEL")


def _answer(write: Callable[[guest_letters.Guest, dict[str, int]], Draft | None]) -> Callable[[Row[Any], Settings], Found]:
    """A letter with what the desk answered; none if it is no longer so."""
    def found(row: Row[Any], settings: Settings) -> Found:  # noqa: ARG001  all kinds are called alike
        guest = _guest(row)
        draft = write(guest, row.payload)
        if draft is None:
            raise Needless("no longer so")
        return _without_entry(guest, draft)
    return found


def _accepted(row: Row[Any], settings: Settings) -> Found:
    """A yes: with the ticket, or with what is to be ordered until when."""
    guest = _guest(row)
    if guest.registration.total_cents:
        return _answer(application_letters.to_be_ordered)(row, settings)
    made = application_letters.accepted(guest, row.payload, settings.base_url)
    if made is None:
        raise Needless("ticket no longer valid")
    draft, pictures = made
    return _found(row, guest, draft, settings, "REQUEST", pictures)


def _reminder(row: Row[Any], settings: Settings) -> Found:
    guest = _expected(row)
    draft, pictures = reminder_letters.reminder(guest, settings.base_url, queued(guest.event.id))
    return Found(
        draft=draft, organisation=guest.organisation, recipient_name=guest.name, pictures=pictures,
        reply_to=guest.event.contact_email or guest.organisation.email,
    )


def _still_coming(row: Row[Any], settings: Settings) -> Found:  # noqa: ARG001  all kinds are called alike
    guest = _expected(row)
    if guest.registration.coming_at is not None:
        raise Needless("has answered already")
    return Found(
        draft=reminder_letters.still_coming(guest, queued(guest.event.id)), organisation=guest.organisation,
        recipient_name=guest.registration.name, reply_to=guest.event.contact_email or guest.organisation.email,
    )


def _expected(row: Row[Any]) -> guest_letters.Guest:
    """Somebody who is still awaited at the hour that the reminder is about (trap T36)."""
    guest = _guest(row)
    if guest.event.state != "published" or guest.registration.state != "confirmed" or not guest.registration.reminds:
        raise Needless("no longer valid")
    if guest.event.starts_at.isoformat() != row.payload["starts_at"] or guest.event.starts_at <= clock.now():
        raise Needless("the event has moved")
    return guest


def _block_ends(row: Row[Any], settings: Settings) -> Found:  # noqa: ARG001  all kinds are called alike
    made = partner_letters.block_ends(row.payload["allotment"], row.language)
    if made is None:
        raise Needless("released already")
    draft, organisation = made
    return Found(draft=draft, organisation=organisation, reply_to=organisation.email)


def _account(row: Row[Any], settings: Settings) -> Found:  # noqa: ARG001  all kinds are called alike
    draft, organisation = account_letters.link(row.payload, row.language)
    return Found(draft=draft, organisation=organisation, reply_to=organisation.email if organisation else "")


def _found(
    row: Row[Any], guest: guest_letters.Guest, draft: Draft, settings: Settings, method: Method, pictures: tuple[Picture, ...] = (),
) -> Found:
    invitation = entries.invitation(
        guest.event, guest.language, page=guest.scene.address, method=method, at=row.created_at, turns=guest.turns,
        organiser=(guest.organisation.name, settings.mail_from), attendee=(guest.name, guest.email),
    )
    return Found(
        draft=draft, organisation=guest.organisation, recipient_name=guest.name, pictures=pictures,
        reply_to=guest.event.contact_email or guest.organisation.email, calendar=invitation, method=method,
    )


KINDS: dict[str, Callable[[Row[Any], Settings], Found]] = {
    "ticket": _ticket,
    "tickets-again": _ticket,
    "registration-cancelled": _signed_off,
    "letter-event-cancelled": _event_cancelled,
    "letter-event-changed": _event_changed,
    "confirm-address": _stands("unconfirmed", registration_letters.confirm_address),
    "ordered": _stands("unpaid", registration_letters.ordered),
    "deadline-over": _stands("expired", registration_letters.deadline_over),
    "where-it-stands": _stands("", registration_letters.where_it_stands),
    "passed-to": _with_ticket(change_letters.passed_to),
    "passed-on": _stands("", change_letters.passed_on),
    "came-back": _ticket,
    "waitlist-joined": _plain(waitlist_letters.joined),
    "waitlist-ticket": _with_ticket(waitlist_letters.moved_up),
    "waitlist-offer": _plain(waitlist_letters.offer),
    "waitlist-left": _plain(waitlist_letters.left),
    "offer-lapsed": _plain(waitlist_letters.lapsed),
    "offer-withdrawn": _plain(waitlist_letters.withdrawn),
    "moved-to": _with_ticket(moving_letters.moved_to),
    "moved-away": _moved_away,
    "applied": _plain(application_letters.applied),
    "approved": _accepted,
    "declined": _answer(application_letters.declined),
    "answer-later": _answer(application_letters.later),
    "letter-reminder": _reminder,
    "letter-still-coming": _still_coming,
    "block-ends": _block_ends,
    "sign-in": _account,
    "invitation": _account,
}
