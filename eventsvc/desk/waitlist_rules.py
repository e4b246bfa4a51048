"""How the waitlist of an event is run, and how many places there are: forms on the list's page, and their answers."""

from dataclasses import dataclass

from flask import Blueprint, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from eventsvc.accounts import roles
from eventsvc.core import wording
from eventsvc.core.errors import Missing, Refused
from eventsvc.desk.figures import kind_name
from eventsvc.events import queries as events
from eventsvc.events.facts import EventFacts
from eventsvc.registration import offers
from eventsvc.registration.waitlist import desk as waitlist_desk
from eventsvc.registration.waitlist.desk import DAY_MINUTES, HOURS, MODES, Rules
from eventsvc.ticket_types import queries as ticket_types
from eventsvc.ticket_types.queries import PoolFacts
from eventsvc.web.forms import DeskForm
from eventsvc.web.guard import requires
from eventsvc.web.refusals import sentence

bp = Blueprint("desk_waitlist_rules", __name__, url_prefix="/desk/events/<int:event_id>/waitlist")
MOST_DIGITS = 6


@dataclass(frozen=True, kw_only=True)
class Pool:
    """A way to take part that is full."""

    kind: str
    name: str
    capacity: int
    gone: str


class RulesForm(DeskForm):
    """How the list is run."""

    mode = RadioField(_l("When a place becomes free"))
    hours = SelectField(_l("Offers last"))
    day = SelectField(_l("On the day itself"))
    position = BooleanField(_l("Show guests where they stand in the list"))

    def wish(self) -> Rules:
        """As typed."""
        return Rules(
            waitlist_mode=str(self.mode.data), waitlist_hours=int(self.hours.data), waitlist_day_minutes=int(self.day.data),
            waitlist_position=bool(self.position.data),
        )


def pools(event: EventFacts) -> list[Pool]:
    """The ways to take part that are full: more places there go to those who wait."""
    return [
        Pool(kind=pool.kind, name=kind_name(pool.kind), capacity=pool.capacity, gone=_gone(pool))
        for pool in ticket_types.pools(event.id) if not pool.left
    ]


def _gone(pool: PoolFacts) -> str:
    taken, capacity = wording.number(pool.taken + pool.held, g.lang), wording.number(pool.capacity, g.lang)
    return _("%(taken)s of %(capacity)s", taken=taken, capacity=capacity)


def form_for(event: EventFacts) -> RulesForm:
    """With the choices that there are, and those that were made by other means."""
    now, form = waitlist_desk.rules_of(event.id, event.organisation_id), RulesForm()
    words = {"confirm": _("Move up at once"), "offer": _("Offer with a deadline"), "hand": _("By hand"), "none": _("No waitlist")}
    form.mode.choices = [SelectChoice(mode, words[mode]) for mode in MODES]
    form.hours.choices = [SelectChoice(str(hours), _hours(hours)) for hours in sorted({*HOURS, now.waitlist_hours})]
    form.day.choices = [SelectChoice(str(minutes), _minutes(minutes)) for minutes in sorted({*DAY_MINUTES, now.waitlist_day_minutes})]
    if not form.is_submitted() or "mode" not in request.form:
        form.mode.data, form.hours.data, form.day.data = now.waitlist_mode, str(now.waitlist_hours), str(now.waitlist_day_minutes)
        form.position.data = now.waitlist_position
    return form


def _hours(many: int) -> str:
    return ngettext("%(num)s hour", "%(num)s hours", many)


def _minutes(many: int) -> str:
    if not many:
        return _("no offers")
    return _hours(many // 60) if many % 60 == 0 else ngettext("%(num)s minute", "%(num)s minutes", many)


@bp.post("/rules")
@requires("event.edit")
def run(event_id: int) -> ResponseReturnValue:
    """How the list is run from now on."""
    event = events.by_id(event_id, g.member.organisation_id)
    form = form_for(event)
    if not form.validate():
        raise Missing  # only what the page offers can be chosen
    try:
        changed = waitlist_desk.run(event.id, event.organisation_id, form.wish(), by=g.member.person_id)
    except Refused as refused:
        flash(sentence(refused), "warn")
    else:
        flash(_("Saved.") if changed else _("Nothing was changed."), "ok")
    return redirect(_there(event), 303)


@bp.post("/places")
@requires("event.edit")
def places(event_id: int) -> ResponseReturnValue:
    """Another capacity; whoever waits moves up at once."""
    event, kind = events.by_id(event_id, g.member.organisation_id), request.form.get("kind", "")
    typed = request.form.get("capacity", "")
    if kind not in {"room", "online"} or not typed.isascii() or not typed.isdecimal() or len(typed) > MOST_DIGITS:
        flash(_("Type the number of places."), "warn")
    else:
        try:
            offers.resize(event.id, event.organisation_id, kind, int(typed), by=g.member.person_id)
        except Refused as refused:
            flash(sentence(refused), "warn")
        else:
            flash(_("Saved. Whoever waits and fits has moved up."), "ok")
    return redirect(_there(event), 303)


def _there(event: EventFacts) -> str:
    """Back to the list, or where those are who may not see guests."""
    return url_for("desk_waitlist.index" if roles.may(g.member.role, "guest.see") else "desk_events.overview", event_id=event.id)
