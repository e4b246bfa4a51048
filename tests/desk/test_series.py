"""The desk's pages of series."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

import pytest

from eventsvc.series.models import Series
from tests import factories, pages
from tests.browser import Browser
from tests.support import counted_queries, frozen

Desk = Callable[..., Browser]


@pytest.fixture(autouse=True)
def today() -> Any:
    with frozen("2027-04-01 12:00") as stopped:
        yield stopped


def words(browser: Browser, path: str) -> str:
    return pages.text_of(browser.page(path))


@pytest.mark.both
def test_series_is_founded_and_edited(desk: Desk) -> None:
    ada = desk("owner")

    ada.submit("/desk/series/new", {"title_en": "Talks", "partner": "San Francisco", "default_room": "180"})
    made = factories.only(Series)
    changes = {"title_de": "Gespräche", "default_start": "17:30", "shift_rule": "partner", "default_minutes": "90"}
    ada.submit(f"/desk/series/{made.id}", changes)

    now = factories.fresh(made)
    assert (now.slug, now.title_de, now.title_en) == ("talks", "Gespräche", "Talks")
    assert (now.home_zone, now.partner_zone, now.default_room) == ("Europe/Berlin", "America/Los_Angeles", 180)
    assert (now.default_start, now.default_minutes, now.shift_rule) == (time(17, 30), 90, "partner")


@pytest.mark.parametrize(("values", "sentence"), [
    ({"title_en": "", "title_de": ""}, "A title is missing."),
    ({"default_start": "late"}, "A time looks like 18:00."),
    ({"default_room": "-1"}, "A whole number from 0 to 100000."),
])
def test_bad_input_is_said(desk: Desk, values: dict[str, str], sentence: str) -> None:
    ada = desk("owner")
    series = factories.make_series()

    answer = ada.submit(f"/desk/series/{series.id}", values)

    assert sentence in pages.text_of(pages.parsed(answer.text))
    assert factories.fresh(series).feed_version == series.feed_version


def test_dates_say_in_what_they_differ(desk: Desk) -> None:
    ada = desk("owner")
    series = factories.make_series(default_venue="Speicher 7", default_room=180)
    factories.make_event(series=series, number=1)
    factories.make_event(series=series, number=2, venue="Kai 3", room=40)
    odd = factories.make_event(series=series, number=3, local_start=datetime(2027, 11, 3, 18))  # noqa: DTZ001  a wall time

    text = words(ada, f"/desk/series/{series.id}")

    assert "as the defaults" in text
    assert "Kai 3, room 40" in text
    assert "Change of the clocks, decide" in text
    assert f"/desk/events/{odd.id}/edit#when" in ada.get(f"/desk/series/{series.id}").text
    assert "31 October – 6 November 2027" in text


def test_settled_date_asks_no_more(desk: Desk) -> None:
    ada = desk("owner")
    series = factories.make_series(default_venue="Speicher 7")
    factories.make_event(series=series, local_start=datetime(2027, 11, 3, 18), shift_settled=True)  # noqa: DTZ001  a wall time

    assert "decide" not in words(ada, f"/desk/series/{series.id}")


@pytest.mark.parametrize(("role", "may"), [("owner", True), ("manager", True), ("editor", False), ("door", False)])
def test_roles_see_what_they_may_do(desk: Desk, role: str, may: bool) -> None:  # noqa: FBT001
    member = desk(role)
    series = factories.make_series()

    assert member.get("/desk/series").status_code == 200
    assert member.get("/desk/series/new").status_code == (200 if may else 404)
    assert member.get(f"/desk/series/{series.id}").status_code == (200 if may else 404)


def test_series_of_others_are_not_there(desk: Desk) -> None:
    ada = desk("owner")
    theirs = factories.make_series(organisation=factories.make_organisation())

    assert ada.get(f"/desk/series/{theirs.id}").status_code == 404
    assert theirs.title_en not in words(ada, "/desk/series")


@pytest.mark.parametrize("many", [1, 4])
def test_page_needs_as_many_reads_for_many_dates_as_for_one(desk: Desk, many: int) -> None:
    ada = desk("owner")
    series = factories.make_series()
    for _ in range(many):
        factories.make_event(series=series)

    with counted_queries() as seen:
        ada.page(f"/desk/series/{series.id}")

    assert len(seen) < 12


@pytest.mark.parametrize("public", [True, False])
def test_the_calendar_of_a_public_series_can_be_copied(desk: Desk, *, public: bool) -> None:
    series = factories.make_series(public=public)

    page = desk("owner").get(f"/desk/series/{series.id}").text

    assert (f"webcal://events.example.org/cal/en/{series.slug}.ics" in page) is public
