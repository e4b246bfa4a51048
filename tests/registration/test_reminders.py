"""Reminders: at the right hour, once for each date, to nobody who does not come (trap T36)."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from eventsvc.core.db import transaction
from eventsvc.core.outbox import OutboxRow
from eventsvc.events.models import Event
from eventsvc.mails import letters, spread
from eventsvc.mails.transport import Needless
from eventsvc.registration import reminders, service
from tests import factories
from tests.support import counted_queries, frozen

pytestmark = pytest.mark.both
LETTERS = {"letter-reminder", "letter-still-coming"}
START = datetime(2027, 4, 19, 16, tzinfo=UTC)  # 18:00 in Hamburg


def at(**before: float) -> datetime:
    return START - timedelta(**before)


def due() -> list[str]:
    """Plan, spread; who gets what: "reminder-day Ada"."""
    reminders.plan()
    for job in factories.all_of(OutboxRow, recipient=""):
        spread.into_letters(job)
    names = {one.id: one.name for one in factories.all_of(factories.Registration)}
    return [names[one.registration_id] for one in factories.all_of(OutboxRow) if one.kind in LETTERS]  # type: ignore[index]


@pytest.mark.parametrize(("before", "zone", "due_before"), [
    (timedelta(hours=24), "Europe/Berlin", timedelta(hours=24)),
    (timedelta(hours=1), "Europe/Berlin", timedelta(hours=1)),
    (timedelta(hours=1), "America/Los_Angeles", timedelta(hours=1)),  # the event is at 9:00 there
    (timedelta(hours=2), "America/Los_Angeles", timedelta(hours=13)),  # would be 7:00: eight the evening before
    (timedelta(hours=19), "Europe/Berlin", timedelta(hours=22)),  # would be 23:00: eight the same evening
])
def test_none_comes_at_night(before: timedelta, zone: str, due_before: timedelta) -> None:
    assert START - reminders.due_at(START, zone, before) == due_before


def test_a_week_a_day_and_an_hour_before(app: Flask) -> None:
    with frozen(at(days=30)) as clock:
        event = factories.make_event()
        factories.make_registration(event, "Ada")
        seen = []
        for hours in (24 * 8, 24 * 7, 24 * 7 - 1, 25, 24, 2, 1, 0.75, -1):
            clock.at = at(hours=hours)
            reminders.plan()
            seen.append([one.kind for one in factories.all_of(OutboxRow)])
    week, day, hour = "reminder-week", "reminder-day", "reminder-hour"
    assert seen == [[], [week], [week], [week], [week, day], [week, day], [week, day, hour], [week, day, hour], [week, day, hour]]


def test_only_who_was_there_when_it_was_due(app: Flask) -> None:
    event = factories.make_event()
    factories.make_registration(event, "Ada", created_at=at(hours=25))
    factories.make_registration(event, "Ben", created_at=at(hours=23))
    factories.make_registration(event, "Cem", created_at=at(hours=25), state="cancelled", holders=())
    factories.make_registration(event, "Dora", created_at=at(hours=25), reminds=False)

    with frozen(at(hours=22)):
        assert due() == ["Ada"]


def test_the_week_is_for_who_registered_long_before(app: Flask) -> None:
    event = factories.make_event()
    factories.make_registration(event, "Ada", created_at=at(days=11))
    factories.make_registration(event, "Ben", created_at=at(days=8))

    with frozen(at(days=7)):
        assert due() == ["Ada"]


def test_planned_and_spread_twice_is_sent_once(app: Flask) -> None:
    factories.make_registration(factories.make_event(), "Ada", created_at=at(days=3))

    with frozen(at(hours=24)):
        assert due() == ["Ada"]
        assert due() == ["Ada"]
        with counted_queries() as seen:
            reminders.plan()

    assert all(statement.startswith("SELECT") for statement in seen)


def test_a_postponed_event_is_reminded_of_anew(app: Flask) -> None:
    event = factories.make_event()
    factories.make_registration(event, "Ada", created_at=at(days=3))
    with frozen(at(hours=24)) as clock:
        assert due() == ["Ada"]
        moved(event, days=14)
        assert due() == ["Ada"]
        clock.move(days=14)

        assert due() == ["Ada", "Ada"]

        moved(event, days=-14)  # the date corrected into the past: nothing more
        assert due() == ["Ada", "Ada"]


def moved(event: Event, **by: float) -> None:
    now = factories.fresh(event)
    with transaction() as connection:
        connection.execute(update(Event).where(Event.id == event.id).values(
            starts_at=now.starts_at + timedelta(**by), ends_at=now.ends_at + timedelta(**by),
        ))


def test_the_question_is_asked_so_many_days_before(app: Flask) -> None:
    factories.make_registration(factories.make_event(ask_days=3), "Ada", created_at=at(days=5))

    with frozen(at(days=3)):
        assert due() == ["Ada"]
    assert {one.kind for one in factories.all_of(OutboxRow)} == {"still-coming", "letter-still-coming"}


@pytest.mark.parametrize("what", ["moved", "cancelled", "signed off", "no more", "begun"])
def test_what_has_changed_meanwhile_is_not_sent(app: Flask, what: str) -> None:
    event = factories.make_event()
    ada = factories.make_registration(event, "Ada", created_at=at(days=3))
    with frozen(at(hours=24)) as clock:
        due()
        row = factories.only(OutboxRow, kind="letter-reminder")
        assert "Ada" in letters.find(row, app.extensions["settings"]).draft.title
        if what == "moved":
            moved(event, days=1)
        elif what == "cancelled":
            with transaction() as connection:
                connection.execute(update(Event).values(state="cancelled"))
        elif what == "signed off":
            service.cancel(ada.id)
        elif what == "no more":
            reminders.remind(ada.id, wanted=False)
        else:
            clock.move(hours=24)

        with pytest.raises(Needless):
            letters.find(row, app.extensions["settings"])
