"""Effects outside of the database: rows written with their cause, drained by the worker (spec: reliability 3).

A row is claimed by one conditional update, with a lease and the token of its owner. Whoever lost the lease cannot mark it any more.
Times are compared in both directions: one that lies further ahead than we ever write means that the clock went back, so the row is due.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    CheckConstraint,
    CursorResult,
    Index,
    Row,
    Table,
    Update,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from eventsvc.core import clock
from eventsvc.core.db import Base, db, reading, transaction

UNFINISHED = "state in ('waiting', 'sending')"
LEASE = timedelta(seconds=60)
LONGEST = timedelta(minutes=15)
SKEW = timedelta(minutes=1)  # by so much the clocks of two machines may differ
HEAD_START = timedelta(hours=1)
URGENT = frozenset({
    "ticket", "tickets-again", "pass", "guest-ticket", "approved", "moved-to", "sign-in", "invitation", "withdrawal-received",
})
FLEETING = frozenset({"data-deleted", "guest-gone"})
"""Letters to somebody who wants to be forgotten: their rows go when they are done."""
KEPT = timedelta(days=180)
GIVEN_UP = "given up at the desk"
ATTEMPTS = 299  # 0.5 s doubling to 15 min, summed up: three days


class OutboxRow(Base):
    """One letter, or one job that spreads into letters. `message_id` is made once, so copies carry the same."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due", "after", sqlite_where=text(UNFINISHED), postgresql_where=text(UNFINISHED)),
        Index("ix_outbox_organisation", "organisation_id", "id"),
        Index("ix_outbox_registration_id", "registration_id"),
        CheckConstraint("state in ('waiting', 'sending', 'sent', 'failed', 'dropped')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    organisation_id: Mapped[int | None]
    event_id: Mapped[int | None]
    registration_id: Mapped[int | None]
    recipient: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="de")
    message_id: Mapped[str] = mapped_column(unique=True)
    once: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="waiting")
    after: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    owner: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


_T = cast(Table, OutboxRow.__table__)
_c = _T.c
_KEEP = insert(_T)
_KEEP_ONCE = {
    "sqlite": sqlite.insert(_T).on_conflict_do_nothing(index_elements=["once"]),
    "postgresql": postgresql.insert(_T).on_conflict_do_nothing(index_elements=["once"]),
}
_DUE = and_(
    literal_column(UNFINISHED),  # word for word the condition of the index, or SQLite does not take it
    or_(
        and_(_c.state == "waiting", or_(_c.after <= bindparam("now"), _c.after > bindparam("too_far"))),
        and_(_c.state == "sending", or_(_c.lease_until <= bindparam("now"), _c.lease_until > bindparam("lost"))),
    ),
)
_NEXT = select(_c.id).where(_DUE).order_by(_c.after, _c.id).limit(1)


def _claiming(statement: Any) -> Update:
    taken = {"state": "sending", "owner": bindparam("new_owner"), "lease_until": bindparam("lease"), "attempts": _c.attempts + 1}
    return update(_T).where(_c.id == statement.scalar_subquery(), _DUE).values(taken).returning(*_c)


_CLAIM = {"sqlite": _claiming(_NEXT), "postgresql": _claiming(_NEXT.with_for_update(skip_locked=True))}
_MINE = and_(_c.id == bindparam("row"), _c.owner == bindparam("holder"), _c.state == "sending")
_NAMELESS = update(_T).where(_c.registration_id == bindparam("of")).values(recipient="", payload={})
_UNSENT = (
    update(_T).where(_c.registration_id == bindparam("of"), _c.state == "waiting").values(state="dropped", reason="registration deleted")
)
_GONE = delete(_T).where(_MINE)
_LET_GO = {"owner": None, "lease_until": None}
_MARK = update(_T).where(_MINE).values({
    "state": bindparam("becomes"), "reason": bindparam("why"), "after": bindparam("again"), "sent_at": bindparam("at"), **_LET_GO,
})


def enqueue(
    kind: str, *, payload: dict[str, Any] | None = None, organisation_id: int | None = None, event_id: int | None = None,
    registration_id: int | None = None, recipient: str = "", language: str = "de", once: str | None = None, after: datetime | None = None,
) -> None:
    """Write down one letter or job in the transaction of its cause. A second row with the same `once` is not written.

    `after` may lie 15 minutes ahead at most (see above). What somebody is waiting for goes ahead of letters to thousands.
    """
    now = clock.now()
    if after is not None and after > now + LONGEST:
        raise ValueError("the outbox is no calendar: `after` may lie 15 minutes ahead at most")
    values = {
        "kind": kind, "payload": payload or {},
        "organisation_id": organisation_id, "event_id": event_id, "registration_id": registration_id,
        "recipient": recipient, "language": language, "message_id": uuid.uuid4().hex, "once": once, "state": "waiting", "attempts": 0,
        "reason": "", "after": after or (now - HEAD_START if kind in URGENT else now), "created_at": now,
    }
    with transaction() as connection:
        connection.execute(_KEEP if once is None else _KEEP_ONCE[connection.dialect.name], values)


def _times() -> dict[str, datetime]:
    now = clock.now()
    return {"now": now, "too_far": now + LONGEST + SKEW, "lease": now + LEASE, "lost": now + LEASE + SKEW}


def waiting() -> bool:
    """Whether something is due: a read, so that an idle worker never stands in the queue of the writers."""
    try:
        return reading().execute(_NEXT, _times()).first() is not None
    finally:
        db.session.remove()


def claim(owner: str) -> Row[Any] | None:
    """Take the row that is due first, for the length of a lease. Of several workers one gets it."""
    with transaction() as connection:
        return connection.execute(_CLAIM[connection.dialect.name], {**_times(), "new_owner": owner}).first()


def _mark(row: Row[Any], state: str, *, reason: str = "", after: datetime | None = None, sent_at: datetime | None = None) -> bool:
    mine = {"row": row.id, "holder": row.owner}
    with transaction() as connection:
        if row.kind in FLEETING and state != "waiting":
            return connection.execute(_GONE, mine).rowcount == 1
        done: CursorResult[Any] = connection.execute(_MARK, {
            **mine, "becomes": state, "why": reason[:500], "again": after or row.after, "at": sent_at,
        })
        return done.rowcount == 1


def done(row: Row[Any]) -> bool:
    """It has happened. False: the lease was lost, somebody else answers for the row now."""
    return _mark(row, "sent", sent_at=clock.now())


def fail(row: Row[Any], reason: str) -> bool:
    """It will never work; the desk shows why."""
    return _mark(row, "failed", reason=reason)


def drop(row: Row[Any], reason: str) -> bool:
    """It is not wanted any more (the ticket is gone, the event is over)."""
    return _mark(row, "dropped", reason=reason)


def pause(attempts: int) -> timedelta:
    """How long to wait after that many attempts."""
    return min(timedelta(seconds=0.5 * 2.0 ** min(attempts - 1, 20)), LONGEST)


def put_off(row: Row[Any], reason: str) -> bool:
    """It did not work this time: again after a pause, for three days; then it has failed."""
    if row.attempts >= ATTEMPTS:
        return fail(row, reason)
    return _mark(row, "waiting", reason=reason, after=clock.now() + pause(row.attempts))


def requeue(row_id: int, organisation_id: int) -> bool:
    """The desk wants it tried again, now and for three more days."""
    again = update(_T).where(_c.id == row_id, _c.organisation_id == organisation_id, _c.state.in_(("failed", "waiting")))
    with transaction() as connection:
        return connection.execute(again.values(state="waiting", after=clock.now() - HEAD_START, attempts=0)).rowcount == 1


def give_up(row_id: int, organisation_id: int) -> bool:
    """The desk wants it tried no more. What is being sent at this moment cannot be held back."""
    no_more = update(_T).where(_c.id == row_id, _c.organisation_id == organisation_id, _c.state.in_(("failed", "waiting")))
    with transaction() as connection:
        given_up = connection.execute(no_more.values(state="dropped", reason=GIVEN_UP)).rowcount == 1
        connection.execute(delete(_T).where(_c.id == row_id, _c.kind.in_(FLEETING), _c.state == "dropped"))
        return given_up


def forget(registration_id: int) -> None:
    """Send nothing more to a registration, and take its address out of what was sent."""
    with transaction() as connection:
        connection.execute(_UNSENT, {"of": registration_id})
        connection.execute(_NAMELESS, {"of": registration_id})


def forget_address(registration_id: int, recipient: str) -> None:
    """Send nothing more of a registration to one address, and take it out of what was sent."""
    here = (_c.registration_id == registration_id, _c.recipient == recipient)
    with transaction() as connection:
        connection.execute(update(_T).where(*here, _c.state == "waiting").values(state="dropped", reason="the guest is a stranger"))
        connection.execute(update(_T).where(*here).values(recipient="", payload={}))


def sweep(most: int = 1000) -> int:
    """Forget what was finished half a year ago, a little at a time."""
    old = select(_c.id).where(_c.state.in_(("sent", "dropped")), _c.created_at < clock.now() - KEPT).order_by(_c.id).limit(most)
    with transaction() as connection:
        return connection.execute(delete(_T).where(_c.id.in_(old.scalar_subquery()))).rowcount


def failed(organisation_id: int) -> int:
    """How many letters of an organisation were given up."""
    wanted = select(func.count()).select_from(_T).where(_c.organisation_id == organisation_id, _c.state == "failed")
    return int(reading().execute(wanted).scalar_one())


def depth() -> dict[str, int]:
    """How many rows are unfinished, by state (for the metrics)."""
    rows = reading().execute(text(f"select state, count(*) from outbox where {UNFINISHED} group by state"))  # noqa: S608  a constant
    return {str(state): int(count) for state, count in rows}
