"""The outbox: written with its cause, taken by one worker, never marked by one that lost it."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Row

from eventsvc.core import clock, outbox
from eventsvc.core.db import transaction
from eventsvc.core.outbox import OutboxRow
from tests import factories
from tests.support import at_once, frozen

NOON = "2027-04-01 12:00"


def write(kind: str = "event-changed", **values: Any) -> None:
    with transaction():
        outbox.enqueue(kind, **values)


def claimed(owner: str = "one") -> Row[Any]:
    row = outbox.claim(owner)
    assert row is not None
    return row


@pytest.mark.both
def test_row_is_taken_done_and_not_taken_again(app: Flask) -> None:
    write(recipient="ada@example.org", language="en", payload={"link": 7}, organisation_id=1)

    row = claimed()

    assert (row.kind, row.recipient, row.language, row.payload, row.attempts) == ("event-changed", "ada@example.org", "en", {"link": 7}, 1)
    assert outbox.done(row)
    assert not outbox.waiting()
    assert outbox.claim("two") is None
    kept = factories.only(OutboxRow)
    assert (kept.state, kept.owner, kept.lease_until, kept.reason) == ("sent", None, None, "")
    assert kept.sent_at is not None


@pytest.mark.both
def test_letter_of_a_deed_that_failed_is_never_there(app: Flask) -> None:
    def deed() -> None:
        with transaction():
            outbox.enqueue("ticket")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        deed()

    assert outbox.claim("one") is None


@pytest.mark.both
def test_second_row_with_the_same_once_is_not_written(app: Flask) -> None:
    write(once="changed-7", recipient="first")
    write(once="changed-7", recipient="second")
    write(recipient="third")
    write(recipient="fourth")

    assert [row.recipient for row in factories.all_of(OutboxRow)] == ["first", "third", "fourth"]


@pytest.mark.both
def test_of_sixteen_workers_each_gets_another_row(app: Flask) -> None:
    for number in range(8):
        write(recipient=str(number))

    taken = at_once(16, lambda number: outbox.claim(f"worker {number}"))

    rows = [row for row in taken if isinstance(row, Row)]
    assert [error for error in taken if isinstance(error, BaseException)] == []
    while (row := outbox.claim("late")) is not None:
        rows.append(row)
    assert sorted(row.recipient for row in rows) == [str(number) for number in range(8)]


@pytest.mark.both
def test_worker_whose_clock_is_a_little_behind_takes_nothing_away(app: Flask) -> None:
    with frozen(NOON) as now:
        write()
        claimed("one")

        now.move(seconds=-20)

        assert outbox.claim("behind") is None


@pytest.mark.both
def test_worker_that_lost_its_lease_cannot_mark(app: Flask) -> None:
    with frozen(NOON) as now:
        write()
        frozen_one = claimed("frozen")

        now.move(seconds=30)
        assert outbox.claim("other") is None
        now.move(seconds=31)
        taken_over = claimed("other")

        assert taken_over.id == frozen_one.id
        assert taken_over.message_id == frozen_one.message_id
        assert not outbox.done(frozen_one)
        assert not outbox.fail(frozen_one, "late")
        assert not outbox.put_off(frozen_one, "late")
        assert outbox.done(taken_over)


@pytest.mark.both
def test_pause_doubles_up_to_a_quarter_of_an_hour(app: Flask) -> None:
    with frozen(NOON) as now:
        write()
        for pause in (0, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900):
            if pause:
                now.move(seconds=pause - 0.5)
                assert outbox.claim("one") is None, pause
                now.move(seconds=0.5)
            row = outbox.claim("one")
            assert row is not None, pause
            assert outbox.put_off(row, "no answer from the mail server")

        kept = factories.only(OutboxRow)
        assert (kept.state, kept.reason) == ("waiting", "no answer from the mail server")


def test_attempts_last_for_three_days() -> None:
    total = sum((outbox.pause(number) for number in range(1, outbox.ATTEMPTS)), timedelta())

    assert timedelta(days=3) <= total < timedelta(days=3, hours=1)


@pytest.mark.both
def test_row_fails_after_its_last_attempt_and_the_desk_can_send_it_again(app: Flask) -> None:
    write(organisation_id=5)
    with transaction() as connection:
        connection.execute(OutboxRow.__table__.update().values(attempts=outbox.ATTEMPTS - 1))  # type: ignore[attr-defined]

    assert outbox.put_off(claimed(), "mailbox full")

    row = factories.only(OutboxRow)
    assert (row.state, row.reason) == ("failed", "mailbox full")
    assert outbox.claim("one") is None
    assert not outbox.requeue(row.id, 6)
    assert outbox.requeue(row.id, 5)
    assert claimed().attempts == 1


@pytest.mark.both
def test_clock_that_goes_back_a_day_lets_nothing_wait_for_yesterday(app: Flask) -> None:
    with frozen(NOON) as now:
        write(recipient="waiting")
        write(recipient="sending")
        outbox.put_off(claimed(), "busy")
        claimed("died")

        now.move(days=-1)

        assert {claimed().recipient, claimed().recipient} == {"waiting", "sending"}


@pytest.mark.both
def test_clock_that_goes_forward_two_hours_lets_everything_be_due(app: Flask) -> None:
    with frozen(NOON) as now:
        write()
        outbox.put_off(claimed(), "busy")

        now.move(hours=2)

        assert claimed().attempts == 2


@pytest.mark.both
def test_ticket_goes_ahead_of_letters_to_thousands(app: Flask) -> None:
    with frozen(NOON) as now:
        for number in range(3):
            write("event-changed-letter", recipient=str(number))
        now.move(seconds=5)
        write("ticket", recipient="ada")

        assert claimed().recipient == "ada"
        assert claimed().recipient == "0"


def test_row_cannot_be_written_for_tomorrow(app: Flask) -> None:
    with pytest.raises(ValueError, match="no calendar"):
        write(after=clock.now() + timedelta(days=1))


@pytest.mark.both
def test_sweep_forgets_what_was_sent_half_a_year_ago(app: Flask) -> None:
    with frozen("2026-04-01 12:00"):
        write(recipient="sent")
        outbox.done(claimed())
        write(recipient="still waiting")

    assert outbox.sweep() == 1
    assert factories.only(OutboxRow).recipient == "still waiting"


@pytest.mark.both
def test_drop_and_depth(app: Flask) -> None:
    write()
    write()
    write()
    assert outbox.drop(claimed(), "the ticket is gone")
    claimed()

    assert outbox.depth() == {"waiting": 1, "sending": 1}


def test_idle_worker_reads_the_index_alone(app: Flask) -> None:
    plan = outbox.reading().exec_driver_sql(
        "explain query plan select id from outbox where state in ('waiting', 'sending') order by after, id limit 1").fetchall()

    assert "ix_outbox_due" in str(plan)
