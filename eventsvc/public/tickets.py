"""What the QR opens, for a guest who points a phone at it. Says when, where and what to do, no name, and changes nothing."""

from flask import Blueprint, g, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsvc.accounts import queries as accounts
from eventsvc.accounts import roles
from eventsvc.core.errors import Missing
from eventsvc.events import queries as events
from eventsvc.tickets import codes
from eventsvc.tickets import queries as tickets
from eventsvc.tickets.models import Ticket
from eventsvc.web import event_view, guesses, languages, ticket_view
from eventsvc.web.guard import secret_holder

bp = Blueprint("tickets", __name__)


@bp.get("/T/<code>")
@bp.get("/t/<code>")
@secret_holder
def show(code: str) -> ResponseReturnValue:
    """The page behind a ticket's code, in the language that the browser asks for."""
    with guesses.counted("ticket"):
        ticket, found = tickets.by_code_hash(codes.code_hash(_code(code)))
    event, lang = events.of_id(found.id), languages.current()
    g.organisation = accounts.by_id(event.organisation_id)
    return render_template(
        "public/ticket_page.html", event=event_view.of(event, lang, event.series_title_de if lang == "de" else event.series_title_en),
        badge=ticket_view.state(event.state, ticket.state), usable=ticket.state == "valid" and event.state != "cancelled",
        reference=codes.shown(ticket.reference), event_url=event_view.address(event.slug), guest_url=_guest(ticket, event.organisation_id),
        online=event.online,
    )


def _code(typed: str) -> str:
    scanned = codes.parse(typed)
    if not isinstance(scanned, codes.Code):
        raise Missing
    return scanned.code


def _guest(ticket: Ticket, organisation_id: int) -> str | None:
    """For a member of the team who is signed in on this phone: the guest at the desk."""
    member = g.get("member")
    if member is None or member.organisation_id != organisation_id or not roles.may(member.role, "guest.see"):
        return None
    return url_for("desk_guests.show", event_id=ticket.event_id, registration_id=ticket.registration_id)
