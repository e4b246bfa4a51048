"""When an event is cancelled, postponed or takes place after all: what that means for registrations that are not finished (T52).

Tickets stay as they are, so that nothing is lost if it takes place after all. Cancelled: what is only kept for somebody ends, and
nothing is to be paid any more. Cancelled or postponed: the waitlist rests, see `waitlist.moved`. The mails go out by the event's job.
"""

from collections.abc import Callable
from typing import cast

from sqlalchemy import Connection, Table, bindparam, literal_column, select

from eventsvc.core.db import transaction
from eventsvc.events import service as event_desk
from eventsvc.events.states import Deed
from eventsvc.registration import ends, records
from eventsvc.registration.models import TIMED, Registration
from eventsvc.registration.records import By
from eventsvc.registration.waitlist import service as waitlist

SYSTEM = By(system=True)
_T = cast(Table, Registration.__table__)
_KEPT = select(_T.c.id).where(_T.c.event_id == bindparam("event"), literal_column(TIMED)).order_by(_T.c.id)


def turn(
    deed: Deed, event_id: int, organisation_id: int, *, by: int | None, reason_de: str = "", reason_en: str = "",
    taken_back: Callable[[Connection, int], object] | None = None,
) -> None:
    """Postpone, cancel or reinstate, with all that follows from it. Refused: as `events.service.turn`.

    `taken_back`: what becomes of paid tickets when it takes place after all (`payments.event_refunds`).
    """
    with transaction() as connection:
        event_desk.turn(deed, event_id, organisation_id, by=by, reason_de=reason_de, reason_en=reason_en)
        if deed == "cancel":
            _end_kept(connection, event_id)
        elif deed == "reinstate" and taken_back is not None:
            taken_back(connection, event_id)
        waitlist.moved(connection, event_id)


def _end_kept(connection: Connection, event_id: int) -> None:
    """Seats that were kept until a deadline: whoever had more than begun is told."""
    event, rev = records.seized(connection, event_id)
    for registration_id in list(connection.execute(_KEPT, {"event": event_id}).scalars()):
        record = records.again(connection, registration_id, event, rev)
        ends.end(connection, record, "expired")
        if record.state != "held":
            records.note(record, "expired", SYSTEM, before={"state": record.state})
            records.letter("letter-event-cancelled", record)
