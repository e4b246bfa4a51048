"""Forms for events: four inputs for a draft, and the editor. Text in, typed wishes out."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import ValidationError

from eventsvc.accounts.queries import OrganisationFacts
from eventsvc.core import bilingual
from eventsvc.core.errors import Refused
from eventsvc.desk.fields import ClockField, DayField, line, needed, web_address
from eventsvc.events import schedule
from eventsvc.events.schedule import Span
from eventsvc.events.wishes import New
from eventsvc.series.facts import SeriesFacts
from eventsvc.web import errors
from eventsvc.web.forms import DeskForm

USUAL_START = time(18)
USUAL_LENGTH = timedelta(hours=2)


def series_choices(known: Sequence[SeriesFacts], none: str) -> list[SelectChoice]:
    """Series by title; the first choice is none."""
    return [SelectChoice("", none)] + [SelectChoice(str(one.id), str(bilingual.pick(one, "title", g.lang))) for one in known]


def ends(start: time, length: timedelta) -> time:
    """The time of day after this length."""
    return (datetime.combine(date(2027, 1, 1), start) + length).time()


class NewForm(DeskForm):
    """Title, start, end, and a place or a link. Everything else comes from the series or later."""

    title = StringField(_l("Title"), [line(140)])
    series = SelectField(_l("Part of the series"))
    day = DayField(_l("Day"), [needed(lambda: _("On which day?"))])
    start = ClockField(_l("Start"), [needed(lambda: _("When does it begin?"))])
    end = ClockField(_l("Finish"), [needed(lambda: _("When does it end?"))])
    venue = StringField(_l("Venue"), [line(200)])
    stream_url = StringField(_l("Link to join online"), [web_address])

    def __init__(self, owner: OrganisationFacts, known: Sequence[SeriesFacts], chosen: SeriesFacts | None) -> None:
        start = chosen.default_start if chosen else USUAL_START
        length = timedelta(minutes=chosen.default_minutes) if chosen else USUAL_LENGTH
        super().__init__(data={
            "series": str(chosen.id) if chosen else "", "start": start, "end": ends(start, length),
            "venue": chosen.default_venue if chosen else "",
        })
        self.series.choices = series_choices(known, _("none"))
        self._known = {str(one.id): one for one in known}
        self._owner = owner
        self.span: Span | None = None

    @property
    def chosen(self) -> SeriesFacts | None:
        """The series that was picked."""
        return self._known.get(self.series.data or "")

    @property
    def zone(self) -> str:
        """The zone that the times are meant in."""
        return self.chosen.home_zone if self.chosen else self._owner.home_zone

    def validate_title(self, field: StringField) -> None:
        """Without a title it cannot be told from others."""
        if not field.data:
            raise ValidationError(_("A title is missing."))

    def validate_venue(self, field: StringField) -> None:
        """A place or a link; a series may be online by itself."""
        online = self.stream_url.data or (self.chosen and self.chosen.default_online)
        if not field.data and not online:
            raise ValidationError(_("Name a venue, or a link to join online."))

    def validate(self, extra_validators: Any = None) -> bool:
        """The times must make an evening."""
        fine = super().validate(extra_validators)
        if self.day.data and self.start.data and self.end.data:
            try:
                self.span = self._span(self.day.data, self.start.data, self.end.data)
            except Refused as refused:
                self.end.errors = [*self.end.errors, errors.sentence(refused)]
                return False
        return fine

    def _span(self, day: date, start: time, end: time) -> Span:
        span = schedule.span(day, start, end, self.zone)
        closer = schedule.closer(span, self.zone, self.chosen.partner_zone if self.chosen else None)
        if closer and self.chosen and self.chosen.shift_rule == "partner":
            return schedule.moved(span, closer.partner_kept, self.zone)
        return span

    def wish(self) -> New:
        """What was typed, filled up from the series."""
        span, series = self.span, self.chosen
        if span is None:
            raise RuntimeError("asked for the wish of a form that is not valid")
        home = (series.home_zone, series.home_city) if series else (self._owner.home_zone, self._owner.home_city)
        title, venue, stream_url = self.title.data or "", self.venue.data or "", self.stream_url.data or ""
        own_venue = not series or venue != series.default_venue
        return New(
            title_de=title if g.lang == "de" else "", title_en=title if g.lang == "en" else "",
            series_id=series.id if series else None, zone=home[0], city=home[1],
            partner_zone=series.partner_zone if series else None, partner_city=series.partner_city if series else None,
            local_start=span.local_start, local_end=span.local_end, shift_settled=bool(series and series.shift_rule != "ask"),
            in_room=bool(venue), online=bool(stream_url or (series and series.default_online)),
            venue=venue, street="" if own_venue or not series else series.default_street,
            postcode_city="" if own_venue or not series else series.default_postcode_city, stream_url=stream_url,
            cover="" if series else "tide",
        )

    def places(self) -> dict[str, int]:
        """How many places the series usually has."""
        series = self.chosen
        usual = {"room": series.default_room, "online": series.default_online} if series else {}
        return {kind: number for kind, number in usual.items() if number is not None}
