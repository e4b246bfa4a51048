"""Drafts and edits, and what goes with them: sequence, feeds, history, letters."""

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from flask import Flask

from eventsvc.accounts.models import Organisation
from eventsvc.core import zones
from eventsvc.core.audit import AuditEntry
from eventsvc.core.errors import Missing, Moved, Refused
from eventsvc.core.outbox import OutboxRow
from eventsvc.events import queries as events
from eventsvc.events import service, wishes
from eventsvc.events.facts import ProgrammeLine, SpeakerLine
from eventsvc.events.models import Event
from tests import factories
from tests.events.organisers import START, created, edited, jobs, new
from tests.support import at_once, frozen

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]


@pytest.fixture(autouse=True)
def today() -> Any:
    with frozen("2027-04-01 12:00") as stopped:
        yield stopped


def test_draft_has_its_uid_and_instants_at_once() -> None:
    draft = created()

    assert (draft.state, draft.sequence, draft.slug) == ("draft", 0, "evening")
    assert draft.uid == f"{draft.uuid}@cal.example"
    assert draft.starts_at == zones.instant(START, "Europe/Berlin")
    assert [entry.deed for entry in factories.all_of(AuditEntry)] == ["created"]
    assert jobs() == []


@pytest.mark.parametrize("title", ["🎉🎉", "日本語の会", "C++ & C#", "new", "../admin", "Über uns", ""])
def test_any_title_gives_an_address(title: str) -> None:
    slugs = [created(title).slug for _ in range(3)]

    assert len(set(slugs)) == 3
    assert all(slug and slug not in {"new", "admin"} and "/" not in slug for slug in slugs)


def test_same_title_at_once_gives_different_addresses(app: Flask) -> None:
    organisation = factories.make_organisation()

    made = at_once(8, lambda _: service.create(organisation.id, new(), by=None, calendar_domain="cal.example"), app)

    assert not [one for one in made if isinstance(one, BaseException)]
    assert len({event.slug for event in factories.all_of(Event)}) == 8


def test_dates_of_a_series_are_numbered() -> None:
    series = factories.make_series()

    numbers = [created(series_id=series.id).number for _ in range(3)]

    assert numbers == [1, 2, 3]


def test_series_of_strangers_is_missing() -> None:
    factories.make_organisation()
    theirs = factories.make_series(organisation=factories.make_organisation())

    with pytest.raises(Missing):
        created(series_id=theirs.id)


def test_draft_is_edited_without_telling_anybody() -> None:
    draft = created()
    before = factories.only(Organisation).feed_version

    changed = edited(draft, title_en="Night", venue="Elsewhere")

    assert (changed.title_en, changed.slug, changed.sequence, changed.version) == ("Night", "night", 0, 2)
    assert factories.only(Organisation).feed_version == before
    assert jobs() == []
    entry = factories.all_of(AuditEntry)[-1]
    assert (entry.before["title_en"], entry.after["title_en"]) == ("Evening", "Night")


def test_saving_nothing_changes_nothing() -> None:
    event = factories.make_event()

    assert edited(event).version == event.version
    assert factories.all_of(AuditEntry) == []


def test_title_of_a_published_event_changes_calendars_but_sends_no_letter() -> None:
    series = factories.make_series()
    event = factories.make_event(series=series)

    changed = edited(event, title_en="Better title")

    assert (changed.sequence, changed.slug) == (event.sequence + 1, event.slug)
    assert factories.fresh(series).feed_version == 2
    assert factories.only(Organisation).feed_version == 2
    assert jobs() == []


@pytest.mark.parametrize("changes", [
    {"local_start": START + timedelta(hours=1)}, {"venue": "Elsewhere"}, {"zone": "Europe/London"},
])
def test_new_time_or_place_is_told_with_what_it_was(changes: dict[str, Any]) -> None:
    event = factories.make_event()

    changed = edited(event, **changes)

    row = factories.only(OutboxRow)
    assert (row.kind, row.payload["event_id"], row.payload["before"]["venue"]) == ("event-changed", event.id, "Speicher 7")
    assert row.payload["before"]["local_start"] == "2027-04-19T18:00:00"
    assert changed.starts_at == zones.instant(changed.local_start, changed.zone)
    assert changed.sequence == event.sequence + 1


def test_hidden_room_link_changes_no_calendar() -> None:
    event = factories.make_event()

    changed = edited(event, stream_url="https://elsewhere.example")

    assert (changed.stream_url, changed.sequence) == ("https://elsewhere.example", event.sequence)


def test_past_event_is_corrected_silently(today: Any) -> None:
    event = factories.make_event()
    today.move(days=30)

    edited(event, venue="Elsewhere")

    assert jobs() == []


def test_second_editor_is_told_and_nothing_is_lost() -> None:
    event = factories.make_event()
    edited(event, title_en="First")

    with pytest.raises(Refused) as refused:
        edited(event, title_en="Second", version=event.version)

    assert refused.value.reason == "changed-meanwhile"
    assert factories.fresh(event).title_en == "First"


def test_of_many_editors_at_once_one_saves(app: Flask) -> None:
    event = factories.make_event()
    change = wishes.unchanged(events.of_id(event.id), (), ())
    lines = (ProgrammeLine(time(18), "", "Welcome"),)

    answers = at_once(6, lambda n: service.edit(
        event.id, event.organisation_id, replace(change, title_en=f"Title {n}", programme=lines), version=event.version, by=None,
    ), app)

    assert answers.count(None) == 1
    assert {one.reason for one in answers if isinstance(one, Refused)} == {"changed-meanwhile"}


def test_programme_and_speakers_are_replaced() -> None:
    event = factories.make_event()
    edited(event, programme=(ProgrammeLine(time(18), "", "Welcome"), ProgrammeLine(time(19), "", "Talk")))

    changed = edited(event, programme=(ProgrammeLine(time(18, 30), "", "Welcome"),), speakers=(SpeakerLine("Cem", "", "Host"),))

    assert [line.local_time for line in events.programme(event.id)] == [time(18, 30)]
    assert [line.name for line in events.speakers(event.id)] == ["Cem"]
    assert changed.sequence == event.sequence + 2


def test_published_address_changes_by_hand_and_the_old_one_leads_to_it() -> None:
    event = factories.make_event(slug="harbour")

    edited(event, slug="Am Hafen")
    with pytest.raises(Moved) as moved:
        events.by_slug("harbour")
    edited(event, slug="harbour")

    assert moved.value.slug == "am-hafen"
    assert events.by_slug("harbour").id == event.id
    with pytest.raises(Moved):
        events.by_slug("am-hafen")


def test_nobody_gets_an_address_that_another_event_had() -> None:
    edited(factories.make_event(slug="harbour"), slug="quay")

    assert created("Harbour").slug == "harbour-2"


def test_published_event_stays_in_its_series() -> None:
    event = factories.make_event()
    series = factories.make_series()

    with pytest.raises(Refused) as refused:
        edited(event, series_id=series.id)

    assert refused.value.reason == "series-fixed"


def test_strangers_find_nothing_to_edit() -> None:
    event = factories.make_event()
    stranger = factories.make_organisation()
    change = wishes.unchanged(events.of_id(event.id), (), ())

    with pytest.raises(Missing):
        service.edit(event.id, stranger.id, change, version=1, by=None)
    with pytest.raises(Missing):
        service.turn("cancel", event.id, stranger.id, by=None)
    with pytest.raises(Missing):
        service.delete_draft(event.id, stranger.id, by=None)
