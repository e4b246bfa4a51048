"""The invariants of spec/payments section 5, asked of both sides: what must hold after whatever went wrong."""

import re
from collections import Counter
from typing import Any

from sqlalchemy import select

from eventsvc.core.outbox import OutboxRow
from eventsvc.payments.models import Alert, Bill, Payment, Refund
from eventsvc.practice.book import Money
from eventsvc.practice.server import Practice
from eventsvc.registration.models import Registration
from eventsvc.ticket_types.models import Pool
from eventsvc.tickets.models import Ticket
from tests import whole
from tests.payments.asked import rows

WAITS = ("held", "approved", "unpaid")
ORDER = r"[0-9a-f-]{36}"
KEYS = {"sessions.create": rf"cs-{ORDER}-\d+", "refunds.create": r"rf-[0-9a-f]{32}"}
TOLD = {"duplicate", "mismatch", "unknown"}
DENIED = {"needs_response", "under_review", "lost"}


def agree(practice: Practice, *, given_back: bool = False) -> None:
    """All of it; raises AssertionError with what does not hold. `given_back`: tickets were given back, maybe not for all their money."""
    assert whole.faults() == []
    book = practice.book()
    book.pop("", None)  # pages of others on the same account
    for row in rows(select(Registration.id, Registration.uuid, Registration.state)):
        _order(row, book.pop(row.uuid, Money()), given_back=given_back)
    ours = {order: money for order, money in book.items() if re.fullmatch(ORDER, order)}
    unknown = {order: money for order, money in ours.items() if money.net or money.open_sessions}
    assert not unknown, f"6: money at Stripe without an order: {unknown}"
    for pool in rows(select(Pool.id, Pool.taken, Pool.held, Pool.capacity)):
        assert pool.taken + pool.held <= pool.capacity, "2: more than fit in"
        assert pool.taken == len(rows(select(Ticket.id).where(Ticket.pool_id == pool.id, Ticket.state == "valid"))), "2"
    _keys(practice)
    _told()


def _order(row: Any, there: Money, *, given_back: bool) -> None:
    who = f"registration {row.id} ({row.state})"
    bill = next(iter(rows(select(Bill.__table__).where(Bill.registration_id == row.id))), None)
    payments = rows(select(Payment.__table__).where(Payment.registration_id == row.id, Payment.method == "stripe"))
    letters = Counter(one.kind for one in rows(select(OutboxRow.kind).where(OutboxRow.registration_id == row.id)))
    here = sum(one.received_cents - one.returned_cents for one in payments)
    undecided = there.disputed if any(one.dispute in DENIED - {"lost"} for one in payments) else 0
    assert there.net + undecided == here, f"1: {who}: {there} at Stripe, {here} here"
    assert here == (0 if bill is None else bill.received_cents - bill.returned_cents), f"1: {who}: the bill"
    kept = [one for one in payments if one.state == "paid" and one.received_cents > one.returned_cents]
    assert len(kept) <= 1, f"3: {who} keeps the money of {len(kept)} payments"
    assert there.open_sessions <= (row.state == "unpaid"), f"4: {who} has {there.open_sessions} open pages"
    assert given_back or letters["ticket"] == any(one.state == "paid" for one in payments), f"5: {who}: {letters}"
    assert letters["money-back"] == sum(one.state == "surplus" for one in payments), f"{who}: {letters}"
    _tickets(who, row, here, payments, given_back=given_back)


def _tickets(who: str, row: Any, here: int, payments: Any, *, given_back: bool) -> None:
    states = Counter(one.state for one in rows(select(Ticket.state).where(Ticket.registration_id == row.id)))
    failed = rows(select(Refund.id).where(Refund.registration_id == row.id, Refund.state.in_(("failed", "canceled"))))
    if row.state in WAITS:
        assert not states["valid"], f"1: {who}: {states}"
    elif given_back:
        assert here or not states["valid"], f"1: {who}: valid tickets without money"
    elif payments and not failed:
        assert (here > 0) == (states["valid"] > 0), f"1: {who}: {here} cents, {states}"
        assert not states["reserved"], f"1: {who}: {states}"
        assert not states["unpaid"], f"1: {who}: {states}"
    assert not here or failed or given_back or row.state == "confirmed", f"1: {who} keeps {here} cents"


def _keys(practice: Practice) -> None:
    """8. To end a page needs none: the second time changes nothing, and Stripe would repeat for a day that it cannot be ended now."""
    forms: dict[tuple[str, str], Any] = {}
    for seen in practice.seen:
        if seen.route in KEYS:
            assert re.fullmatch(KEYS[seen.route], seen.key), f"8: {seen.route} with the key {seen.key!r}"
            if seen.status < 400:
                assert forms.setdefault((seen.account, seen.key), seen.form) == seen.form, f"8: {seen.key} for two requests"


def _told() -> None:
    alerts = rows(select(Alert.once, Alert.payment_id))
    told = {one.once for one in alerts}
    for refund in rows(select(Refund.id).where(Refund.state.in_(("failed", "canceled")))):
        assert f"refund-failed:{refund.id}" in told, f"9: refund {refund.id}"
    for payment in rows(select(Payment.__table__)):
        if payment.state == "surplus" and payment.why in TOLD:
            assert f"{payment.why}:{payment.id}" in told, f"9: payment {payment.id}, {payment.why}"
        if payment.dispute in DENIED:
            assert any(one.payment_id == payment.id and one.once.startswith("dispute:") for one in alerts), f"9: payment {payment.id}"
