"""The recount finds what somebody changed behind the counters' backs."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from eventsvc.core.audit import AuditEntry
from eventsvc.core.db import transaction
from eventsvc.events.models import Event
from eventsvc.registration import recount
from eventsvc.registration.models import Registration
from eventsvc.registration.recount import Difference
from eventsvc.ticket_types.models import Allotment, Pool, TicketType, Voucher
from eventsvc.tickets.models import Ticket
from tests import factories
from tests.ticket_types.offers import hold, make_block, make_voucher

pytestmark = pytest.mark.both


def changed(row: Any, **values: Any) -> None:
    with transaction() as connection:
        connection.execute(update(type(row)).where(type(row).id == row.id).values(**values))


@pytest.fixture
def evening(app: Flask) -> Event:
    """10 room places: 2 tickets, one of them out of a block of 3 and with a code, one reserved; the room's type has a limit."""
    event = factories.make_event(room=10)
    room = factories.types_of(event)[0]
    block = make_block(event, 3, left_seats=2)
    code = make_voucher(event, used=1, allotment_id=block.id)
    factories.make_registration(event, "Ada")
    factories.make_registration(event, "Cem", voucher_id=code.id, allotment_id=block.id)
    over = factories.make_registration(event, "Dora", voucher_id=code.id, state="cancelled")
    changed(factories.only(Ticket, registration_id=over.id), state="cancelled")
    kept = factories.make_registration(event, "Ben")
    changed(factories.only(Ticket, registration_id=kept.id), state="reserved")
    pool = factories.pool_of(event)
    changed(pool, taken=2)
    hold(pool, 1)
    changed(room, most=8, used=3)
    return event


def test_what_agrees_is_not_reported(evening: Event) -> None:
    factories.make_event()

    assert recount.differences() == []


@pytest.mark.parametrize(("table", "values", "counter", "counted"), [
    (Pool, {"taken": 3}, "pool.taken", 2),
    (Pool, {"held": 2}, "pool.held", 3),
    (TicketType, {"used": 4}, "ticket_type.used", 3),
    (Voucher, {"used": 0}, "voucher.used", 1),
    (Allotment, {"left_seats": 3}, "allotment.left_seats", 2),
])  # fmt: skip
def test_tampering_is_found(evening: Event, table: type[Any], values: dict[str, int], counter: str, counted: int) -> None:
    row = factories.all_of(table, event_id=evening.id)[0]
    changed(row, **values)

    found = recount.differences(evening.id)

    assert Difference(evening.id, counter, row.id, next(iter(values.values())), counted) in found
    assert {one.counter for one in found} - {counter} <= {"pool.held"}  # what is left of the block is part of it
    assert recount.differences(factories.make_event().id) == []


def test_a_registration_that_ended_without_giving_back_is_found(evening: Event) -> None:
    cem = factories.only(Registration, event_id=evening.id, name="Cem")
    changed(cem, state="cancelled")

    assert [one.counter for one in recount.differences()] == ["voucher.used"]


def test_a_type_without_limit_is_not_counted(evening: Event) -> None:
    changed(factories.types_of(evening)[0], most=None, used=0)

    assert recount.differences() == []


def test_the_nightly_count_tells_the_log_and_the_desk(evening: Event, caplog: pytest.LogCaptureFixture, desk: Any) -> None:
    assert recount.report() == 0
    assert factories.all_of(AuditEntry) == []
    pool = factories.pool_of(evening)
    changed(pool, taken=3)

    assert recount.report() == 1

    note = factories.only(AuditEntry)
    assert (note.deed, note.actor, note.subject_id) == ("counter-differs", "system", evening.id)
    assert [(one.levelname, one.__dict__["counter"], one.__dict__["counted"]) for one in caplog.records] == [("ERROR", "pool.taken", 2)]
    assert factories.pool_of(evening).taken == 3
    assert "found a difference, places taken: 3 kept, 2 counted" in desk("owner").get("/desk/").text
