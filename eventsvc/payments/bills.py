"""What a registration owes: made when it is ordered, with the reference that a transfer names."""

import secrets
from typing import Any, cast

from sqlalchemy import Connection, Row, Table, bindparam, select, update

from eventsvc.core import clock, codes
from eventsvc.core.db import insert, reading
from eventsvc.payments.models import Bill
from eventsvc.registration import seats
from eventsvc.registration.models import Registration
from eventsvc.registration.records import Record

RANDOM_BYTES = 5
LENGTH = 7

_T = cast(Table, Bill.__table__)
_OF = select(_T).where(_T.c.registration_id == bindparam("of"))
_CURRENCY = select(Registration.currency).where(Registration.id == bindparam("of"))


def of(registration_id: int) -> Row[Any] | None:
    """The bill of a registration, if it was ordered."""
    return reading().execute(_OF, {"of": registration_id}).first()


def row(connection: Connection, registration_id: int) -> Row[Any] | None:
    """The same, within a deed."""
    return connection.execute(_OF, {"of": registration_id}).first()


def open_for(connection: Connection, record: Record, method: str) -> Row[Any]:
    """The bill of a locked registration, made if there is none; from now on it is to be paid in this way."""
    many = max(len(seats.live(connection, record.id)), 1)
    if row(connection, record.id) is None:
        currency = connection.execute(_CURRENCY, {"of": record.id}).scalar_one()
        while not connection.execute(insert(Bill).values(
            registration_id=record.id, organisation_id=record.organisation_id, event_id=record.event_id, reference=_reference(),
            method=method, total_cents=record.total_cents, tickets=many, currency=currency, ordered_at=clock.now(), received_cents=0,
            returned_cents=0,
        ).on_conflict_do_nothing(index_elements=["organisation_id", "reference"])).rowcount:
            continue
    else:
        connection.execute(
            update(_T).where(_T.c.registration_id == record.id).values(
                method=method, total_cents=record.total_cents, tickets=many,
            ),
        )
    return connection.execute(_OF, {"of": record.id}).one()


def left(bill: Row[Any] | None, total_cents: int) -> int:
    """What is still to be paid of a sum, in cents (negative: too much is here)."""
    return total_cents if bill is None else total_cents - bill.received_cents + bill.returned_cents


def named(connection: Connection, registration_id: int) -> str:
    """The reference as it stands on documents; "" for what was never ordered."""
    found = row(connection, registration_id)
    return "" if found is None else shown(found.reference)


def _reference() -> str:
    """Seven random characters and the check character: mistyped ones are noticed."""
    text = codes.encode(secrets.token_bytes(RANDOM_BYTES))[:LENGTH]
    return text + codes.check_char(text)


def book(connection: Connection, registration_id: int, cents: int, *, settled: bool) -> None:
    """So much came for it."""
    more = {"settled_at": clock.now()} if settled else {}
    connection.execute(
        update(_T).where(_T.c.registration_id == registration_id).values(received_cents=_T.c.received_cents + cents, **more),
    )


def give_back(connection: Connection, registration_id: int, cents: int) -> bool:
    """So much goes back (a negative sum: it did not arrive, and is here again). False: more than came."""
    return connection.execute(
        update(_T).where(
            _T.c.registration_id == registration_id, _T.c.returned_cents + cents <= _T.c.received_cents, _T.c.returned_cents + cents >= 0,
        ).values(returned_cents=_T.c.returned_cents + cents),
    ).rowcount == 1


def shown(reference: str) -> str:
    """`EV 6HXT 9QRA`, as it stands on pages and in transfers."""
    return f"EV {reference[:4]} {reference[4:]}"
