"""The QR code of a ticket for pages: the one place that puts our own drawing into a page as it is."""

from flask import current_app
from flask_babel import gettext as _
from markupsafe import Markup  # noqa: TID251  drawn by tickets.qr, which escapes the label

from eventsvc.tickets import codes, qr, service
from eventsvc.tickets.models import Ticket


def picture(ticket: Ticket, event_uuid: str) -> Markup:
    """As SVG, black on white, with its short code as name."""
    label = _("QR code of your ticket, code %(code)s", code=codes.shown(ticket.reference))
    return Markup(qr.svg(matrix(ticket, event_uuid), label))  # noqa: S704


def matrix(ticket: Ticket, event_uuid: str) -> qr.Matrix:
    """The modules; the latest are kept."""
    return qr.matrix(codes.ticket_url(current_app.config["BASE_URL"], service.code(event_uuid, ticket.code_index)))
