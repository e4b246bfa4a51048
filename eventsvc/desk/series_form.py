"""The form for a series: two zones, defaults for new dates, page."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import ValidationError

from eventsvc.accounts.queries import OrganisationFacts
from eventsvc.core.errors import Refused
from eventsvc.desk.editor_form import COVERS, cover_choices
from eventsvc.desk.event_forms import USUAL_START
from eventsvc.desk.fields import ClockField, PlacesField, cities, city_choices, line, needed, text
from eventsvc.series.facts import SeriesFacts
from eventsvc.series.service import Wish
from eventsvc.web import errors
from eventsvc.web.forms import DeskForm

LENGTHS = (30, 45, 60, 90, 120, 150, 180, 240, 300, 360, 480)


class SeriesForm(DeskForm):
    """Everything about a series."""

    version = IntegerField()
    title_de = StringField(_l("Title"), [line(140)])
    title_en = StringField(_l("Title"), [line(140)])
    text_de = TextAreaField(_l("What it is about"), [text(2000)])
    text_en = TextAreaField(_l("What it is about"), [text(2000)])
    home = SelectField(_l("Home city"))
    partner = SelectField(_l("Partner city"))
    shift_rule = RadioField(_l("In these weeks"))
    default_start = ClockField(_l("Start"), [needed(lambda: _("When does it usually begin?"))])
    default_minutes = SelectField(_l("Length"))
    default_venue = StringField(_l("Venue"), [line(200)])
    default_street = StringField(_l("Street and number"), [line(200)])
    default_postcode_city = StringField(_l("Postcode and city"), [line(200)])
    default_room = PlacesField(_l("Places in the room"))
    default_online = PlacesField(_l("Places online"))
    cover = SelectField(_l("Picture"))
    slug = StringField(_l("Address of the page"), [line(80)])
    public = BooleanField(_l("The series has a public page and a calendar to subscribe to"))

    def __init__(self, owner: OrganisationFacts, found: SeriesFacts | None, lang_names: tuple[str, str]) -> None:
        super().__init__(data=_typed(owner, found))
        home = found.home_city if found else owner.home_city
        zone = found.home_zone if found else owner.home_zone
        self._cities = cities((home, zone), (found.partner_city, found.partner_zone) if found else (None, None))
        self.home.choices = city_choices(self._cities)
        self.partner.choices = city_choices(self._cities, _("none"))
        minutes = sorted({*LENGTHS, found.default_minutes if found else LENGTHS[0]})
        self.default_minutes.choices = [SelectChoice(str(one), length(one)) for one in minutes]
        self.cover.choices = cover_choices()
        here, there = lang_names
        self.shift_rule.choices = [
            SelectChoice("ask", _("Ask each time")), SelectChoice("home", _("Keep the time in %(city)s", city=here)),
            SelectChoice("partner", _("Keep the time in %(city)s", city=there)),
        ]

    def validate_title_en(self, field: StringField) -> None:
        """In one language at least."""
        if not field.data and not (self.title_de.data or "").strip():
            raise ValidationError(_("A title is missing."))

    def refuse(self, refused: Refused) -> None:
        """Show a rule's answer."""
        sentence = errors.sentence(refused)
        if refused.reason == "address-taken":
            self.slug.errors = [*self.slug.errors, sentence]
        else:
            self.form_errors.append(sentence)

    def wish(self) -> Wish:
        """What was typed; zones come with the cities."""
        same = ("title_de", "title_en", "text_de", "text_en", "shift_rule", "cover", "default_start", "default_venue", "default_street",
                "default_postcode_city", "default_room", "default_online", "public", "slug")
        values: dict[str, Any] = {name: self._fields[name].data for name in same}
        partner = self.partner.data or None
        return Wish(
            **values, default_minutes=int(self.default_minutes.data or 0), home_city=self.home.data,
            home_zone=self._cities[self.home.data], partner_city=partner, partner_zone=self._cities[partner] if partner else None,
        )


def length(minutes: int) -> str:
    """Half an hour as minutes, whole hours as hours."""
    hours, rest = divmod(minutes, 60)
    if rest:
        return _("%(minutes)s minutes", minutes=minutes)
    return _("1 hour") if hours == 1 else _("%(hours)s hours", hours=hours)


def _typed(owner: OrganisationFacts, found: SeriesFacts | None) -> dict[str, Any]:
    if found is None:
        usual = {"default_start": USUAL_START, "default_minutes": "120", "cover": COVERS[-1], "public": True, "shift_rule": "ask"}
        return {**usual, "home": owner.home_city, "version": 0}
    values = {name: getattr(found, name) for name in found.__slots__}
    return values | {
        "home": found.home_city, "partner": found.partner_city or "", "default_minutes": str(found.default_minutes),
        "version": found.feed_version,
    }
