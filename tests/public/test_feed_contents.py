"""What stands in calendars: read by three readers, in each state, before and after a change."""

import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from flask import Flask
from sqlalchemy import insert

from eventsvc.accounts.models import Organisation
from eventsvc.core import clock
from eventsvc.core.db import transaction
from eventsvc.events.models import Event
from eventsvc.feeds import queries
from eventsvc.series.models import Series
from tests import factories
from tests.browser import Browser
from tests.calendars import BASE, START, changed, events_of, talks
from tests.support import Frozen, frozen

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import ics as ics_reader
    import vobject


@pytest.fixture
def now() -> Iterator[Frozen]:
    with frozen(START) as stopped:
        yield stopped


@pytest.fixture
def series(app: Flask, now: Frozen) -> Series:
    return talks(now)


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

    assert [line for line in raw.split("\r\n") if line.lstrip() != line and line.lstrip().startswith(("BEGIN:", "END:"))] == []
    assert len(by_icalendar) == 3
    assert by_icalendar == by_ics == by_vobject


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
