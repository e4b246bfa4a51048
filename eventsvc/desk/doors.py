"""The door of an event at the desk: who is in, which phones let people in, link, PIN and codes for them."""

import base64
from functools import partial
from typing import Any

from flask import Blueprint, current_app, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventsvc.accounts import roles
from eventsvc.checkin import doors, phones
from eventsvc.checkin.doors import By
from eventsvc.core import clock, wording, zones
from eventsvc.core.errors import Refused
from eventsvc.desk import door_panels, event_head
from eventsvc.events import queries as events
from eventsvc.settings import Settings
from eventsvc.tickets import qr
from eventsvc.web import door_cookie, errors
from eventsvc.web.guard import requires

bp = Blueprint("desk_doors", __name__, url_prefix="/desk/events/<int:event_id>/doors")


@bp.get("")
@requires("checkin.scan")
def index(event_id: int) -> ResponseReturnValue:
    """Figures, phones, link and PIN, what was let in twice."""
    return _page(event_id)


@bp.post("/link")
@requires("door.manage")
def open_link(event_id: int) -> ResponseReturnValue:
    """Make the helpers' link."""
    doors.open_link(event_id, _by())
    flash(_("The link is open. Send link and PIN, best on two ways."))
    return _back(event_id, "link")


@bp.post("/pin")
@requires("door.manage")
def new_pin(event_id: int) -> ResponseReturnValue:
    """Another PIN for the same link."""
    doors.new_pin(event_id, _by())
    flash(_("The old PIN is void. Phones that are in use stay connected."))
    return _back(event_id, "link")


@bp.post("/revoke")
@requires("door.manage")
def revoke(event_id: int) -> ResponseReturnValue:
    """No further phones by this link."""
    doors.revoke_link(event_id, _by())
    flash(_("The link opens nothing any more. Phones that are in use stay connected."))
    return _back(event_id, "link")


@bp.post("/allow")
@requires("door.manage")
def allow(event_id: int) -> ResponseReturnValue:
    """How many phones, and whether helpers may take back."""
    typed = request.form.get("most", "")
    try:
        doors.allow(event_id, _by(), most=int(typed) if typed.isdecimal() and len(typed) < 5 else 0, undo="undo" in request.form)
        flash(_("Saved. It counts for phones that are set up from now on."))
    except Refused as refused:
        flash(errors.sentence(refused), "bad")
    return _back(event_id, "link")


@bp.post("/code")
@requires("door.manage")
def code(event_id: int) -> ResponseReturnValue:
    """A one-time code on this answer only: it is kept nowhere."""
    return _page(event_id, doors.one_time_code(event_id, _by()))


@bp.post("/self")
@requires("checkin.scan")
def let_in_myself(event_id: int) -> ResponseReturnValue:
    """This browser becomes a door, by the member's own right."""
    evening = phones.evening(event_id, g.member.organisation_id)
    try:
        secret = doors.pair_member(event_id, _by(), g.member.name or _("Desk"), g.member.language)
    except Refused as refused:
        flash(errors.sentence(refused), "bad")
        return _back(event_id)
    answer = make_response(redirect(url_for("door_scanner.ready"), 303))
    return door_cookie.give(answer, secret, evening.phones_end - clock.now())


@bp.post("/phones/<int:device_id>/sign-off")
@requires("door.manage")
def sign_off(event_id: int, device_id: int) -> ResponseReturnValue:
    """A phone is no door any more."""
    doors.sign_off(event_id, device_id, _by())
    flash(_("Signed off. The phone deletes its guest list as soon as it has network."))
    return _back(event_id, "phones")


@bp.post("/conflicts/<sid>/settle")
@requires("door.manage")
def settle(event_id: int, sid: str) -> ResponseReturnValue:
    """Somebody has looked into it."""
    doors.settle(event_id, sid, _by())
    flash(_("Settled. It stays in the log."))
    return _back(event_id)


def _by() -> By:
    return By(g.member.person_id, g.member.organisation_id)


def _back(event_id: int, part: str | None = None) -> ResponseReturnValue:
    return redirect(url_for(".index", event_id=event_id, _anchor=part), 303)


def _page(event_id: int, one_time: str | None = None) -> str:
    event = events.by_id(event_id, g.member.organisation_id)
    evening = phones.evening(event_id, g.member.organisation_id)
    rows, conflicts = door_panels.phones(evening), door_panels.conflicts(evening)
    manages = roles.may(g.member.role, "door.manage")
    return render_template(
        "desk/doors.html", event_id=event_id, head=event_head.of(event, "door"), rows=rows, conflicts=conflicts,
        figures=door_panels.figures(evening, rows, len(conflicts)), manages=manages, guests=roles.may(g.member.role, "guest.see"),
        link=door_panels.link(evening, rows, partial(url_for, "door_pairing.by_link")) if manages else None,
        over=clock.now() >= evening.phones_end, code=_code(evening, one_time) if one_time else None,
    )


def _code(evening: Any, one_time: str) -> dict[str, str]:
    """The QR for a phone nearby, as a picture inside the page. In capitals, like the QR of tickets, so that it is read from afar."""
    settings: Settings = current_app.extensions["settings"]
    address = f"{settings.base_url}/D/{one_time}".upper()
    drawn = base64.b64encode(qr.svg(qr.matrix(address), _("QR code that sets up a phone")).encode()).decode()
    until = zones.local(clock.now() + doors.CODE_LASTS, evening.zone)
    return {"picture": f"data:image/svg+xml;base64,{drawn}", "until": wording.clock_full(until, g.member.language), "address": address}
