"""The outbox as the desk reads it: who gets what, in which state, why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, func, or_, select

from eventsvc.core.db import reading
from eventsvc.core.folding import words
from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.registration.models import Registration

_T = OutboxRow
PAGE = 50
_OWN = and_(_T.organisation_id == bindparam("organisation"), or_(_T.recipient != "", _T.state != "sent"))  # jobs that are done are no mails
STATES = ("failed", "again", "planned", "sent", "dropped")
_STATE: ColumnElement[str] = case(
    (_T.state.in_(("failed", "sent", "dropped")), _T.state),
    (_T.attempts > 0, "again"),
    else_="planned",
).label("shown")
_IN: dict[str, tuple[ColumnElement[bool], ...]] = {
    **{state: (_T.state == state,) for state in ("failed", "sent", "dropped")},
    "again": (_T.state.in_(("waiting", "sending")), _T.attempts > 0),
    "planned": (_T.state.in_(("waiting", "sending")), _T.attempts == 0),
}


@dataclass(frozen=True, slots=True)
class Mail:
    """One line of the outbox. `shown` is one of STATES; without `recipient` it is a job that spreads into many letters."""

    id: int
    kind: str
    recipient: str
    shown: str
    attempts: int
    reason: str
    after: datetime
    created_at: datetime
    sent_at: datetime | None
    event_id: int | None
    registration_id: int | None
    name: str | None
    title_de: str | None
    title_en: str | None

    @property
    def open(self) -> bool:
        """Whether it can still be tried, or given up."""
        return self.shown in {"failed", "again", "planned"}


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the outbox; `newer` and `older` are ids to go on from."""

    mails: tuple[Mail, ...]
    newer: int | None
    older: int | None


_MAILS: Any = (
    select(
        _T.id, _T.kind, _T.recipient, _STATE, _T.attempts, _T.reason, _T.after, _T.created_at, _T.sent_at, _T.event_id, _T.registration_id,
        Registration.name, Event.title_de, Event.title_en,
    )
    .select_from(_T)
    .outerjoin(Registration, Registration.id == _T.registration_id)
    .outerjoin(Event, Event.id == _T.event_id)
    .where(_OWN)
)
_COUNTS = select(_STATE, func.count().label("many")).where(_OWN).group_by("shown")
_SINCE = select(_T.created_at).where(_OWN).order_by(_T.id).limit(1)


def page(
    organisation_id: int, *, state: str = "", asked: str = "", before: int | None = None, after: int | None = None, size: int = PAGE,
) -> Listed:
    """The newest mails, or those older than `before`, or those newer than `after`."""
    wanted = _MAILS.where(*_IN.get(state, ()), *(_about(word) for word in words(asked)))
    if after is not None:
        wanted = wanted.where(_T.id > after).order_by(_T.id)
    else:
        wanted = (wanted if before is None else wanted.where(_T.id < before)).order_by(_T.id.desc())
    rows = [Mail(*row) for row in reading().execute(wanted.limit(size + 1), {"organisation": organisation_id})]
    further, mails = len(rows) > size, rows[:size]
    if after is not None:
        mails.reverse()
    newer = further if after is not None else before is not None
    older = further if after is None else True
    return Listed(tuple(mails), mails[0].id if mails and newer else None, mails[-1].id if mails and older else None)


def _about(word: str) -> ColumnElement[bool]:
    return or_(_T.recipient.icontains(word), Registration.folded.contains(word))


def counts(organisation_id: int) -> dict[str, int]:
    """How many there are of each of STATES."""
    found: dict[str, int] = dict.fromkeys(STATES, 0)
    return found | {row.shown: row.many for row in reading().execute(_COUNTS, {"organisation": organisation_id})}


def since(organisation_id: int) -> datetime | None:
    """From when the oldest one is."""
    at: datetime | None = reading().execute(_SINCE, {"organisation": organisation_id}).scalar()
    return at
