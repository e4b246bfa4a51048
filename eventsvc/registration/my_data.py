"""Everything that is stored about somebody in a registration: for the page, and as a file to take along (GDPR, Art. 15 and 20)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from eventsvc.accounts import history
from eventsvc.accounts.history import Entry
from eventsvc.checkin import queries as door
from eventsvc.core.db import reading
from eventsvc.core.outbox import OutboxRow
from eventsvc.questions import queries as questions
from eventsvc.questions.facts import AnswerFacts
from eventsvc.registration import pass_queries, withdrawal_queries
from eventsvc.registration.models import Registration, Ruling, WaitlistChoice, WaitlistEntry, Withdrawal
from eventsvc.registration.pass_queries import Line
from eventsvc.registration.queries import Whole
from eventsvc.ticket_types.models import TicketType, Voucher
from eventsvc.tickets import codes
from eventsvc.tickets.queries import Held

MOST = 500
_MAILS = (
    select(
        OutboxRow.kind, OutboxRow.recipient, OutboxRow.language, OutboxRow.state, OutboxRow.created_at, OutboxRow.sent_at,
        OutboxRow.payload,
    )
    .where(OutboxRow.registration_id == bindparam("of"))
    .order_by(OutboxRow.id)
)
_WAITS = (
    select(
        WaitlistEntry.id, WaitlistEntry.state, WaitlistEntry.seats, WaitlistEntry.joined_at, WaitlistEntry.offered_at, WaitlistEntry.until,
        TicketType.name_de, TicketType.name_en,
    )
    .join(WaitlistChoice, WaitlistChoice.entry_id == WaitlistEntry.id)
    .join(TicketType, TicketType.id == WaitlistChoice.ticket_type_id)
    .where(WaitlistEntry.registration_id == bindparam("of"))
    .order_by(WaitlistEntry.id, WaitlistChoice.number)
)
_RULINGS = (
    select(Ruling.answer, Ruling.message, Ruling.until, Ruling.decided_at)
    .where(Ruling.registration_id == bindparam("of"), Ruling.state == "told")
    .order_by(Ruling.id)
)
_CODE = select(Voucher.code).where(Voucher.id == bindparam("of"))
_FORMER = select(Registration.name).where(Registration.id == bindparam("of"))


@dataclass(frozen=True)
class Named:
    """A ticket type."""

    name_de: str
    name_en: str


@dataclass(frozen=True)
class Waits:
    """A place on the list, now or once."""

    state: str
    seats: int
    joined_at: datetime
    offered_at: datetime | None
    until: datetime | None
    types: tuple[Named, ...]


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known. `scans`: ticket_id, at, direction, verdict. The history is the latest first.

    `rulings`: what was answered to an application. One that can still be taken back, or was, is not told here either.
    """

    whole: Whole
    code: str
    passed_on_by: str
    series_pass: Line | None
    answers: tuple[AnswerFacts, ...]
    waits: tuple[Waits, ...]
    scans: Sequence[Any]
    rulings: Sequence[Any]
    withdrawals: Sequence[Withdrawal]
    mails: Sequence[Any]
    history: tuple[Entry, ...]


def of(whole: Whole) -> Known:
    """Read all of it."""
    one = whole.registration
    deeds = history.of_subject(whole.event.organisation_id, "registration", one.id, since=one.created_at, size=MOST)
    return Known(
        whole=whole, code=_value(_CODE, one.voucher_id), passed_on_by=_value(_FORMER, one.passed_from),
        series_pass=pass_queries.line(one.pass_id), answers=_answers(whole),
        waits=_waits(one.id), scans=door.scans([held.ticket.id for held in whole.tickets]),
        mails=[row for row in reading().execute(_MAILS, {"of": one.id}) if _own(row)],
        withdrawals=[row for row in withdrawal_queries.of_registration(one.id) if row.email_key == one.email_key],
        rulings=reading().execute(_RULINGS, {"of": one.id}).all(),
        history=tuple(deed for deed in deeds if not deed.deed.startswith("answer")),
    )


def _own(row: Any) -> bool:
    """Letters to guests at addresses that they entered by themselves are theirs."""
    return row.kind == "guest-invitation" or "ticket_id" not in row.payload


def _value(statement: Any, subject: int | None) -> str:
    return "" if subject is None else str(reading().execute(statement, {"of": subject}).scalar() or "")


def _answers(whole: Whole) -> tuple[AnswerFacts, ...]:
    """What a guest of the group answered by a link of the own is that guest's, and not of whoever registered."""
    others = {held.ticket.id for held in whole.tickets if held.ticket.guest_filled_at is not None}
    return tuple(one for one in questions.of_registrations(whole.registration.id) if one.ticket_id not in others)


def _waits(registration_id: int) -> tuple[Waits, ...]:
    found: dict[int, Waits] = {}
    for row in reading().execute(_WAITS, {"of": registration_id}):
        before = found[row.id].types if row.id in found else ()
        types = (*before, Named(row.name_de, row.name_en))
        found[row.id] = Waits(row.state, row.seats, row.joined_at, row.offered_at, row.until, types)
    return tuple(found.values())


def file(known: Known, made_at: datetime) -> dict[str, Any]:
    """The same to take along, for any program: times are ISO 8601 with their zone."""
    whole = known.whole
    return {
        "made_at": _iso(made_at),
        "event": _event(whole),
        "registration": _registration(known),
        "series_pass": _pass(known),
        "tickets": [_ticket(held, applied=whole.registration.state == "applied") for held in whole.tickets],
        "answers": [_answer(one, whole) for one in known.answers],
        "waitlist": [
            {
                "state": one.state, "seats": one.seats, "joined_at": _iso(one.joined_at), "offered_at": _iso(one.offered_at),
                "offered_until": _iso(one.until), "types": [{"de": name.name_de, "en": name.name_en} for name in one.types],
            }
            for one in known.waits
        ],
        "answers_to_the_application": [
            {"answer": row.answer, "message": row.message, "until": _iso(row.until), "decided_at": _iso(row.decided_at)}
            for row in known.rulings
        ],
        "withdrawals": [
            {
                "name": row.name, "contract": row.identification, "to": row.email, "received_at": _iso(row.received_at),
                "state": row.state, "answered_at": _iso(row.answered_at),
            }
            for row in known.withdrawals
        ],
        "door": _door(known),
        "mails": [
            {
                "kind": row.kind, "to": row.recipient, "language": row.language, "state": row.state, "written_at": _iso(row.created_at),
                "sent_at": _iso(row.sent_at),
            }
            for row in known.mails
        ],
        "history": [
            {
                "at": _iso(one.at), "by": by(one), "deed": one.deed, "before": one.before, "after": one.after, "reason": one.reason,
            }
            for one in reversed(known.history)
        ],
    }


def by(entry: Entry) -> str:
    """Who did something: "you", "team" (whoever of it), or "service"."""
    return {"guest": "you", "": "team"}.get(entry.actor, "service")


def _event(whole: Whole) -> dict[str, Any]:
    event = whole.event
    return {
        "title": {"de": event.title_de, "en": event.title_en}, "starts_at": _iso(event.starts_at), "ends_at": _iso(event.ends_at),
        "zone": event.zone, "organised_by": whole.organisation.name,
    }


def _registration(known: Known) -> dict[str, Any]:
    one = known.whole.registration
    return {
        "name": one.name, "email": one.email, "language": one.language, "state": one.state, "tickets": one.quantity,
        "total": {"cents": one.total_cents, "currency": one.currency}, "registered_at": _iso(one.created_at),
        "changed_at": _iso(one.changed_at), "cancelled_at": _iso(one.cancelled_at), "deadline": _iso(one.deadline),
        "code": known.code, "came_by": one.source, "passed_on_by": known.passed_on_by, "note_of_the_team": one.note,
        "answer_promised_until": _iso(one.answer_at), "decided_at": _iso(one.decided_at), "said_to_come_at": _iso(one.coming_at),
        "wants_reminders": one.reminds, "country": one.buyer_country or None, "chosen_to_pay_cents": one.chosen_cents,
    }


def _pass(known: Known) -> dict[str, Any] | None:
    if known.series_pass is None:
        return None
    row = known.series_pass.row
    return {
        "name": row.name, "email": row.email, "language": row.language, "dates": known.series_pass.dates, "made_at": _iso(row.created_at),
    }


def _ticket(held: Held, *, applied: bool) -> dict[str, Any]:
    """A seat that is kept for somebody who waits for an answer would tell the answer. The address of a guest who entered it is not told."""
    ticket = held.ticket
    state = "wanted" if applied and ticket.state == "reserved" else ticket.state
    return {
        "holder": ticket.holder, "email": ticket.email if ticket.guest_filled_at is None else "",
        "type": {"de": held.type.name_de, "en": held.type.name_en}, "kind": held.kind,
        "state": state, "code": codes.shown(ticket.reference) if ticket.state == "valid" else "",
        "issued_at": _iso(ticket.created_at), "changed_at": _iso(ticket.changed_at),
    }


def _answer(one: AnswerFacts, whole: Whole) -> dict[str, Any]:
    holders = {held.ticket.id: held.ticket.holder for held in whole.tickets}
    return {
        "asked": one.asked, "given": one.given, "value": one.value, "language": one.language, "for": holders.get(one.ticket_id),
        "about_health": one.health, "consent": one.consent, "given_at": _iso(one.given_at), "deleted_at": _iso(one.goes_at),
        "file": None if one.file is None else {"name": one.file.name, "type": one.file.media_type, "bytes": one.file.size},
    }


def _door(known: Known) -> list[dict[str, Any]]:
    numbers = {held.ticket.id: codes.shown(held.ticket.reference) for held in known.whole.tickets}
    return [
        {"ticket": numbers[row.ticket_id], "at": _iso(row.at), "direction": row.direction, "answer": row.verdict} for row in known.scans
    ]


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="seconds")
