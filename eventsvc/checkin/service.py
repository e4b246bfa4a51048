"""Scans: kept for ever, each answered with a verdict. The partial unique index of `admission` decides who was first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Connection, bindparam, false, select, true, update
from sqlalchemy.exc import OperationalError, StatementError

from eventsvc.checkin import queries, verdict
from eventsvc.checkin.models import Admission, CheckinList, DoorDevice, Scan
from eventsvc.checkin.phones import Phone
from eventsvc.checkin.protocol import Broken, Previous, Result, Take
from eventsvc.core import clock
from eventsvc.core.db import insert, reading, transaction
from eventsvc.events.models import Event
from eventsvc.ticket_types.models import Pool
from eventsvc.tickets.models import Roster, Ticket

SEEN_EVERY = timedelta(seconds=15)

_LOCK = select(Roster.rev).where(Roster.event_id == bindparam("event")).with_for_update()
_BUMP = update(Roster).where(Roster.event_id == bindparam("event")).values(rev=Roster.rev + 1).returning(Roster.rev)
_MARK = update(Ticket).where(Ticket.id == bindparam("which")).values(rev=bindparam("at_rev"))
_STORED = (
    select(Scan.verdict, Scan.decision, Scan.event_id, Scan.list_id, Scan.ticket_id, Ticket.code_hash)
    .outerjoin(Ticket, Ticket.id == Scan.ticket_id)
    .where(Scan.sid == bindparam("sid"))
)
_TICKET = (
    select(Ticket.id, Ticket.event_id, Ticket.code_hash, Ticket.state, Pool.kind, Event.organisation_id)
    .join(Event, Event.id == Ticket.event_id)
    .join(Pool, Pool.id == Ticket.pool_id)
)
_BY_HASH = _TICKET.where(Ticket.code_hash == bindparam("named"))
_BY_REFERENCE = _TICKET.where(Ticket.event_id == bindparam("event"), Ticket.reference == bindparam("named")).order_by(Ticket.state.desc())
_IN = (
    select(Admission.sid, Admission.at, DoorDevice.name)
    .outerjoin(DoorDevice, DoorDevice.id == Admission.device_id)
    .where(Admission.list_id == bindparam("list"), Admission.ticket_id == bindparam("ticket"), Admission.undone == false())
    .order_by(Admission.at)
)
_EARLIER = (
    update(Admission)
    .where(
        Admission.list_id == bindparam("list"), Admission.ticket_id == bindparam("ticket"), Admission.once == true(),
        Admission.undone == false(), Admission.at > bindparam("when"),
    )
    .values(sid=bindparam("new_sid"), at=bindparam("when"), device_id=bindparam("device"))
)
_TAKE_BACK = update(Admission).where(Admission.sid == bindparam("which"), Admission.undone == false()).values(undone=True)
_TAKEN_BACK = (
    select(Scan.sid, Scan.list_id, Scan.ticket_id, Scan.code_hash)
    .where(Scan.sid == bindparam("which"), Scan.event_id == bindparam("event"), Scan.direction == "in", Scan.ticket_id.is_not(None))
)
_STILL_STANDING = (
    select(Scan.sid, Scan.at, Scan.device_id)
    .where(Scan.list_id == bindparam("list"), Scan.ticket_id == bindparam("ticket"), queries.STANDING)
    .order_by(Scan.at, Scan.sid)
    .limit(1)
)


def _later(sid: str) -> str:
    """The name of the row that says: our no came too late, the door had let the person in (rows are never changed)."""
    return str(uuid5(UUID(sid), "let in"))


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What a phone says of itself with its scans."""

    queue_len: int = 0
    roster_rev: int = 0
    clock_off_ms: int = 0


def usual_list(event_id: int) -> int:
    """The list that every event has; made when it is first needed."""
    unnamed = select(CheckinList.id).where(CheckinList.event_id == event_id, CheckinList.name == "")
    found = reading().execute(unnamed).scalar()
    if found is not None:
        return found
    with transaction() as connection:
        plain = {"event_id": event_id, "name": "", "pool_kinds": [], "entry_rule": "once"}
        connection.execute(insert(CheckinList).values(plain).on_conflict_do_nothing())
        return connection.execute(unnamed).scalar_one()


def scan(phone: Phone, takes: Sequence[Take | Broken], heard: Heard) -> list[Result]:
    """Keep the scans of a phone and answer each, in order. One that cannot be kept does not hold up the others."""
    now = clock.now()
    if not takes and not _news(phone, heard, now):
        return []
    with transaction() as connection:
        results = _Batch(connection, phone, now).results(takes) if takes else []
        connection.execute(update(DoorDevice).where(DoorDevice.id == phone.id).values(
            seen_at=now, queue_len=heard.queue_len, roster_rev=heard.roster_rev, clock_off_ms=heard.clock_off_ms,
        ))
    return results


def _news(phone: Phone, heard: Heard, now: datetime) -> bool:
    return now - phone.seen_at >= SEEN_EVERY or heard.queue_len != phone.queue_len


class _Batch:
    """The scans of one request: they share the event's turn, which the lock on its roster row gives."""

    def __init__(self, connection: Connection, phone: Phone, now: datetime) -> None:
        self._connection, self._phone, self._now = connection, phone, now
        self._event = phone.evening.id
        if connection.execute(_LOCK, {"event": self._event}).one_or_none() is None:
            connection.execute(insert(Roster).values(event_id=self._event, next_index=0, rev=0).on_conflict_do_nothing())
            connection.execute(_LOCK, {"event": self._event}).one()
        self._lists = queries.lists(connection, self._event)
        self._rev: int | None = None

    def results(self, takes: Sequence[Take | Broken]) -> list[Result]:
        return [self._safely(take) for take in takes]

    def _safely(self, take: Take | Broken) -> Result:
        if isinstance(take, Broken):
            return Result(take.sid, "invalid")
        rev = self._rev
        try:
            with self._connection.begin_nested():
                return self._one(take)
        except OperationalError:
            raise
        except (StatementError, LookupError):
            self._rev = rev
            return Result(take.sid, "invalid")

    def _one(self, take: Take) -> Result:
        stored = self._connection.execute(_STORED, {"sid": take.sid}).one_or_none()
        if stored is not None:
            if stored.event_id != self._event:
                raise LookupError(take.sid)
            if take.decision == "admit" and stored.decision == "none" and stored.ticket_id and stored.verdict in verdict.NOES:
                return replace(self._one(replace(take, sid=_later(take.sid))), sid=take.sid)
            previous = self._standing(stored.list_id, stored.ticket_id, take.sid) if stored.ticket_id else None
            return Result(take.sid, stored.verdict, stored.code_hash or "", previous, replay=True)
        return self._undo(take) if take.undo_of else self._enter(take)

    def _enter(self, take: Take) -> Result:
        rules = self._lists[take.list_id].rules
        at = verdict.corrected(take.device_at, take.off_ms, self._now)
        ticket = self._ticket(take)
        here = ticket is not None and ticket.event_id == self._event
        facts = None if ticket is None else verdict.Facts(here, ticket.state, ticket.kind)
        against = verdict.objection(facts, rules, at)
        known, code_hash = (ticket.id, ticket.code_hash) if here else (None, "")
        if take.decision == "refuse":
            self._keep(take, at, known, take.claimed)
            return Result(take.sid, take.claimed, code_hash)
        first = verdict.counts(decision=take.decision, against=against, here=here) and self._admitted(take, ticket.id, at, once=rules.once)
        answer = verdict.verdict(decision=take.decision, against=against, here=here, first=first)
        previous = None if first or known is None else self._standing(take.list_id, known, take.sid)
        if answer == "conflict" and not first:
            self._let_the_earlier_count(take, ticket.id, at)
        if first or answer == "conflict":
            self._changed(ticket.id)
        self._keep(take, at, known, answer)
        return Result(take.sid, answer, code_hash, previous)

    def _ticket(self, take: Take) -> Any:
        """Another organisation's ticket is as good as none."""
        query, named = (_BY_HASH, take.code_hash) if take.code_hash else (_BY_REFERENCE, take.reference)
        ticket = self._connection.execute(query, {"named": named, "event": self._event}).first()
        return ticket if ticket is not None and ticket.organisation_id == self._phone.evening.organisation_id else None

    def _admitted(self, take: Take, ticket_id: int, at: datetime, *, once: bool) -> bool:
        """The write that decides: one row for a ticket on a list, whoever else writes."""
        row = {"sid": take.sid, "list_id": take.list_id, "ticket_id": ticket_id, "device_id": self._phone.id, "at": at, "once": once}
        kept = insert(Admission).values(**row, undone=False).on_conflict_do_nothing().returning(Admission.sid)
        return self._connection.execute(kept).one_or_none() is not None

    def _let_the_earlier_count(self, take: Take, ticket_id: int, at: datetime) -> None:
        """Of two admissions the earlier one is the valid one, in whichever order they were reported."""
        self._connection.execute(_EARLIER, {
            "list": take.list_id, "ticket": ticket_id, "when": at, "new_sid": take.sid, "device": self._phone.id,
        })

    def _standing(self, list_id: int, ticket_id: int, but: str) -> Previous | None:
        for row in self._connection.execute(_IN, {"list": list_id, "ticket": ticket_id}):
            if row.sid != but:
                return Previous(row.name or "", row.at)
        return None

    def _undo(self, take: Take) -> Result:
        if "undo" not in self._phone.scopes:
            return Result(take.sid, "forbidden")
        names = (_later(str(take.undo_of)), take.undo_of)
        found = (self._connection.execute(_TAKEN_BACK, {"which": name, "event": self._event}).one_or_none() for name in names)
        meant = next((row for row in found if row is not None), None)
        if meant is None:
            raise LookupError(take.sid)
        take = replace(take, undo_of=meant.sid)
        took = self._connection.execute(_TAKE_BACK, {"which": meant.sid}).rowcount == 1
        at = verdict.corrected(take.device_at, take.off_ms, self._now)
        self._keep(replace(take, list_id=meant.list_id, code_hash=meant.code_hash), at, meant.ticket_id, "undone")
        if took:
            self._let_another_stand(meant)
        self._changed(meant.ticket_id)
        return Result(take.sid, "undone", meant.code_hash)

    def _let_another_stand(self, meant: Any) -> None:
        """Where two doors had let in the same ticket and one takes it back, the other's admission is the valid one."""
        other = self._connection.execute(_STILL_STANDING, {"list": meant.list_id, "ticket": meant.ticket_id}).one_or_none()
        if other is not None:
            row = {"sid": other.sid, "list_id": meant.list_id, "ticket_id": meant.ticket_id, "device_id": other.device_id, "at": other.at}
            self._connection.execute(insert(Admission).values(**row, once=True, undone=False).on_conflict_do_nothing())

    def _changed(self, ticket_id: int) -> None:
        """Tell the other doors: the ticket gets the roster's next revision (one for the whole batch)."""
        if self._rev is None:
            self._rev = self._connection.execute(_BUMP, {"event": self._event}).scalar_one()
        self._connection.execute(_MARK, {"which": ticket_id, "at_rev": self._rev})

    def _keep(self, take: Take, at: datetime, ticket_id: int | None, answer: str) -> None:
        self._connection.execute(insert(Scan).values(
            sid=take.sid, event_id=self._event, list_id=take.list_id, device_id=self._phone.id, ticket_id=ticket_id,
            code_hash=take.code_hash, direction="undo" if take.undo_of else "in", undo_of=take.undo_of, source=take.source,
            device_at=take.device_at, device_off_ms=take.off_ms, at=at, received_at=self._now, decision=take.decision, verdict=answer,
        ))


__all__ = ["Heard", "scan", "usual_list"]
