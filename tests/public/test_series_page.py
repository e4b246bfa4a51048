"""A series: when it is as a rule, all dates, the odd weeks explained; how to subscribe."""

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from eventsvc.core.old_addresses import OldAddress
from eventsvc.series.models import Series
from tests import factories, pages
from tests.browser import Browser
from tests.public.filling import text
from tests.public.rows import changed
from tests.support import Frozen, counted_queries

FIRST = datetime(2027, 4, 19, 18)  # noqa: DTZ001  a wall time


@pytest.fixture
def series(now: Frozen) -> Series:
    return factories.make_series(
        organisation=factories.make_organisation(slug="hafen", name="Hafen"), slug="bridge", title_de="Brücke", title_en="Bridge",
    )


def test_series_shows_its_usual_hours_and_all_dates(client: Browser, series: Series) -> None:
    for number in range(3):
        factories.make_event(series=series, number=number + 1, local_start=FIRST + timedelta(days=30 * number))
    factories.make_event(series=series, title_de="Vorbei", local_start=datetime(2027, 2, 1, 18))  # noqa: DTZ001

    seen = text(client.get("/de/s/bridge"))

    for said in ("Reihe · 3 Termine", "18:00 Hamburg · 09:00 San Francisco", "Immer vor Ort und online", "Nr. 3",
                 "Vergangene Termine Vorbei"):
        assert said in seen


@pytest.mark.parametrize(("dates", "de", "en"), [
    (0, "zurzeit kein Termin", "no date at the moment"), (1, "1 Termin", "1 date"), (2, "2 Termine", "2 dates"),
])
def test_number_of_dates_is_said_rightly(client: Browser, series: Series, dates: int, de: str, en: str) -> None:
    for number in range(dates):
        factories.make_event(series=series, local_start=FIRST + timedelta(days=number))

    for lang, words in (("de", f"Reihe · {de} "), ("en", f"Series · {en} ")):
        assert words in text(client.get(f"/{lang}/s/bridge"))


def test_odd_week_is_marked_and_explained(client: Browser, series: Series) -> None:
    factories.make_event(series=series, local_start=datetime(2027, 11, 3, 18))  # noqa: DTZ001

    german, english = text(client.get("/de/s/bridge")), text(client.get("/en/s/bridge"))

    assert "10 Uhr statt 9 Uhr in San Francisco" in german
    assert "10 AM instead of 9 AM in San Francisco" in english
    assert "Summer time ends in Hamburg on 31 October, in San Francisco only on 7 November." in english


def test_change_of_the_series_makes_its_page_anew(client: Browser, series: Series) -> None:
    client.get("/en/s/bridge")
    changed(Series, Series.id == series.id, title_en="Tunnel", feed_version=2)

    assert "Tunnel" in text(client.get("/en/s/bridge"))


def test_hidden_series_has_no_page_and_former_address_moves(client: Browser, series: Series) -> None:
    factories.make_series(slug="hidden", public=False)
    factories.kept(OldAddress(kind="series", slug="former", subject_id=series.id))

    assert client.get("/en/s/hidden").status_code == 404
    assert client.get("/en/s/hidden/calendar").status_code == 404
    moved = client.get("/en/s/former/calendar?in=de")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/en/s/bridge/calendar?in=de")


def test_only_series_is_the_list(client: Browser, series: Series) -> None:
    alone = client.get("/en/series")
    factories.make_series(title_en="Second", slug="second")

    assert (alone.status_code, alone.headers["Location"]) == (302, "/en/s/bridge")
    assert "Second" in text(client.get("/en/series"))


@pytest.mark.parametrize("dates", [1, 8])
def test_series_page_needs_the_same_reads_however_many_dates(client: Browser, series: Series, dates: int) -> None:
    for number in range(dates):
        factories.make_event(series=series, local_start=FIRST + timedelta(days=number))
        factories.make_event(series=series, local_start=FIRST - timedelta(days=60 + number))

    with counted_queries() as seen:
        client.get("/en/s/bridge")

    assert len(seen) == (7 if dates == 1 else 8)  # several open dates: whether a pass could have them


def test_subscribing_leads_to_each_program(client: Browser, series: Series) -> None:
    page = client.page("/en/s/bridge/calendar")

    address = "https://events.example.org/cal/en/bridge.ics"
    tiles = {pages.text_of(next(one.iter("span"))): one.get("href", "") for one in page.iter("a") if one.get("class") == "tile"}
    assert tiles["Apple"] == tiles["Any other"] == "webcal://events.example.org/cal/en/bridge.ics"
    assert parse_qs(urlsplit(tiles["Google"]).query) == {"cid": ["webcal://events.example.org/cal/en/bridge.ics"]}
    for name in ("Outlook.com", "Microsoft 365"):
        assert parse_qs(urlsplit(tiles[name]).query) == {"url": [address], "name": ["Bridge"]}
    assert [one.get("value") for one in page.iter("input") if one.get("id") == "url"] == [address]
    assert client.get("/cal/en/bridge.ics").status_code == 200


def test_subscribing_works_without_script(client: Browser, series: Series) -> None:
    form = next(one for one in pages.forms(client.page("/en/s/bridge/calendar")) if one.action == "/en/calendar")
    assert form.fields == {"feed": ["bridge"], "in": ["en"]}

    chosen = client.page("/en/calendar?feed=hafen&in=de")

    assert [one.get("value") for one in chosen.iter("input") if one.get("id") == "url"] == ["https://events.example.org/cal/de/hafen.ics"]
    assert [form.fields for form in pages.forms(chosen)] == [{"feed": ["hafen"], "in": ["de"]}]


def test_preview_shows_what_will_come(client: Browser, series: Series) -> None:
    factories.make_event(series=series, title_en="First evening")
    factories.make_event(series=series, title_en="Not now", state="cancelled", local_start=FIRST + timedelta(days=1))

    seen = text(client.get("/en/calendar"))

    assert "First evening6:00 PM Hamburg9:00 AM San Francisco" in seen
    assert "Not now (cancelled)" in seen
