"""What guests and doors wait for looks into indexes only, on both databases: no read grows with the number of events, guests or scans.

The statements are those that really run, taken down while the pages are asked for.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text

from eventsvc.core import clock
from eventsvc.core.db import db
from eventsvc.registration import service
from eventsvc.tickets import codes
from eventsvc.web import once
from eventsvc.worker import Worker
from tests import factories
from tests.checkin.door import usual_list
from tests.door.phone import send
from tests.house import samples
from tests.house.samples import Samples
from tests.registration.cases import wish
from tests.support import frozen

pytestmark = pytest.mark.both
Seen = dict[str, Any]
SMALL = ("CONSTANT ROW", "SUBQUERY", "ix_outbox_due")  # the index holds what is not sent yet only, and its first row is the answer


@contextmanager
def taken_down() -> Iterator[Seen]:
    """Each different statement that runs inside, with the parameters of its first run."""
    seen: Seen = {}

    def look(_connection: Any, _cursor: object, statement: str, parameters: Any, _context: object, many: bool) -> None:  # noqa: FBT001
        if statement.split(" ", 1)[0] in {"SELECT", "UPDATE", "DELETE", "WITH"}:
            seen.setdefault(statement, parameters[0] if many else parameters)

    event.listen(db.engine, "before_cursor_execute", look)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", look)


def scans(statement: str, parameters: Any) -> list[str]:
    """The lines of its plan that read a whole table or a whole index."""
    with db.engine.connect() as connection:
        if db.engine.dialect.name == "sqlite":
            plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
            return [line for line in plan if line.startswith("SCAN ") and not any(words in line for words in SMALL)]
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        plan = [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)]
        return [line for line in plan if "Seq Scan" in line]


def opens(path: str) -> Callable[[Samples], None]:
    """A page that a stranger opens; the parts of its address stand in braces."""

    def look(things: Samples) -> None:
        values = {"series": things.parts["series:slug"], **things.parts, "slug": things.event.slug}
        assert things.stranger.get(path.format(**values)).status_code == 200

    return look


def registers(things: Samples) -> None:
    asked = wish(things.event, "Ben")
    with frozen(clock.now()) as now:
        token = once.make(things.event.id)
        now.move(seconds=10)
        answer = things.stranger.post(f"/en/e/{things.event.slug}/register", data={
            "ticket": str(asked.ticket_type_id), "name": "Ben", "email": asked.email, "quantity": "1", "once": token,
        })
    assert answer.status_code == 303


def cancels(things: Samples) -> None:
    registration = factories.make_registration(things.event, "Ada")
    path = f"/en/r/{factories.secret_of(registration)}/cancel"
    assert things.stranger.post(path, headers={"Origin": "https://events.example.org"}).status_code == 303


def scans_a_ticket(things: Samples) -> None:
    code_hash = codes.code_hash(things.parts["code"])
    taken = {"sid": str(uuid.uuid4()), "list": usual_list(things.event), "h": code_hash, "dev_at": 1_800_000_000_000,
             "decision": "admit"}
    answer = send(things.phone, taken, rev=0)
    assert [one["verdict"] for one in answer.json["results"]] == ["admit"]  # type: ignore[index]


def mails_a_ticket(things: Samples) -> None:
    service.register(things.event.id, wish(things.event, "Cem"))
    assert Worker(things.app).once()


HOT: dict[str, Callable[[Samples], None]] = {
    "event page": opens("/en/e/{slug}"), "registration form": opens("/en/e/{slug}/register"), "registration": registers,
    "answer page": opens("/en/r/{secret}/welcome"), "my registration": opens("/en/r/{secret}"), "cancellation": cancels,
    "/T/": opens("/T/{code}"), "scan": scans_a_ticket, "feed of a series": opens("/cal/en/{series}.ics"),
    "feed of an organisation": opens("/cal/en/{organisation}.ics"), "one event's file": opens("/en/e/{slug}.ics"), "mail": mails_a_ticket,
}


@pytest.mark.parametrize("path", HOT)
def test_hot_path_reads_no_whole_table(app: Flask, path: str) -> None:
    things = samples.make(app)

    with taken_down() as seen:
        HOT[path](things)

    db.session.rollback()
    whole = {statement: found for statement, parameters in seen.items() if (found := scans(statement, parameters))}
    assert seen
    assert whole == {}


def test_a_read_of_a_whole_table_is_seen(app: Flask) -> None:
    samples.make(app)
    with taken_down() as seen, db.engine.connect() as connection:
        connection.execute(text("SELECT id FROM registration WHERE quantity = :many"), {"many": 1})

    assert [bool(scans(statement, parameters)) for statement, parameters in seen.items()] == [True]
