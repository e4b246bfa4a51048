"""The editor of an event: everything about it in one form, kept together or not at all."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, Form, FormField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import ValidationError

from eventsvc.core.addresses import clean_email
from eventsvc.core.errors import Refused
from eventsvc.desk.event_forms import series_choices
from eventsvc.desk.fields import ClockField, DayField, PlacesField, cities, city_choices, line, needed, text, web_address
from eventsvc.events import schedule
from eventsvc.events.facts import EventFacts, ProgrammeLine, SpeakerLine
from eventsvc.events.schedule import Span
from eventsvc.events.wishes import Change
from eventsvc.series.facts import SeriesFacts
from eventsvc.ticket_types.service import USUAL_PLACES
from eventsvc.web import errors
from eventsvc.web.forms import DeskForm

COVERS = ("bridge", "cranes", "gables", "hills", "tide")
BLANK_LINES = 2
MOST_LINES = 60
AT_FIELD = {"time-left-out": "start", "end-before-start": "end", "too-long": "last_day", "address-taken": "slug"}


class ProgrammeForm(Form):
    """One line of the programme; an empty one is no line."""

    local_time = ClockField(_l("Time"))
    title_de = StringField(_l("Title, German"), [line(200)])
    title_en = StringField(_l("Title, English"), [line(200)])

    def validate_title_en(self, _field: StringField) -> None:
        """A title needs its time."""
        if (self.title_de.data or self.title_en.data) and self.local_time.data is None and not self.local_time.errors:
            raise ValidationError(_("This line of the programme has no time."))


class SpeakerForm(Form):
    """Somebody on the stage; without a name it is nobody."""

    name = StringField(_l("Name"), [line(120)])
    role_de = StringField(_l("Role, German"), [line(160)])
    role_en = StringField(_l("Role, English"), [line(160)])


class EditorForm(DeskForm):
    """The whole event."""

    version = IntegerField()
    slug = StringField(_l("Address of the page"), [line(80)])
    title_de = StringField(_l("Title"), [line(140)])
    title_en = StringField(_l("Title"), [line(140)])
    summary_de = TextAreaField(_l("Short text"), [text(400)])
    summary_en = TextAreaField(_l("Short text"), [text(400)])
    text_de = TextAreaField(_l("Long text"), [text(20_000)])
    text_en = TextAreaField(_l("Long text"), [text(20_000)])
    series = SelectField(_l("Part of the series"))
    cover = SelectField(_l("Picture"))
    day = DayField(_l("Day"), [needed(lambda: _("On which day?"))])
    start = ClockField(_l("Start"), [needed(lambda: _("When does it begin?"))])
    end = ClockField(_l("Finish"), [needed(lambda: _("When does it end?"))])
    last_day = DayField(_l("Ends on another day"))
    doors_at = ClockField(_l("Doors open"))
    city = SelectField(_l("City"))
    partner = SelectField(_l("Partner city"))
    shift = RadioField(_l("When should it be?"), validate_choice=False)
    in_room = BooleanField(_l("In the room"))
    venue = StringField(_l("Venue"), [line(200)])
    room_places = PlacesField(_l("Places"))
    street = StringField(_l("Street and number"), [line(200)])
    postcode_city = StringField(_l("Postcode and city"), [line(200)])
    directions_de = TextAreaField(_l("Directions"), [text(1000)])
    directions_en = TextAreaField(_l("Directions"), [text(1000)])
    access_de = TextAreaField(_l("Accessibility of the venue"), [text(1000)])
    access_en = TextAreaField(_l("Accessibility of the venue"), [text(1000)])
    online = BooleanField(_l("Online"))
    stream_url = StringField(_l("Link to the room"), [web_address])
    online_places = PlacesField(_l("Places"))
    spoken_de = StringField(_l("Languages and captions"), [line(200)])
    spoken_en = StringField(_l("Languages and captions"), [line(200)])
    contact_email = StringField(_l("Questions go to"))
    programme = FieldList(FormField(ProgrammeForm), max_entries=MOST_LINES)
    speakers = FieldList(FormField(SpeakerForm), max_entries=MOST_LINES)

    def __init__(
        self, event: EventFacts, known: Sequence[SeriesFacts], *, programme: Sequence[ProgrammeLine], speakers: Sequence[SpeakerLine],
        places: dict[str, int],
    ) -> None:
        super().__init__(data={**_typed(event), **_places(places), "programme": [_line(one) for one in programme],
                               "speakers": [_line(one) for one in speakers]})
        self._event = event
        self._cities = cities((event.city, event.zone), (event.partner_city, event.partner_zone))
        self.city.choices = city_choices(self._cities)
        self.partner.choices = city_choices(self._cities, _("none"))
        self.series.choices = series_choices(known, _("none"))
        self.cover.choices = [SelectChoice("", _("that of the series")), *cover_choices()]
        self.span: Span | None = None

    @property
    def zone(self) -> str:
        """The zone that the times are meant in."""
        return self._cities.get(self.city.data or "", self._event.zone)

    @property
    def partner_zone(self) -> str | None:
        """The other side's zone."""
        return self._cities.get(self.partner.data or "")

    def blank_lines(self, more: str = "") -> None:
        """Empty lines at the end of the lists, so that something can be added without script."""
        wanted = {"programme": BLANK_LINES, "speakers": 1}
        for name, rows in (("programme", self.programme), ("speakers", self.speakers)):
            filled = sum(1 for entry in rows.entries if any(field.data for field in entry.form))
            for _number in range(len(rows.entries), min(filled + wanted[name] + (3 if more == name else 0), MOST_LINES)):
                rows.append_entry()

    def validate_contact_email(self, field: StringField) -> None:
        """Empty, or an address."""
        try:
            field.data = clean_email(field.data or "") if (field.data or "").strip() else ""
        except ValueError:
            raise ValidationError(_("An address looks like ada@uni.example.")) from None

    def validate_room_places(self, field: PlacesField) -> None:
        """Who is let in is counted."""
        if self.in_room.data and field.data is None and not field.errors:
            raise ValidationError(_("How many places are in the room?"))

    def validate_online_places(self, field: PlacesField) -> None:
        """The same online."""
        if self.online.data and field.data is None and not field.errors:
            raise ValidationError(_("How many places are online?"))

    def validate(self, extra_validators: Any = None) -> bool:
        """The times must make an evening; a choice about the clocks moves it."""
        fine = super().validate(extra_validators)
        if self.day.data and self.start.data and self.end.data and not self.last_day.errors:
            try:
                self.span = self._span(self.day.data, self.start.data, self.end.data)
            except Refused as refused:
                self.refuse(refused)
                return False
        return fine

    def _span(self, day: date, start: time, end: time) -> Span:
        span = schedule.span(day, start, end, self.zone, last_day=self.last_day.data)
        closer = schedule.closer(span, self.zone, self.partner_zone)
        chosen = {"partner": closer.partner_kept, "later": closer.later}.get(self.shift.data or "") if closer else None
        return schedule.moved(span, chosen, self.zone) if chosen else span

    def refuse(self, refused: Refused) -> None:
        """Show a rule's answer at the field that it is about, else above all."""
        name = AT_FIELD.get(refused.reason)
        if refused.reason in {"below-taken", "way-in-use"}:
            name = f"{refused.facts['kind']}_places" if refused.reason == "below-taken" else None
        sentence = errors.sentence(refused)
        if name is None:
            self.form_errors.append(sentence)
        else:
            self._fields[name].errors = [*self._fields[name].errors, sentence]

    def change(self) -> Change:
        """What was typed."""
        if self.span is None:
            raise RuntimeError("asked for the wish of a form that is not valid")
        same = ("slug", "title_de", "title_en", "summary_de", "summary_en", "text_de", "text_en", "in_room", "online", "venue",
                "street", "postcode_city", "directions_de", "directions_en", "access_de", "access_en", "spoken_de", "spoken_en",
                "stream_url", "cover", "contact_email")
        moved = self._event.local_start != self.span.local_start
        fixed = self._event.published_at is not None
        return Change(
            **{name: self._fields[name].data for name in same},
            series_id=self._event.series_id if fixed else int(self.series.data or 0) or None, zone=self.zone, city=self.city.data,
            partner_zone=self.partner_zone, partner_city=self.partner.data or None,
            local_start=self.span.local_start, local_end=self.span.local_end, doors_at=self._moved(self.doors_at.data),
            shift_settled=self.shift.data in {"home", "partner"} or (self._event.shift_settled and not moved),
            programme=tuple(sorted(self._programme(), key=lambda one: schedule.on_the_day(self._start(), one.local_time))),
            speakers=tuple(
                SpeakerLine(one.name.data, one.role_de.data, one.role_en.data) for one in _forms(self.speakers) if one.name.data
            ),
        )

    def _start(self) -> datetime:
        return self.span.local_start if self.span else self._event.local_start

    def _programme(self) -> list[ProgrammeLine]:
        return [
            ProgrammeLine(self._moved(one.local_time.data) or one.local_time.data, one.title_de.data, one.title_en.data)
            for one in _forms(self.programme) if one.local_time.data and (one.title_de.data or one.title_en.data)
        ]

    def _moved(self, said: time | None) -> time | None:
        """A time of the evening, moved along if the choice about the clocks moved the start."""
        if said is None or self.shift.data != "partner" or self.start.data is None:
            return said
        start = self._start()
        by = start - schedule.on_the_day(start, self.start.data)
        return (schedule.on_the_day(start, said) + by).time()

    def places(self) -> dict[str, int]:
        """The capacity of each way to take part."""
        return {"room": self.room_places.data or 0, "online": self.online_places.data or 0}


def cover_choices() -> list[SelectChoice]:
    """The pictures that come with the product."""
    names = {"bridge": _("Bridge"), "cranes": _("Cranes"), "gables": _("Gables"), "hills": _("Hills"), "tide": _("Tide")}
    return [SelectChoice(cover, names[cover]) for cover in COVERS]


def _forms(rows: "FieldList[Any]") -> list[Any]:
    return [entry.form for entry in rows.entries]


def _line(one: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__slots__}


def _places(places: dict[str, int]) -> dict[str, int]:
    return {f"{kind}_places": places.get(kind) or usual for kind, usual in USUAL_PLACES.items()}


def _typed(event: EventFacts) -> dict[str, Any]:
    values = {name: getattr(event, name) for name in event.__slots__}
    overnight = (event.local_end.date() - event.local_start.date()).days
    early = event.local_end.time() <= event.local_start.time()
    return values | {
        "day": event.local_start.date(), "start": event.local_start.time(), "end": event.local_end.time(),
        "last_day": event.local_end.date() if overnight > 1 or (overnight == 1 and not early) else None,
        "partner": event.partner_city or "", "series": str(event.series_id or ""), "lang": g.lang,
    }
