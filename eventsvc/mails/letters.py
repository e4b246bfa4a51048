"""Which letter a deed calls for: the table of all kinds."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from eventsvc.core import clock
from eventsvc.feeds import entries
from eventsvc.mails import (
    account_letters,
    application_letters,
    bank_letters,
    change_letters,
    data_letters,
    group_letters,
    guest_letters,
    invoice_letters,
    making,
    money_letters,
    moving_letters,
    partner_letters,
    pass_letters,
    question_letters,
    refund_letters,
    registration_letters,
    reminder_letters,
    sale_letters,
    scenes,
    spread,
    waitlist_letters,
    withdrawal_letters,
)
from eventsvc.mails.making import Found, Write
from eventsvc.mails.transport import Needless, Permanent
from eventsvc.registration.queries import queued
from eventsvc.settings import Settings


def find(row: Row[Any], settings: Settings) -> Found:
    """The letter for this row. Raises Needless when there is no reason for it any more, Permanent for an unknown kind."""
    try:
        write = KINDS[row.kind]
    except KeyError:
        raise Permanent(f"no letter of the kind {row.kind!r}") from None
    found = write(row, settings)
    return found if row.registration_id is None else replace(found, links=data_letters.link(row))


def _ticket(row: Row[Any], settings: Settings) -> Found:
    guest = making.guest_of(row)
    made = guest_letters.ticket(guest, settings.base_url)
    if made is None:
        raise Needless("ticket no longer valid")
    draft, pictures = made
    sale = (*withdrawal_letters.notice(guest), *sale_letters.terms(guest))
    paid = invoice_letters.latest(invoice_letters.of(guest))
    along = invoice_letters.with_ticket(paid)
    more = (*waitlist_letters.room_later(guest), *question_letters.still_open(guest), *invoice_letters.words(guest, paid, along), *sale)
    draft = replace(draft, rows=(*draft.rows[:-1], *more, draft.rows[-1]))
    draft = refund_letters.with_line(draft, row.payload, last=1)
    return replace(making.with_entry(row, guest, draft, settings, "REQUEST", pictures), files=along)


def _invoice(row: Row[Any], settings: Settings) -> Found:  # noqa: ARG001  all kinds are called alike
    guest = making.guest_of(row)
    asked = tuple(one for one in invoice_letters.of(guest) if one.id >= row.payload["from"])
    asked = tuple(sorted(asked, key=lambda one: one.id == row.payload["invoice"]))  # what was asked for is named last
    draft = invoice_letters.asked(guest, asked)
    if draft is None:
        raise Needless("no longer so")
    return replace(making.without_entry(guest, draft), files=invoice_letters.attached(asked))


def _signed_off(row: Row[Any], settings: Settings) -> Found:
    guest = making.guest_of(row)
    if guest.registration.state != "cancelled":
        raise Needless("registered again")
    draft = refund_letters.with_line(guest_letters.signed_off(guest), row.payload, last=2)
    return making.with_entry(row, guest, draft, settings, "CANCEL")


def _event_cancelled(row: Row[Any], settings: Settings) -> Found:
    guest = making.guest_of(row)
    if guest.event.state != "cancelled":
        raise Needless("event takes place again")
    if guest.registration.state in (*spread.BEGUN, "expired"):
        return making.without_entry(guest, waitlist_letters.event_cancelled(guest))
    draft = refund_letters.all_back(guest_letters.event_cancelled(guest), guest)
    return making.with_entry(row, guest, draft, settings, "CANCEL")


def _event_changed(row: Row[Any], settings: Settings) -> Found:
    guest = making.guest_of(row)
    if guest.event.state == "cancelled" or guest.registration.state not in {"confirmed", "waiting"}:
        raise Needless("no longer valid")
    if guest.registration.state == "waiting":
        return making.without_entry(guest, waitlist_letters.event_changed(guest, row.payload))
    draft = refund_letters.keep_or_back(guest_letters.event_changed(guest, row.payload), guest)
    return making.with_entry(row, guest, draft, settings, "REQUEST")


def _moved_away(row: Row[Any], settings: Settings) -> Found:
    guest = making.guest_of(row)
    return making.with_entry(row, guest, moving_letters.moved_away(guest), settings, "CANCEL")


def _accepted(row: Row[Any], settings: Settings) -> Found:
    """A yes: with the ticket, or with what is to be ordered until when."""
    guest = making.guest_of(row)
    if guest.registration.total_cents:
        return making.answer(application_letters.to_be_ordered)(row, settings)
    made = application_letters.accepted(guest, row.payload, settings.base_url)
    if made is None:
        raise Needless("ticket no longer valid")
    draft, pictures = made
    return making.with_entry(row, guest, draft, settings, "REQUEST", pictures)


def _data_deleted(row: Row[Any], settings: Settings) -> Found:
    event, organisation = data_letters.about(row.event_id)
    scene = scenes.of(event, organisation, row.language)
    calendar = b""
    if row.payload["had_ticket"]:
        calendar = entries.invitation(
            event, row.language, page=scene.address, method="CANCEL", at=row.created_at, turns=data_letters.turns(row),
            organiser=(organisation.name, settings.mail_from), attendee=(row.recipient, row.recipient),
        )
    return Found(
        draft=data_letters.deleted(scene, had_ticket=row.payload["had_ticket"]), organisation=organisation, calendar=calendar,
        method="CANCEL" if calendar else "", reply_to=event.contact_email or organisation.email,
    )


def _reminder(row: Row[Any], settings: Settings) -> Found:
    guest = _expected(row)
    draft, pictures = reminder_letters.reminder(guest, settings.base_url, queued(guest.event.id))
    return Found(
        draft=replace(draft, rows=(*draft.rows, *question_letters.still_open(guest))), organisation=guest.organisation,
        recipient_name=guest.whom.name, pictures=pictures,
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
    guest = making.guest_of(row)
    if guest.event.state != "published" or guest.registration.state != "confirmed" or not (guest.ticket or guest.registration.reminds):
        raise Needless("no longer valid")
    if guest.event.starts_at.isoformat() != row.payload["starts_at"] or guest.event.starts_at <= clock.now():
        raise Needless("the event has moved")
    return guest


def _block(row: Row[Any], settings: Settings) -> Found:  # noqa: ARG001  all kinds are called alike
    made = {"block-ends": partner_letters.block_ends, "block-link": partner_letters.block_link}[row.kind](
        row.payload["allotment"], row.language,
    )
    if made is None:
        raise Needless("released already")
    draft, organisation = made
    return Found(draft=draft, organisation=organisation, reply_to=organisation.email)


def _guest_off(row: Row[Any], settings: Settings) -> Found:
    """To who sat there. The ticket may be somebody else's by now, and who registered may be forgotten."""
    event, organisation = data_letters.about(row.event_id)
    scene = scenes.of(event, organisation, row.language)
    calendar = entries.invitation(
        event, row.language, page=scene.address, method="CANCEL", at=row.created_at, turns=group_letters.turns(row),
        organiser=(organisation.name, settings.mail_from), attendee=(row.payload["name"], row.recipient),
    )
    return Found(
        draft=group_letters.off(scene, row.payload), organisation=organisation, recipient_name=row.payload["name"], calendar=calendar,
        method="CANCEL", reply_to=event.contact_email or organisation.email,
    )


def _account(row: Row[Any], settings: Settings) -> Found:  # noqa: ARG001  all kinds are called alike
    draft, organisation = account_letters.link(row.payload, row.language)
    return Found(draft=draft, organisation=organisation, reply_to=organisation.email if organisation else "")


KINDS: dict[str, Write] = {
    **money_letters.KINDS, **bank_letters.KINDS, **refund_letters.KINDS,
    "ticket": _ticket,
    "tickets-again": _ticket,
    "registration-cancelled": _signed_off,
    "letter-event-cancelled": _event_cancelled,
    "letter-event-changed": _event_changed,
    "confirm-address": making.stands("unconfirmed", registration_letters.confirm_address),
    "invoice": _invoice,
    "deadline-over": making.stands("expired", registration_letters.deadline_over),
    "where-it-stands": making.stands("", registration_letters.where_it_stands),
    "passed-to": making.with_ticket(change_letters.passed_to),
    "passed-on": making.stands("", change_letters.passed_on),
    "came-back": _ticket,
    "data-deleted": _data_deleted,
    "waitlist-joined": making.plain(waitlist_letters.joined),
    "waitlist-ticket": making.with_ticket(waitlist_letters.moved_up),
    "waitlist-offer": making.plain(waitlist_letters.offer),
    "waitlist-left": making.plain(waitlist_letters.left),
    "offer-lapsed": making.plain(waitlist_letters.lapsed),
    "offer-withdrawn": making.plain(waitlist_letters.withdrawn),
    "pass": pass_letters.found,
    "moved-to": making.with_ticket(moving_letters.moved_to),
    "moved-away": _moved_away,
    "applied": making.plain(application_letters.applied),
    "approved": _accepted,
    "declined": making.answer(application_letters.declined),
    "application-withdrawn": making.plain(application_letters.withdrawn),
    "answer-later": making.answer(application_letters.later),
    "guest-invitation": making.plain(group_letters.invitation),
    "guest-ticket": making.with_ticket(group_letters.ticket),
    "guest-off": _guest_off,
    "guest-gone": _guest_off,
    "guest-gave-back": making.plain(group_letters.gave_back),
    "letter-reminder": _reminder,
    "letter-still-coming": _still_coming,
    "block-ends": _block,
    "block-link": _block,
    "withdrawal-received": withdrawal_letters.found,
    "withdrawal-accepted": withdrawal_letters.found,
    "withdrawal-refused": withdrawal_letters.found,
    "sign-in": _account,
    "invitation": _account,
}
