"""The organisation: legal data, look, sender."""

from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, EmailField, Field, SelectField, StringField, TelField, TextAreaField
from wtforms.validators import ValidationError

from eventsvc.accounts import brand, imprint
from eventsvc.accounts import queries as accounts
from eventsvc.accounts.organisations import service
from eventsvc.accounts.queries import OrganisationFacts
from eventsvc.core import zones
from eventsvc.core.addresses import clean_email
from eventsvc.core.errors import Refused
from eventsvc.desk import bank_form, sentences  # noqa: F401  adds its sentences
from eventsvc.desk.bank_form import BankForm
from eventsvc.desk.fields import text
from eventsvc.invoices import rules
from eventsvc.settings import Settings, smtp_parts
from eventsvc.web import errors
from eventsvc.web.forms import DeskForm
from eventsvc.web.guard import requires

bp = Blueprint("desk_settings", __name__, url_prefix="/desk/settings")


def up_to(most: int) -> Callable[[Any, Field], None]:
    """A line without surplus blanks, not longer than this."""

    def check(_form: Any, field: Field) -> None:
        field.data = " ".join((field.data or "").split())
        if len(field.data) > most:
            raise ValidationError(_("At most %(most)s characters.", most=most))

    return check


LINE = (up_to(200),)
TEXT = (up_to(600),)
MOST_TERMS = 20_000


class SettingsForm(DeskForm):
    """Everything on the page but the logo's removal."""

    legal_name = StringField(_l("Name"), LINE)
    represented_by = StringField(_l("Represented by"), LINE)
    street = StringField(_l("Street and number"), LINE)
    postcode_city = StringField(_l("Postcode and city"), LINE)
    email = EmailField(_l("Email"))
    phone = TelField(_l("Phone, or another quick way"), LINE)
    register_entry = StringField(_l("Register and number"), LINE)
    tax_number = StringField(_l("Tax number"), LINE)
    vat_id = StringField(_l("VAT ID"), LINE)
    editor_name = StringField(_l("Responsible for the content"), LINE)
    name = StringField(_l("Short name"), LINE)
    home_city = SelectField(_l("Home city"))
    tagline_de = StringField(_l("Line above the agenda"), LINE)
    tagline_en = StringField(_l("Line above the agenda"), LINE)
    lede_de = TextAreaField(_l("Sentence below it"), TEXT)
    lede_en = TextAreaField(_l("Sentence below it"), TEXT)
    accent = StringField(_l("Accent colour"))
    logo = FileField(_l("Logo"))
    small_business = BooleanField(_l("Small business (Section 19 German VAT Act)"))
    terms_de = TextAreaField(_l("Terms of sale"), [text(MOST_TERMS)])
    terms_en = TextAreaField(_l("Terms of sale"), [text(MOST_TERMS)])

    def __init__(self, owner: OrganisationFacts, lang: str, **more: Any) -> None:
        super().__init__(**more, obj=owner, data=asdict(accounts.terms(owner.id)))
        cities = dict(zones.CITIES) | {owner.home_city: owner.home_zone}
        self.home_city.choices = sorted(((city, zones.city_name(city, lang)) for city in cities), key=lambda one: one[1])
        self._zones = cities

    def validate_name(self, field: StringField) -> None:
        """It stands on every page."""
        if not field.data:
            raise ValidationError(_("A name is missing here."))

    def validate_email(self, field: EmailField) -> None:
        """Empty while unknown, else an address."""
        try:
            typed = (field.data or "").strip()
            field.data = clean_email(typed) if typed else ""
        except ValueError:
            raise ValidationError(_("An address looks like ada@uni.example.")) from None

    def validate_vat_id(self, field: StringField) -> None:
        """As it stands on invoices."""
        try:
            field.data = rules.clean_vat_id(field.data or "")
        except Refused as refused:
            raise ValidationError(errors.sentence(refused)) from None

    def validate_accent(self, field: StringField) -> None:
        """Six hexadecimal digits."""
        field.data = (field.data or "").strip().lower()
        if not brand.is_colour(field.data):
            raise ValidationError(_("A colour looks like #0b5a78."))

    def wish(self) -> service.Settings:
        """What was typed, as a value; the zone comes with the city."""
        values = {one.name: self._fields[one.name].data for one in fields(service.Settings) if one.name != "home_zone"}
        return service.Settings(**values, home_zone=self._zones[values["home_city"]])


@bp.route("", methods=["GET", "POST"])
@requires("settings.edit")
def index() -> ResponseReturnValue:
    """Read and keep."""
    form = SettingsForm(accounts.by_id(g.member.organisation_id), g.lang)
    if form.validate_on_submit():
        changed = service.change(g.member.organisation_id, g.member.person_id, form.wish())
        try:
            drawn = _logo()
        except Refused as refused:
            form.logo.errors = [errors.sentence(refused)]
        else:
            flash(_("Saved.") if changed or drawn else _("Nothing was changed."), "ok")
            return redirect(url_for(".index"), 303)
    return _page(form)


@bp.post("/bank")
@requires("settings.edit")
def keep_bank() -> ResponseReturnValue:
    """The account for transfers."""
    form = BankForm(g.member.organisation_id)
    changed = form.keep() if form.validate_on_submit() else None
    if changed is None:
        return _page(SettingsForm(accounts.by_id(g.member.organisation_id), g.lang, formdata=None), form)
    flash(bank_form.saved(changed), "ok")
    return redirect(url_for(".index", _anchor="bank"), 303)


@bp.post("/logo/remove")
@requires("settings.edit")
def remove_logo() -> ResponseReturnValue:
    """Back to the mark that everybody has."""
    service.set_logo(g.member.organisation_id, g.member.person_id, None, _deployment().files)
    flash(_("The logo is gone."), "ok")
    return redirect(url_for(".index"), 303)


def _logo() -> bool:
    sent = request.files.get("logo")
    raw = sent.read() if sent is not None else b""
    if raw:
        service.set_logo(g.member.organisation_id, g.member.person_id, raw, _deployment().files)
    return bool(raw)


def _deployment() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def _page(form: SettingsForm, bank: BankForm | None = None) -> ResponseReturnValue:
    owner, told = accounts.by_id(g.member.organisation_id), _deployment()
    missing = [str(form._fields[name].label.text) for name in imprint.missing(owner)]
    unsold = [str(form._fields[name].label.text) for name in imprint.seller_missing(owner)]
    return render_template(
        "desk/settings.html", form=form, bank=bank or BankForm(g.member.organisation_id), faulty=bank or form, owner=owner,
        missing=missing, unsold=unsold,
        mail_from=told.mail_from, mail_domain=told.mail_from.rpartition("@")[2],
        mail_server=smtp_parts(told.smtp_url)[1] if told.smtp_url else "",
    )
