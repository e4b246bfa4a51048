"""The scans of one request, kept in few statements: what is known is read at once, what is new is written at once.

Only the admission is a write of its own for each scan, because it decides. If the database refuses one row, all are taken back
and tried one by one, so that a poisoned scan does not hold up the others.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import sqlalchemy
from sqlalchemy import Connection, bindparam, false, select, true, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError, StatementError

from eventsvc.checkin import queries, verdict
from eventsvc.checkin.models import Admission, DoorDevice, Scan
from eventsvc.checkin.phones import Phone
from eventsvc.checkin.protocol import Broken, Previous, Result, Take
from eventsvc.core.db import insert
from eventsvc.events.models import Event
from eventsvc.ticket_types.models import Pool
from eventsvc.tickets import service as tickets
from eventsvc.tickets.models import Roster, Ticket

_LOCK = select(Roster.rev).where(Roster.event_id == bindparam("event")).with_for_update()
_MARK = update(Ticket).where(Ticket.id.in_(bindparam("which", expanding=True))).values(rev=bindparam("at_rev"))
_KEEP = sqlalchemy.insert(Scan)
_ADMIT: dict[str, Any] = {
    name: dialect.insert(Admission).on_conflict_do_nothing().returning(Admission.sid)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
_STORED = (
    select(Scan.sid, Scan.verdict, Scan.decision, Scan.event_id, Scan.list_id, Scan.ticket_id, Ticket.code_hash)
    .outerjoin(Ticket, Ticket.id == Scan.ticket_id)
    .where(Scan.sid.in_(bindparam("sids", expanding=True)))
)
_TICKET = (
    select(Ticket.id, Ticket.event_id, Ticket.code_hash, Ticket.state, Pool.kind, Event.organisation_id)
    .join(Event, Event.id == Ticket.event_id)
    .join(Pool, Pool.id == Ticket.pool_id)
)
_BY_HASH = _TICKET.where(Ticket.code_hash.in_(bindparam("named", expanding=True)))
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


class Stored(NamedTuple):
    """A scan that was answered before."""

    sid: str
    verdict: str
    decision: str
    event_id: int
    list_id: int
    ticket_id: int | None
    code_hash: str | None


def _later(sid: str) -> str:
    """The name of the row that says: our no came too late, the door had let the person in (rows are never changed)."""
    return str(uuid5(UUID(sid), "let in"))


class Batch:
    """One request's scans. They share the event's turn, which the lock on its roster row gives."""

    def __init__(self, connection: Connection, phone: Phone, now: datetime) -> None:
        self._connection, self._phone, self._now = connection, phone, now
        self._event = phone.evening.id
        if connection.execute(_LOCK, {"event": self._event}).one_or_none() is None:
            connection.execute(insert(Roster).values(event_id=self._event, next_index=0, rev=0).on_conflict_do_nothing())
            connection.execute(_LOCK, {"event": self._event}).one()
        self._lists = queries.lists(connection, self._event)
        self._forget()

    def results(self, takes: Sequence[Take | Broken]) -> list[Result]:
        """An answer to each, in order."""
        return self._tried(takes) or [found for take in takes for found in self._tried([take]) or [Result(take.sid, "invalid")]]

    def _tried(self, takes: Sequence[Take | Broken]) -> list[Result] | None:
        """All of them, or None and nothing kept, if the database refuses one."""
        try:
            with self._connection.begin_nested():
                self._read_ahead([take for take in takes if isinstance(take, Take)])
                found = [self._answered(take) for take in takes]
                self._write()
                return found
        except OperationalError:
            raise
        except StatementError:
            return None
        finally:
            self._forget()

    def _forget(self) -> None:
        self._stored: dict[str, Stored | None] = {}
        self._tickets: dict[str, Any] = {}
        self._rows: list[dict[str, Any]] = []
        self._marked: set[int] = set()

    def _read_ahead(self, takes: Sequence[Take]) -> None:
        sids, hashes = {take.sid for take in takes}, {take.code_hash for take in takes if take.code_hash}
        self._stored = dict.fromkeys(sids)
        for row in self._connection.execute(_STORED, {"sids": list(sids)}):
            self._stored[row.sid] = Stored(*row)
        for ticket in self._connection.execute(_BY_HASH, {"named": list(hashes)}):
            self._tickets[ticket.code_hash] = ticket

    def _write(self) -> None:
        if self._rows:
            self._connection.execute(_KEEP, self._rows)
        if self._marked:
            _, rev = tickets.bump(self._connection, self._event)
            self._connection.execute(_MARK, {"which": list(self._marked), "at_rev": rev})
        self._rows, self._marked = [], set()

    def _answered(self, take: Take | Broken) -> Result:
        if isinstance(take, Broken):
            return Result(take.sid, "invalid")
        try:
            return self._one(take)
        except LookupError:  # names a list, a scan or an event that is not this phone's; nothing was written yet
            return Result(take.sid, "invalid")

    def _one(self, take: Take) -> Result:
        if take.sid not in self._stored:
            row = self._connection.execute(_STORED, {"sids": [take.sid]}).one_or_none()
            self._stored[take.sid] = None if row is None else Stored(*row)
        stored = self._stored[take.sid]
        if stored is None:
            return self._undo(take) if take.undo_of else self._enter(take)
        if stored.event_id != self._event:
            raise LookupError(take.sid)
        if take.decision == "admit" and stored.decision == "none" and stored.ticket_id and stored.verdict in verdict.NOES:
            return replace(self._one(replace(take, sid=_later(take.sid))), sid=take.sid)
        previous = self._standing(stored.list_id, stored.ticket_id, take.sid) if stored.ticket_id else None
        return Result(take.sid, stored.verdict, stored.code_hash or "", previous, replay=True)

    def _enter(self, take: Take) -> Result:
        rules = self._lists[take.list_id].rules
        at = verdict.corrected(take.device_at, take.off_ms, self._now)
        ticket = self._ticket(take)
        here = ticket is not None and ticket.event_id == self._event
        facts = None if ticket is None else verdict.Facts(here, ticket.state, ticket.kind)
        against = verdict.objection(facts, rules, at)
        known, code_hash = (ticket.id, ticket.code_hash) if here else (None, "")
        if take.decision == "refuse":
            self._keep(take, at, known, code_hash, take.claimed)
            return Result(take.sid, take.claimed, code_hash)
        first = verdict.counts(decision=take.decision, against=against, here=here) and self._admitted(take, ticket.id, at, once=rules.once)
        answer = verdict.verdict(decision=take.decision, against=against, here=here, first=first)
        previous = None if first or known is None else self._standing(take.list_id, known, take.sid)
        if answer == "conflict" and not first:
            self._let_the_earlier_count(take, ticket.id, at)
        if first or answer == "conflict":
            self._marked.add(ticket.id)
        self._keep(take, at, known, code_hash, answer)
        return Result(take.sid, answer, code_hash, previous)

    def _ticket(self, take: Take) -> Any:
        """Another organisation's ticket is as good as none."""
        if take.code_hash:
            ticket = self._tickets.get(take.code_hash)
        else:
            ticket = self._connection.execute(_BY_REFERENCE, {"named": take.reference, "event": self._event}).first()
        return ticket if ticket is not None and ticket.organisation_id == self._phone.evening.organisation_id else None

    def _admitted(self, take: Take, ticket_id: int, at: datetime, *, once: bool) -> bool:
        """The write that decides: one row for a ticket on a list, whoever else writes."""
        return self._let_in(sid=take.sid, list_id=take.list_id, ticket_id=ticket_id, device_id=self._phone.id, at=at, once=once)

    def _let_in(self, **row: Any) -> bool:
        return self._connection.execute(_ADMIT[self._connection.dialect.name], {**row, "undone": False}).one_or_none() is not None

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
        self._write()
        names = (_later(str(take.undo_of)), take.undo_of)
        found = (self._connection.execute(_TAKEN_BACK, {"which": name, "event": self._event}).one_or_none() for name in names)
        meant = next((row for row in found if row is not None), None)
        if meant is None:
            raise LookupError(take.sid)
        took = self._connection.execute(_TAKE_BACK, {"which": meant.sid}).rowcount == 1
        at = verdict.corrected(take.device_at, take.off_ms, self._now)
        named = replace(take, undo_of=meant.sid, list_id=meant.list_id, code_hash=meant.code_hash)
        self._keep(named, at, meant.ticket_id, meant.code_hash, "undone")
        self._marked.add(meant.ticket_id)
        self._write()
        if took:
            self._let_another_stand(meant)
        return Result(take.sid, "undone", meant.code_hash)

    def _let_another_stand(self, meant: Any) -> None:
        """Where two doors had let in the same ticket and one takes it back, the other's admission is the valid one."""
        other = self._connection.execute(_STILL_STANDING, {"list": meant.list_id, "ticket": meant.ticket_id}).one_or_none()
        if other is not None:
            self._let_in(
                sid=other.sid, list_id=meant.list_id, ticket_id=meant.ticket_id, device_id=other.device_id, at=other.at, once=True,
            )

    def _keep(self, take: Take, at: datetime, ticket_id: int | None, code_hash: str, answer: str) -> None:
        self._stored[take.sid] = Stored(take.sid, answer, take.decision, self._event, take.list_id, ticket_id, code_hash)
        self._rows.append({
            "sid": take.sid, "event_id": self._event, "list_id": take.list_id, "device_id": self._phone.id, "person_id": None,
            "ticket_id": ticket_id, "code_hash": take.code_hash or code_hash, "direction": "undo" if take.undo_of else "in",
            "undo_of": take.undo_of, "source": take.source, "device_at": take.device_at, "device_off_ms": take.off_ms, "at": at,
            "received_at": self._now, "decision": take.decision, "verdict": answer,
        })
