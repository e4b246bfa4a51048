"""Dates, times, money and numbers in words, in the reader's language (de, en). Zoned times come in already local."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from math import inf
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_timedelta
from babel.numbers import format_currency, format_decimal, get_currency_precision
from babel.units import format_unit

_NIGHT_ENDS = 6  # an evening that ends before six the next morning is still one evening
_JUST_NOW = {"de": "gerade eben", "en": "just now"}
_DAYS_APART = {
    "de": {-1: "gestern", 0: "heute", 1: "morgen"},
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
}


class _Names(NamedTuple):
    months: tuple[str, ...]
    months_short: tuple[str, ...]
    weekdays: tuple[str, ...]
    weekdays_short: tuple[str, ...]


def _read(lang: str) -> _Names:
    locale = Locale.parse(lang)
    return _Names(
        months=("", *(locale.months["format"]["wide"][number] for number in range(1, 13))),
        months_short=("", *(locale.months["format"]["abbreviated"][number] for number in range(1, 13))),
        weekdays=tuple(locale.days["format"]["wide"][number] for number in range(7)),
        weekdays_short=tuple(locale.days["format"]["abbreviated"][number].rstrip(".") for number in range(7)),
    )


_NAMES = {lang: _read(lang) for lang in ("de", "en")}


def day(d: date, lang: str) -> str:
    """`Mo, 19. April 2027`, `Mon, 19 April 2027`."""
    names = _NAMES[lang]
    return f"{names.weekdays_short[d.weekday()]}, {_of_month(d, lang)} {names.months[d.month]} {d.year}"


def day_long(d: date, lang: str) -> str:
    """`Montag, 19. April 2027`, `Monday, 19 April 2027`."""
    names = _NAMES[lang]
    return f"{names.weekdays[d.weekday()]}, {_of_month(d, lang)} {names.months[d.month]} {d.year}"


def day_brief(d: date, lang: str) -> str:
    """`Mo, 19. Apr.`, `Mon, 19 Apr`."""
    names = _NAMES[lang]
    return f"{names.weekdays_short[d.weekday()]}, {_of_month(d, lang)} {names.months_short[d.month]}"


def day_month(d: date, lang: str) -> str:
    """`31. Oktober`, `31 October`."""
    return f"{_of_month(d, lang)} {_NAMES[lang].months[d.month]}"


def days(first: date, last: date, lang: str) -> str:
    """Whole days: `27.–28. März 2027`, `27–28 March 2027`; over the month's or the year's end as much as is needed."""
    if first == last:
        return f"{day_month(first, lang)} {first.year}"
    until = f"{day_month(last, lang)} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{_of_month(first, lang)}–{until}"
    if first.year == last.year:
        return f"{day_month(first, lang)} – {until}"
    return f"{day_month(first, lang)} {first.year} – {until}"


def iso_day(iso: str, lang: str) -> str:
    """`31. März 2027`, `31 March 2027` from an ISO date."""
    found = date.fromisoformat(iso)
    return days(found, found, lang)


def month_year(d: date, lang: str) -> str:
    return f"{_NAMES[lang].months[d.month]} {d.year}"


def month_short(d: date, lang: str) -> str:
    """For date boxes, without a full stop: `Apr`."""
    return _NAMES[lang].months_short[d.month].rstrip(".")


def weekday(d: date, lang: str) -> str:
    return _NAMES[lang].weekdays[d.weekday()]


def weekday_short(d: date, lang: str) -> str:
    return _NAMES[lang].weekdays_short[d.weekday()]


def clock(dt: datetime, lang: str) -> str:
    """`18:00`, `6:00 PM`."""
    if lang == "de":
        return f"{dt.hour:02}:{dt.minute:02}"
    return f"{_twelve(dt)} {_half(dt)}"


def clock_full(dt: datetime, lang: str) -> str:
    """`18:00 Uhr`, `6:00 PM`: a time that stands alone in a sentence."""
    return f"{clock(dt, lang)} Uhr" if lang == "de" else clock(dt, lang)


def span(start: datetime, end: datetime, lang: str) -> str:
    """`18:00–20:00 Uhr`, `6:00–8:00 PM`; the day of the end only where it is not the same evening."""
    if not _one_evening(start, end):
        return f"{clock_full(start, lang)} – {day_brief(end, lang)}, {clock_full(end, lang)}"
    if lang == "de":
        return f"{clock(start, lang)}–{clock(end, lang)} Uhr"
    if _half(start) == _half(end) and start.date() == end.date():
        return f"{_twelve(start)}–{clock(end, lang)}"
    return f"{clock(start, lang)}–{clock(end, lang)}"


def moment(at: datetime, zone: str, lang: str, *, now: datetime | None = None) -> str:
    """`16. April, 09:03 Uhr` by the event's clock. Given `now`: near days by name, other years with the year."""
    there = at.astimezone(ZoneInfo(zone))
    shown = day_month(there, lang)
    if now is not None:
        today = now.astimezone(ZoneInfo(zone)).date()
        named = _DAYS_APART[lang].get((there.date() - today).days)
        shown = named or (shown if there.year == today.year else f"{shown} {there.year}")
    return f"{shown}, {clock_full(there, lang)}"


def day_clock(at: datetime, zone: str, lang: str) -> str:
    """`Sonntag, 2. Mai, 20:00 Uhr`, `Sunday, 2 May, 8:00 PM` by the event's clock: a deadline in full."""
    there = at.astimezone(ZoneInfo(zone))
    return f"{weekday(there, lang)}, {day_month(there, lang)}, {clock_full(there, lang)}"


@lru_cache(maxsize=4096)
def money(cents: int, currency: str, lang: str) -> str:
    """`45,00 €` (with a space that does not break), `€45.00`."""
    amount = Decimal(cents).scaleb(-get_currency_precision(currency))
    return format_currency(amount, currency, locale=lang)


def number(n: int | float | Decimal, lang: str) -> str:
    """`1.000`, `1,000`."""
    if isinstance(n, int):
        grouped = f"{n:,}"
        return grouped.replace(",", ".") if lang == "de" else grouped
    return format_decimal(n, locale=lang)


def ago(at: datetime, now: datetime, lang: str) -> str:
    """`vor 3 Minuten`, `3 minutes ago`; things to come: `in 3 Minuten`."""
    passed = at - now
    size = abs(passed)
    if size < timedelta(minutes=1):
        return _JUST_NOW[lang]
    if size < timedelta(hours=1):
        return _whole(passed, timedelta(minutes=1), "minute", lang)
    if size < timedelta(days=1):
        return _whole(passed, timedelta(hours=1), "hour", lang)
    return _whole(passed, timedelta(days=1), "day", lang)


def remaining(left: timedelta, lang: str) -> str:
    """How long still, in at most two steps: `3 Tage 10 Std.`, `11 Std. 42 Min.`, `12 min`. js/deadline.js says the same."""
    minutes = max(left // timedelta(minutes=1), 1)
    days, hours, minutes = minutes // 1440, minutes % 1440 // 60, minutes % 60
    steps = [(days, "day", "long"), (hours, "hour", "short")] if days else [(hours, "hour", "short"), (minutes, "minute", "short")]
    return " ".join(format_unit(many, f"duration-{unit}", length=length, locale=lang) for many, unit, length in steps if many)  # type: ignore[arg-type]


def _whole(passed: timedelta, unit: timedelta, name: str, lang: str) -> str:
    full = unit * (abs(passed) // unit)
    signed = full if passed > timedelta() else -full
    # the threshold keeps Babel from turning ten days into "one week"
    return format_timedelta(signed, granularity=name, threshold=inf, add_direction=True, locale=lang)  # type: ignore[arg-type]


def _of_month(d: date, lang: str) -> str:
    return f"{d.day}." if lang == "de" else str(d.day)


def _twelve(dt: datetime) -> str:
    return f"{dt.hour % 12 or 12}:{dt.minute:02}"


def _half(dt: datetime) -> str:
    return "AM" if dt.hour < 12 else "PM"


def _one_evening(start: datetime, end: datetime) -> bool:
    apart = (end.date() - start.date()).days
    return apart == 0 or (apart == 1 and end.hour < _NIGHT_ENDS)
