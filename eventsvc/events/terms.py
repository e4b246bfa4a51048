"""How people register for an event: whether addresses are confirmed by mail, until when guests cancel by themselves, when they are asked;
and which right of withdrawal their contracts have.

Nothing of it stands on the public pages, so neither pages nor feeds become new.
"""

from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import select, update

from eventsvc.core import audit
from eventsvc.core.db import reading, transaction
from eventsvc.core.errors import Missing
from eventsvc.events.models import Event
from eventsvc.events.wishes import plain

LONGEST_ASK_DAYS = 30


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Columns bear the names of the table. `cancel_until`: wall time at the event's place, None until its end; `ask_days`: None never.

    `refund_percent` of the price goes back until `refund_until` (wall time; None: as long as guests cancel), then nothing.
    `withdrawal`: none (leisure at a fixed date, exempt by § 312g (2) no. 9 BGB) or statutory (14 days).
    """

    confirm_mail: bool = False
    cancel_until: datetime | None = None
    ask_days: int | None = None
    withdrawal: str = "none"
    refund_until: datetime | None = None
    refund_percent: int = 100


_COLUMNS = tuple(getattr(Event, field.name) for field in fields(Terms))


def of(event_id: int, organisation_id: int) -> Terms:
    """The terms of one of the organisation's events."""
    row = reading().execute(select(*_COLUMNS).where(Event.id == event_id, Event.organisation_id == organisation_id)).first()
    if row is None:
        raise Missing
    return Terms(**row._mapping)


def change(event_id: int, organisation_id: int, wanted: Terms, *, by: int | None) -> bool:
    """Other terms from now on; what is registered already stays as it is. Answers whether anything is different."""
    with transaction() as connection:
        event = Event.id == event_id, Event.organisation_id == organisation_id
        row = connection.execute(select(*_COLUMNS).where(*event).with_for_update()).first()
        if row is None:
            raise Missing
        changed = {name: value for name, value in asdict(wanted).items() if row._mapping[name] != value}
        if not changed:
            return False
        connection.execute(update(Event).where(*event).values(**changed))
        audit.note(
            organisation_id=organisation_id, person_id=by, deed="edited", kind="event", subject_id=event_id,
            before=plain((name, row._mapping[name]) for name in changed), after=plain(changed.items()),
        )
        return True
