"""Paying: order, go on to the payment page, look what became of it, end it. No call to Stripe inside of a transaction."""

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from eventsvc.core import clock
from eventsvc.core.db import transaction
from eventsvc.core.errors import Refused
from eventsvc.payments import accounts, attempts, bills, booking, gateway, refunds
from eventsvc.payments.accounts import Account
from eventsvc.payments.attempts import Page
from eventsvc.payments.booking import Todo
from eventsvc.payments.gateway import Down, Undone
from eventsvc.payments.seen import Seen
from eventsvc.registration import holds, records
from eventsvc.registration.records import Record

log = logging.getLogger("eventsvc.payments")


@dataclass(frozen=True)
class Next:
    """Where an order stands, and where it goes on: the address of the payment page, if there is one."""

    state: str
    url: str = ""


def order(registration_id: int, method: str, page: Page | None, until: datetime | None = None) -> Next:
    """The button that concludes the contract was pressed (the caller's page bore it). `method`: stripe, bank, "" (the desk says how).

    `page`, `until`: for stripe, what its page says, and `attempts.until()`. For bank: the day by which the money must be here.
    Refused: as `holds.order`; no-stripe; pay-unreachable and pay-refused (the order stands, and can be paid by `pay`).
    """
    payment_id = None
    with transaction() as connection:
        state = holds.order(registration_id, until=until, soon=method == "stripe")
        if state == "unpaid":
            record = records.locked(connection, registration_id)
            bills.open_for(connection, record, method)
            payment_id = _attempt(connection, record, page, until) if method == "stripe" else None
    return Next(state, "" if payment_id is None else _page(registration_id, payment_id, page))


def pay(registration_id: int, page: Page) -> Next:
    """On to the payment page of what is ordered: the one that is open, else a new one.

    Refused: no-stripe, pay-unreachable, pay-refused, cancelled, past, part-paid (a part came by bank transfer).
    """
    look(registration_id)
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        if record.state != "unpaid":
            return Next(record.state)
        live = attempts.alone(connection, registration_id)
        if live is not None and live.state == "processing":
            return Next("unpaid")
        if bills.left(bills.row(connection, registration_id), record.total_cents) != record.total_cents:
            raise Refused("part-paid")
        bills.open_for(connection, record, "stripe")
        payment_id = live.id if live is not None else _attempt(connection, record, page, attempts.until())
    return Next("unpaid", _page(registration_id, payment_id, page))


def transfer(registration_id: int, until: datetime) -> Next:
    """What is ordered is going to be paid by bank transfer after all, until then; the mail with the account is on its way.

    Refused: pay-unreachable, being-paid (as `stop`).
    """
    stop(registration_id)
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        bill = bills.row(connection, registration_id)
        if record.state == "unpaid" and (bill is None or bill.method != "bank"):
            if record.paying:
                raise Refused("being-paid")
            bills.open_for(connection, record, "bank")
            records.change(connection, record, deadline=max(record.deadline or until, until))
            records.letter("pay-by-transfer", record, once=f"pay-by-transfer:{record.id}")
        return Next(record.state)


def _attempt(connection: Connection, record: Record, page: Page | None, until: datetime | None) -> int:
    """One that is under way already serves as well (an impatient finger presses twice)."""
    live = attempts.alone(connection, record.id)
    if live is not None:
        return int(live.id)
    account = accounts.of_organisation(record.organisation_id)
    if account is None or page is None:
        raise Refused("no-stripe")
    if record.event_state == "cancelled":
        raise Refused("cancelled")
    if record.event_over:
        raise Refused("past", ended=record.ends_at, zone=record.zone)
    return attempts.write(connection, record, account, page, until or attempts.until())


def _page(registration_id: int, payment_id: int, page: Page | None) -> str:
    """The page of this attempt. What Stripe cannot make by a key that is spoilt, it makes by the next one."""
    try:
        return attempts.begin(payment_id)
    except Refused as no:
        if page is None or no.reason == "pay-refused" or attempts.by_id(payment_id).state != "abandoned":
            raise
    with transaction() as connection:
        record = records.locked(connection, registration_id)
        if record.state != "unpaid":
            raise Refused("pay-unreachable")
        payment_id = _attempt(connection, record, page, attempts.until())
    return attempts.begin(payment_id)


def sync(account_id: int, session_id: str) -> None:
    """Read what is so at Stripe, and take it over. The one way in: webhook, return page, sweeper, reconciliation and desk all call it.

    Raises gateway.Down, Undone: nothing was changed, it may be called again at any time.
    """
    account = accounts.of(account_id)
    for of, session in _booked(account, gateway.read(account.access, session_id)).expire:
        end_page(of, session)


def _booked(account: Account, seen: Seen) -> Todo:
    """Taken over, and its refunds sent; what else is to be told to Stripe is answered."""
    with transaction() as connection:
        todo = booking.apply(connection, account, seen)
    for refund_id in todo.send:
        refunds.send(refund_id)
    return todo


def end_page(account_id: int, session_id: str) -> None:
    """Nobody shall pay there any more; what became of it is taken over. Raises nothing: the sweeper comes again."""
    try:
        account = accounts.of(account_id)
        gateway.expire(account.access, session_id)
        seen = gateway.read(account.access, session_id)
    except (Down, Undone, Refused) as no:
        log.warning("a payment page could not be ended now: %s", no)
        return
    if seen.status != "open":  # one that is being paid at this moment stays so
        _booked(account, seen)


def look(registration_id: int) -> bool:
    """Ask Stripe about what is under way for a registration. Answers whether everything is known now.

    Never raises: who comes back from the payment page is told that we are checking as long as it is not known (invariant 10).
    """
    live = attempts.live(registration_id)
    if live is None:
        return True
    try:
        if live.session_id is None:
            found = attempts.lookup(accounts.of(live.stripe_account_id), live)
            if found is None:
                return bool(live.created_at + attempts.LOOK_BACK < clock.now())
            attempts.opened(live.id, found)
            sync(live.stripe_account_id, found.session_id)
        else:
            sync(live.stripe_account_id, live.session_id)
    except (Down, Undone, Refused) as no:
        log.warning("stripe could not be asked: %s", no)
        return False
    return True


def stop(registration_id: int) -> None:
    """End the payment page of a registration, so that it may be changed, cancelled, or paid in another way.

    Refused: pay-unreachable (Stripe does not answer: the seats stay until it does), being-paid (the money is under way).
    """
    live = attempts.live(registration_id)
    if live is None:
        return
    if live.state == "processing":
        raise Refused("being-paid")
    account = accounts.of(live.stripe_account_id)
    session_id = live.session_id
    if session_id is None:
        found = attempts.lookup(account, live)
        if found is None:
            attempts.abandon(live)
            return
        attempts.opened(live.id, found)
        session_id = found.session_id
    try:
        gateway.expire(account.access, session_id)
        sync(account.id, session_id)
    except (Down, Undone) as no:
        raise Refused("pay-unreachable") from no
    still = attempts.live(registration_id)
    if still is not None:
        raise Refused("being-paid" if still.state == "processing" else "pay-unreachable")
