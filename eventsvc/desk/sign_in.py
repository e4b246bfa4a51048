"""The mailed link and its confirmation, the code, signing out, the desk's language and organisation."""

import json

from flask import Blueprint, current_app, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect
from wtforms import EmailField, HiddenField, StringField
from wtforms.validators import ValidationError

from eventsvc.accounts import service as accounts
from eventsvc.accounts.organisations import service as organisations
from eventsvc.accounts.service import Entered, Opened
from eventsvc.core.addresses import clean_email, clean_name
from eventsvc.core.errors import Missing, Refused
from eventsvc.desk import sentences  # noqa: F401  adds its sentences
from eventsvc.web import errors, guesses, languages, own_paths, sealed, sessions
from eventsvc.web.forms import OpenForm
from eventsvc.web.guard import requires, secret_holder
from eventsvc.web.shell import role_name

bp = Blueprint("desk_sign_in", __name__, url_prefix="/desk")
SENT_FOR = 3600


def _name(field: StringField) -> None:
    try:
        field.data = clean_name(field.data or "")
    except ValueError as no:
        known = {
            "name-empty": _("A name is missing here."),
            "name-long": _("At most 120 characters."),
            "name-link": _("A name carries no address."),
        }
        raise ValidationError(known.get(str(no), known["name-empty"])) from None


class ConfirmForm(OpenForm):
    """The button that uses the link; who is new says a name."""

    name = StringField(_l("Your name"))

    def wish(self) -> str:
        """The name, if one was given that is one."""
        try:
            return clean_name(self.name.data or "")
        except ValueError:
            return ""


class FoundForm(OpenForm):
    """The first start: whose instance this is."""

    organisation = StringField(_l("Name of the organisation"))
    name = StringField(_l("Your name"))
    email = EmailField(_l("Your email address"))

    def validate_organisation(self, field: StringField) -> None:
        """Some name."""
        _name(field)

    def validate_name(self, field: StringField) -> None:
        """Some name."""
        _name(field)

    def validate_email(self, field: EmailField) -> None:
        """An address that a mail can be sent to."""
        try:
            field.data = clean_email(field.data or "")
        except ValueError:
            raise ValidationError(_("An address looks like ada@uni.example.")) from None

    def wish(self) -> organisations.Founder:
        """What was typed, as a value."""
        return organisations.Founder(
            self.organisation.data or "", self.name.data or "", self.email.data or "", languages.current()
        )


class CodeForm(OpenForm):
    """The six digits of the mail."""

    code = StringField(_l("Or enter the six-digit code"))
    asked = HiddenField()


@bp.get("/sign-in/<token>")
@secret_holder
def confirm(token: str) -> ResponseReturnValue:
    """A page with a button. Opening it changes nothing, because mail scanners open it too."""
    try:
        with guesses.counted("sign-in"):
            opened = accounts.open_link(token)
    except Refused as refused:
        return _over(refused)
    return _confirm(opened)


@bp.post("/sign-in/<token>")
@secret_holder
def use_link(token: str) -> ResponseReturnValue:
    """Use the link: once, by this press of the button."""
    try:
        with guesses.counted("sign-in"):
            opened = accounts.open_link(token)
        if opened.purpose == "first-owner" and not opened.email:
            return _found(token, opened)
        form = ConfirmForm()
        return _in(accounts.use_link(token, device=sessions.device(), ending=sessions.token(), name=form.wish()))
    except Refused as refused:
        return _over(refused)


@bp.post("/sign-in/code")
@secret_holder
def use_code() -> ResponseReturnValue:
    """The six digits instead of the link."""
    form = CodeForm()
    asked = sealed.opened("sign-in", form.asked.data or "", seconds=SENT_FOR)
    if asked is None:
        return redirect(url_for("mine.ask"))
    email, lang = json.loads(asked)
    languages.speak(lang)
    try:
        return _in(accounts.use_code(email, form.code.data or "", device=sessions.device(), ending=sessions.token()))
    except Refused as refused:
        form.code.errors = [errors.sentence(refused)]
    return render_template("public/mine_sent.html", form=form, email=email)


@bp.post("/sign-out")
@requires("own.sessions")
def sign_out() -> ResponseReturnValue:
    """End this session here and on the server."""
    accounts.leave(sessions.token())
    sessions.leave()
    return redirect(url_for("mine.ask", lang=languages.current()), 303)


@bp.post("/language")
@requires("own.sessions")
def language() -> ResponseReturnValue:
    """The language of the desk belongs to the person."""
    wanted = request.form.get("lang", "")
    if wanted not in languages.LANGUAGES:
        raise Missing(wanted)
    accounts.speak(g.member.person_id, wanted)
    return redirect(_back(), 303)


@bp.post("/organisation")
@requires("own.sessions")
def organisation() -> ResponseReturnValue:
    """Go on at the desk of another organisation."""
    wanted = request.form.get("organisation", type=int)
    if wanted not in {post.organisation.id for post in g.posts}:
        raise Missing(wanted)
    session[sessions.CHOSEN] = wanted
    return redirect(_start(), 303)


def _confirm(opened: Opened) -> ResponseReturnValue:
    if opened.language:
        languages.speak(opened.language)
    if opened.purpose == "first-owner" and not opened.email:
        return render_template("desk/found.html", form=FoundForm())
    return render_template("desk/sign_in.html", form=ConfirmForm(), opened=opened, role=role_name(opened.role) if opened.role else "")


def _found(token: str, opened: Opened) -> ResponseReturnValue:
    form = FoundForm()
    if not form.validate_on_submit():
        return render_template("desk/found.html", form=form, opened=opened)
    return _in(organisations.found(token, form.wish(), device=sessions.device()))


def _in(entered: Entered) -> ResponseReturnValue:
    sessions.enter(entered.token)
    return redirect(_own(entered.next_path) or _start(), 303)


def _over(refused: Refused) -> ResponseReturnValue:
    return render_template("desk/link_over.html", text=errors.sentence(refused)), 410


def _start() -> str:
    return url_for("desk_home.index") if "desk_home.index" in current_app.view_functions else url_for("desk_team.index")


def _own(path: str) -> str:
    """A path of ours under the prefix that we are served at; only the desk is a place to go after signing in."""
    safe = own_paths.safe(path)
    return f"{request.script_root}{safe}" if safe == "/desk" or safe.startswith(("/desk/", "/desk?")) else ""


def _back() -> str:
    """The page the person was on, if it can be opened by a link."""
    path = own_paths.safe(request.form.get("next"))
    try:
        current_app.create_url_adapter(request).match(path.partition("?")[0], method="GET")  # type: ignore[union-attr]
    except (NotFound, MethodNotAllowed, RequestRedirect):
        return _start()
    return _own(path) or _start()
