"""The desk's yes, later or no to people who applied. An answer is held back for some minutes: until then it can be taken back.

A yes keeps its seats from the first moment, so nobody is promised what is not there. What the person sees, and the mail, come when
the time is over: then a free registration is confirmed, a paid one is to be ordered until a deadline.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Table, bindparam, insert, literal_column, select, update

from eventsvc.core import clock, outbox
from eventsvc.core.addresses import email_key
from eventsvc.core.db import reading, transaction
from eventsvc.core.errors import Refused
from eventsvc.events.models import Event
from eventsvc.questions import service as questions
from eventsvc.questions.facts import Given
from eventsvc.registration import ends, holds, records, rules, seats
from eventsvc.registration.models import PENDING, Registration, Ruling
from eventsvc.registration.records import By, Record
from eventsvc.registration.seats import Seat
from eventsvc.registration.waitlist import service as waitlist
from eventsvc.ticket_types import vouchers

TAKE_BACK = timedelta(minutes=10)
ANSWERS = ("yes", "later", "no")
LETTERS = {"yes": "approved", "later": "answer-later", "no": "declined"}
SYSTEM = By(system=True)

_D = cast(Table, Ruling.__table__)
_R = cast(Table, Registration.__table__)
_WAITS: ColumnElement[bool] = literal_column(PENDING)  # word for word the condition of the index, or SQLite does not take it
_PENDING = select(_D).where(_D.c.registration_id == bindparam("of"), _WAITS)
_DUE = select(_D.c.registration_id).where(_WAITS, _D.c.due_at <= bindparam("now")).order_by(_D.c.due_at, _D.c.id).limit(200)
_BECOMES = update(_D).where(_D.c.id == bindparam("ruling"), _WAITS).values(state=bindparam("becomes"))
_OVER = (
    select(_R.c.id).join(Event, Event.id == _R.c.event_id)
    .where(_R.c.state == "applied", Event.ends_at <= bindparam("now"), Event.ends_at > bindparam("lately"))
    .order_by(_R.c.id).limit(200)
)


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the desk answers. `until`: the new promised hour of a "later"; `at_once`: not to be taken back, the mail goes out now."""

    answer: str
    message: str = ""
    until: datetime | None = None
    at_once: bool = False


@dataclass(frozen=True)
class Result:
    """What became of one of several: done, or why not."""

    registration_id: int
    refused: Refused | None = None


def decide(registration_ids: Sequence[int], reply: Reply, *, by: By) -> tuple[Result, ...]:
    """The same answer to several, each in a transaction of its own, in this order: who comes too late for a seat is told so."""
    results = []
    for registration_id in dict.fromkeys(registration_ids):
        try:
            answer(registration_id, reply, by=by)
        except Refused as no:
            results.append(Result(registration_id, no))
        else:
            results.append(Result(registration_id))
    return tuple(results)


def answer(registration_id: int, reply: Reply, *, by: By) -> None:
    """Answer one application. A no can become a yes later on, with its mail at once.

    Refused: not-applied, answered-already (answer, until), later-when; a yes also: sold-out, type-full, block-empty, cancelled,
    postponed, past, and (after a no) what `vouchers.use` says, already-registered.
    """
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        after_all = record.state == "declined" and reply.answer == "yes"
        if record.state != "applied" and not after_all:
            raise Refused("not-applied")
        known = pending(connection, registration_id)
        if known is not None:
            raise Refused("answered-already", answer=known.answer, until=known.due_at, zone=record.zone)
        _check_until(record, reply)
        if reply.answer == "yes":
            _keep_seats(connection, record)
        ruling_id = _written(connection, record, reply, by)
        records.note(
            record, f"answered-{reply.answer}", by, before={"state": record.state},
            after={"message": reply.message, "until": "" if reply.until is None else reply.until.isoformat(timespec="minutes")},
        )
        if reply.at_once or after_all:
            _carry_out(connection, record, pending(connection, registration_id), ruling_id)


def _check_until(record: Record, reply: Reply) -> None:
    if reply.answer != "later":
        return
    begins = record.starts_at
    if reply.until is None or reply.until <= clock.now() or (begins is not None and reply.until > begins):
        raise Refused("later-when", starts=begins, zone=record.zone)


def _keep_seats(connection: Connection, record: Record) -> None:
    """Keep the seats of a yes. After a no the tickets are there still, and so may the use of the code be."""
    wished = seats.live(connection, record.id, "wanted") or seats.ended(connection, record.id)
    if not wished:
        raise Refused("not-applied")
    rules.check_event(records.offer(connection, record.event_id, wished[0].ticket_type_id), clock.now())
    if record.state == "declined" and record.voucher_id is not None:
        vouchers.use(connection, record.voucher_id, email_key(record.email), registration_id=record.id)
    seats.turn(connection, wished, "reserved", rev=record.rev, allotment_id=record.allotment_id)


def _written(connection: Connection, record: Record, reply: Reply, by: By) -> int:
    now = clock.now()
    return int(connection.execute(insert(_D).returning(_D.c.id), {
        "registration_id": record.id, "answer": reply.answer, "message": reply.message,
        "until": reply.until if reply.answer == "later" else None, "person_id": by.person_id, "state": "pending", "decided_at": now,
        "due_at": now if reply.at_once else now + TAKE_BACK,
    }).scalar_one())


def pending(connection: Connection, registration_id: int) -> Any:
    """The answer that can still be taken back; None if there is none."""
    return connection.execute(_PENDING, {"of": registration_id}).first()


def undo(registration_id: int, *, by: By) -> str:
    """Take an answer back: nobody has heard of it. Its seats are free at once. Answers what it was. Refused: told-already."""
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        known = pending(connection, registration_id)
        if known is None or record.state != "applied":
            raise Refused("told-already")
        connection.execute(_BECOMES, {"ruling": known.id, "becomes": "undone"})
        seats.turn(
            connection, seats.live(connection, record.id, "reserved"), "wanted", rev=record.rev, allotment_id=record.allotment_id,
        )
        records.note(record, "answer-taken-back", by, before={"answer": known.answer})
        waitlist.fill(connection, record.event_id)
        return str(known.answer)


def tell(registration_id: int) -> bool:
    """The time is over, or the desk does not want to wait: do what was answered. False: there is nothing to be told."""
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        known = pending(connection, registration_id)
        if known is None:
            return False
        _carry_out(connection, record, known, known.id)
        return True


def change(registration_id: int, given: Sequence[Given]) -> None:
    """The person writes something else, until there is an answer. Refused: not-applied, question-changed."""
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        if record.state != "applied":
            raise Refused("not-applied")
        questions.answer(record.id, given)
        records.note(record, "answers-changed", By())


def sweep() -> int:
    """Tell what is due, and end what nobody answered before the event was over. Answers how many were told."""
    now = clock.now()
    due = list(reading().execute(_DUE, {"now": now}).scalars())
    for registration_id in due:
        tell(registration_id)
    for registration_id in list(reading().execute(_OVER, {"now": now, "lately": now - timedelta(days=3)}).scalars()):
        _expire(registration_id)
    return len(due)


def _expire(registration_id: int) -> None:
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        if record.state == "applied" and record.event_over:
            ends.end(connection, record, "expired")
            records.note(record, "expired", SYSTEM, before={"state": "applied"})


def _carry_out(connection: Connection, record: Record, known: Any, ruling_id: int) -> None:
    off = record.event_state == "cancelled" or record.event_over
    void = record.state not in {"applied", "declined"} or (off and known.answer != "no")
    connection.execute(_BECOMES, {"ruling": ruling_id, "becomes": "void" if void else "told"})
    if void:
        if record.state == "applied":
            kept = seats.live(connection, record.id, "reserved")
            seats.turn(connection, kept, "wanted", rev=record.rev, allotment_id=record.allotment_id)
            waitlist.fill(connection, record.event_id)
        return
    if known.answer == "yes":
        _accept(connection, record, seats.live(connection, record.id, "reserved"))
    elif known.answer == "no":
        ends.end(connection, record, "declined")
        records.change(connection, record, decided_at=clock.now())
        waitlist.fill(connection, record.event_id)
    else:
        records.change(connection, record, answer_at=known.until)
    kind = LETTERS[known.answer]
    outbox.enqueue(
        kind, payload={"ruling": ruling_id}, organisation_id=record.organisation_id, event_id=record.event_id,
        registration_id=record.id, recipient=record.email, language=record.language, once=f"{kind}:{ruling_id}",
    )


def _accept(connection: Connection, record: Record, kept: Sequence[Seat]) -> None:
    """Free of charge: the tickets are valid. Else they are kept until they are ordered and paid: seven days, not past the beginning."""
    now = clock.now()
    if record.total_cents:
        records.change(connection, record, state="approved", deadline=holds.pay_until(now, record), decided_at=now)
        return
    seats.turn(connection, kept, "valid", rev=record.rev, allotment_id=record.allotment_id)
    records.change(connection, record, state="confirmed", decided_at=now)
