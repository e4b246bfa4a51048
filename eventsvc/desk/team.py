"""People and roles, and where one is signed in."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, SelectField
from wtforms.validators import ValidationError

from eventsvc.accounts import history as histories
from eventsvc.accounts import queries as accounts
from eventsvc.accounts import roles
from eventsvc.accounts import service as sessions
from eventsvc.accounts.queries import TeamMember
from eventsvc.accounts.team import service
from eventsvc.core import clock, wording
from eventsvc.core.addresses import clean_email
from eventsvc.core.errors import Missing, Refused
from eventsvc.desk import sentences, team_history  # noqa: F401  the first adds its sentences
from eventsvc.web import errors
from eventsvc.web.forms import DeskForm
from eventsvc.web.guard import requires
from eventsvc.web.shell import Link, role_name

bp = Blueprint("desk_team", __name__, url_prefix="/desk/team")


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    id: int
    name: str
    email: str
    role: str
    seen: str
    joined: bool
    me: bool
    face: int


@dataclass(frozen=True)
class Place:
    """A browser that is signed in."""

    id: int
    device: str
    when: str
    here: bool


class InviteForm(DeskForm):
    """Whom, and as what."""

    email = EmailField(_l("Email address"))
    role = SelectField(_l("Role"), default="editor")

    def __init__(self) -> None:
        super().__init__()
        self.role.choices = role_choices()

    def validate_email(self, field: EmailField) -> None:
        """An address that a mail can be sent to."""
        try:
            field.data = clean_email(field.data or "")
        except ValueError:
            raise ValidationError(_("An address looks like ada@uni.example.")) from None


class RoleForm(DeskForm):
    """Another role."""

    role = SelectField(_l("Role"))

    def __init__(self, role: str) -> None:
        super().__init__(role=role)
        self.role.choices = role_choices()


def role_choices() -> list[tuple[str, str]]:
    """All roles by name."""
    return [(role, role_name(role)) for role in roles.ROLES]


def what_roles_may() -> list[tuple[str, str]]:
    """Each role and what it is for, in words."""
    texts = {
        "owner": _("Everything, with the legal data and the team. At least one person."),
        "manager": _("Series, events, tickets, guests, mails, publishing and cancelling"),
        "editor": _("Texts, pictures and programme in both languages"),
        "guest-list": _("See, correct and admit guests"),
        "door": _("Admit guests"),
        "finance": _("See the numbers and the money, change nothing"),
    }
    return [(role_name(role), texts[role]) for role in roles.ROLES]


@bp.get("")
@requires("team.see")
def index() -> ResponseReturnValue:
    """Who works here."""
    return _page(InviteForm())


@bp.get("/history")
@requires("team.manage")
def history() -> ResponseReturnValue:
    """Who changed what in the team and the settings."""
    entries = histories.latest(g.member.organisation_id, team_history.KINDS, size=100)
    shown = [team_history.shown(one, g.organisation.home_zone) for one in entries]
    return render_template("desk/team_history.html", entries=shown, places=_tabs(".history"))


@bp.post("/invite")
@requires("team.manage")
def invite() -> ResponseReturnValue:
    """Mail an invitation."""
    form = InviteForm()
    if form.validate_on_submit():
        email = form.email.data or ""
        try:
            service.invite(g.member.organisation_id, g.member.person_id, email=email, role=form.role.data, language=g.lang)
        except Refused as refused:
            form.email.errors = [errors.sentence(refused)]
        else:
            flash(_("%(email)s is invited. The link holds until %(when)s.", email=email, when=_until()), "ok")
            return redirect(url_for(".index"), 303)
    return _page(form)


@bp.post("/<int:membership_id>/again")
@requires("team.manage")
def again(membership_id: int) -> ResponseReturnValue:
    """A new link for somebody who has not come yet."""
    service.invite_again(g.member.organisation_id, g.member.person_id, membership_id, language=g.lang)
    flash(_("Invited again. The earlier link is void, the new one holds until %(when)s.", when=_until()), "ok")
    return redirect(url_for(".index"), 303)


@bp.route("/<int:membership_id>", methods=["GET", "POST"])
@requires("team.manage")
def person(membership_id: int) -> ResponseReturnValue:
    """One person: another role, or parting."""
    somebody = _somebody(membership_id)
    form = RoleForm(somebody.role)
    if form.validate_on_submit():
        try:
            service.change_role(g.member.organisation_id, g.member.person_id, membership_id, form.role.data)
        except Refused as refused:
            form.role.errors = [errors.sentence(refused)]
        else:
            flash(_("%(name)s: the role is now %(role)s.", name=somebody.name or somebody.email, role=role_name(form.role.data)), "ok")
            return redirect(url_for(".index"), 303)
    return _person_page(somebody, form)


@bp.post("/<int:membership_id>/remove")
@requires("team.manage")
def remove(membership_id: int) -> ResponseReturnValue:
    """Part with somebody at once."""
    somebody = _somebody(membership_id)
    try:
        service.remove(g.member.organisation_id, g.member.person_id, membership_id)
    except Refused as refused:
        form = RoleForm(somebody.role)
        form.role.errors = [errors.sentence(refused)]
        return _person_page(somebody, form)
    flash(_("%(name)s is no longer in the team.", name=somebody.name or somebody.email), "ok")
    return redirect(url_for(".index"), 303)


@bp.post("/sessions/<int:session_id>/end")
@requires("own.sessions")
def end_session(session_id: int) -> ResponseReturnValue:
    """Sign out another browser of one's own."""
    sessions.end_session(g.member.person_id, session_id)
    flash(_("Signed out there."), "ok")
    return redirect(url_for(".index"), 303)


@bp.post("/sessions/end-others")
@requires("own.sessions")
def end_other_sessions() -> ResponseReturnValue:
    """Sign out all other browsers of one's own."""
    sessions.end_other_sessions(g.member.person_id, g.member.session_id)
    flash(_("Signed out everywhere else."), "ok")
    return redirect(url_for(".index"), 303)


def _tabs(current: str) -> list[Link]:
    """People, and for owners the history."""
    words = {".index": _("People"), ".history": _("History")}
    return [Link(word, url_for(where), where == current) for where, word in words.items()]


def _page(form: InviteForm) -> ResponseReturnValue:
    people = [_row(number, one) for number, one in enumerate(accounts.team(g.member.organisation_id))]
    return render_template(
        "desk/team.html", form=form, people=people, roles=what_roles_may(), places_of_team=_tabs(".index"),
        may_manage=roles.may(g.member.role, "team.manage"),
        places=sorted((_place(one) for one in accounts.browsers(g.member.person_id)), key=lambda place: not place.here),
        others=[post for post in g.posts if post.organisation.id != g.member.organisation_id],
    )


def _person_page(somebody: TeamMember, form: RoleForm) -> ResponseReturnValue:
    trail = [(_("Team"), url_for(".index"))]
    return render_template("desk/team_person.html", somebody=somebody, form=form, roles=what_roles_may(), trail=trail)


def _somebody(membership_id: int) -> TeamMember:
    found = next((one for one in accounts.team(g.member.organisation_id) if one.membership_id == membership_id), None)
    if found is None:
        raise Missing(membership_id)
    return found


def _row(number: int, one: TeamMember) -> Row:
    me = one.person_id == g.member.person_id
    if one.joined_at is None:
        until = one.invited_at + sessions.INVITATION_LIFE
        over = until <= clock.now()
        seen = _("invited, the link is too old") if over else _("invited, holds until %(when)s", when=_moment(until))
    elif me:
        seen = _("now")
    else:
        seen = _moment(one.seen_at) if one.seen_at else _("not here yet")
    return Row(one.membership_id, one.name or one.email, one.email, role_name(one.role), seen, one.joined_at is not None, me, number)


def _place(one: accounts.Browser) -> Place:
    here = one.id == g.member.session_id
    when = _("since %(when)s", when=_moment(one.created_at)) if here else _("last used %(when)s", when=_moment(one.seen_at))
    return Place(one.id, one.device, when, here)


def _moment(at: datetime) -> str:
    return wording.moment(at, g.organisation.home_zone, g.lang, now=clock.now())


def _until() -> str:
    return _moment(clock.now() + sessions.INVITATION_LIFE)
