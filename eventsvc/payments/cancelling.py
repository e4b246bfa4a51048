"""Giving tickets back together with their money: the tickets end and the refund is written in one transaction, then Stripe is told.

What costs nothing goes exactly the way of `registration.ends.cancel`, without one query more.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from eventsvc.core import clock
from eventsvc.core.db import transaction
from eventsvc.core.errors import Refused
from eventsvc.payments import refunds, rights, service
from eventsvc.registration import ends, records
from eventsvc.registration.records import By, Record

GUEST = By()
NO_MORE = frozenset({"past-cancel", "cancel-over", "admitted"})


@dataclass(frozen=True)
class Cancelled:
    """How many tickets ended, and what goes back for them."""

    tickets: int
    cents: int = 0
    currency: str = "EUR"


@dataclass
class Money:
    """What a cancellation means for the money (`ends.Money`). `expect`: the sum that stood on the page; `whole`: all that is left."""

    expect: int | None = None
    whole: bool = False
    once: str | None = None
    cents: int = 0
    currency: str = "EUR"
    rows: list[int] = field(default_factory=list)

    def freely(self, connection: Connection, record: Record) -> bool:
        """Whether the organiser's last day to cancel does not count, because the event was moved."""
        right = rights.of(record.id, connection)
        return right is not None and right.freely(clock.now())

    def due(self, connection: Connection, record: Record, tickets: int, live: int) -> dict[str, Any]:
        """What the letter says. Refused: refund-changed (cents, currency), if it is not what the page said."""
        right = rights.of(record.id, connection)
        if right is not None:
            self.currency = right.currency
            self.cents = right.left_cents if self.whole else right.due(tickets, live, clock.now())
        if self.expect is not None and self.expect != self.cents:
            raise Refused("refund-changed", cents=self.cents, currency=self.currency)
        return {"back_cents": self.cents, "back_currency": self.currency} if self.cents else {}

    def give(self, connection: Connection, record: Record, by: By) -> None:
        """Write it down; it is sent when the transaction is over."""
        reason = "guest" if by.guest else "desk"
        self.rows = refunds.ask(connection, record, self.cents, reason=reason, by=by, once=self.once)


def cancel(registration_id: int, *, ticket_id: int | None = None, by: By = GUEST, expect: int | None = None) -> Cancelled:
    """End a registration, or one ticket of it, and give back what its terms say. Twice frees nothing twice, and gives nothing twice.

    `expect`: the sum that was said before the press. Refused: as `ends.cancel`; refund-changed; pay-unreachable, being-paid (a
    payment page cannot be ended now).
    """
    money = Money(expect=expect)
    try:
        ended = ends.cancel(registration_id, ticket_id=ticket_id, by=by, money=money)
    except Refused as no:
        if no.reason != "being-paid":
            raise
        service.stop(registration_id)
        money = Money(expect=expect)
        ended = ends.cancel(registration_id, ticket_id=ticket_id, by=by, money=money)
    sent(money.rows)
    return Cancelled(ended, money.cents, money.currency)


def leave(registration_id: int) -> None:
    """Before everything personal is forgotten: what can still be given back is."""
    try:
        cancel(registration_id)
    except Refused as no:
        if no.reason not in NO_MORE:
            raise


def give(registration_id: int, cents: int | None, *, by: By, once: str | None = None) -> Cancelled:
    """The desk gives money back: a part, with the tickets as they are, or (None) all that is left, with which they end.

    Four presses of the same form are one refund. Refused: too-much (left, currency), being-paid, pay-unreachable.
    """
    with suppress(Refused):
        service.stop(registration_id)
    money = Money(whole=True, once=once)
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        if refunds.written(connection, once):
            return Cancelled(0)
        right = rights.of(registration_id, connection)
        left = 0 if right is None else right.left_cents
        if right is None or (cents is not None and not 0 < cents <= left):
            raise Refused("too-much", left=left, currency="EUR" if right is None else right.currency)
        if cents is None or cents == left:
            ended = ends.cancel(registration_id, by=by, money=money)
            if not money.rows:  # its tickets ended before, or are somebody else's by now
                money.cents, money.currency = left, right.currency
                money.give(connection, record, by)
                _tell(record, left, right.currency, money.rows)
        else:
            ended, money.cents, money.currency = 0, cents, right.currency
            money.give(connection, record, by)
            _tell(record, cents, right.currency, money.rows)
        records.note(record, "refunded", by, after={"cents": money.cents, "currency": money.currency})
    sent(money.rows)
    return Cancelled(ended, money.cents, money.currency)


def _tell(record: Record, cents: int, currency: str, rows: Sequence[int]) -> None:
    if record.email:
        records.letter("refund", record, once=f"refund:{rows[0]}", back_cents=cents, back_currency=currency)


def sent(rows: Sequence[int]) -> None:
    """Tell Stripe now; what it does not hear the sweeper repeats."""
    for refund_id in rows:
        if not refunds.send(refund_id):
            return
