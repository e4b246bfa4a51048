"""A draft as it will look, for the team alone."""

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventsvc.core import clock
from eventsvc.events import queries as events
from eventsvc.public.events import drawn
from eventsvc.web.guard import requires
from eventsvc.web.languages import current

bp = Blueprint("preview", __name__, url_prefix="/desk/events/<int:event_id>/preview")


@bp.get("")
@requires("desk.see")
def draft(event_id: int) -> ResponseReturnValue:
    """In the person's own language first."""
    return redirect(url_for("preview.show", event_id=event_id, lang=current()))


@bp.get("/<any(de, en):lang>")
@requires("desk.see")
def show(event_id: int) -> ResponseReturnValue:
    """The page as the public will see it. Its head says that nobody does yet."""
    event = events.by_id(event_id, g.member.organisation_id)
    g.lang = request.path.rsplit("/", 1)[1]  # the desk speaks the person's language, this page the one that is looked at
    visible = _("This is how everybody sees the page.") if event.visible else _("Nobody but the team sees this page yet.")
    return drawn(event, clock.now(), preview=visible)
