"""Calendars over HTTP: what programs ask, what they are told, and what they find in it."""

import gzip
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
from flask import Flask
from sqlalchemy import insert, update
from sqlalchemy.exc import OperationalError
from werkzeug.http import http_date

from eventsvc.accounts.models import Organisation
from eventsvc.core import clock
from eventsvc.core.db import transaction
from eventsvc.core.old_addresses import OldAddress
from eventsvc.events import service as events
from eventsvc.events.models import Event
from eventsvc.feeds import queries
from eventsvc.series.models import Series
from tests import factories
from tests.browser import Browser
from tests.support import Frozen, counted_queries, frozen

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import ics as ics_reader
    import vobject

NOW = "2027-03-01 12:00"
BASE = "https://events.example.org"


@pytest.fixture
def now() -> Iterator[Frozen]:
    with frozen(NOW) as stopped:
        yield stopped


@pytest.fixture(autouse=True)
def _pages(app: Flask) -> None:
    """The pages that calendars lead to, as long as nobody serves them."""
    for endpoint, rule in (("events.show", "e/<slug>"), ("series.show", "s/<slug>"), ("agenda.index", "")):
        if endpoint not in app.view_functions:
            app.add_url_rule(f"/<any(de, en):lang>/{rule}", endpoint, lambda **_: "")


@pytest.fixture
def series(app: Flask, now: Frozen) -> Series:
    made = factories.make_series(slug="talks", title_de="Brücke, Hamburg; Kalifornien", text_de="**Abend** in [Hamburg](https://x.example)")
    now.move(minutes=5)
    return made


def events_of(answer: Any) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(answer.get_data()).walk("VEVENT"))


def changed(event: Event, **values: Any) -> None:
    """As the desk does it: the values and what follows from any visible change."""
    with transaction() as connection:
        connection.execute(update(Event).where(Event.id == event.id).values(**values))
        events.visible_change(connection, event.id)


def test_a_calendar_has_the_headers_that_programs_look_at(client: Browser, series: Series) -> None:
    factories.make_event(series=series)

    answer = client.get("/cal/de/talks.ics")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'inline; filename="talks.ics"'
    assert answer.headers["Cache-Control"] == "public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Last-Modified"] == "Mon, 01 Mar 2027 12:00:00 GMT"
    assert answer.headers["ETag"].startswith('W/"')
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert "Set-Cookie" not in answer.headers


def test_a_calendar_says_its_name_and_where_it_comes_from(client: Browser, series: Series) -> None:
    head = icalendar.Calendar.from_ical(client.get("/cal/de/talks.ics").data)

    assert head["NAME"].to_ical() == head["X-WR-CALNAME"].to_ical() == r"Brücke\, Hamburg\; Kalifornien".encode()
    assert head["DESCRIPTION"] == "Abend in Hamburg"
    assert (head["SOURCE"], head["URL"]) == (f"{BASE}/cal/de/talks.ics", f"{BASE}/de/s/talks")
    assert (head["X-WR-TIMEZONE"], head["COLOR"]) == ("Europe/Berlin", "teal")
    assert "METHOD" not in head


def test_the_organisation_has_a_calendar_of_everything(client: Browser, series: Series) -> None:
    factories.make_event(series=series, title_en="In the series")
    factories.make_event(title_en="By itself")
    factories.make_event(organisation=factories.make_organisation(), title_en="Of others")
    owner = queries.Stamp("organisation", series.organisation_id, "", 1, clock.now())
    slug = factories.only(Organisation, id=owner.id).slug

    found = events_of(client.get(f"/cal/en/{slug}.ics"))

    assert {str(one["SUMMARY"]) for one in found} == {"In the series", "By itself"}


@pytest.mark.parametrize(("state", "seen", "status", "summary", "transparent"), [
    ("draft", False, None, None, None),
    ("published", True, "CONFIRMED", "Abend im Hafen", "OPAQUE"),
    ("postponed", True, "TENTATIVE", "Verschoben: Abend im Hafen", "OPAQUE"),
    ("cancelled", True, "CANCELLED", "Abgesagt: Abend im Hafen", "TRANSPARENT"),
])
def test_each_state_reads_as_it_is(
    client: Browser, series: Series, state: str, seen: bool, status: str, summary: str, transparent: str,  # noqa: FBT001
) -> None:
    factories.make_event(series=series, state=state, slug="one", cancelled_at=clock.now() if state == "cancelled" else None)

    found, single = events_of(client.get("/cal/de/talks.ics")), client.get("/de/e/one.ics")

    assert single.status_code == (200 if seen else 404)
    assert len(found) == int(seen)
    for one in (*found, *(events_of(single) if seen else ())):
        assert (one["STATUS"], one["SUMMARY"], one["TRANSP"]) == (status, summary, transparent)


def test_a_single_event_is_a_download(client: Browser, series: Series) -> None:
    event = factories.make_event(
        slug="harbour", summary_de="", summary_en="", text_en="# Soon\n\nA **bold** [plan](https://x.example)\n\n- one\n- two",
    )

    answer = client.get("/en/e/harbour.ics")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="harbour.ics"'
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    one = events_of(answer)[0]
    assert (one["UID"], one["URL"]) == (event.uid, f"{BASE}/en/e/harbour")
    assert one["DESCRIPTION"] == f"Soon\nA bold plan\none\ntwo\n\n{BASE}/en/e/harbour"
    assert one["DTSTART"].dt == event.starts_at
    assert one["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert "X-WR-CALNAME" not in icalendar.Calendar.from_ical(answer.data)


def test_readers_agree(client: Browser, series: Series) -> None:
    winter = datetime(2027, 11, 3, 18)  # noqa: DTZ001  a wall time
    factories.make_event(series=series, title_en="Café; “Ünïcode”, 東京 " * 4)
    factories.make_event(series=series, title_en="Winter", local_start=winter, local_end=winter + timedelta(hours=2))
    factories.make_event(series=series, title_en="Cancelled", state="cancelled", cancelled_at=clock.now())
    raw = client.get("/cal/en/talks.ics").get_data(as_text=True)

    by_icalendar = {(str(one["UID"]), " ".join(one["SUMMARY"].split()), one["DTSTART"].dt.astimezone(UTC), one["DTEND"].dt.astimezone(UTC))
                    for one in icalendar.Calendar.from_ical(raw).walk("VEVENT")}
    by_ics = {(one.uid, " ".join((one.name or "").split()), one.begin.datetime.astimezone(UTC), one.end.datetime.astimezone(UTC))
              for one in ics_reader.Calendar(raw).events}
    by_vobject = {(one.uid.value, " ".join(one.summary.value.split()), one.dtstart.value.astimezone(UTC), one.dtend.value.astimezone(UTC))
                  for one in vobject.readOne(raw).vevent_list}

    assert len(by_icalendar) == 3
    assert by_icalendar == by_ics == by_vobject


@pytest.mark.parametrize("method", ["PROPFIND", "PUT", "POST", "DELETE"])
@pytest.mark.parametrize("path", ["/cal/de/talks.ics", "/de/e/one.ics"])
def test_other_methods_are_told_what_is_allowed(client: Browser, series: Series, method: str, path: str) -> None:
    factories.make_event(slug="one")

    answer = client.open(path, method=method)

    assert answer.status_code == 405
    assert {"GET", "HEAD"} <= {one.strip() for one in answer.headers["Allow"].split(",")}


@pytest.mark.parametrize("path", ["/cal/de/talks.ics", "/de/e/one.ics"])
def test_head_says_the_same_without_the_body(client: Browser, series: Series, path: str) -> None:
    factories.make_event(series=series, slug="one")

    whole, head = client.get(path), client.head(path)

    assert head.data == b""
    assert dict(head.headers) == dict(whole.headers)


@pytest.mark.parametrize(("asked", "zipped"), [
    ("gzip", True), ("br, gzip;q=0.5", True), ("*", True), ("", False), ("identity", False), ("gzip;q=0", False), ("br", False),
])
def test_gzip_only_for_those_who_ask(client: Browser, series: Series, asked: str, zipped: bool) -> None:  # noqa: FBT001
    for _ in range(3):
        factories.make_event(series=series)
    plain = client.get("/cal/de/talks.ics")

    answer = client.get("/cal/de/talks.ics", headers={"Accept-Encoding": asked})

    assert answer.headers.get("Content-Encoding") == ("gzip" if zipped else None)
    assert (gzip.decompress(answer.data) if zipped else answer.data) == plain.data
    assert (answer.headers["ETag"], answer.headers["Vary"]) == (plain.headers["ETag"], "Accept-Encoding")
    assert int(answer.headers["Content-Length"]) == len(answer.data)


def test_little_is_sent_as_it_is(client: Browser, series: Series) -> None:
    answer = client.get("/cal/de/talks.ics", headers={"Accept-Encoding": "gzip"})

    assert len(answer.data) < 1024
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("path", ["/cal/de/talks.ics", "/de/e/one.ics"])
def test_unchanged_is_304_and_only_that(client: Browser, series: Series, now: Frozen, path: str) -> None:
    event = factories.make_event(series=series, slug="one")
    now.move(minutes=1)
    first = client.get(path)
    tag, date = first.headers["ETag"], first.headers["Last-Modified"]
    strong = tag.removeprefix("W/")
    earlier, later, ahead = (
        http_date(clock.now() + by) for by in (timedelta(days=-1), timedelta(), timedelta(days=400))
    )
    table: list[tuple[dict[str, str], int]] = [
        ({"If-None-Match": tag}, 304),
        ({"If-None-Match": strong}, 304),
        ({"If-None-Match": f'"other", {tag}, W/"third"'}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"other"'}, 200),
        ({"If-None-Match": '"other"', "If-Modified-Since": date}, 200),
        ({"If-None-Match": tag, "If-Modified-Since": earlier}, 304),
        ({"If-Modified-Since": date}, 304),
        ({"If-Modified-Since": later}, 304),
        ({"If-Modified-Since": earlier}, 200),
        ({"If-Modified-Since": ahead}, 200),
        ({"If-Modified-Since": "yesterday"}, 200),
        ({"If-Modified-Since": ""}, 200),
    ]

    assert [(asked, client.get(path, headers=asked).status_code) for asked, _ in table] == table

    kept = client.get(path, headers={"If-None-Match": tag})
    assert kept.data == b""
    assert {name: kept.headers[name] for name in ("ETag", "Cache-Control", "Vary")} == {
        name: first.headers[name] for name in ("ETag", "Cache-Control", "Vary")
    }
    assert {"Content-Type", "Content-Length", "Content-Encoding"}.isdisjoint(kept.headers.keys())

    now.move(minutes=1)
    changed(event, title_de="Anders")
    for asked in ({"If-None-Match": tag}, {"If-Modified-Since": date}):
        assert client.get(path, headers=asked).status_code == 200


def test_a_second_change_in_the_same_second_is_not_missed(client: Browser, series: Series, now: Frozen) -> None:
    event = factories.make_event(series=series)
    changed(event, title_de="Eins")
    first = client.get("/cal/de/talks.ics")
    now.move(milliseconds=300)
    changed(event, title_de="Zwei")
    now.move(minutes=5)

    second = client.get("/cal/de/talks.ics", headers={"If-Modified-Since": first.headers["Last-Modified"]})

    assert second.status_code == 200
    assert second.headers["Last-Modified"] > first.headers["Last-Modified"]


def test_a_change_is_followed_under_the_same_name(client: Browser, series: Series, now: Frozen) -> None:
    event = factories.make_event(series=series)
    first = events_of(client.get("/cal/de/talks.ics"))[0]
    now.move(hours=1)
    moved = event.local_start + timedelta(hours=1)

    changed(event, local_start=moved, starts_at=event.starts_at + timedelta(hours=1))
    second = events_of(client.get("/cal/de/talks.ics"))

    assert [(one["UID"], one["SEQUENCE"], one["DTSTART"].dt.hour) for one in second] == [(event.uid, first["SEQUENCE"] + 1, 19)]
    assert second[0]["DTSTAMP"].dt == second[0]["LAST-MODIFIED"].dt == clock.now()
    assert second[0]["CREATED"].dt == first["CREATED"].dt


def test_the_same_content_has_the_same_bytes(client: Browser, app: Flask, series: Series, now: Frozen) -> None:
    for _ in range(5):
        factories.make_event(series=series)
    first = client.get("/cal/de/talks.ics")
    app.extensions.pop("feeds")
    now.move(days=9)

    again = client.get("/cal/de/talks.ics")

    assert again.data == first.data
    assert (again.headers["ETag"], again.headers["Last-Modified"]) == (first.headers["ETag"], first.headers["Last-Modified"])


def test_what_grows_too_old_leaves_and_that_is_a_change(client: Browser, series: Series, now: Frozen) -> None:
    factories.make_event(series=series, slug="stays", local_start=datetime(2028, 1, 1, 18))  # noqa: DTZ001  a wall time
    factories.make_event(series=series, slug="ages", state="cancelled", cancelled_at=clock.now())
    now.move(days=60)
    first = client.get("/cal/de/talks.ics")
    now.move(days=20)

    second = client.get("/cal/de/talks.ics", headers={"If-Modified-Since": first.headers["Last-Modified"]})

    assert [len(events_of(one)) for one in (first, second)] == [2, 1]
    assert second.headers["Last-Modified"] == "Thu, 20 May 2027 00:00:00 GMT"
    now.move(days=300)
    assert client.get("/cal/de/talks.ics").headers["Last-Modified"] == "Thu, 20 May 2027 00:00:00 GMT"


def test_a_former_address_leads_to_the_new_one_for_ever(client: Browser, series: Series) -> None:
    event = factories.make_event(slug="now")
    factories.kept(OldAddress(kind="event", slug="then", subject_id=event.id))
    factories.kept(OldAddress(kind="series", slug="old-talks", subject_id=series.id))
    factories.kept(OldAddress(kind="organisation", slug="old-name", subject_id=series.organisation_id))
    owner = factories.only(Organisation, id=series.organisation_id)

    answers = [client.get(path) for path in ("/en/e/then.ics", "/cal/de/old-talks.ics", "/cal/en/old-name.ics")]

    assert [(one.status_code, one.headers["Location"]) for one in answers] == [
        (301, f"{BASE}/en/e/now.ics"), (301, f"{BASE}/cal/de/talks.ics"), (301, f"{BASE}/cal/en/{owner.slug}.ics"),
    ]


@pytest.mark.parametrize("path", ["/cal/de/nothing.ics", "/de/e/nothing.ics", "/cal/en/hidden.ics"])
def test_what_is_not_there_is_said_in_plain_text(client: Browser, series: Series, path: str) -> None:
    factories.make_series(slug="hidden", public=False)

    answer = client.get(path)

    assert (answer.status_code, answer.mimetype) == (404, "text/plain")


@pytest.mark.settings(base_url="https://events.example.org/tickets/")
def test_addresses_are_those_of_the_settings(client: Browser, series: Series) -> None:
    factories.make_event(series=series, slug="one")

    raw = client.get("/cal/de/talks.ics", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}).get_data(as_text=True)
    unfolded = raw.replace("\r\n ", "")

    assert "SOURCE;VALUE=URI:https://events.example.org/tickets/cal/de/talks.ics\r\n" in unfolded
    assert "URL:https://events.example.org/tickets/de/e/one\r\n" in unfolded
    assert "evil" not in raw
    assert raw.count("http://") == 0


@pytest.mark.both
@pytest.mark.parametrize("many", [1, 12])
def test_an_asker_costs_one_read_however_many_events(client: Browser, series: Series, many: int) -> None:
    for _ in range(many):
        factories.make_event(series=series, room=None, online_places=None, roster=False)
    with counted_queries() as making:
        first = client.get("/cal/de/talks.ics")

    with counted_queries() as full:
        client.get("/cal/de/talks.ics")
    with counted_queries() as unchanged:
        kept = client.get("/cal/de/talks.ics", headers={"If-None-Match": first.headers["ETag"]})

    assert kept.status_code == 304
    assert (len(making), len(full), len(unchanged)) == (5, 1, 1)


def test_a_database_that_does_not_answer_is_not_told_to_calendars(
    client: Browser, series: Series, monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = client.get("/cal/de/talks.ics")

    def gone(_slug: str) -> None:
        raise OperationalError("select", {}, Exception("gone"))

    monkeypatch.setattr(queries, "stamp", gone)

    assert client.get("/cal/de/talks.ics").data == first.data


@pytest.mark.slow
def test_a_thousand_events_fit(client: Browser, series: Series) -> None:
    plain = factories.make_event(series=series, roster=False, room=None, online_places=None)
    columns = {column.key: getattr(plain, column.key) for column in Event.__table__.columns if column.key != "id"}
    rows = [
        {**columns, "uuid": f"u{number}", "uid": f"{number:04}@x", "slug": f"n-{number}", "summary_de": "Ein Satz. " * 90,
         "local_start": plain.local_start + timedelta(days=number), "local_end": plain.local_end + timedelta(days=number),
         "starts_at": plain.starts_at + timedelta(days=number), "ends_at": plain.ends_at + timedelta(days=number)}
        for number in range(1, 1200)
    ]
    with transaction() as connection:
        connection.execute(insert(Event), rows)

    large, small = client.get("/cal/de/talks.ics"), client.get("/cal/en/talks.ics")

    assert len(large.data) <= 900_000
    assert events_of(large)[-1]["UID"] == events_of(small)[-1]["UID"] == "1199@x"
    assert len(events_of(small)) == 1000
    assert 500 < len(events_of(large)) < 1000
