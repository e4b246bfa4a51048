"""Numbers without gap when many come at once; nothing is changed past the triggers, and what is changed all the same is found."""

import threading

import pytest
from flask import Flask
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from eventsvc.core.db import db, reading, transaction
from eventsvc.events.models import Event
from eventsvc.invoices import chain, facts, files, service
from eventsvc.invoices.models import Invoice, InvoiceFile, InvoiceSeries
from tests import factories
from tests.invoices.paying import COMPANY, PAID_AT, corrected, issued, make_order
from tests.support import at_once

pytestmark = pytest.mark.both


def test_many_at_once_get_numbers_without_gap(app: Flask) -> None:
    first = make_order()
    event = factories.only(Event, id=first.event_id)
    kind = factories.types_of(event)[-1]
    orders = [
        factories.make_registration(event, f"Guest {number}", ticket_type=kind, total_cents=4900, language="de") for number in range(12)
    ]

    def pay(number: int) -> int:
        with transaction() as connection:
            made = service.issue(connection, orders[number].id, means="bank", paid_at=PAID_AT)
            if number % 4 == 3:
                raise ZeroDivisionError  # its number is the next one's
        assert made is not None
        return made

    answers = at_once(12, pay, app)

    assert sum(isinstance(one, ZeroDivisionError) for one in answers) == 3
    assert sorted(row.number for row in factories.all_of(Invoice)) == list(range(1, 10))
    assert (factories.only(InvoiceSeries).last, chain.verify()) == (9, [])


def test_without_the_lock_two_get_the_same_number(app: Flask) -> None:
    """What the series' row is for: read, think, write gives both the same number, and only the unique key stops the second."""
    order = make_order()
    issued(order)
    row = factories.only(Invoice)
    both_have_read = threading.Barrier(2)

    def read_then_write(_number: int) -> int:
        last = reading().execute(select(func.max(Invoice.number))).scalar_one()
        db.session.rollback()
        both_have_read.wait(30)
        with transaction() as connection:
            values = {column.name: getattr(row, column.name) for column in row.__table__.columns if column.name != "id"}
            connection.execute(Invoice.__table__.insert().values({**values, "number": last + 1}))
        return int(last) + 1

    answers = at_once(2, read_then_write, app)

    assert [one for one in answers if not isinstance(one, BaseException)] == [2]
    assert [type(one) for one in answers if isinstance(one, BaseException)] == [IntegrityError]


def _chained(many: int) -> list[Invoice]:
    order = make_order(4900, many)
    issued(order, buyer=COMPANY)
    for _ in range(many - 1):
        corrected(order, 4900, 1)
    return factories.all_of(Invoice)


@pytest.mark.parametrize("statement", [
    "UPDATE invoice SET gross_cents = 1", "UPDATE invoice SET snapshot = snapshot", "DELETE FROM invoice",
    "UPDATE invoice_file SET content = content", "DELETE FROM invoice_file",
])
def test_the_database_refuses_every_change(app: Flask, statement: str) -> None:
    files.make(_chained(2)[0].id)

    with pytest.raises(DatabaseError, match=r"append.only"), transaction() as connection:
        connection.execute(text(statement))

    assert len(factories.all_of(Invoice)) == 2
    assert len(factories.all_of(InvoiceFile)) == 2


def test_nobody_gets_past_by_replacing_or_emptying(app: Flask) -> None:
    _chained(2)
    statement = (
        "INSERT OR REPLACE INTO invoice SELECT * FROM invoice" if db.engine.dialect.name == "sqlite"
        else "TRUNCATE invoice, invoice_file"
    )

    with pytest.raises(DatabaseError, match=r"append.only"), transaction() as connection:
        connection.execute(text(statement))

    assert len(factories.all_of(Invoice)) == 2


def past_the_triggers(connection: Connection, *statements: str) -> None:
    """As somebody does who owns the database."""
    if connection.dialect.name == "sqlite":
        for table in ("invoice", "invoice_file"):
            for word in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER {table}_no_{word}"))
        connection.execute(text("PRAGMA defer_foreign_keys=ON"))
    else:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
    for statement in statements:
        connection.execute(text(statement))


@pytest.mark.parametrize(("statements", "number", "what"), [
    (("UPDATE invoice SET snapshot = replace(snapshot, 'Ada', 'Eva') WHERE number = 2",), 2, "changed"),
    (("UPDATE invoice SET gross_cents = -1 WHERE number = 2",), 2, "columns"),
    (("UPDATE invoice SET previous_digest = 'x', digest = '{made}' WHERE number = 2",), 2, "unchained"),
    (("DELETE FROM invoice WHERE number = 2",), 2, "missing"),
    (("DELETE FROM invoice WHERE number = 3",), 3, "missing"),
    (("DELETE FROM invoice WHERE number = 3", "UPDATE invoice_series SET last = 2"), 2, "cut"),
    (("UPDATE invoice_file SET digest = 'x'",), 1, "file"),
])
def test_tampering_is_found(app: Flask, statements: tuple[str, ...], number: int, what: str) -> None:
    rows = _chained(3)
    files.make(rows[0].id)
    assert chain.verify() == []

    with transaction() as connection:
        made = facts.digest(rows[1].snapshot, "x")
        past_the_triggers(connection, *(statement.format(made=made) for statement in statements))

    found = chain.verify()
    assert (found[0].number, found[0].what) == (number, what)
    assert chain.verify(rows[0].organisation_id, rows[0].year) == found
    assert chain.verify(rows[0].organisation_id + 1) == []


def test_all_documents_gone_is_found(app: Flask) -> None:
    _chained(2)

    with transaction() as connection:
        past_the_triggers(connection, "DELETE FROM invoice")

    assert [(one.number, one.what) for one in chain.verify()] == [(1, "missing")]
