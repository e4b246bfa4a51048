"""Money that comes by bank transfer: enough, too little, too much, too late, twice; the desk's word instead of a statement."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from eventsvc.core.audit import AuditEntry
from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.invoices.models import Invoice
from eventsvc.payments import arrivals, bills, overdue, service
from eventsvc.payments.arrivals import Booked
from eventsvc.payments.models import Bill, Payment, Refund
from eventsvc.registration import ends, holds
from eventsvc.registration.models import Registration
from tests import factories, whole
from tests.payments.transferring import DESK, ORDERED, PRICE, TODAY, evening, held, ordered
from tests.support import Frozen, at_once, frozen

pytestmark = pytest.mark.both


@pytest.fixture
def now(app: Flask) -> Iterator[Frozen]:
    """The Tuesday after Easter 2027."""
    with frozen(ORDERED) as time:
        yield time


@pytest.fixture
def event(now: Frozen) -> Event:
    """Five seats."""
    return evening()


def came(registration_id: int, cents: int = PRICE, **more: Any) -> Booked:
    return arrivals.book(registration_id, cents, TODAY, by=DESK, **more)


def state(registration_id: int) -> str:
    return next(row.state for row in factories.all_of(Registration) if row.id == registration_id)


def letters(kind: str) -> int:
    return len(factories.all_of(OutboxRow, kind=kind))


def documents() -> list[tuple[str, int]]:
    return [(row.kind, row.gross_cents) for row in factories.all_of(Invoice)]


def test_what_was_ordered_is_here(event: Event) -> None:
    ada = ordered(event, many=2).registration_id

    booked = came(ada, 2 * PRICE)

    assert (booked.state, booked.why, booked.left, state(ada)) == ("confirmed", "", 0, "confirmed")
    payment, bill = factories.only(Payment), factories.only(Bill)
    assert (payment.method, payment.state, payment.received_cents, payment.means) == ("bank", "paid", 2 * PRICE, "bank")
    assert (bill.received_cents, bill.settled_at is not None, bill.method) == (2 * PRICE, True, "bank")
    invoice = factories.only(Invoice)
    assert letters("ticket") == 1
    snapshot = json.loads(invoice.snapshot)
    assert (snapshot["means"], snapshot["order"]) == ("bank", bills.shown(bill.reference))
    assert whole.faults() == []


def test_a_part_keeps_the_place_and_asks_for_the_rest(event: Event) -> None:
    ada = ordered(event).registration_id

    assert came(ada, 10_000).left == 1_900
    assert (state(ada), letters("transfer-short"), documents()) == ("unpaid", 1, [])
    booked = came(ada, 1_900)

    assert (booked.state, state(ada), letters("ticket"), len(documents())) == ("confirmed", "confirmed", 1, 1)
    assert factories.only(Bill).received_cents == PRICE


def test_a_part_can_be_enough(event: Event) -> None:
    ada = ordered(event).registration_id

    came(ada, 10_000, enough=True)

    assert state(ada) == "confirmed"
    assert [cents for _kind, cents in documents()] == [PRICE, -1_900]


def test_too_much_is_a_ticket_and_the_rest_is_told(event: Event) -> None:
    ada = ordered(event).registration_id

    assert came(ada, PRICE + 5_000).left == -5_000
    assert (state(ada), [cents for _kind, cents in documents()]) == ("confirmed", [PRICE])


def test_twice_goes_back_by_hand(event: Event) -> None:
    ada = ordered(event).registration_id
    came(ada)

    assert came(ada).why == "duplicate"

    refund = factories.only(Refund)
    assert (refund.amount_cents, refund.state, refund.reason) == (PRICE, "by-hand", "duplicate")
    assert (letters("money-back"), letters("ticket"), len(documents())) == (1, 1, 1)
    bill = factories.only(Bill)
    assert bill.received_cents - bill.returned_cents == PRICE


def test_late_money_is_a_ticket_while_places_are_free(event: Event, now: Frozen) -> None:
    ada = ordered(event).registration_id
    now.move(days=8)
    holds.sweep()
    assert state(ada) == "expired"

    assert came(ada).state == "confirmed"
    assert (state(ada), letters("ticket"), whole.faults()) == ("confirmed", 1, [])


def test_late_money_goes_back_once_the_places_are_gone(now: Frozen) -> None:
    event = evening(room=1)
    ada = ordered(event).registration_id
    now.move(days=8)
    holds.sweep()
    ben = ordered(event, "Ben Brand").registration_id

    assert came(ada).why == "too-late"
    assert (state(ada), state(ben), factories.only(Refund).state) == ("expired", "unpaid", "by-hand")
    assert factories.only(AuditEntry, deed="surplus").after == {"cents": PRICE, "why": "too-late"}


def test_what_was_cancelled_keeps_nothing(event: Event) -> None:
    ada = ordered(event).registration_id
    ends.cancel(ada)

    assert (came(ada).why, state(ada)) == ("too-late", "cancelled")


def test_a_part_of_what_has_ended_goes_back_after_some_days(event: Event, now: Frozen) -> None:
    ada = ordered(event).registration_id
    came(ada, 100)
    now.move(days=8)
    holds.sweep()
    assert overdue.give_back() == 0

    now.move(days=6)
    assert (overdue.give_back(), overdue.give_back()) == (1, 0)

    refund = factories.only(Refund)
    assert (refund.amount_cents, refund.state, factories.only(Bill).returned_cents) == (100, "by-hand", 100)


def test_the_desk_says_that_it_is_paid(event: Event) -> None:
    ada = ordered(event).registration_id
    came(ada, 900)

    assert arrivals.settle(ada, by=DESK) == "confirmed"
    assert arrivals.settle(ada, by=DESK) == "confirmed"

    assert [(row.received_cents, row.means) for row in factories.all_of(Payment)] == [(900, "bank"), (PRICE - 900, "desk")]
    assert json.loads(factories.only(Invoice).snapshot)["means"] == "desk"
    assert factories.only(AuditEntry, deed="paid").reason == "statement"


def test_two_who_book_the_same_at_once_give_one_back(event: Event) -> None:
    ada = ordered(event).registration_id

    answers = at_once(2, lambda _n: came(ada))

    assert sorted(one.why for one in answers) == ["", "duplicate"]
    assert (letters("ticket"), len(documents())) == (1, 1)


def test_the_reminder_goes_out_once_on_the_day_before(event: Event, now: Frozen) -> None:
    """Ordered on Tuesday, to be here by Tuesday a week later."""
    ordered(event)
    late = ordered(event, "Ben Brand").registration_id
    came(late)
    now.move(days=5)
    assert overdue.remind() == 0

    now.move(days=1)
    assert (overdue.remind(), overdue.remind(), letters("transfer-reminder")) == (1, 0, 1)


def test_who_changes_to_transfer_gets_the_time_for_it_once(event: Event, now: Frozen) -> None:
    ada = held(event).registration_id
    service.order(ada, "", None)
    until = ORDERED + timedelta(days=20)

    for _ in range(2):
        assert service.transfer(ada, until).state == "unpaid"

    assert (factories.only(Registration).deadline, factories.only(Bill).method, letters("pay-by-transfer")) == (until, "bank", 1)
