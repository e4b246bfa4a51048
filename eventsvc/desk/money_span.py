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
class Bar:
    """A month: what it says, and a bar of so many cents."""

    label: str
    shown: str
    value: int
    most: int


def bars(span: Span, months: dict[str, int], currency: str) -> list[Bar]:
    """Sold per month, from the first that sold anything up to now; none for less than a year, or for one month alone."""
    if span.year is None or not months:
        return []
    end = min(span.last, today())
    there = [f"{span.year}-{number:02}" for number in range(int(min(months)[5:]), end.month + 1)]
    most = max(*months.values(), 1)
    return [
        Bar(wording.month_year(date.fromisoformat(f"{month}-01"), g.lang).removesuffix(f" {span.year}"),
            wording.money(months.get(month, 0), currency, g.lang), max(months.get(month, 0), 0), most)
        for month in there
    ] if len(there) > 1 else []
