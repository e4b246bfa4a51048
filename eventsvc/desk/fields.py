"""Form fields of the desk: forgiving in what they take, strict in what they give."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from typing import Any

from flask import g
from flask_babel import gettext as _
from wtforms import DateField, Field, TimeField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import TextInput

from eventsvc.core import zones

MOST_PLACES = 100_000
_CLOCK = re.compile(r"^(\d{1,2})(?:[:.](\d{2}))?(?::\d{2})?\s*(am|pm|uhr)?$")
_DAY = re.compile(r"^(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})$")


def line(most: int) -> Callable[[Any, Field], None]:
    """A line without surplus blanks, not longer than this."""

    def check(_form: Any, field: Field) -> None:
        field.data = " ".join((field.data or "").split())
        _not_longer(field, most)

    return check


def text(most: int) -> Callable[[Any, Field], None]:
    """Lines with one kind of line end, not longer than this."""

    def check(_form: Any, field: Field) -> None:
        field.data = (field.data or "").replace("\r\n", "\n").replace("\r", "\n").strip()
        _not_longer(field, most)

    return check


def _not_longer(field: Field, most: int) -> None:
    if len(field.data) > most:
        raise ValidationError(_("At most %(most)s characters.", most=most))


def web_address(_form: Any, field: Field) -> None:
    """Nothing, or an address that begins with https://."""
    field.data = (field.data or "").strip()
    if field.data and not re.fullmatch(r"https?://[^\s/]+\.\S+|https?://localhost\S*", field.data):
        raise ValidationError(_("A link looks like https://meet.example.org/room."))
    _not_longer(field, 1000)


def needed(sentence: Callable[[], str]) -> Callable[[Any, Field], None]:
    """Without a value nothing else is asked about this field."""

    def check(_form: Any, field: Field) -> None:
        if field.data is None and not field.errors:
            raise StopValidation(sentence())

    return check


class DayField(DateField):
    """A day: what a date picker sends, or 19.4.2027."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read it, or say what a day looks like."""
        typed = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if not typed:
            return
        german = _DAY.match(typed)
        try:
            self.data = date(int(german[3]), int(german[2]), int(german[1])) if german else date.fromisoformat(typed)
        except ValueError:
            self.data = None
        if self.data is None or not 2000 <= self.data.year <= 2100:
            self.data = None
            raise ValueError(_("A day looks like 2027-04-19."))


class ClockField(TimeField):
    """A time of day: 18:00, 18.00, 18 Uhr, 6:00 PM."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read it, or say what a time looks like."""
        typed = str(valuelist[0]).strip().lower() if valuelist else ""
        self.data = None
        if not typed:
            return
        found = _CLOCK.match(typed)
        try:
            self.data = _read(found) if found else None
        except ValueError:
            self.data = None
        if self.data is None:
            raise ValueError(_("A time looks like 18:00."))


def _read(found: re.Match[str]) -> time:
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half in {"am", "pm"}:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute)


class MomentField(Field):
    """A wall time: what the browser's picker for day and time sends. Optional."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.isoformat(timespec="minutes") if isinstance(self.data, datetime) else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read it, or say what it looks like."""
        typed = str(valuelist[0]).strip() if valuelist else ""
        moment = None
        if typed:
            try:
                moment = datetime.fromisoformat(typed)
            except ValueError:
                moment = None
            if moment is None or moment.tzinfo is not None or not 2000 <= moment.year <= 2100:
                self.data = None
                raise ValueError(_("Day and time look like 2027-04-19 18:00."))
        self.data = moment


class PlacesField(Field):
    """How many places: a whole number, also written 1.000 or 1,000."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read it, or say what is right."""
        typed = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if not typed:
            return
        bare = re.sub(r"(?<=\d)[ .,’\u202f\u00a0](?=\d{3}(?:\D|$))", "", typed)
        if not (bare.isascii() and bare.isdecimal()) or int(bare) > MOST_PLACES:
            raise ValueError(_("A whole number from 0 to %(most)s.", most=MOST_PLACES))
        self.data = int(bare)


def cities(*kept: tuple[str | None, str | None]) -> dict[str, str]:
    """City → zone, with those that a thing has already."""
    return dict(zones.CITIES) | {city: zone for city, zone in kept if city and zone}


def city_choices(known: Iterable[str], none: str | None = None) -> list[SelectChoice]:
    """Cities by name in the member's language; `none` adds a first choice without city."""
    named = sorted((zones.city_name(city, g.lang), city) for city in known)
    return ([SelectChoice("", none)] if none else []) + [SelectChoice(city, name) for name, city in named]
