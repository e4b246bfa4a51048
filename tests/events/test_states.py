"""Cancel, postpone, reinstate, delete: once, with sequence, feeds, history and letters."""

from datetime import time
from typing import Any

import pytest
from flask import Flask

from eventsvc.core import clock
from eventsvc.core.audit import AuditEntry
from eventsvc.core.errors import Missing, Refused
from eventsvc.core.outbox import OutboxRow
from eventsvc.events import queries as events
from eventsvc.events import service
from eventsvc.events.facts import ProgrammeLine
from eventsvc.series.models import Series
from tests import factories
from tests.events.organisers import created, edited, jobs
from tests.support import at_once, frozen

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]


@pytest.fixture(autouse=True)
def today() -> Any:
    with frozen("2027-04-01 12:00") as stopped:
        yield stopped


def test_cancelling_keeps_the_page_and_tells_guests_once() -> None:
    series = factories.make_series()
    event = factories.make_event(series=series)

    service.turn("cancel", event.id, event.organisation_id, by=None, reason_en="Storm", reason_de="Sturm")
    with pytest.raises(Refused) as refused:
        service.turn("cancel", event.id, event.organisation_id, by=None)

    shown = events.by_slug(event.slug)
    assert (shown.state, shown.reason_de, shown.cancelled_at) == ("cancelled", "Sturm", clock.now())
    assert (shown.sequence, factories.fresh(series).feed_version) == (event.sequence + 1, 2)
    assert jobs() == [("event-cancelled", event.id)]
    assert refused.value.facts == {"state": "cancelled"}


def test_reinstated_event_is_as_before() -> None:
    event = factories.make_event()
    service.turn("cancel", event.id, event.organisation_id, by=None, reason_en="Storm")

    service.turn("reinstate", event.id, event.organisation_id, by=None)

    shown = events.by_slug(event.slug)
    assert (shown.state, shown.reason_en, shown.cancelled_at, shown.uid) == ("published", "", None, event.uid)
    assert jobs() == [("event-cancelled", event.id), ("event-changed", event.id)]


def test_postponed_event_can_be_cancelled_or_reinstated() -> None:
    event = factories.make_event()

    service.turn("postpone", event.id, event.organisation_id, by=None)
    assert events.by_slug(event.slug).state == "postponed"
    service.turn("cancel", event.id, event.organisation_id, by=None)

    assert [entry.deed for entry in factories.all_of(AuditEntry)] == ["postponed", "cancelled"]


@pytest.mark.parametrize("deed", ["publish", "postpone", "cancel", "reinstate"])
def test_what_has_ended_stays_as_it_is(deed: Any, today: Any) -> None:
    event = factories.make_event(state="draft" if deed == "publish" else "published")
    today.move(days=30)

    with pytest.raises(Refused) as refused:
        service.turn(deed, event.id, event.organisation_id, by=None)

    assert refused.value.reason == "event-over"


def test_of_two_deeds_at_once_one_counts(app: Flask) -> None:
    event = factories.make_event()

    answers = at_once(6, lambda _: service.turn("cancel", event.id, event.organisation_id, by=None), app)

    assert answers.count(None) == 1
    assert len(factories.all_of(OutboxRow)) == 1
    assert factories.fresh(event).sequence == event.sequence + 1


def test_feed_time_never_goes_back(today: Any) -> None:
    series = factories.make_series()
    event = factories.make_event(series=series)
    today.move(days=-3)

    edited(event, title_en="Other")

    assert factories.fresh(series).feed_changed_at == series.feed_changed_at


def test_only_what_was_never_public_is_deleted() -> None:
    event = factories.make_event()
    with pytest.raises(Refused) as refused:
        service.delete_draft(event.id, event.organisation_id, by=None)
    assert refused.value.reason == "was-public"

    draft = created()
    edited(draft, programme=(ProgrammeLine(time(18), "", "Welcome"),))
    service.delete_draft(draft.id, draft.organisation_id, by=None)

    with pytest.raises(Missing):
        events.of_id(draft.id)
    assert factories.all_of(AuditEntry)[-1].before["title_en"] == "Evening"


def test_series_feeds_of_others_stay_as_they_are() -> None:
    other = factories.make_series()
    event = factories.make_event(series=factories.make_series())

    edited(event, title_en="Other")

    assert factories.only(Series, id=other.id).feed_version == 1
