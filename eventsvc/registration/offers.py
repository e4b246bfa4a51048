"""Deeds on what an event offers, with what follows from them: whoever waits moves up in the same transaction (T25).

`ticket_types` does the deeds; here they get the event's mutex, and the waitlist is filled afterwards. A draft has neither.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Connection, select

from eventsvc.core import clock
from eventsvc.core.db import transaction
from eventsvc.core.errors import Missing, Refused
from eventsvc.events import queries as events
from eventsvc.events.facts import EventFacts
from eventsvc.events.models import Event
from eventsvc.events.wishes import Change
from eventsvc.registration.waitlist import service as waitlist
from eventsvc.ticket_types import allotments, block_service, service, type_service
from eventsvc.ticket_types.block_service import BlockChange, BlockWish
from eventsvc.ticket_types.type_service import TypeWish
from eventsvc.tickets import service as tickets


@contextmanager
def _changing(event_id: int, organisation_id: int) -> Iterator[tuple[Connection, EventFacts]]:
    """The event's row (alone: its version will change), its mutex, the deed, and then those who wait."""
    with transaction() as connection:
        mine = select(Event.state).where(Event.id == event_id, Event.organisation_id == organisation_id)
        state = connection.execute(mine.with_for_update(key_share=True)).scalar()
        if state is None:
            raise Missing
        if state != "draft":
            tickets.bump(connection, event_id)
        yield connection, events.by_id(event_id, organisation_id)
        if state != "draft":
            waitlist.fill(connection, event_id)


def save(
    event_id: int, organisation_id: int, change: Change, *, places: Mapping[str, int], version: int, by: int | None,
) -> None:
    """Everything in the editor of an event. Refused: as `ticket_types.service.save`."""
    with _changing(event_id, organisation_id):
        service.save(event_id, organisation_id, change, places=places, version=version, by=by)


def resize(event_id: int, organisation_id: int, kind: str, capacity: int, *, by: int | None) -> None:
    """Another capacity of the room or online. Refused: below-taken, way-not-held."""
    with _changing(event_id, organisation_id) as (_connection, event):
        if not {"room": event.in_room, "online": event.online}[kind]:
            raise Refused("way-not-held", kind=kind)
        service.resize(event_id, organisation_id, {kind: capacity}, by=by)


def add_type(event_id: int, organisation_id: int, wish: TypeWish, *, by: int | None) -> int:
    """One more ticket type. Answers its id."""
    with _changing(event_id, organisation_id) as (connection, event):
        return type_service.add(connection, event, wish, by=by)


def edit_type(event_id: int, organisation_id: int, type_id: int, wish: TypeWish, *, version: int, by: int | None) -> None:
    """Other values of a type. Refused: changed-meanwhile if the event was saved since `version`, and as `type_service.edit`."""
    with _changing(event_id, organisation_id) as (connection, event):
        if event.version != version:
            raise Refused("changed-meanwhile")
        type_service.edit(connection, event, type_id, wish, by=by)


def remove_type(event_id: int, organisation_id: int, type_id: int, *, by: int | None) -> None:
    """Take a type away that nobody has. Refused: type-in-use, type-in-code."""
    with _changing(event_id, organisation_id) as (connection, event):
        type_service.remove(connection, event, type_id, by=by)


def move_type(event_id: int, organisation_id: int, type_id: int, step: int, *, by: int | None) -> None:
    """One place up (-1) or down (1)."""
    with _changing(event_id, organisation_id) as (connection, event):
        type_service.move(connection, event, type_id, step, by=by)


def keep_block(event_id: int, organisation_id: int, wish: BlockWish, *, by: int | None) -> int:
    """Keep seats for a partner. Answers the block's id. Refused: block-too-big, block-too-late, code-taken."""
    with _changing(event_id, organisation_id) as (connection, event):
        return block_service.keep(connection, event, wish, by=by)


def change_block(event_id: int, organisation_id: int, allotment_id: int, to: BlockChange, *, by: int | None) -> None:
    """Another number of places, day of release, contact. Refused: as `block_service.change`."""
    with _changing(event_id, organisation_id) as (connection, event):
        block_service.change(connection, event, allotment_id, to, by=by)


def hand_block_on(event_id: int, organisation_id: int, allotment_id: int, *, by: int | None) -> None:
    """The mail with the link to the partner's contact. Refused: as `block_service.hand_on`."""
    with transaction() as connection:
        block_service.hand_on(connection, events.by_id(event_id, organisation_id), allotment_id, by=by)


def release_block(event_id: int, organisation_id: int, allotment_id: int, *, by: int | None) -> int:
    """What is left of a block goes to those who wait, and to everybody. Answers how many seats."""
    with _changing(event_id, organisation_id) as (connection, event):
        return block_service.release(connection, event, allotment_id, by=by)


def release_due() -> int:
    """The chore: release blocks whose day has come. Answers how many."""
    due = allotments.due(clock.now())
    for one in due:
        release_block(one.event_id, one.organisation_id, one.id, by=None)
    return len(due)
