"""Which days the money pages are about: a year, a month, or any span."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _

from eventsvc.core import clock, wording, zones
from eventsvc.web.shell import Link

FIRST, LAST = 2000, 2100


@dataclass(frozen=True)
class Span:
    """From day to day, both within. `asked`: the values of the address that lead here again."""

    first: date
    last: date
    asked: dict[str, Any]

    @property
    def year(self) -> int | None:
        """If it is a whole year."""
        return self.first.year if self.asked.get("span") == str(self.first.year) else None


def today() -> date:
    """By the organisation's clock."""
    return zones.local(clock.now(), g.organisation.home_zone).date()


def read() -> Span:
    """What was asked for; what cannot be read is this year."""
    begin, end = (_day(request.args.get(name, "")) for name in ("from", "to"))
    if begin and end:
        begin, end = sorted((begin, end))
        return Span(begin, end, {"from": begin.isoformat(), "to": end.isoformat()})
    year, month = _parts(request.args.get("span", ""))
    if month is not None:
        return _month(year, month)
    return Span(date(year, 1, 1), date(year, 12, 31), {"span": str(year)})


def _parts(asked: str) -> tuple[int, int | None]:
    words = asked.split("-")
    if all(word.isdecimal() and word.isascii() for word in words) and len(words) in {1, 2} and FIRST <= int(words[0]) < LAST:
        if len(words) == 1:
            return int(words[0]), None
        if 1 <= int(words[1]) <= 12:
            return int(words[0]), int(words[1])
    return today().year, None


def _month(year: int, month: int) -> Span:
    first = date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    return Span(first, following - timedelta(days=1), {"span": f"{year}-{month:02}"})


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if FIRST <= found.year < LAST else None


def words(span: Span) -> str:
    """`2027 so far`, `April 2027`, `1–15 April 2027`."""
    if span.year is not None:
        return _so_far(span.year)
    if "span" in span.asked:
        return wording.month_year(span.first, g.lang)
    return wording.days(span.first, span.last, g.lang)


def _so_far(year: int) -> str:
    return _("%(year)s so far", year=year) if year == today().year else str(year)


def chips(span: Span, years: list[int]) -> list[Link]:
    """The year of what is shown with its months, then the other years."""
    now = today()
    here = span.last.year
    months = [_month(here, number) for number in range(1, 13) if date(here, number, 1) <= now]
    found = [Link(_so_far(here), url_for(".index", span=here), span.year == here)]
    found += [Link(wording.month_year(one.first, g.lang).removesuffix(f" {here}"), url_for(".index", **one.asked), one == span)
              for one in reversed(months)]
    others = sorted({*years, now.year} - {here}, reverse=True)
    return found + [Link(str(year), url_for(".index", span=year)) for year in others]


@dataclass(frozen=True)
class Column:
    """A month of the chart: what it says, and a bar whose height is of 100."""

    label: str
    shown: str
    top: str
    height: str
    last: bool


def columns(span: Span, months: dict[str, int], currency: str) -> list[Column]:
    """Sold per month, up to now; none unless a year is shown that has sold anything."""
    if span.year is None or not months or len(months) < 2:
        return []
    end = min(span.last, today())
    there = [date(span.year, number, 1) for number in range(1, end.month + 1)]
    most = max(*months.values(), 1)
    found = []
    for first in there:
        cents = months.get(f"{first:%Y-%m}", 0)
        height = 100 * max(cents, 0) / most
        found.append(Column(
            wording.month_short(first, g.lang), wording.money(cents, currency, g.lang), f"{100 - height:.1f}",
            f"{height:.1f}", first == there[-1],
        ))
    return found
