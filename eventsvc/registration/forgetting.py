"""What becomes of a registration whose name and address are to be gone: "that wasn't me", "delete my data", and the end of its time.

What has no right to be here any more goes at once: name, address, note, letters, history, answers. What stays is a seat that was
used, or kept for somebody until the event was over: a number without a name.
"""

import secrets
from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select, update

from eventsvc.checkin import queries as door
from eventsvc.core import audit, outbox, signing
from eventsvc.core.db import transaction
from eventsvc.core.errors import Refused
from eventsvc.questions import service as questions
from eventsvc.registration import blocks, changes, ends, guest_letters, pass_rows, records, seats
from eventsvc.registration.models import Registration, Ruling
from eventsvc.registration.records import By, Record
from eventsvc.registration.seats import Seat
from eventsvc.registration.waitlist import service as waitlist
from eventsvc.tickets import service as tickets
from eventsvc.tickets.guests import Guest

GUEST = By()
_WORDLESS = update(Ruling).where(Ruling.registration_id == bindparam("of")).values(message="")
_PASSED_TO = select(Registration.id).where(Registration.passed_from == bindparam("of"))


def disown(registration_id: int) -> None:
    """"That wasn't me": end what a stranger made, and let no guest use the address for this event again.

    A ticket that was passed on to the wrong address is its former holder's again, if there is time.
    """
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        if record.email:
            blocks.block(connection, record.event_id, record.email)
        guests = guest_letters.seen(connection, record)
        if not _returned(connection, record):
            _end(connection, record)
        _part(connection, record, guests)
        records.note(record, "disowned", GUEST)


def erase(registration_id: int) -> bool:
    """"Delete my data": the registration ends if it still can, and everything personal is gone. One last mail says so.

    Answers whether that mail is on its way: not if its letter box has had enough for this hour.
    """
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        had = bool(seats.live(connection, record.id, "valid")) and not record.event_over
        guests = guest_letters.seen(connection, record)
        _end(connection, record)
        _part(connection, record, guests)
        records.note(record, "erased", GUEST)
        told = bool(record.email) and records.may_write(record.email)
        if told:
            outbox.enqueue(
                "data-deleted", payload={"had_ticket": had}, organisation_id=record.organisation_id, event_id=record.event_id,
                recipient=record.email, language=record.language,
            )
        return told


def _returned(connection: Connection, record: Record) -> bool:
    if record.passed_from is None or record.state != "confirmed":
        return False
    try:
        with connection.begin_nested():  # what is refused leaves nothing behind
            changes.give_back(connection, record, GUEST)
    except Refused:
        return False
    return True


def _part(connection: Connection, record: Record, guests: Sequence[Guest]) -> None:
    """Forget who registered, and write to guests of theirs whose tickets ended with it."""
    still = {one.ticket_id for one in seats.live(connection, record.id, "valid")} if guests else set()
    forget(connection, record)
    guest_letters.bereft(record, guests, still)


def _end(connection: Connection, record: Record) -> None:
    """Free what is free to be given to others: not a seat that somebody sits on, and none after the event."""
    live = seats.live(connection, record.id)
    came = door.admitted(connection, [one.ticket_id for one in live]) if live else set()
    if record.state == "confirmed" and (record.event_over or came):
        waitlist.drop(connection, record, "left")
        ends.free(connection, record, _unused(connection, record, came))
    else:
        ends.end(connection, record, "cancelled")
    waitlist.fill(connection, record.event_id)


def _unused(connection: Connection, record: Record, came: set[int]) -> Sequence[Seat]:
    if record.event_over:
        return ()
    return [one for one in seats.live(connection, record.id) if one.ticket_id not in came]


def forget(connection: Connection, record: Record) -> None:
    """Take everything personal out of a registration that is over (or whose event is), and out of what tells about it elsewhere."""
    tickets.forget(connection, record.id, rev=record.rev)
    records.change(
        connection, record, name="", email="", email_key="", person_key=None, folded="", note="",
        secret_hash=signing.digest(secrets.token_urlsafe()),
    )
    records.forget(connection, record.id)
    questions.forget(connection, record.id)
    connection.execute(_WORDLESS, {"of": record.id})
    pass_id = pass_rows.of_registration(connection, record.id)
    if pass_id is not None:
        pass_rows.tidy(connection, pass_id)
    if record.passed_from is not None:
        audit.forget_deeds(connection, "registration", record.passed_from, "passed-on", "came-back")
    for registration_id in connection.execute(_PASSED_TO, {"of": record.id}).scalars().all():
        audit.forget_deeds(connection, "registration", registration_id, "passed-to")
