"""Time zones: wall clocks to instants and back, and the weeks in which two zones lie closer than usual."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo, available_timezones

CITIES: tuple[tuple[str, str], ...] = (
    ("Hamburg", "Europe/Berlin"),
    ("Berlin", "Europe/Berlin"),
    ("Munich", "Europe/Berlin"),
    ("Amsterdam", "Europe/Amsterdam"),
    ("Athens", "Europe/Athens"),
    ("Brussels", "Europe/Brussels"),
    ("Copenhagen", "Europe/Copenhagen"),
    ("Dublin", "Europe/Dublin"),
    ("Helsinki", "Europe/Helsinki"),
    ("Istanbul", "Europe/Istanbul"),
    ("Kyiv", "Europe/Kyiv"),
    ("Lisbon", "Europe/Lisbon"),
    ("London", "Europe/London"),
    ("Madrid", "Europe/Madrid"),
    ("Oslo", "Europe/Oslo"),
    ("Paris", "Europe/Paris"),
    ("Prague", "Europe/Prague"),
    ("Rome", "Europe/Rome"),
    ("Stockholm", "Europe/Stockholm"),
    ("Tallinn", "Europe/Tallinn"),
    ("Vienna", "Europe/Vienna"),
    ("Warsaw", "Europe/Warsaw"),
    ("Zurich", "Europe/Zurich"),
    ("San Francisco", "America/Los_Angeles"),
    ("Los Angeles", "America/Los_Angeles"),
    ("Seattle", "America/Los_Angeles"),
    ("Vancouver", "America/Vancouver"),
    ("Denver", "America/Denver"),
    ("Phoenix", "America/Phoenix"),
    ("Chicago", "America/Chicago"),
    ("Austin", "America/Chicago"),
    ("Mexico City", "America/Mexico_City"),
    ("New York", "America/New_York"),
    ("Boston", "America/New_York"),
    ("Washington", "America/New_York"),
    ("Toronto", "America/Toronto"),
    ("Bogotá", "America/Bogota"),
    ("São Paulo", "America/Sao_Paulo"),
    ("Buenos Aires", "America/Argentina/Buenos_Aires"),
    ("Honolulu", "Pacific/Honolulu"),
    ("Cape Town", "Africa/Johannesburg"),
    ("Lagos", "Africa/Lagos"),
    ("Nairobi", "Africa/Nairobi"),
    ("Tel Aviv", "Asia/Jerusalem"),
    ("Dubai", "Asia/Dubai"),
    ("Bengaluru", "Asia/Kolkata"),
    ("Singapore", "Asia/Singapore"),
    ("Hong Kong", "Asia/Hong_Kong"),
    ("Shanghai", "Asia/Shanghai"),
    ("Seoul", "Asia/Seoul"),
    ("Tokyo", "Asia/Tokyo"),
    ("Sydney", "Australia/Sydney"),
    ("Auckland", "Pacific/Auckland"),
    ("UTC", "UTC"),
)
_GERMAN_CITIES = {
    "Athens": "Athen", "Brussels": "Brüssel", "Bengaluru": "Bangalore", "Cape Town": "Kapstadt", "Copenhagen": "Kopenhagen",
    "Hong Kong": "Hongkong", "Kyiv": "Kyjiw", "Lisbon": "Lissabon", "Mexico City": "Mexiko-Stadt", "Munich": "München",
    "Prague": "Prag", "Rome": "Rom", "Singapore": "Singapur", "Tokyo": "Tokio", "Vienna": "Wien", "Warsaw": "Warschau",
    "Zurich": "Zürich",
}  # fmt: skip
_GERMAN_ZONES = {"CET": "MEZ", "CEST": "MESZ", "EET": "OEZ", "EEST": "OESZ", "WET": "WEZ", "WEST": "WESZ"}
_NOT_PLACES = frozenset({"localtime", "posixrules", "Factory"})
_NOON = time(12)
_REFERENCE_YEAR = 2027
_A_FEW_WEEKS = 56  # longer runs are a season (one side has no summer time), not an exception worth a note
_NEAR = 70


@dataclass(frozen=True)
class Change:
    """The day on which a zone puts its clocks: forward if summer time begins, back if it ends."""

    day: date
    begins: bool


@dataclass(frozen=True)
class ShiftNote:
    """What the other side's clock shows, what it shows on most days, and the two changes that cause it."""

    actual: datetime
    usual: datetime
    closer_by: float
    here: Change | None
    there: Change | None


def instant(local: datetime, zone: str) -> datetime:
    """The instant of a wall time. A time that the change to summer time skips moves forward; one that comes twice means the first."""
    if local.tzinfo is not None:
        raise ValueError("a wall time carries no zone of its own")
    return local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def local(at: datetime, zone: str) -> datetime:
    """What the clock in the zone shows at the instant."""
    if at.tzinfo is None:
        raise ValueError("an instant is aware")
    return at.astimezone(ZoneInfo(zone))


def abbreviation(at: datetime, zone: str, lang: str) -> str:
    """MESZ or CEST, PDT in both; UTC+3 where a zone has no letters of its own."""
    there = local(at, zone)
    name = there.tzname() or ""
    if not name.isalpha():
        return _numbered(there.utcoffset() or timedelta())
    return _GERMAN_ZONES.get(name, name) if lang == "de" else name


def city_name(city: str, lang: str) -> str:
    return _GERMAN_CITIES.get(city, city) if lang == "de" else city


def gap_hours(at: datetime, zone: str, other: str) -> float:
    """By how many hours the clock in `zone` is ahead of the one in `other`."""
    return (_offset(at, zone) - _offset(at, other)) / timedelta(hours=1)


@lru_cache(maxsize=512)
def usual_gap(zone: str, other: str, year: int = _REFERENCE_YEAR) -> float:
    """The gap on most days of the year."""
    gaps = Counter(gap for _, gap in _daily_gaps(year, zone, other))
    return gaps.most_common(1)[0][0]


@lru_cache(maxsize=512)
def mismatch_weeks(year: int, zone: str, other: str) -> tuple[tuple[date, date], ...]:
    """First and last days of the spells of a few weeks in which the gap is not the usual one. Days are those of `zone`, judged at noon."""
    usual = usual_gap(zone, other, year)
    found = []
    for gap, run in groupby(_daily_gaps(year, zone, other), key=lambda pair: pair[1]):
        days = [day for day, _ in run]
        if gap != usual and len(days) <= _A_FEW_WEEKS:
            found.append((days[0], days[-1]))
    return tuple(found)


def closer_note(at: datetime, zone: str, other: str) -> ShiftNote | None:
    """Why the other side's clock is off its usual time at this instant; None on an ordinary day."""
    here = local(at, zone)
    usual = usual_gap(zone, other, here.year)
    gap = gap_hours(at, zone, other)
    if gap == usual or not _in_mismatch(here.date(), zone, other):
        return None
    wall = here.replace(tzinfo=None)
    return ShiftNote(
        actual=wall - timedelta(hours=gap),
        usual=wall - timedelta(hours=usual),
        closer_by=abs(usual) - abs(gap),
        here=_nearest_change(zone, here.date()),
        there=_nearest_change(other, here.date()),
    )


def known(zone: str) -> bool:
    """Whether the name is one of the time-zone database's places."""
    return zone in _names()


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(available_timezones()) - _NOT_PLACES


def _in_mismatch(day: date, zone: str, other: str) -> bool:
    spells = mismatch_weeks(day.year, zone, other)
    margin = timedelta(days=1)  # the day of the change itself is judged by the hour, which the caller has done
    return any(first - margin <= day <= last + margin for first, last in spells)


def _offset(at: datetime, zone: str) -> timedelta:
    return at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()


def _numbered(offset: timedelta) -> str:
    minutes = round(offset / timedelta(minutes=1))
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes > 0 else "−"
    return f"UTC{sign}{hours}:{rest:02}" if rest else f"UTC{sign}{hours}"


def _days(first: date, last: date) -> Iterator[date]:
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(ordinal)


def _daily_gaps(year: int, zone: str, other: str) -> Iterator[tuple[date, float]]:
    for day in _days(date(year, 1, 1), date(year, 12, 31)):
        noon = datetime.combine(day, _NOON, ZoneInfo(zone))
        yield day, gap_hours(noon, zone, other)


@lru_cache(maxsize=512)
def _changes(zone: str, year: int) -> tuple[Change, ...]:
    found = []
    before = None
    for day in _days(date(year - 1, 12, 31), date(year, 12, 31)):
        offset = datetime.combine(day, _NOON, ZoneInfo(zone)).utcoffset() or timedelta()
        if before is not None and offset != before:
            found.append(Change(day, begins=offset > before))
        before = offset
    return tuple(found)


def _nearest_change(zone: str, day: date) -> Change | None:
    near = [change for year in (day.year - 1, day.year, day.year + 1) for change in _changes(zone, year)]
    near = [change for change in near if abs((change.day - day).days) <= _NEAR]
    return min(near, key=lambda change: abs((change.day - day).days), default=None)
