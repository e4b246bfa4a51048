"""The same date, time and sum in both languages."""

# ruff: noqa: DTZ001 - wall times are the subject

from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest

from eventsvc.core import wording

MONDAY = date(2027, 4, 19)
HAMBURG = "Europe/Berlin"
NOW = datetime(2027, 4, 16, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("say", "german", "english"),
    [
        (wording.day, "Mo, 19. April 2027", "Mon, 19 April 2027"),
        (wording.day_long, "Montag, 19. April 2027", "Monday, 19 April 2027"),
        (wording.day_brief, "Mo, 19. Apr.", "Mon, 19 Apr"),
        (wording.day_month, "19. April", "19 April"),
        (wording.month_year, "April 2027", "April 2027"),
        (wording.month_short, "Apr", "Apr"),
        (wording.weekday, "Montag", "Monday"),
        (wording.weekday_short, "Mo", "Mon"),
    ],
)
def test_days(say, german, english):
    assert say(MONDAY, "de") == german
    assert say(MONDAY, "en") == english


def test_short_months_as_the_design_shows_them():
    assert wording.day_brief(date(2027, 9, 23), "de") == "Do, 23. Sept."
    assert wording.day_brief(date(2027, 3, 3), "de") == "Mi, 3. März"
    assert wording.day_brief(date(2027, 12, 16), "en") == "Thu, 16 Dec"


@pytest.mark.parametrize(
    ("first", "last", "german", "english"),
    [
        (date(2027, 3, 27), date(2027, 3, 28), "27.–28. März 2027", "27–28 March 2027"),
        (date(2027, 10, 31), date(2027, 10, 31), "31. Oktober 2027", "31 October 2027"),
        (date(2027, 10, 31), date(2027, 11, 1), "31. Oktober – 1. November 2027", "31 October – 1 November 2027"),
        (date(2027, 12, 31), date(2028, 1, 1), "31. Dezember 2027 – 1. Januar 2028", "31 December 2027 – 1 January 2028"),
    ],
)
def test_whole_days(first, last, german, english):
    assert wording.days(first, last, "de") == german
    assert wording.days(first, last, "en") == english


@pytest.mark.parametrize(
    ("hour", "minute", "german", "english"),
    [
        (18, 0, "18:00", "6:00 PM"),
        (9, 5, "09:05", "9:05 AM"),
        (0, 0, "00:00", "12:00 AM"),
        (12, 0, "12:00", "12:00 PM"),
        (23, 59, "23:59", "11:59 PM"),
    ],
)
def test_clock(hour, minute, german, english):
    at = datetime(2027, 4, 19, hour, minute)

    assert wording.clock(at, "de") == german
    assert wording.clock(at, "en") == english
    assert wording.clock_full(at, "de") == f"{german} Uhr"
    assert wording.clock_full(at, "en") == english


@pytest.mark.parametrize(
    ("start", "end", "german", "english"),
    [
        (datetime(2027, 4, 19, 18), datetime(2027, 4, 19, 20), "18:00–20:00 Uhr", "6:00–8:00 PM"),
        (datetime(2027, 4, 19, 9), datetime(2027, 4, 19, 11), "09:00–11:00 Uhr", "9:00–11:00 AM"),
        (datetime(2027, 4, 19, 11), datetime(2027, 4, 19, 13, 30), "11:00–13:30 Uhr", "11:00 AM–1:30 PM"),
        (datetime(2027, 4, 19, 20), datetime(2027, 4, 20), "20:00–00:00 Uhr", "8:00 PM–12:00 AM"),
        (datetime(2027, 4, 19, 23, 30), datetime(2027, 4, 20, 0, 30), "23:30–00:30 Uhr", "11:30 PM–12:30 AM"),
        (datetime(2027, 4, 19, 1), datetime(2027, 4, 20, 2), "01:00–02:00 Uhr", "1:00 AM–2:00 AM"),
        (datetime(2027, 3, 27, 10), datetime(2027, 3, 28, 16), "10:00 Uhr – So, 28. März, 16:00 Uhr", "10:00 AM – Sun, 28 Mar, 4:00 PM"),
    ],
)
def test_span(start, end, german, english):
    assert wording.span(start, end, "de") == german
    assert wording.span(start, end, "en") == english


def test_span_of_aware_times_reads_their_own_clocks():
    start = datetime(2027, 4, 19, 16, tzinfo=UTC).astimezone(ZoneInfo("America/Los_Angeles"))

    assert wording.span(start, start + timedelta(hours=2), "en") == "9:00–11:00 AM"


@pytest.mark.parametrize(
    ("at", "now", "german", "english"),
    [
        (datetime(2027, 4, 16, 7, 3, tzinfo=UTC), None, "16. April, 09:03 Uhr", "16 April, 9:03 AM"),
        (datetime(2027, 4, 16, 7, 3, tzinfo=UTC), NOW, "heute, 09:03 Uhr", "today, 9:03 AM"),
        (datetime(2027, 4, 15, 20, 10, tzinfo=UTC), NOW, "gestern, 22:10 Uhr", "yesterday, 10:10 PM"),
        (datetime(2027, 4, 15, 22, 10, tzinfo=UTC), NOW, "heute, 00:10 Uhr", "today, 12:10 AM"),
        (datetime(2027, 4, 17, 7, tzinfo=UTC), NOW, "morgen, 09:00 Uhr", "tomorrow, 9:00 AM"),
        (datetime(2027, 4, 19, 16, tzinfo=UTC), NOW, "19. April, 18:00 Uhr", "19 April, 6:00 PM"),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), NOW, "1. Januar, 00:30 Uhr", "1 January, 12:30 AM"),
        (datetime(2026, 12, 31, 17, tzinfo=UTC), NOW, "31. Dezember 2026, 18:00 Uhr", "31 December 2026, 6:00 PM"),
    ],
)
def test_moment_is_told_by_the_events_clock(at, now, german, english):
    assert wording.moment(at, HAMBURG, "de", now=now) == german
    assert wording.moment(at, HAMBURG, "en", now=now) == english


@pytest.mark.parametrize(
    ("cents", "currency", "german", "english"),
    [
        (4500, "EUR", "45,00 €", "€45.00"),
        (0, "EUR", "0,00 €", "€0.00"),
        (193500, "EUR", "1.935,00 €", "€1,935.00"),
        (-4500, "EUR", "-45,00 €", "-€45.00"),
        (1999, "USD", "19,99 $", "$19.99"),
        (500, "JPY", "500 ¥", "¥500"),
    ],
)
def test_money(cents, currency, german, english):
    assert wording.money(cents, currency, "de").replace("\u00a0", " ") == german
    assert wording.money(cents, currency, "en") == english


def test_a_sum_is_never_broken_from_its_currency():
    assert wording.money(4500, "EUR", "de") == "45,00\u00a0€"


@pytest.mark.parametrize(
    ("n", "german", "english"),
    [(0, "0", "0"), (21, "21", "21"), (1000, "1.000", "1,000"), (-1208345, "-1.208.345", "-1,208,345"), (2.5, "2,5", "2.5")],
)
def test_number(n, german, english):
    assert wording.number(n, "de") == german
    assert wording.number(n, "en") == english


@pytest.mark.parametrize(
    ("passed", "german", "english"),
    [
        (timedelta(), "gerade eben", "just now"),
        (timedelta(seconds=59), "gerade eben", "just now"),
        (timedelta(seconds=119), "vor 1 Minute", "1 minute ago"),
        (timedelta(minutes=2), "vor 2 Minuten", "2 minutes ago"),
        (timedelta(minutes=59), "vor 59 Minuten", "59 minutes ago"),
        (timedelta(hours=1), "vor 1 Stunde", "1 hour ago"),
        (timedelta(hours=21), "vor 21 Stunden", "21 hours ago"),
        (timedelta(days=1), "vor 1 Tag", "1 day ago"),
        (timedelta(days=10), "vor 10 Tagen", "10 days ago"),
        (-timedelta(minutes=3), "in 3 Minuten", "in 3 minutes"),
        (-timedelta(days=1), "in 1 Tag", "in 1 day"),
    ],
)
def test_ago(passed, german, english):
    assert wording.ago(NOW - passed, NOW, "de") == german
    assert wording.ago(NOW - passed, NOW, "en") == english


def test_a_date_costs_next_to_nothing():
    began = perf_counter()
    for _ in range(2000):
        wording.day(MONDAY, "de")

    assert (perf_counter() - began) / 2000 < 0.0001


@pytest.mark.parametrize(
    ("left", "german", "english"),
    [
        (timedelta(days=3, hours=10, minutes=59), "3 Tage 10 Std.", "3 days 10 hr"),
        (timedelta(days=1), "1 Tag", "1 day"),
        (timedelta(hours=11, minutes=42), "11 Std. 42 Min.", "11 hr 42 min"),
        (timedelta(hours=2, seconds=59), "2 Std.", "2 hr"),
        (timedelta(minutes=12, seconds=40), "12 Min.", "12 min"),
        (timedelta(seconds=5), "1 Min.", "1 min"),
    ],
)
def test_remaining(left, german, english):
    assert wording.remaining(left, "de") == german
    assert wording.remaining(left, "en") == english
