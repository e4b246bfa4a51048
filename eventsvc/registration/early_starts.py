"""The express wish that a service begins before the time to withdraw is over: kept with its words and its time, or nothing is ordered."""

from sqlalchemy import Connection, bindparam, select

from eventsvc.core import clock
from eventsvc.core.db import insert, transaction
from eventsvc.core.errors import Refused
from eventsvc.events.models import Event
from eventsvc.registration import withdrawal_times
from eventsvc.registration.models import EarlyStart
from eventsvc.registration.records import Record

_SETTING = select(Event.withdrawal).where(Event.id == bindparam("event"))
_AGREED = select(EarlyStart.registration_id).where(EarlyStart.registration_id == bindparam("of"))


def agree(registration_id: int, words: str) -> None:
    """The box was ticked; the first time counts."""
    with transaction() as connection:
        connection.execute(
            insert(EarlyStart).values(registration_id=registration_id, words=words, agreed_at=clock.now()).on_conflict_do_nothing()
        )


def check(connection: Connection, record: Record) -> None:
    """Before something is ordered that costs something. Refused: early-start, if that wish is needed and not there."""
    assert record.starts_at is not None  # noqa: S101  read with its event
    setting = connection.execute(_SETTING, {"event": record.event_id}).scalar_one()
    if not withdrawal_times.begins_within(setting, record.starts_at, clock.now(), record.zone):
        return
    if connection.execute(_AGREED, {"of": record.id}).first() is None:
        raise Refused("early-start")
