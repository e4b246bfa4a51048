"""What the public may know of, in which order, in how many reads."""

from datetime import datetime, timedelta

import pytest

from eventsvc.core import clock, pages, zones
from eventsvc.core.errors import Missing, Moved
from eventsvc.core.old_addresses import OldAddress
from eventsvc.events import queries as events
from eventsvc.events.models import Event, ProgrammeItem, Speaker
from tests import factories
from tests.support import counted_queries, frozen

HAMBURG = "Europe/Berlin"
pytestmark = [pytest.mark.both, pytest.mark.usefixtures("app")]


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def at(text: str, zone: str = HAMBURG) -> datetime:
    return zones.instant(wall(text), zone)


def evening(start: str, *, hours: float = 2, zone: str = HAMBURG, **changes: object) -> Event:
    return factories.make_event(local_start=wall(start), local_end=wall(start) + timedelta(hours=hours), zone=zone, **changes)


def test_event_is_found_by_its_address_with_series_and_organisation() -> None:
    series = factories.make_series()
    event = factories.make_event(series=series, slug="harbour", number=1)

    found = events.by_slug("harbour")

    assert (found.id, found.series_slug, found.organisation_name, found.number) == (event.id, series.slug, "Hafen Forum", 1)
    assert found.starts_at == at("2027-04-19 18:00")
    assert events.stamp("harbour") == (event.id, 1)


@pytest.mark.parametrize(("state", "seen"), [("draft", False), ("published", True), ("postponed", True), ("cancelled", True)])
def test_one_rule_decides_for_page_agenda_and_feed(state: str, seen: bool) -> None:  # noqa: FBT001
    series = factories.make_series()
    event = factories.make_event(series=series, state=state, cancelled_at=clock.now() if state == "cancelled" else None)

    with frozen("2027-04-01 12:00"):
        lists = [
            events.upcoming(clock.now()).items,
            events.of_series(series.id),
            events.for_feed(clock.now(), series_id=series.id),
            events.for_feed(clock.now(), organisation_id=event.organisation_id),
        ]
        count = events.upcoming_count(clock.now())

    assert [[one.id for one in many] for many in lists] == [[event.id] if seen else []] * 4
    assert count == int(seen)
    if seen:
        assert events.by_slug(event.slug).visible
    else:
        with pytest.raises(Missing):
            events.by_slug(event.slug)
        with pytest.raises(Missing):
            events.stamp(event.slug)


def test_desk_sees_its_own_drafts_and_no_stranger_does() -> None:
    draft = factories.make_event(state="draft")
    stranger = factories.make_organisation()

    assert events.by_id(draft.id, draft.organisation_id).state == "draft"
    with pytest.raises(Missing):
        events.by_id(draft.id, stranger.id)


def test_former_address_tells_the_new_one() -> None:
    event = factories.make_event(slug="new-name")
    factories.kept(OldAddress(kind="event", slug="old-name", subject_id=event.id))

    with pytest.raises(Moved) as moved:
        events.by_slug("old-name")

    assert moved.value.slug == "new-name"


def test_former_address_of_a_draft_tells_nothing() -> None:
    event = factories.make_event(slug="new-name", state="draft")
    factories.kept(OldAddress(kind="event", slug="old-name", subject_id=event.id))

    with pytest.raises(Missing) as missing:
        events.by_slug("old-name")

    assert not isinstance(missing.value, Moved)


def test_series_without_a_page_gives_its_events_no_link() -> None:
    event = factories.make_event(series=factories.make_series(public=False))

    assert events.by_slug(event.slug).series_slug is None


@pytest.mark.parametrize(("moment", "upcoming"), [
    ("2027-04-19 23:29", ["night", "later"]),
    ("2027-04-19 23:45", ["night", "later"]),
    ("2027-04-20 00:15", ["night", "later"]),
    ("2027-04-20 00:30", ["later"]),
])
def test_running_event_heads_the_list_until_its_end_instant(moment: str, upcoming: list[str]) -> None:
    evening("2027-04-21 18:00", slug="later")
    evening("2027-04-19 23:30", hours=1, slug="night")

    listed = events.upcoming(at(moment)).items
    gone = events.past(at(moment)).items

    assert [one.slug for one in listed] == upcoming
    assert sorted([*upcoming, *(one.slug for one in gone)]) == ["later", "night"]


def test_evening_further_west_is_not_cut_by_our_midnight() -> None:
    evening("2027-04-19 17:00", zone="America/Los_Angeles", slug="west")

    listed = events.upcoming(at("2027-04-20 00:15", "UTC")).items

    assert [one.slug for one in listed] == ["west"]
    assert listed[0].running(at("2027-04-20 00:15", "UTC"))


def test_pages_follow_each_other_without_gap_or_repeat() -> None:
    moment = at("2027-04-01 12:00")
    for day in (3, 1, 2, 2, 5):
        evening(f"2027-05-0{day} 18:00", slug=f"m{day}-{len(factories.all_of(Event))}")
        evening(f"2027-03-0{day} 18:00", slug=f"p{day}-{len(factories.all_of(Event))}")

    for read in (events.upcoming, events.past):
        seen: list[int] = []
        more: str | None = ""
        while more is not None:
            page = read(moment, after=pages.mark(more), size=2)
            seen += [one.id for one in page.items]
            more = page.more
        everything = read(moment, size=50)
        assert seen == [one.id for one in everything.items]
        assert len(seen) == 5


@pytest.mark.parametrize("text", ["", "x", "1-2-3", "-", "١-١", "9" * 40 + "-1", "1-"])
def test_what_is_no_mark_begins_anew(text: str) -> None:
    assert pages.mark(text) is None


def test_kinds_narrow_the_list() -> None:
    moment = at("2027-04-01 12:00")
    factories.make_event(slug="hybrid")
    factories.make_event(slug="room", online_places=None)
    factories.make_event(slug="net", room=None)

    assert {one.slug for one in events.upcoming(moment, kind="room").items} == {"hybrid", "room"}
    assert {one.slug for one in events.upcoming(moment, kind="online").items} == {"hybrid", "net"}


def test_feed_keeps_cancelled_for_thirty_days_and_past_for_a_year() -> None:
    moment = at("2027-06-01 12:00")
    evening("2026-05-01 18:00", slug="too-old")
    evening("2026-07-01 18:00", slug="last-year")
    evening("2027-04-01 18:00", slug="cancelled-long-ago", state="cancelled", cancelled_at=at("2027-03-01 12:00"))
    evening("2027-05-20 18:00", slug="cancelled-lately", state="cancelled", cancelled_at=at("2027-03-01 12:00"))
    evening("2027-04-02 18:00", slug="cancelled-afterwards", state="cancelled", cancelled_at=at("2027-05-20 12:00"))
    owner = evening("2027-07-01 18:00", slug="coming").organisation_id

    kept = [one.slug for one in events.for_feed(moment, organisation_id=owner)]

    assert kept == ["last-year", "cancelled-afterwards", "cancelled-lately", "coming"]


@pytest.mark.parametrize("many", [1, 4])
def test_lists_need_one_read_however_long(many: int) -> None:
    series = factories.make_series()
    ids = [factories.make_event(series=series).id for _ in range(many)]
    moment = at("2027-04-01 12:00")

    with counted_queries() as seen:
        events.upcoming(moment)
        events.past(moment)
        events.of_series(series.id)
        events.for_feed(moment, series_id=series.id)
        found = events.of_ids(ids)

    assert len(seen) == 5
    assert sorted(found) == sorted(ids)


def test_programme_and_speakers_come_in_their_order() -> None:
    event = factories.make_event()
    factories.kept(ProgrammeItem(event_id=event.id, position=2, local_time=wall("2027-01-01 18:30").time(), title_de="Vortrag"))
    factories.kept(ProgrammeItem(event_id=event.id, position=1, local_time=wall("2027-01-01 18:00").time(), title_en="Welcome"))
    factories.kept(Speaker(event_id=event.id, position=1, name="Cem"))

    assert [line.title_de or line.title_en for line in events.programme(event.id)] == ["Welcome", "Vortrag"]
    assert [line.name for line in events.speakers(event.id)] == ["Cem"]
