"""The worker: one row at a time, marked by its owner only, whatever goes wrong."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Row

from eventsvc.core import clock, outbox
from eventsvc.core.db import transaction
from eventsvc.core.errors import Busy
from eventsvc.core.outbox import OutboxRow
from eventsvc.core.process import Ending
from eventsvc.mails.delivery import Needless, Permanent, Temporary
from eventsvc.worker import CHORES, OUR_FAULT, Worker
from tests import factories
from tests.support import frozen

Deed = Callable[[Row[Any]], None]


def letter(recipient: str = "ada@example.org") -> None:
    with transaction():
        outbox.enqueue("ticket", recipient=recipient)


def raising(error: Exception) -> Deed:
    def deed(_row: Row[Any]) -> None:
        raise error

    return deed


@pytest.mark.both
@pytest.mark.parametrize(("deed", "state", "reason"), [
    (lambda _row: None, "sent", ""),
    (raising(Temporary("451 later")), "waiting", "451 later"),
    (raising(Permanent("550 no such mailbox")), "failed", "550 no such mailbox"),
    (raising(Needless("the ticket is gone")), "dropped", "the ticket is gone"),
    (raising(ZeroDivisionError()), "waiting", OUR_FAULT),
    (raising(Busy()), "waiting", OUR_FAULT),
])
def test_row_is_marked_as_it_went(app: Flask, deed: Deed, state: str, reason: str) -> None:
    letter()

    assert Worker(app, deliver=deed).once()

    row = factories.only(OutboxRow)
    assert (row.state, row.reason, row.owner, row.attempts) == (state, reason, None, 1)


def test_nothing_due_is_said(app: Flask) -> None:
    assert not Worker(app).once()


def test_row_that_fails_does_not_stop_the_next_one(app: Flask) -> None:
    seen: list[str] = []

    def deed(row: Row[Any]) -> None:
        seen.append(row.recipient)
        if row.recipient == "bad":
            raise RuntimeError("a fault")

    letter("bad")
    letter("good")
    worker = Worker(app, deliver=deed)

    assert worker.once()
    assert worker.once()

    assert seen == ["bad", "good"]


@pytest.mark.both
def test_worker_that_cannot_write_done_tries_until_it_can(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []
    real, refusals = outbox.done, iter([Busy(), Busy()])

    def refused_twice(row: Row[Any]) -> bool:
        for error in refusals:
            raise error
        return real(row)

    monkeypatch.setattr(outbox, "done", refused_twice)
    refused_twice.__name__ = "done"
    letter()
    worker = Worker(app, deliver=lambda row: sent.append(row.id))

    worker.once()
    worker.once()

    assert len(sent) == 1
    assert factories.only(OutboxRow).state == "sent"


@pytest.mark.both
def test_worker_frozen_longer_than_its_lease_marks_nothing(app: Flask) -> None:
    with frozen("2027-04-01 12:00") as now:
        letter()

        def slow(_row: Row[Any]) -> None:
            now.move(seconds=61)
            assert Worker(app, deliver=lambda _row: None).once()

        Worker(app, deliver=slow).once()

        row = factories.only(OutboxRow)
        assert (row.state, row.attempts) == ("sent", 2)
        assert row.sent_at == clock.now()


def test_told_to_end_it_ends_after_the_row_in_hand(app: Flask) -> None:
    ending = Ending()
    sent: list[str] = []

    def deed(row: Row[Any]) -> None:
        sent.append(row.recipient)
        ending.set()

    letter("first")
    letter("second")

    Worker(app, ending, deliver=deed).run()

    assert sent == ["first"]
    assert [row.state for row in factories.all_of(OutboxRow)] == ["sent", "waiting"]


@pytest.mark.both
def test_every_chore_can_be_done(app: Flask) -> None:
    for _name, _every, deed in CHORES:
        deed()


def test_chore_that_fails_leaves_the_others(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    hour = CHORES[-1][1]
    monkeypatch.setattr("eventsvc.worker.CHORES", (("bad", hour, lambda: 1 / 0), ("good", hour, lambda: done.append("good"))))
    worker = Worker(app)

    worker.chores()
    worker.chores()

    assert done == ["good"]
